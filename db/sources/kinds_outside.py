"""Files of outside sources: Asiakastieto's credit checks, of which the class of the outcome is kept, and Fonecta's companies and deciders."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from db import values
from db.errors import Invalid
from db.sources.columns import Field, Given, Kind, Row, looks_like_email, looks_like_phone, proposed, right

Check = Callable[[str], str]

OUTCOMES: Final = {
    "good": ("aaa", "aa", "hyva", "ei maksuhairioita", "ei merkintoja", "puhdas", "god", "good", "inga anmarkningar", "no defaults"),
    "fair": ("a", "tyydyttava", "valttava", "fair"),
    "weak": ("b", "c", "heikko", "svag", "weak"),
    "entries": ("maksuhairioita", "maksuhairio", "merkintoja", "on merkintoja", "betalningsanmarkningar", "defaults", "entries"),
    "unknown": ("ei tietoa", "ei luokitusta", "okand", "unknown"),
}
"""Asiakastieto's ratings and their words: what lies behind a class stays in the file."""
GROUNDS: Final = {
    "contract": ("sopimus", "uusi asiakas", "avtal", "contract"),
    "credit": ("luotto", "luotonanto", "kredit", "credit"),
    "guarantee": ("takaus", "borgen", "guarantee"),
    "collection": ("perinta", "indrivning", "collection"),
}
TURNOVERS: Final = (
    (200_000, "0-200k"), (400_000, "200k-400k"), (1_000_000, "400k-1M"), (2_000_000, "1M-2M"), (10_000_000, "2M-10M"),
    (20_000_000, "10M-20M"), (50_000_000, "20M-50M"), (100_000_000, "50M-100M"), (200_000_000, "100M-200M"),
)  # fmt: skip
"""Classes of turnover by the euros below which they end; the last has no end."""
STAFF: Final = (
    (5, "0-4"), (10, "5-9"), (20, "10-19"), (50, "20-49"), (100, "50-99"), (250, "100-249"), (500, "250-499"), (1000, "500-999"),
)  # fmt: skip

WHOSE: Final = (
    Field("number", ("asiakasnumero", "asiakasnro", "kundnummer", "customer number", "customer id")),
    Field("business_id", ("y tunnus", "ytunnus", "fo nummer", "business id", "company id"), right(values.business_id)),
    Field("association", ("yhdistysrekisterinumero", "association number")),
)
CREDIT_FIELDS: Final = (
    *WHOSE,
    Field("outcome", ("luottoluokitus", "luottoluokka", "rating alfa", "rating", "luokka", "tulos", "kreditbetyg", "outcome", "class")),
    Field("asked_on", ("kyselypaiva", "tarkistuspaiva", "raportin paiva", "paiva", "pvm", "datum", "date", "asked on")),
    Field("asked_for", ("kyselyn syy", "peruste", "kayttotarkoitus", "syy", "orsak", "reason", "purpose")),
)
FIRM_FIELDS: Final = (
    *WHOSE,
    Field("person_name", ("paattaja", "paattajan nimi", "yhteyshenkilo", "beslutsfattare", "decision maker", "contact person")),
    Field("title", ("titteli", "tehtavanimike", "nimike", "asema", "titel", "title", "position")),
    Field("person_email", ("paattajan sahkoposti", "henkilon sahkoposti", "contact email"), looks_like_email),
    Field("person_phone", ("paattajan puhelin", "henkilon puhelin", "contact phone"), looks_like_phone),
    Field("industry", ("toimialakoodi", "tol 2008", "toimiala", "naringsgren", "industry code", "industry")),
    Field("turnover_thousands", ("liikevaihto tuhatta euroa", "liikevaihto 1000 eur", "liikevaihto teur", "liikevaihto t")),
    Field("turnover", ("liikevaihto", "liikevaihtoluokka", "omsattning", "turnover", "revenue")),
    Field("staff", ("henkilosto", "henkilostomaara", "henkilostoluokka", "henkilomaara", "personal", "staff", "employees")),
    Field("offices", ("toimipaikat", "toimipaikkoja", "toimipaikkojen maara", "verksamhetsstallen", "offices", "sites")),
    Field("website", ("verkkosivut", "www", "kotisivu", "kotisivut", "webbplats", "website", "url")),
    Field("as_of", ("tilanne", "tiedot ajalta", "tilinpaatos", "paivays", "datum", "as of", "date")),
)


def credit(given: Given) -> dict[str, Any]:
    """A credit check of a customer: the class of its outcome; what to do about it a person decides on the card (GDPR 22)."""
    outcome = given.checked("outcome", one_of(OUTCOMES))
    if outcome is None:
        raise Invalid("import_row_empty")
    asked = given.checked("asked_on", _day) or given.settings.get("today")
    fields = {
        "outcome": ("outcome", outcome), "asked_on": ("asked_on", asked),
        "asked_for": ("asked_for", given.checked("asked_for", one_of(GROUNDS)) or "contract"),
        "expires_on": ("asked_on", _half_a_year_on(asked) if asked else None),
    }  # fmt: skip
    return _whose(given, [given.row("credit_check", "check", fields)])


