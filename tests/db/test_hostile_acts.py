"""Every function that staff can call, under every purpose, with whatever its parameters can hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.hostile import FEW, NASTY, anything, rows_of, saying_no, sendable
from tests.people import STAFF, Connection, Town

WHO: Final = ("hanna", "anna", "tuki", "salla", "ville", "maria", "petra", "paula")
FUNCTIONS: Final = """
select p.oid::regproc::text as name, array(
    select format_type(t.t, null) from unnest(p.proargtypes::oid[]) with ordinality t (t, place) order by place
) as types
from pg_proc p where p.pronamespace = 'api'::regnamespace order by 1
"""

lines = st.sampled_from([text for text in NASTY if sendable(text)])
small = st.sampled_from((1, 2, 0, -1, 32767))
OF_TYPE: Final[dict[str, st.SearchStrategy[Any]]] = {
    "integer": small | st.sampled_from((2**31 - 1, -(2**31))),
    "smallint": small,
    "bigint": small | st.just(2**63 - 1),
    "text": lines | st.sampled_from(("email", "phone", "consent", "refused", "laskutus", "hosting", "opened", "koivu", "x" * 100_000)),
    "name": lines | st.just("hanna"),
    "boolean": st.booleans(),
    "uuid": st.sampled_from((UUID(int=1), UUID(int=2), UUID(int=2**128 - 1))),
    "jsonb": anything,
    "bytea": st.binary(max_size=40),
    "numeric": st.decimals() | st.sampled_from((Decimal("0.01"), Decimal("-1"), Decimal("1e30"))),
    "date": st.dates(),
    "timestamp with time zone": st.datetimes(timezones=st.timezones()),
}


def value_of(kind: str) -> st.SearchStrategy[Any]:
    """Whatever a parameter of a type can hold, NULL too."""
    return st.none() | (st.lists(OF_TYPE[kind[:-2]] | st.none(), max_size=3) if kind.endswith("[]") else OF_TYPE[kind])


@dataclass(slots=True, repr=False)
class Everybody:
    """Each purpose at Kahvila Koivu with its card open, what there is to call, and somebody who sees what is really there."""

    at_work: Mapping[str, Connection]
    functions: list[tuple[str, list[str]]]
    owner: Connection


@pytest.fixture
async def everybody(town: Town) -> Everybody:
    """One login for each purpose; whatever a call makes is gone after it."""
    at_work = {who: await town.opened(who, *([] if who == "paula" else ["koivu"])) for who in WHO}
    owner = await town.owner()
    return Everybody(at_work, [(row["name"], row["types"]) for row in await owner.fetch(FUNCTIONS)], owner)


def test_every_purpose_is_tried() -> None:
    assert {STAFF[who][0][0] for who in WHO} == {purpose for purposes, _ in STAFF.values() for purpose in purposes}


@settings(FEW, max_examples=400)
@given(drawn=st.data())
async def test_any_call_is_answered_or_refused_in_words_and_a_refusal_writes_nothing(everybody: Everybody, drawn: st.DataObject) -> None:
    who = drawn.draw(st.sampled_from(WHO))
    name, types = drawn.draw(st.sampled_from(everybody.functions))
    arguments = [drawn.draw(value_of(kind)) for kind in types]
    places = ", ".join(f"${place}::{kind}" for place, kind in enumerate(types, 1))
    before = await rows_of(everybody.owner)
    with saying_no() as codes:
        await everybody.at_work[who].fetch(f"select * from {name}({places})", *arguments)
    assert not codes or await rows_of(everybody.owner) == before
