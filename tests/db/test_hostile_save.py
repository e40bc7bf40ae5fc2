"""Whatever JSON a login sends: it is kept exactly, or refused with a code that has words, and a refusal writes nothing."""

from __future__ import annotations

import json
from typing import Any, Final
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.hostile import FEW, At, anything, at, plain, rows_of, saying_no, texts
from tests.people import Connection

__all__ = ["at"]

FIELDS: Final[dict[str, dict[str, Any]]] = {
    "party": {
        "kind": "company",
        "name": "Uusi Oy",
        "unit": 1,
        "language": "fi",
        "status": "customer",
        "since": "2026-01-02",
        "protected": False,
    },
    "party_name": {"name": "Toinen Oy", "type": "parallel", "valid_from": "2026-01-02"},
    "identifier": {"scheme": "business_id", "value": "2077474-0", "verified_on": "2026-01-02"},
    "address": {"kind": "post", "street": "Uusikuja", "number": "1", "postcode": "00100", "town": "Helsinki", "country": "FI"},
    "contact_point": {"kind": "email", "given": "uusi@example.fi", "normal": "uusi@example.fi", "verified_on": "2026-01-02"},
    "person": {"given_names": "Uusi", "family_name": "Ihminen", "title": "Johtaja", "language": "sv"},
    "person_role": {"person": "@uusi", "role": "billing", "may_order": True, "valid_from": "2026-01-02"},
}
"""Fields that are right, by table."""
OTHERS: Final = ("scope", "version", "id", "party", "obtained_by", "permission", "marketable", "source", "normal", "restricted", "ended_on")

NAMES: Final = sorted({name for each in FIELDS.values() for name in each} | {*OTHERS})
CHANGED: Final = (
    "party koivu", "party matti", "address koivu.home", "address suoja.home", "identifier koivu.business_id",
    "contact_point koivu.own.email", "contact_point koivu.user.email", "person koivu.billing", "person koivu.user",
    "person takomo.technical", "person_role koivu.billing.role",
)  # fmt: skip
"""Rows of an opened customer and of others, by what they are known as."""

entities = st.sampled_from(tuple(FIELDS)) | st.sampled_from(("marketing_permission", "identity_code", "pg_class", "")) | plain
fields = st.dictionaries(st.sampled_from(NAMES) | texts, plain, max_size=4)
change = st.fixed_dictionaries(
    {},
    optional={
        "entity": entities, "id": plain, "version": plain, "key": anything, "remove": plain,
        "fields": fields | anything, "stray": anything,
    },
)  # fmt: skip
changes = st.lists(change | anything, max_size=3) | anything


@st.composite
def nearly_right(draw: st.DrawFn) -> tuple[str, list[dict[str, Any]]]:
    """A save that would be right but for one value."""
    entity = draw(st.sampled_from(tuple(FIELDS)))
    given = dict(FIELDS[entity])
    given[draw(st.sampled_from((*given, *OTHERS)))] = draw(plain | anything)
    before = [{"entity": "person", "key": "uusi", "fields": FIELDS["person"]}] if entity == "person_role" else []
    return entity, [*before, {"entity": entity, "fields": given}]


async def kept(owner: Connection, entity: str, row: int) -> dict[str, Any]:
    """A row as it is now."""
    return await owner.fetchval(f"select to_jsonb(t) from register.{entity} t where id = $1", row)


async def save(connection: Connection, party: int | None, sent: Any) -> dict[str, Any]:
    """A save of anything."""
    return await connection.fetchval("select api.save($1, $2, $3)", uuid4(), party, sent)


async def saved_or_refused(connection: Connection, owner: Connection, party: int | None, sent: Any) -> None:
    """Send it, and see that what was saved is what was sent or that nothing was written."""
    before = await rows_of(owner)
    answer: dict[str, Any] | None = None
    with saying_no() as codes:
        answer = await save(connection, party, sent)
    if codes or (answer and answer["outcome"] == "stale"):
        assert await rows_of(owner) == before
    elif answer:
        await is_as_sent(owner, answer, sent)


async def is_as_sent(owner: Connection, answer: dict[str, Any], sent: Any) -> None:
    """Every field of every row that is still there is what was sent for it."""
    for row in answer["rows"]:
        now = await kept(owner, row["entity"], row["id"])
        told = [one for one in sent if one["entity"] == row["entity"] and (row["key"] is None or one.get("key") == row["key"])]
        if now is not None and len(told) == 1:
            for name, value in (told[0].get("fields") or {}).items():
                assert same(now[name], value) or name == "person", (row, name, value, now[name])


def same(now: Any, sent: Any) -> bool:
    """Whether a value is kept as it was sent: a number or a flag may have become its own text."""
    if isinstance(sent, bool) or sent is None:
        return now == sent or now == json.dumps(sent)
    return str(now) == sent if isinstance(sent, str) else float(now) == float(sent)


@FEW
@given(sent=changes, new=st.booleans())
@example([{"entity": "party", "fields": {"kind": "person", "name": "A", "unit": "x"}}], True)
@example([{"entity": "person_role", "fields": {"person": "@nobody", "role": "billing"}}], False)
@example([{"entity": "address", "id": "1", "version": {}, "fields": {}}], False)
async def test_any_json_is_saved_as_it_is_or_refused_whole(at: At, sent: Any, new: bool) -> None:
    await saved_or_refused(at.hanna, at.owner, None if new else at.koivu, sent)


@FEW
@given(row=st.sampled_from(CHANGED), name=st.sampled_from(NAMES), value=plain | anything, version=st.just(1) | plain)
async def test_one_hostile_value_in_a_row_that_is_there_is_kept_exactly_or_named(
    at: At, row: str, name: str, value: Any, version: Any
) -> None:
    entity, known_as = row.split()
    change = {"entity": entity, "id": at.ids[known_as], "version": version, "fields": {name: value}}
    await saved_or_refused(at.hanna, at.owner, at.koivu, [change])


@FEW
@given(sent=nearly_right())
async def test_one_hostile_value_in_a_right_save_is_kept_exactly_or_named(at: At, sent: tuple[str, list[dict[str, Any]]]) -> None:
    entity, rows = sent
    await saved_or_refused(at.hanna, at.owner, None if entity == "party" else at.koivu, rows)


DEEP: Final = 3000
TWISTED: Final = {
    "a list of lists": "[" * DEEP + "]" * DEEP,
    "a field of lists": '[{"entity": "party", "fields": {"name": ' + "[" * DEEP + "]" * DEEP + "}}]",
    "seventy thousand lists": "[" + "[]," * 70_000 + "[]]",
    "ten megabytes": '[{"entity": "party", "fields": {"name": "' + "x" * 10_000_000 + '"}}]',
    "ten thousand fields": '[{"entity": "party", "fields": {' + ",".join(f'"f{number}": 1' for number in range(10_000)) + "}}]",
    "a key twice": '[{"entity": "party", "entity": "person", "fields": {"kind": "company"}}]',
    "a number of a thousand digits": '[{"entity": "party", "id": ' + "9" * 1000 + ', "fields": {}}]',
    "nothing": "null",
}


@pytest.mark.parametrize("sent", TWISTED.values(), ids=TWISTED)
async def test_twisted_json_is_refused_in_words(at: At, sent: str) -> None:
    before = await rows_of(at.owner)
    with saying_no() as codes:
        await at.hanna.fetchval("select api.save($1, $2, $3::text::jsonb)", uuid4(), at.koivu, sent)
    assert codes in (["changes_unreadable"], ["not_found"], ["not_yours"], ["field_unknown"])
    assert await rows_of(at.owner) == before