def firm(given: Given) -> dict[str, Any]:
    """What Fonecta knows of a customer, and a person who decides there."""
    industry = given.checked("industry", _industry)
    turnover = given.checked("turnover_thousands", _classed(TURNOVERS, "200M-", 1000)) or given.checked(
        "turnover", _classed(TURNOVERS, "200M-")
    )
    fields = {
        "industry": ("industry", industry), "industry_set": ("industry", industry and "TOIMI3"),
        "turnover": ("turnover" if "turnover" in given.columns else "turnover_thousands", turnover),
        "staff": ("staff", given.checked("staff", _classed(STAFF, "1000-"))),
        "offices": ("offices", given.checked("offices", _count)), "website": ("website", given.checked("website", values.line)),
    }  # fmt: skip
    told = any(value is not None for _, value in fields.values())
    dated = {**fields, "as_of": ("as_of", given.checked("as_of", _day))}
    return _whose(given, [*([given.row("firmographic", "firm", dated)] if told else []), *_decider(given)])


def _whose(given: Given, rows: list[Row | None]) -> dict[str, Any]:
    """The rows with whom they are about; without a number nothing is known of whom."""
    schemes = {"business_id": values.business_id, "association": values.association_number}
    named = [
        given.row("identifier", scheme, {"scheme": (scheme, value and scheme), "value": (scheme, value)})
        for scheme, check in schemes.items()
        for value in (given.checked(scheme, check),)
    ]
    number = given.checked("number", _count)
    known = [row for row in named if row is not None]
    found = [row for row in rows if row is not None]
    if not found or not (known or number):
        raise Invalid("import_row_empty")
    return {"rows": [*known, *found]} | ({"number": int(number)} if number else {})


def _decider(given: Given) -> list[Row | None]:
    """A person with the role decision; the source is Fonecta, so that the person is to be told (GDPR 14)."""
    whole = given.checked("person_name", values.line)
    if not whole:
        return []
    last, comma, first = whole.partition(", ")
    if not comma:
        first, _, last = whole.rpartition(" ")
    if not first.strip():
        raise Invalid("import_person_name", column=given.columns["person_name"])
    person = {"given_names": ("person_name", first.strip()), "family_name": ("person_name", last.strip())}
    acting = {"person": ("", "@person"), "role": ("person_name", "decision")}
    return [
        given.row("person", "person", {**person, "title": ("title", given.checked("title", values.line))}),
        given.row("person_role", "role", acting),
        _point(given, "person_email", values.email),
        _point(given, "person_phone", values.phone),
    ]


def _point(given: Given, name: str, check: Check) -> Row | None:
    normal = given.checked(name, check)
    if normal is None:
        return None
    kind = "email" if "@" in normal else values.phone_kind(normal)
    fields = {"person": ("", "@person"), "kind": (name, kind), "given": (name, values.line(given.text(name))), "normal": (name, normal)}
    return given.row("contact_point", name, fields)


def _day(text: str) -> str:
    return values.date_of(text[:10]).isoformat()


def _half_a_year_on(day: str) -> str:
    asked = date.fromisoformat(day)
    month, year = (asked.month + 5) % 12 + 1, asked.year + (1 if asked.month > 6 else 0)
    return date(year, month, min(asked.day, 28)).isoformat()


def _count(text: str) -> str:
    plain = "".join(text.split())
    if not (plain.isascii() and plain.isdigit() and 0 < len(plain) < 10):
        raise Invalid("import_number_shape")
    return plain


def _industry(text: str) -> str:
    """A code of TOL 2008, with or without its letter and words: ``62010``, ``62.01.0``, ``62010 Ohjelmistot``."""
    code = text.split(" ")[0].replace(".", "").upper()
    if not (code.isascii() and code.isalnum() and 1 <= len(code) <= 6):
        raise Invalid("import_word_unknown", word=text[:40])
    return code


def _classed(classes: tuple[tuple[int, str], ...], last: str, unit: int = 1) -> Check:
    """A class by its code, or the class that an amount falls in."""

    def check(text: str) -> str:
        if text in {last, *(code for _, code in classes)}:
            return text
        amount = int(_count(text.replace("€", "").partition(",")[0])) * unit
        return next((code for below, code in classes if amount < below), last)

    return check


def one_of(codes: Mapping[str, tuple[str, ...]]) -> Check:
    """A check that turns a word of a list into its code."""
    from db.shown import search_form

    def check(text: str) -> str:
        word = search_form(text)
        code = next((code for code, words in codes.items() if word in words or word == code), None)
        if code is None:
            raise Invalid("import_word_unknown", word=text[:40])
        return code

    return check


TELLING: Final = {"credit": {"outcome"}, "firms": {"industry", "turnover", "turnover_thousands", "staff", "offices"}}
"""Fields by which a file is known to be of an outside source."""


def is_of(kind: Kind, header: Sequence[str]) -> bool:
    """Whether the headings of a file speak of a kind."""
    return bool(TELLING[kind.name] & set(proposed(kind.fields, header, ()).values()))


OUTSIDE: Final[Mapping[str, Kind]] = {
    "credit": Kind("credit", CREDIT_FIELDS, credit, source="asiakastieto"),
    "firms": Kind("firms", FIRM_FIELDS, firm, source="fonecta"),
}
"""By name; of what they are about the customers must be in the register."""
