"""What can be brought in from a table: a registry of kinds, each saying its fields and how a row of them enters the register."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from db import values
from db.errors import Invalid
from db.shown import search_form
from db.sources import streets
from db.sources.columns import Field, Given, Kind, Row, looks_like_email, looks_like_phone, looks_like_postcode, right
from db.sources.kinds_outside import OUTSIDE, is_of

PARTY_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "person": ("person", "henkilo", "yksityishenkilo", "yksityinen", "privatperson", "kuluttaja"),
    "company": ("company", "yritys", "foretag", "oy", "osakeyhtio", "aktiebolag", "ab", "yhtio"),
    "association": ("association", "yhdistys", "forening", "ry", "rf"),
    "public body": ("public body", "julkisyhteiso", "kunta", "kommun", "offentlig"),
    "sole trader": ("sole trader", "toiminimi", "tmi", "firma", "enskild naringsidkare"),
}
LANGUAGES: Final = {
    "fi": ("fi", "suomi", "finska", "finnish"),
    "sv": ("sv", "ruotsi", "svenska", "swedish"),
    "en": ("en", "englanti", "engelska", "english"),
}
STATUSES: Final = {
    "prospect": ("prospect", "mahdollinen", "liidi", "lead", "prospekti"),
    "customer": ("customer", "asiakas", "kund", "active", "aktiivinen", "voimassa"),
    "former": ("former", "entinen", "tidigare", "inactive", "paattynyt"),
}
ROLES: Final = {
    "decision": ("decision", "paattaja", "toimitusjohtaja", "vd", "ceo", "beslutsfattare", "decision maker", "johto"),
    "administration": ("administration", "hallinto", "hallinnollinen", "forvaltning", "admin", "yhteyshenkilo"),
    "billing": ("billing", "laskutus", "talous", "fakturering", "ekonomi", "invoicing", "finance"),
    "technical": ("technical", "tekninen", "teknik", "teknisk", "it", "tech"),
    "user": ("user", "kayttaja", "anvandare"),
    "maintainer": ("maintainer", "yllapitaja", "yllapito", "underhall"),
}

CUSTOMER_FIELDS: Final = (
    Field("number", ("asiakasnumero", "asiakasnro", "kundnummer", "customer number", "customer id", "numero rekisterissa")),
    Field("person_name", ("yhteyshenkilo", "yhteyshenkilon nimi", "kontaktperson", "contact", "contact person", "kontakti")),
    Field("given_names", ("etunimi", "etunimet", "fornamn", "first name", "given name", "given names")),
    Field("family_name", ("sukunimi", "efternamn", "last name", "family name", "surname")),
    Field("title", ("titteli", "tehtavanimike", "nimike", "titel", "title", "job title")),
    Field("role", ("rooli", "roll", "role")),
    Field("person_email", ("yhteyshenkilon sahkoposti", "henkilon sahkoposti", "kontaktpersonens e post", "contact email", "contact e mail"), looks_like_email),
    Field("person_phone", ("yhteyshenkilon puhelin", "henkilon puhelin", "kontaktpersonens telefon", "contact phone"), looks_like_phone),
    Field("business_id", ("y tunnus", "ytunnus", "fo nummer", "business id", "organisationsnummer", "company id"), right(values.business_id)),
    Field("vat", ("alv numero", "alv tunnus", "alv", "vat", "vat id", "vat number", "momsnummer"), lambda cell: cell.upper().startswith("FI") and right(values.vat_id)(cell)),
    Field("association", ("yhdistysrekisterinumero", "rekisterinumero", "registernummer", "association number")),
    Field("e_invoice", ("verkkolaskuosoite", "ovt", "ovt tunnus", "e fakturaadress", "e invoice address", "einvoice address"), right(values.einvoice_address)),
    Field("operator", ("valittaja", "valittajatunnus", "valittajan tunnus", "operaattori", "operator", "formedlare")),
    Field("name", ("nimi", "yritys", "yrityksen nimi", "asiakas", "asiakkaan nimi", "toiminimi", "foretag", "namn", "kund", "company", "name", "customer", "company name")),
    Field("kind", ("asiakaslaji", "laji", "tyyppi", "typ", "kind", "type", "asiakastyyppi")),
    Field("language", ("kieli", "sprak", "language", "asiointikieli")),
    Field("status", ("asiakkuus", "tila", "status", "asiakkuuden tila")),
    Field("since", ("asiakas alkaen", "alkaen", "asiakkuus alkoi", "kund sedan", "customer since", "since")),
    Field("email", ("sahkoposti", "sahkopostiosoite", "e post", "epost", "email", "e mail", "s posti"), looks_like_email),
    Field("mobile", ("matkapuhelin", "gsm", "kannykka", "mobil", "mobiltelefon", "mobile"), looks_like_phone),
    Field("phone", ("puhelin", "puhelinnumero", "puh", "telefon", "tel", "phone", "telephone"), looks_like_phone),
    Field("postcode_town", ("postinumero ja toimipaikka", "postinumero ja postitoimipaikka", "postadress", "postcode and town")),
    Field("postcode", ("postinumero", "postinro", "postnummer", "postcode", "postal code", "zip", "zip code"), looks_like_postcode),
    Field("town", ("postitoimipaikka", "kaupunki", "paikkakunta", "toimipaikka", "kunta", "ort", "stad", "postort", "town", "city")),
    Field("co", ("c o", "co")),
    Field("po_box", ("postilokero", "pl", "postbox", "po box")),
    Field("country", ("maa", "maakoodi", "land", "country", "country code")),
    Field("street", ("katuosoite", "lahiosoite", "osoite", "katu", "gatuadress", "adress", "address", "street", "street address", "postiosoite", "laskutusosoite", "kayntiosoite")),
)  # fmt: skip
"""In the order in which they are looked for: what names a person before what names a customer."""


def customer(given: Given) -> dict[str, Any]:
    """A customer with names, identifiers, an address, contact points and one contact person."""
    rows = [_party(given), *_identifiers(given), _address(given), *_points(given), *_person(given)]
    found = [row for row in rows if row is not None]
    number = given.checked("number", _digits)
    if not found:
        raise Invalid("import_row_empty")
    return {"rows": found} | ({"number": int(number)} if number else {})


def _party(given: Given) -> Row:
    """The customer itself; what the file does not say of a new one is what holds for every row."""
    new = {"unit": int(given.settings.get("unit") or 0), "kind": _kind(given)}
    since = given.checked("since", lambda text: values.date_of(text[:10]).isoformat())
    fields = {
        "name": ("name", given.checked("name", values.line)), "kind": ("kind", given.checked("kind", _one_of(PARTY_KINDS))),
        "language": ("language", given.checked("language", _one_of(LANGUAGES))), "status": ("status", given.checked("status", _one_of(STATUSES))),
        "since": ("since", since),
    }  # fmt: skip
    row = given.row("party", "party", fields, **new)
    return row or {"entity": "party", "key": "party", "fields": {}, "new": new, "columns": {}}


def _kind(given: Given) -> str:
    """The kind of a new customer whose row does not say it."""
    if given.text("association"):
        return "association"
    return given.settings.get("kind") or "company"


def _identifiers(given: Given) -> list[Row | None]:
    checks = {"business_id": values.business_id, "vat": values.vat_id, "association": values.association_number}
    found = [
        given.row("identifier", scheme, {"scheme": (scheme, value and scheme), "value": (scheme, value)})
        for scheme, check in checks.items()
        for value in (given.checked(scheme, check),)
    ]
    invoices, operator = given.checked("e_invoice", values.einvoice_address), given.checked("operator", values.einvoice_operator)
    if invoices:
        scheme = ("e_invoice", "e_invoice")
        found.append(
            given.row("identifier", "e_invoice", {"scheme": scheme, "value": ("e_invoice", invoices), "operator": ("operator", operator)})
        )
    return found


def _address(given: Given) -> Row | None:
    """One address; its number, entrance and apartment are read from the line of the street, its postcode from that of the town."""
    postcode, town = _place(given)
    country = given.checked("country", values.country) or "FI"
    street = given.checked("street", values.line)
    if (not street and not given.text("po_box")) or (not town and not postcode):
        return None
    parts = streets.parts(street) if street else {}
    fields = {name: ("street", parts.get(name)) for name in ("street", "number", "entrance", "apartment")} | {
        "co": ("co", given.checked("co", values.line)), "po_box": ("po_box", given.checked("po_box", values.line) or parts.get("po_box")),
        "postcode": ("postcode", given.checked("postcode", lambda text: values.postcode(text, country)) or postcode),
        "town": ("town" if "town" in given.columns else "postcode_town", town), "country": ("country", country if "country" in given.columns else None),
        "kind": ("street", given.settings.get("address") or "post"),
    }  # fmt: skip
    return given.row("address", "address", fields)


def _place(given: Given) -> tuple[str | None, str | None]:
    """Postcode and town of the column that holds both, or the town of its own."""
    both = given.checked("postcode_town", values.line) or ""
    postcode, _, town = both.partition(" ") if both[:5].isdigit() else ("", "", both)
    return postcode or given.text("postcode") or None, given.checked("town", values.line) or town.strip() or None


def _points(given: Given, owner: str = "") -> list[Row | None]:
    """Contact points of the customer, or with ``owner`` ``person_`` of its person."""
    person = {"person": ("", "@person")} if owner else {}
    email, phone, mobile = (given.checked(owner + name, _point(name)) for name in ("email", "phone", "mobile"))
    found: list[Row | None] = []
    if email:
        found.append(
            given.row("contact_point", f"{owner}email", {**person, **_reach(owner + "email", "email", given.text(owner + "email"), email)})
        )
    for name, number in (("phone", phone), ("mobile", mobile)):
        if number:
            kind = _number_kind(number) if name == "phone" else "mobile"
            found.append(
                given.row("contact_point", owner + name, {**person, **_reach(owner + name, kind, given.text(owner + name), number)})
            )
    return found


def _reach(field: str, kind: str, typed: str, normal: str) -> dict[str, tuple[str, Any]]:
    return {"kind": (field, kind), "given": (field, values.line(typed)), "normal": (field, normal)}


def _point(name: str) -> Any:
    return values.email if name == "email" else _phone


@lru_cache(maxsize=4096)
def _phone(text: str) -> str:
    return values.phone(text)


@lru_cache(maxsize=4096)
def _number_kind(number: str) -> str:
    return values.phone_kind(number)


def _person(given: Given) -> list[Row | None]:
    """A contact person with a role, a title and contact points of their own."""
    names = _names(given)
    if names is None:
        return []
    whole = "person_name" if "person_name" in given.columns else "family_name"
    role = given.checked("role", _one_of(ROLES)) or given.settings.get("role") or "administration"
    fields = {"given_names": (whole, names[0]), "family_name": (whole, names[1]), "title": ("title", given.checked("title", values.line))}
    acting = {"person": ("", "@person"), "role": ("role" if "role" in given.columns else whole, role)}
    return [given.row("person", "person", fields), given.row("person_role", "role", acting), *_points(given, "person_")]


def _names(given: Given) -> tuple[str, str] | None:
    """Given names and family name: of two columns, or of one as ``Maija Meri`` or ``Meri, Maija``."""
    first, last = given.checked("given_names", values.line), given.checked("family_name", values.line)
    if first and last:
        return first, last
    whole = given.checked("person_name", values.line) or first or last
    if not whole:
        return None
    last, comma, first = whole.partition(", ")
    if not comma:
        first, _, last = whole.rpartition(" ")
    if not first.strip():
        raise Invalid("import_person_name", column=given.columns.get("person_name") or given.columns.get("family_name") or "")
    return first.strip(), last.strip()


def _digits(text: str) -> str:
    if not text.isdigit() or not 0 < int(text) < 10**9:
        raise Invalid("import_number_shape")
    return text


def _one_of(codes: Mapping[str, tuple[str, ...]]) -> Any:
    """A check that turns a word of a list into its code."""

    def check(text: str) -> str:
        word = search_form(text)
        code = next((code for code, words in codes.items() if word in words or word == search_form(code)), None)
        if code is None:
            raise Invalid("import_word_unknown", word=text[:40])
        return code.replace(" ", "_")

    return check


KINDS: Final[Mapping[str, Kind]] = {
    **OUTSIDE,
    "customers": Kind("customers", CUSTOMER_FIELDS, customer, ("unit", "kind", "address", "role", "source")),
}
"""By name; what settings a kind asks for are chosen once for a file."""


def kind_of(header: Sequence[str]) -> Kind:
    """Of what a file is by its headings: an outside source's facts where they speak of such, otherwise customers."""
    return next((kind for kind in OUTSIDE.values() if is_of(kind, header)), KINDS["customers"])
