"""The invented customers of tests: what is saved of each, by name. Persons of a company are named by their role."""

from __future__ import annotations

from typing import Any, Final

Change = dict[str, Any]

UNITS: Final = ((1, "Pihtipudas"), (2, "Tampere"), (3, "Oulu"))

ROLES: Final = ("decision", "administration", "billing", "technical", "user", "maintainer")


def party(kind: str, name: str, unit: int = 1, **fields: Any) -> Change:
    """A new customer."""
    return {"entity": "party", "fields": {"kind": kind, "name": name, "unit": unit, **fields}}


def home(street: str, postcode: str, town: str, kind: str = "visit") -> Change:
    """An address."""
    return {
        "entity": "address",
        "key": "home",
        "fields": {"kind": kind, "street": street, "number": "1", "postcode": postcode, "town": town},
    }


def reach(given: str, kind: str = "email", person: str | None = None) -> Change:
    """A number or e-mail address, of the customer or of a person named by its key."""
    fields = {"kind": kind, "given": given}
    return {"entity": "contact_point", "key": f"{person or 'own'}.{kind}", "fields": fields | ({"person": f"@{person}"} if person else {})}


def acting(role: str, given: str, family: str, stem: str, number: str) -> list[Change]:
    """A person with one role, an e-mail address and a mobile number; its key is the role."""
    return [
        {"entity": "person", "key": role, "fields": {"given_names": given, "family_name": family, "title": f"{role} title"}},
        {"entity": "person_role", "key": f"{role}.role", "fields": {"person": f"@{role}", "role": role}},
        reach(f"{role}@{stem}.example.fi", person=role),
        reach(number, "mobile", person=role),
    ]


def identifier(scheme: str, value: str) -> Change:
    """An identifier other than an identity code."""
    return {"entity": "identifier", "key": scheme, "fields": {"scheme": scheme, "value": value}}


FAMILIES: Final = ("Päättäjä", "Hallinto", "Laskuttaja", "Tekijä", "Käyttäjä", "Ylläpito")

FIRST_SAVES: Final[dict[str, list[Change]]] = {
    "koivu": [
        party("company", "Kahvila Koivu Oy"),
        home("Koivukuja", "44800", "Pihtipudas"),
        identifier("business_id", "1572860-0"),
        reach("info@koivu.example.fi"),
        reach("+358445550100", "phone"),
        *(
            change
            for place, (role, family) in enumerate(zip(ROLES[:4], FAMILIES[:4], strict=True))
            for change in acting(role, "Koivu", family, "koivu", f"+35844555020{place}")
        ),
    ],
    "matti": [
        party("person", "Matti Meikäläinen"),
        home("Mäntytie", "44800", "Pihtipudas"),
        reach("matti@meikalainen.example.fi"),
        reach("+358445550111", "mobile"),
    ],
    "suoja": [
        party("person", "Salme Suojattu", protected=True),
        home("Piilokuja", "44801", "Salakylä"),
        reach("salme@suojattu.example.fi"),
    ],
    "takomo": [
        party("company", "Tampereen Takomo Oy", unit=2),
        home("Takojankatu", "33100", "Tampere"),
        identifier("business_id", "2077474-0"),
        reach("info@takomo.example.fi"),
        *acting("technical", "Taneli", "Takoja", "takomo", "+358445550301"),
    ],
    "rajattu": [
        party("company", "Rajattu Rantala Oy"),
        home("Rantatie", "44800", "Pihtipudas"),
        reach("info@rantala.example.fi"),
        *acting("technical", "Raija", "Rantala", "rantala", "+358445550401"),
    ],
    "teija": [party("person", "Teija Tampere", unit=2), home("Hämeenkatu", "33100", "Tampere"), reach("teija@tampere.example.fi")],
    "yhdistys": [party("association", "Pihtiputaan Pihlajat ry", status="prospect"), identifier("association", "12345")],
    "kunta": [party("public_body", "Pihtiputaan kunta"), home("Kunnankuja", "44800", "Pihtipudas"), reach("kirjaamo@kunta.example.fi")],
    "toimi": [
        party("sole_trader", "Toiminimi Tuula Tarmokas"),
        home("Tarmontie", "44800", "Pihtipudas"),
        reach("tuula@tarmokas.example.fi"),
        reach("+358445550500", "mobile"),
    ],
    "lupa": [party("person", "Liisa Luvallinen"), home("Lupatie", "44800", "Pihtipudas"), reach("liisa@luvallinen.example.fi")],
    "kielto": [party("person", "Kalle Kieltävä"), home("Kieltotie", "44800", "Pihtipudas"), reach("kalle@kieltava.example.fi")],
}

LATER_SAVES: Final[dict[str, list[Change]]] = {
    "koivu": [
        change
        for place, (role, family) in enumerate(zip(ROLES[4:], FAMILIES[4:], strict=True), 4)
        for change in acting(role, "Koivu", family, "koivu", f"+35844555020{place}")
    ],
}
"""What support saves: users and maintainers are its own."""

HOSTS: Final = {
    "web1": {"name": "web1.example.fi", "kind": "virtual", "runs": "Apache, PHP 8.4", "place": "Helsinki 1"},
    "db1": {"name": "db1.example.fi", "kind": "cluster", "runs": "MariaDB 11", "place": "Helsinki 1"},
    "mail1": {"name": "mail1.example.fi", "kind": "virtual", "runs": "Postfix, Dovecot", "place": "Tampere 2"},
}
"""Hosts, of which web1 does not work without db1."""


def serves(product: str, domain: str, host: str | None = None, **fields: Any) -> list[Change]:
    """A service on a host named by its key and a domain that points to it; their keys are service and domain."""
    return [
        {"entity": "service", "key": "service", "fields": {"product": product, "starts_on": "2024-02-01", "host": host, **fields}},
        {"entity": "domain", "key": "domain", "fields": {"name": domain, "expires_on": "2027-02-01", "service": "@service"}},
    ]


SERVICE_SAVES: Final[dict[str, list[Change]]] = {
    "kunta": serves("webhotel_m", "kirjasto.example.fi", "web1"),
    "takomo": serves("webhotel_s", "alasinpaja.example.fi", "web1"),
    "rajattu": serves("webhotel_s", "laituri.example.fi", "web1"),
    "suoja": serves("mail_basic", "hiljaisuus.example.fi", "mail1"),
    "lupa": serves("vps_2", "äitienpäivä.example.fi"),
}
"""Services and domains that administration saves."""

CODES: Final = {"matti": "010190-900P", "teija": "290200A913S", "suoja": "010190X900P"}
"""Identity codes; individual numbers 900–999 belong to nobody."""

DECISIONS: Final = (
    ("lupa", None, "email", "consent", None),
    ("toimi", None, "email", "existing_customer", "hosting"),
    ("koivu", "decision", "email", "refused", None),
    *(("kielto", None, channel, "refused", None) for channel in ("email", "sms", "automated_call", "phone", "post")),
)
"""Customer, person or none, channel, decision, product group."""
