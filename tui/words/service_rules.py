"""Rules of services, domains, hosts and those who look after them, by the names of their constraints; a part of ``errors``."""

from typing import Final

from tui.words.rules import ENDS, KIND

STATE: Final = ("Tällaista tilaa ei ole.", "There is no such state.")
PRICE: Final = ("Hinta ei voi olla negatiivinen.", "A price cannot be negative.")

SERVICE_RULES: Final[dict[str, tuple[str, str]]] = {
    "contact_point_is_somebodys": ("Yhteystiedolta puuttuu omistaja.", "The contact is nobody's."),
    "contact_point_scope_of_party": ("Yhteystiedon asiakasta ei ole.", "The customer of the contact is not there."),
    "domain_once": ("Asiakkaalla on jo tämä verkkotunnus.", "The customer has this domain already."),
    "domain_service_fkey": ("Palveluun kuuluu verkkotunnus: siirrä se ensin.", "The service has a domain: move it first."),
    "domain_technical_fkey": ("Henkilöä ei ole enää.", "The person is no longer there."),
    "host_kind_known": KIND,
    "host_name_once": ("Samanniminen palvelin on jo.", "There is a host of that name already."),
    "host_need_host_fkey": ("Palvelinta ei ole enää.", "The host is no longer there."),
    "host_need_needs_fkey": ("Palvelinta ei ole enää.", "The host is no longer there."),
    "host_need_not_round": (
        "Palvelimet riippuisivat toisistaan kehässä.",
        "The hosts would need each other round in a circle.",
    ),
    "host_need_of_another": ("Palvelin ei voi riippua itsestään.", "A host cannot need itself."),
    "host_need_once": ("Riippuvuus on jo merkitty.", "This dependency is there already."),
    "host_state_known": STATE,
    "person_role_fits_place": (
        "Palvelun tai palvelimen rooli on tekninen, käyttäjä tai ylläpitäjä.",
        "A role at a service or host is technical, user or maintainer.",
    ),
    "person_role_host_fkey": ("Palvelimella on henkilöitä: päätä roolit ensin.", "The host has persons: end their roles first."),
    "person_role_is_somewhere": ("Rooli on joko asiakkaalla tai palvelimella.", "A role is either at a customer or at a host."),
    "person_role_legal_basis_known": ("Tällaista oikeusperustetta ei ole.", "There is no such legal basis."),
    "person_role_scope_of_party": ("Roolin asiakasta ei ole.", "The customer of the role is not there."),
    "person_role_service_fkey": ("Palvelulla on henkilöitä: päätä roolit ensin.", "The service has persons: end their roles first."),
    "person_role_service_of_party": ("Palvelu kuuluu asiakkaalle.", "A service belongs to a customer."),
    "person_told_how_known": ("Näin henkilölle ei voi kertoa.", "A person cannot be told in this way."),
    "product_code_is_plain": (
        "Tuotekoodissa on 2–40 pientä kirjainta tai numeroa.",
        "The code of a product has 2–40 small letters or digits.",
    ),
    "product_in_group": ("Samanniminen tuote on jo.", "There is such a product already."),
    "product_period_known": ("Tällaista laskutuskautta ei ole.", "There is no such period."),
    "product_pkey": ("Samanniminen tuote on jo.", "There is such a product already."),
    "product_price_not_negative": PRICE,
    "product_price_once": (
        "Joku muutti hintaa samana päivänä: päivitä ja muuta uudelleen.",
        "Somebody changed the price of that day: reload and change it again.",
    ),
    "product_product_group_fkey": ("Tällaista tuoteryhmää ei ole.", "There is no such product group."),
    "product_state_known": STATE,
    "service_ended_has_end": ("Päättyneestä palvelusta puuttuu päättymispäivä.", "An ended service lacks the day of its end."),
    "service_ends_after_start": ENDS,
    "service_host_fkey": ("Palvelinta ei ole, tai sillä on palveluja.", "There is no such host, or it has services."),
    "service_price_not_negative": PRICE,
    "service_product_fkey": ("Tällaista tuotetta ei ole.", "There is no such product."),
    "service_state_known": STATE,
    "product_exists": ("Samanniminen tuote on jo.", "There is a product of that name already."),
    "product_group_is_used": (
        "Tuotteella on palveluja: sen ryhmää ei voi vaihtaa, tee uusi tuote.",
        "The product has services: its group cannot change, make a new product.",
    ),
    "product_in_use": ("Tuotteella on palveluja: lopeta ensin myynti (x).", "The product has services: withdraw it from sale (x) first."),
    "product_not_sold": ("Tuotetta ei enää myydä.", "The product is not sold any more."),
}
