"""What a row of a file would do, in words: for the screen and for the command line alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from db.importing import Line
from db.sources.columns import Kind
from tui.words import known, say
from tui.words.refusing import refusal

ADDRESS: Final = "co street number entrance apartment po_box postcode town country"
"""The parts of an address in the order in which one reads them; what else there is comes before."""
META: Final = frozenset({"source", "source_ref", "obtained_on", "person", "normal", "unit"})


def field_name(name: str) -> str:
    """A field of a file, or of what is handed out, as one says it."""
    return say(f"bringing.f_{name}") if known(f"bringing.f_{name}") else say(f"handing.f_{name}")


def fields_of(kind: Kind) -> list[tuple[str, str]]:
    """The fields of a kind with their names, in the order of the words a person knows."""
    return sorted(((field.name, field_name(field.name)) for field in kind.fields), key=lambda one: one[1])


def why(line: Line) -> str:
    """Why a row is not brought in, with its column, or whom it looks like; "" for any other."""
    if line.outcome == "duplicate":
        return ", ".join(say("bringing.alike", name=one["name"], score=one["score"]) for one in line.alike or ())
    told = line.why
    if not told or "code" not in told:
        return say("bringing.of_row", row=told["row"]) if told and "row" in told else ""
    facts: Mapping[str, Any] = told.get("facts") or {}
    sentence = refusal(told["code"], facts)
    if told.get("kept"):
        return say("bringing.kept_why", why=sentence)
    return say("bringing.in_column", column=told["column"], why=sentence) if told.get("column") else sentence


def changes(line: Line) -> list[str]:
    """What a row changes, field by field; of what is new only what the file says."""
    return [text for change in line.changes or () for text in _of(change)]


def _of(change: Mapping[str, Any]) -> list[str]:
    was: Mapping[str, Any] = change.get("was") or {}
    told: list[str] = []
    for name, value in sorted(change["fields"].items(), key=lambda field: ADDRESS.find(field[0])):
        if name in META or value is None:
            continue
        shown, field = _word(name, str(value)), _field(change, name)
        if name in was:
            before = _word(name, str(was[name] if was[name] is not None else "–"))
            told.append(say("bringing.line", field=field, was=before, becomes=shown))
        elif name not in {"kind", "scheme"} or change["entity"] == "party":
            told.append(say("bringing.line_new", field=field, becomes=shown))
    return told


def _field(change: Mapping[str, Any], name: str) -> str:
    """A field by its name on the card; what Fonecta tells has names of its own: staff are there those who are employed.

    A number or address is called what it is, an e-mail or a business ID, where the row says so.
    """
    entity, fields = change["entity"], change["fields"]
    if entity == "firmographic" and known(f"bringing.f_{name}"):
        return say(f"bringing.f_{name}")
    special = {"given": f"card.contact_{fields.get('kind')}", "value": f"card.scheme_{fields.get('scheme')}"}.get(name, "")
    if special and known(special):
        return say(special)
    return say(f"card.field_{name}") if known(f"card.field_{name}") else name


def _word(name: str, value: str) -> str:
    key = f"card.{name}_{value}"
    return say(key) if known(key) else value


def summary(line: Line) -> str:
    """What happens to a row in one line; the name of somebody new, which stands beside it, comes last."""
    if line.outcome in {"refused", "duplicate"} or not line.changes:
        return why(line)
    new = line.outcome == "new"
    told = sorted(line.changes, key=lambda change: new and change["entity"] == "party")
    return " · ".join(filter(None, [why(line), *(text for change in told for text in _of(change))]))


def customer(line: Line) -> str:
    """The customer a row is about: the one that is there, or the name that comes in."""
    if line.name:
        return line.name
    named = next((change["fields"].get("name") for change in line.changes or () if change["entity"] == "party"), None)
    return str(named or next((cell for cell in line.cells or () if cell), ""))
