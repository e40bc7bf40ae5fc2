"""What outside sources say of the invented companies: classes and days the register takes, decided by a person, some conflicts open."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from typing import Any, Final

import pytest

from db.demo.bonds import AS_OF
from db.demo.outside import KNOWN, TABLES, Outside
from db.demo.register import invent

Rows = dict[str, list[tuple[Any, ...]]]
SIZE: Final = 1500


@pytest.fixture(scope="module")
def rows() -> Rows:
    """What is said of the first customers."""
    made: Rows = {table: [] for table in TABLES}
    outside = Outside()
    for party in invent(SIZE):
        outside.add(outside.bought(party), party.unit * 4 + 1, made)
    return made


def named(rows: Rows, table: str) -> list[dict[str, Any]]:
    """Rows by the names of their columns."""
    return [dict(zip(TABLES[table], row, strict=True)) for row in rows[table]]


def test_credit_checks_are_no_older_than_they_may_be_and_most_are_decided(rows: Rows) -> None:
    checks = named(rows, "credit_check")
    assert len(checks) > 30
    assert all(0 < (AS_OF - one["asked_on"]).days <= 182 and one["expires_on"] > one["asked_on"] for one in checks)
    assert all((one["decision"] is None) == (one["decided_by"] is None) and not (one["told_on"] and not one["decision"]) for one in checks)
    assert 0.8 < sum(one["decision"] is not None for one in checks) / len(checks) < 1


def test_sources_stand_beside_each_other_and_conflicts_wait(rows: Rows) -> None:
    firms, claims = named(rows, "firmographic"), named(rows, "source_claim")
    assert max(Counter(one["party"] for one in firms).values()) == 2
    assert {one["source"] for one in firms} == {"ytj", "fonecta"}
    assert {"open", "ours"} == {one["standing"] for one in claims}
    assert {one["datum"] for one in claims} == {"main", "mobile", "post", "visit"}
    said = [one["customer_said"] or one["address_said"] or one["contact_said"] for one in claims]
    assert all(isinstance(json.loads(one), dict) for one in said)


def test_only_the_first_customers_were_asked_about() -> None:
    made: Rows = {table: [] for table in TABLES}
    outside = Outside()
    for party in islice(invent(30), 30):
        outside.add(party._replace(id=KNOWN + party.id), 5, made)
    assert made == {table: [] for table in TABLES}


def test_deciders_of_some_companies_were_bought() -> None:
    outside = Outside()
    bought = [one for party in invent(SIZE) for one in outside.bought(party).persons if one.source == "fonecta"]
    assert len(bought) > 10
    assert all(any(role.role == "decision" for role in one.roles) for one in bought)
