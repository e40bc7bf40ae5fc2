"""Words about: search. The box, the list and its filters."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Asiakkaat", "Customers"),
    "prompt": (
        "Hae: nimi, puhelin, sähköposti, Y-tunnus, verkkotunnus, paikkakunta",
        "Search: name, phone, e-mail, business ID, domain, town",
    ),
    "name": ("Nimi", "Name"),
    "kind": ("Laji", "Kind"),
    "town": ("Paikkakunta", "Town"),
    "status": ("Tila", "Status"),
    "unit": ("Yksikkö", "Unit"),
    "service": ("Palvelu", "Service"),
    "permission": ("Luvat", "Consents"),
    "matched": ("Löytyi", "Found by"),
    "count": ("{count} asiakasta", "{count} customers"),
    "count_one": ("1 asiakas", "1 customer"),
    "permission_given": ("annettu", "given"),
    "permission_refused": ("kielletty", "refused"),
    "permission_none": ("ei kysytty", "not asked"),
    "mark_protected": ("#", "#"),
    "mark_on": ("√", "√"),
    "by_number": ("tunnus", "ID"),
    "by_invoice": ("lasku", "invoice"),
    "by_ticket": ("yhteydenotto", "contact"),
    "by_phone": ("puhelin", "phone"),
    "by_phone_end": ("puhelimen loppu", "end of phone"),
    "by_person": ("henkilö", "person"),
    "by_town": ("paikkakunta", "town"),
    "by_domain": ("verkkotunnus", "domain"),
    "by_server": ("palvelin", "host"),
    "by_email": ("sähköposti", "e-mail"),
    "by_host": ("verkkotunnus", "domain"),
    "by_words": ("sanat erillään", "words apart"),
    "by_words_cut": ("sanoja; kirjoita lisää", "words; type more"),
    "by_part": ("sanan osa", "part of a word"),
    "by_similar": ("lähes sama", "nearly the same"),
    "nothing": (
        "Ei tuloksia haulla ”{typed}”.\n\n"
        "– Kirjoita vähemmän: alku riittää, ja sanojen järjestys on vapaa.\n"
        "– Puhelinnumeron voi antaa missä muodossa tahansa, tai vain sen lopun.\n"
        "– Yhden kirjoitusvirheen haku sietää; kaksi on liikaa.\n"
        "– Näet vain omien yksiköittesi ja tämän tarkoituksen asiakkaat.\n{filters}\n{new}",
        "Nothing found for “{typed}”.\n\n"
        "– Type less: a beginning is enough, and words may come in any order.\n"
        "– A phone number may be typed in any form, or only its end.\n"
        "– One typing error is forgiven; two are too many.\n"
        "– You see only the customers of your own units and of this purpose.\n{filters}\n{new}",
    ),
    "nothing_new": ("F7  Lisää uusi asiakas", "F7  Add a new customer"),
    "nothing_filters": ("– Luettelo on rajattu: f poistaa rajauksen.", "– The list is narrowed: f takes the filter away."),
    "nothing_here": (
        "Tässä tarkoituksessa ei näy asiakkaita.\np  Vaihda käyttötarkoitusta   f  Muuta rajausta",
        "No customers are to be seen under this purpose.\np  Switch purpose   f  Change the filter",
    ),
    "whole_code": (
        "Henkilötunnusta ei haeta osissa eikä se jää lokiin.\nKirjoita se kokonaan ja paina Enter.",
        "An identity code is not searched in parts, and no log keeps it.\nType it whole and press Enter.",
    ),
    "no_such_code": ("Tällä henkilötunnuksella ei näy asiakasta.", "No customer is to be seen with this identity code."),
    "filters_title": ("Rajaa luetteloa", "Narrow the list"),
    "filter_by": ("Rajaus", "By"),
    "filter_value": ("Arvo", "Value"),
    "filters_none": ("Kaikki (poista rajaukset)", "All (take filters away)"),
    "filters_hint": ("Enter rajaa   Väli valitsee   Esc sulkee", "Enter narrows   Space picks   Esc closes"),
}
