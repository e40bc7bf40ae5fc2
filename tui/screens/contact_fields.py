"""Fields of a contact: who, how verified, what was said; and back from what was typed to the changes of one save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from re import compile as pattern
from typing import Any, Final
from zoneinfo import ZoneInfo

from db import values
from db.contacts import Contact
from db.customers import Card, Person
from db.records import Change
from db.rights import Rights
from db.services import Product
from tui.screens.base import shown_moment
from tui.screens.card_fields import checked_by, reach
from tui.screens.card_reading import today
from tui.screens.card_services import names_of, service_label
from tui.widgets.form import Changes, Checked, Field, Item, Section
from tui.words import say

CHANNELS: Final = ("call", "email", "meeting", "ticket")
DIRECTIONS: Final = ("in", "out")
NEW: Final = "interaction:new1"
NEWCOMER: Final = "person:new1"
NOBODY: Final = "own"
COMPARED: Final = ("identity_code", "invoice")
"""Ways to verify a caller that are believed only when the register has compared what was said."""
SOURCES: Final = {"call": "call", "email": "e-mail", "meeting": "staff", "ticket": "customer"}
FINLAND: Final = ZoneInfo("Europe/Helsinki")
_FINNISH: Final = pattern(r"(\d{1,2})\.(\d{1,2})\.(\d{4}) (?:klo )?(\d{1,2})[.:](\d\d)")
_ISO: Final = pattern(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)")


Seen = tuple[Card, Rights, tuple[Product, ...]]
"""A card that was read, under which rights, and the products."""


@dataclass(frozen=True, slots=True)
class About:
    """What a form of a contact is made of."""

    card: Card
    rights: Rights
    contact: Contact | None = None
    person: int | None = None
    """On whom the cursor of the card was."""
    products: tuple[Product, ...] = ()
    """What services are called by, as far as the purpose sees them."""


def moment(text: str) -> datetime | None:
    """What was typed as a moment in Finland, None for what is none."""
    finnish, iso = _FINNISH.fullmatch(text.strip()), _ISO.fullmatch(text.strip())
    parts = [int(part) for part in (finnish or iso).groups()] if finnish or iso else []  # pyright: ignore[reportOptionalMemberAccess]
    if finnish:
        parts[:3] = reversed(parts[:3])
    try:
        return datetime(parts[0], parts[1], parts[2], parts[3], parts[4], tzinfo=FINLAND) if parts else None
    except ValueError:
        return None


def _moment_checked(text: str) -> Checked:
    found = moment(text)
    return Checked(shown_moment(found)) if found else Checked(text, say("support.bad_moment"))


def ways(about: About) -> tuple[str, ...]:
    """How a caller may show who they are here, the usual first; what the register cannot compare is left out."""
    has_code = any(row.scheme == "hetu" for row in about.card.identifiers) and "match_identity_code" in about.rights.acts
    each = ("none", "call_back", "identity_code" if has_code else "", "invoice" if "match_invoice" in about.rights.acts else "")
    found = (*each, "registered_email", "strong", "document")
    was = about.contact.verified if about.contact else None
    return tuple(dict.fromkeys([*filter(None, found), *([was] if was else [])]))


def callers(about: About) -> list[tuple[str, str]]:
    """Who may have called: the person under the cursor, the technical ones and users, the others, and the customer itself."""
    ranks = {"technical": 0, "user": 1, "maintainer": 2}
    day = today()

    def place(person: Person) -> tuple[bool, int, str]:
        roles = [row.role for row in about.card.roles if row.person == person.id and (row.valid_to is None or row.valid_to >= day)]
        return person.id != about.person, min((ranks.get(role, 3) for role in roles), default=9), person.family_name

    people = [(str(person.id), f"{person.given_names} {person.family_name}") for person in sorted(about.card.persons, key=place)]
    natural = about.card.customer.kind in {"person", "sole_trader"}
    itself = (NOBODY, say("support.own", name=about.card.customer.name) if natural else say("support.unnamed"))
    if natural and about.person is None:
        return [itself, *people]
    return [*people, itself]


def services(about: About) -> list[tuple[str, str]]:
    """The services of the customer, those in use first."""
    seen = [row for row in about.card.services if row.product is not None]
    names = names_of(about.products)
    return [(str(row.id), service_label(row, names)) for row in sorted(seen, key=lambda row: (row.state == "ended", row.id))]


def sections(about: About) -> tuple[Section, ...]:
    """The form: of a new contact with a place for a caller who is not known, of a logged one as far as the purpose sees it."""
    contact, item = about.contact, NEW if about.contact is None else f"interaction:{about.contact.id}"
    main = Item(item, _fields(about), new=contact is None, part=True)
    titled = Section("contact", say("support.section_contact"), (main,))
    if contact is not None:
        return (titled,)
    return (titled, Section("newcomer", say("support.section_newcomer"), (_newcomer(),)))


def _fields(about: About) -> tuple[Field, ...]:
    known, who, had = about.contact, callers(about), services(about)
    of_known = stored(known) if known else {}
    begins = {
        "person": who[0][0], "service": next((code for code, _ in had), None), "verified": "none", "channel": "call", "direction": "in",
        "at": None, "is_open": "false", "summary": None, "follow_up_on": None,
    } | of_known  # fmt: skip
    if known and known.person is not None and str(known.person) not in dict(who):
        who = [*who, (str(known.person), say("permissions.somebody", number=known.person))]
    each = (
        _choice("person", who, begins, required=True),
        _choice("service", had, begins),
        _choice("verified", [(way, say(f"support.verified_{way}")) for way in ways(about)], begins, required=True),
        Field("summary", say("support.field_summary"), begins["summary"], kind="multiline", required=True, lines=4, longest=4000,
            check=checked_by(values.note)),
        _choice("channel", [(one, say(f"support.channel_{one}")) for one in CHANNELS], begins, required=True, width=14),
        _choice("direction", [(one, say(f"support.direction_{one}")) for one in DIRECTIONS], begins, required=True, beside=True),
        Field("at", say("support.field_at"), begins["at"], check=_moment_checked, width=18),
        Field("is_open", say("support.field_is_open"), begins["is_open"], kind="flag", required=True, width=14),
        Field("follow_up_on", say("support.field_follow_up_on"), begins["follow_up_on"], kind="date", width=11, beside=True),
    )  # fmt: skip
    seen, written = about.rights.seen, about.rights.written
    return tuple(
        replace(field, read_only=("interaction", _column(field.id)) not in written)
        for field in each
        if ("interaction", _column(field.id)) in seen
    )


def _column(field: str) -> str:
    return "closed_on" if field == "is_open" else field


def _choice(name: str, choices: list[tuple[str, str]], begins: Mapping[str, str | None], **more: Any) -> Field:
    return Field(name, say(f"support.field_{name}"), begins[name], kind="choice", choices=tuple(choices), **more)


def _newcomer() -> Item:
    return Item(
        NEWCOMER,
        (
            Field("given_names", say("card.field_given_names"), check=checked_by(values.line), longest=200),
            Field("family_name", say("card.field_family_name"), check=checked_by(values.line), longest=200),
            Field("given", say("support.field_given"), check=checked_by(_as_given), longest=200),
        ),
        new=True,
        part=True,
    )


def _as_given(text: str) -> str:
    reach(text)
    return values.line(text)


def stored(contact: Contact) -> dict[str, str | None]:
    """A contact as the form keeps it."""
    return {
        "person": NOBODY if contact.person is None else str(contact.person),
        "service": None if contact.service is None else str(contact.service),
        "verified": contact.verified or "none",
        "summary": contact.summary,
        "channel": contact.channel,
        "direction": contact.direction,
        "at": shown_moment(contact.at),
        "is_open": "true" if contact.closed_on is None else "false",
        "follow_up_on": contact.follow_up_on.isoformat() if contact.follow_up_on else None,
    }


def typed(changes: Changes) -> Changes:
    """What was typed; of a new contact only with a summary, or with a caller who is not known."""
    newcomer: dict[str, str | None] = {name: value for name, value in changes.get(NEWCOMER, {}).items() if value}
    kept = {item: fields for item, fields in changes.items() if item not in {NEW, NEWCOMER}}
    if NEW in changes and (changes[NEW].get("summary") or newcomer):
        kept[NEW] = changes[NEW]
    return kept | ({NEWCOMER: newcomer} if newcomer else {})


def as_changes(form: Changes, contact: Contact | None, version: int) -> list[Change]:
    """The changes of one save: the contact, and before it a caller who becomes a user."""
    fields = form.get(NEW if contact is None else f"interaction:{contact.id}", {})
    given = _given(fields, contact)
    if contact is not None:
        return [Change("interaction", given, contact.id, version)]
    source = SOURCES[fields.get("channel") or "call"]
    given["source"] = source
    newcomer = {name: value for name, value in form.get(NEWCOMER, {}).items() if value}
    if not newcomer:
        return [Change("interaction", given, key="contact")]
    given["person"] = "@caller"
    named = {name: newcomer[name] for name in ("given_names", "family_name") if name in newcomer}
    found = [Change("person", {**named, "source": source}, key="caller")]
    found.append(Change("person_role", {"person": "@caller", "role": "user", "source": source}))
    if "given" in newcomer:
        found.append(Change("contact_point", {"person": "@caller", "source": source, **reached(newcomer["given"])}))
    return [*found, Change("interaction", given, key="contact")]


def reached(given: str) -> dict[str, str]:
    """A number or an address as it is kept, and of which kind it is."""
    return {"given": given, "normal": reach(given), "kind": "email" if "@" in given else values.phone_kind(given)}


def _given(fields: Mapping[str, str | None], contact: Contact | None) -> dict[str, Any]:
    given: dict[str, Any] = {name: value for name, value in fields.items() if name in {"summary", "channel", "direction", "follow_up_on"}}
    if "person" in fields:
        given["person"] = None if fields["person"] == NOBODY else int(fields["person"] or 0)
    if "service" in fields:
        given["service"] = None if fields["service"] is None else int(fields["service"])
    if "verified" in fields:
        given["verified"] = None if fields["verified"] == "none" else fields["verified"]
    if fields.get("at"):
        found = moment(fields["at"] or "")
        given["at"] = found.isoformat() if found else fields["at"]
    if "is_open" in fields or "follow_up_on" in fields:
        stays = fields.get("is_open", "true" if contact and contact.closed_on is None else "false") == "true" or fields.get("follow_up_on")
        given["closed_on"] = None if stays else today().isoformat()
    return given if contact is not None else {name: value for name, value in given.items() if value is not None}
