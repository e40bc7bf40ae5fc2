"""Words about: purposes. Their names, and what each is for."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "seloste_billing": ("Laskutus", "Billing"),
    "seloste_support": ("Tekninen tuki", "Technical support"),
    "seloste_administration": ("Hallinnointi", "Administration"),
    "seloste_relations": ("Asiakassuhteet", "Customer relations"),
    "seloste_faults": ("Vikatiedotus", "Fault notices"),
    "seloste_marketing": ("Suoramarkkinointi", "Direct marketing"),
    "seloste_privacy": ("Tietosuoja", "Data protection"),
    "seloste_main_user": ("Pääkäyttäjä", "Main user"),
    "seloste_billing.says": ("Laskutustiedot, osoitteet ja tunnukset", "Billing data, addresses and identifiers"),
    "seloste_support.says": ("Yhteystiedot, tekniset henkilöt ja ylläpitäjät", "Contact details, technicians and maintainers"),
    "seloste_administration.says": ("Asiakkaiden perustiedot, henkilöt ja osoitteet", "Customers, persons and addresses"),
    "seloste_relations.says": ("Asiakkaat, henkilöt ja markkinointiluvat", "Customers, persons and marketing permissions"),
    "seloste_faults.says": ("Keille viasta kerrotaan", "Who is to be told about a fault"),
    "seloste_marketing.says": ("Vain ne, joille saa markkinoida", "Only those who may be marketed to"),
    "seloste_privacy.says": ("Kaikki luettavissa, lokit ja rajoitetut", "Everything readable, logs and restricted customers"),
    "seloste_main_user.says": ("Käyttäjätunnukset; ei asiakkaita", "Logins; no customers"),
    "choose": ("Mihin tarkoitukseen työskentelet?", "Under which purpose do you work?"),
    "choose_hint": ("Numero tai Enter valitsee, Esc palaa", "A number or Enter chooses, Esc goes back"),
    "purpose": ("Tarkoitus", "Purpose"),
    "for_what": ("Mihin", "What for"),
    "now": ("nyt", "now"),
    "none": (
        "Tunnuksellasi ei ole yhtään tarkoitusta.\nPääkäyttäjä antaa niitä; Esc palaa.",
        "Your login holds no purpose.\nThe main user grants them; Esc goes back.",
    ),
}
