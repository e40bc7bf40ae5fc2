"""What nobody types by accident: texts and JSON that look for a way past the edges, and what may come of them."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import Final

import asyncpg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.databases import Connection
from tests.people import Town
from tui.words import known

NASTY: Final = (
    "", " ", "\0", "a\0b", "\ud800", "a\udfffb", "\u202eoikealta", "\u2066x\u2069", "👩‍👩‍👧‍👦", "👍🏽", "e\u0301\u0323", "\u0300" * 60,
    "\ufeffA", "\ufffe", "\U0010ffff", "\x1b[31mpuna", "\r\n", "\t", "\u2028", "ﷺ" * 40, "İ", "ẞ", "ﬁ", "½",
    "'; drop table register.party; --",
    "\\", "\\u0000", "%s%n", "{0}", "$1", "@", "@1", "@@", "null", "true", "NaN", "Infinity", "-0", "1e999", "0x10", "9" * 40, "01", "1.5",
    "today", "epoch", "infinity", "2026-02-30", "4714-01-01 BC", "31.12.2026", "x" * 201, "x" * 5000, "000123-123", "131052-308T",
    "010190-900P", "\u000123-123", "=cmd()", "<b>", "../..",
)  # fmt: skip
"""Control, direction, joining, half and astral characters; SQL, formats, numbers and dates that are none; identity codes."""

texts: Final = st.sampled_from(NASTY) | st.text(max_size=30)
numbers: Final = st.sampled_from((0, -1, 1, 2**15, 2**31 - 1, 2**31, -(2**31) - 1, 2**63, 10**40, 1.5, -0.0, 1e308)) | st.integers(-10, 40)
plain: Final = st.none() | st.booleans() | numbers | texts
anything: Final = st.recursive(plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=6)

FEW: Final = settings(
    deadline=None,
    max_examples=120,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

AT_THE_DOOR: Final = ("22P02", "22P05", "22021")
"""PostgreSQL's own refusals of a parameter that is no JSON or no text, before any function is called."""


def worded(code: str) -> bool:
    """Whether a refusal can be said to a person."""
    return known(f"errors.{code}") or known(f"values.{code}")


@contextlib.contextmanager
def saying_no() -> Generator[list[str]]:
    """Let a refusal pass that a person can be told and that holds no value; anything else fails. Yields the codes of what was refused."""
    codes: list[str] = []
    try:
        yield codes
    except asyncpg.PostgresError as error:
        codes.append(code_of(error))


def code_of(error: asyncpg.PostgresError) -> str:
    """The code of an expected refusal."""
    told = error.as_dict()
    state, where = told["sqlstate"], str(told.get("context", ""))
    if state in AT_THE_DOOR and "function" not in where:
        return "value_unfit"
    assert state in {"SE001", "SE002", "42501"} or state.startswith("23"), (state, told)
    code = {"42501": "not_yours", "23502": "value_missing"}.get(state) or told.get("constraint_name") or str(told["message"])
    assert worded(code), told
    return code


COUNTED: Final = """
select coalesce(string_agg(format('select %L::text as name, count(*) from %s', c.oid::regclass, c.oid::regclass), ' union all '), '')
from pg_class c where c.relkind in ('r', 'p') and not c.relispartition
    and c.relnamespace::regnamespace::text in ('register', 'secret', 'desk', 'search', 'staff') or c.oid = 'audit.change_log'::regclass
"""


async def rows_of(owner: Connection) -> dict[str, int]:
    """How many rows every table has that a refusal must leave alone."""
    return {row["name"]: row["count"] for row in await owner.fetch(await owner.fetchval(COUNTED))}


def sendable(text: str) -> bool:
    """Whether a text can be sent to the database at all: neither NUL nor half a character."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


@dataclass(slots=True, repr=False)
class At:
    """Hanna of administration at Kahvila Koivu, and somebody who sees what is really there."""

    hanna: Connection
    salla: Connection
    owner: Connection
    ids: Mapping[str, int]

    @property
    def koivu(self) -> int:
        """The customer whose card is open."""
        return self.ids["koivu"]


@pytest.fixture
async def at(town: Town) -> At:
    """The card is open for the whole test."""
    return At(await town.opened("hanna", "koivu"), await town.opened("salla", "koivu", "matti"), await town.owner(), town.ids)
