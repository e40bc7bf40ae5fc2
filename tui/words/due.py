"""Words about: due. What falls due, by kind: in a list one at a time, on the dashboard all of a kind."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Määräajat", "Due"),
    "count": ("{count} viikon sisällä", "{count} within a week"),
    "when": ("Määräpäivä", "Due on"),
    "what": ("Mitä on tehtävä", "What is to be done"),
    "whom": ("Kenestä", "About whom"),
    "overdue": ("myöhässä", "overdue"),
    "today": ("tänään", "today"),
    "nothing": ("Viikon sisällä ei ole määräaikoja.", "Nothing falls due within a week."),
    "told": ("Kerro tallentamisesta (GDPR 14)", "Tell that data are kept (GDPR 14)"),
    "told.panel": ("Kerro tallentamisesta", "Tell that data are kept"),
    "address": ("Osoite päättyy: kysy uusi", "An address ends: ask for the new one"),
    "address.panel": ("Osoite päättyy", "Addresses end"),
    "role": ("Henkilön rooli päättyy", "A person's role ends"),
    "role.panel": ("Rooli päättyy", "Roles end"),
    "contact": ("Palaa yhteydenottoon", "Return to a contact"),
    "contact.panel": ("Palaa yhteydenottoon", "Contacts to return to"),
    "login": ("Käyttäjätunnus päättyy", "A login ends"),
    "login.panel": ("Käyttäjätunnus päättyy", "Logins end"),
    "draft": ("Luonnos poistuu itsestään", "A draft goes by itself"),
    "draft.panel": ("Luonnos poistuu", "Drafts go"),
    "invoice": ("Lasku on erääntynyt", "An invoice is overdue"),
    "invoice.panel": ("Lasku erääntynyt", "Invoices overdue"),
    "hold": ("Laskun säilytys päättyy (kirjanpitolaki 2:10)", "The hold of an invoice ends (Bookkeeping Act 2:10)"),
    "hold.panel": ("Laskun säilytys päättyy", "Holds of invoices end"),
    "own_login": ("Pääkäyttäjä jatkaa tunnuksen voimassaoloa.", "The main user extends a login."),
    "draft_gone": ("Luonnosta ei enää ole.", "That draft is gone."),
}
