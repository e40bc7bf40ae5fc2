"""The matrix of the notice, purpose × class, against the privileges that PostgreSQL really gives, column by column."""

from __future__ import annotations

from typing import Any, Final

import pytest

Connection = Any

NAMES: Final = {"party.kind", "party.language", "party.name", "party.unit"}
TOWNS: Final = {"address.kind", "address.town", "address.town_sv", "address.valid_to", "party.town"}
GROUPS: Final = {"service.product_group"}
HEADS: Final = {
    f"interaction.{column}"
    for column in ("at", "channel", "direction", "person", "service", "staff", "closed_on", "source", "obtained_on", "obtained_by")
}
ALL: Final = frozenset({"*"})
NONE: Final[frozenset[str]] = frozenset()

READS: Final[dict[str, dict[str, frozenset[str] | set[str]]]] = {
    "billing": {"K1": ALL, "K2": ALL, "K3": ALL, "K5": ALL, "K6": ALL, "K7": ALL, "K9": ALL},
    "support": {"K1": ALL, "K2": ALL, "K3": TOWNS, "K5": ALL, "K8": ALL, "K9": ALL},
    "administration": {"K1": ALL, "K2": ALL, "K3": ALL, "K5": ALL, "K8": HEADS, "K9": ALL, "K11": ALL},
    "relations": {"K1": ALL, "K2": ALL, "K3": ALL, "K5": ALL, "K8": HEADS, "K9": ALL, "K10": ALL, "K11": ALL},
    "faults": {"K1": NAMES, "K2": ALL, "K5": ALL, "K9": ALL},
    "marketing": {"K1": ALL, "K2": ALL, "K3": ALL, "K5": GROUPS, "K9": ALL, "K10": ALL, "K11": ALL},
    "privacy": {"K1": ALL, "K2": ALL, "K3": ALL, "K5": ALL, "K6": ALL, "K7": ALL, "K8": ALL, "K9": ALL, "K10": ALL, "K11": ALL, "K13": ALL},
    "main_user": {},
}
"""What the notice lets each purpose read of the register: a class whole, some of its columns, or, unnamed, nothing."""

WITHHELD: Final = {"marketing": {"party.town"}}
"""Of a town marketing reads the postcode area, and the whole of an address where post may be sent."""

WRITES: Final[dict[str, set[str]]] = {
    "billing": {"K1", "K3", "K6", "K7"},
    "support": {"K2", "K5", "K8", "K9", "K10", "K12"},
    "administration": {"K1", "K2", "K3", "K4", "K5", "K9", "K15"},
    "relations": {"K1", "K2", "K9", "K10"},
    "faults": set(),
    "marketing": {"K10"},
    "privacy": {"K13"},
    "main_user": {"K14"},
}
"""Support writes of K9 only users and maintainers, and of K10 only refusals: roles and functions see to it."""

ROLES_SEEN: Final = {
    "billing": {"billing"},
    "support": {"technical", "user", "maintainer"},
    "faults": {"technical", "user", "maintainer"},
    "marketing": {"decision"},
    "main_user": set[str](),
}
EVERY_ROLE: Final = {"decision", "administration", "billing", "technical", "user", "maintainer"}
ROLES_WRITTEN: Final = {
    "support": {"user", "maintainer"},
    "administration": EVERY_ROLE - {"user", "maintainer"},
    "relations": EVERY_ROLE - {"user", "maintainer"},
}

PRIVILEGES: Final = """
select d.class, d.table_name || '.' || d.column_name as column,
    has_column_privilege('seloste_' || $1, format('register.%I', d.table_name)::regclass, d.column_name, 'select') as reads,
    has_column_privilege('seloste_' || $1, format('register.%I', d.table_name)::regclass, d.column_name, 'insert, update') as writes
from dictionary.data_column d
where d.schema_name = 'register' and d.table_name not in ('suppression', 'merging', 'consent_wording', 'product_group')
"""


@pytest.mark.parametrize("purpose", READS)
async def test_purpose_reads_the_columns_that_the_notice_says(superuser: Connection, purpose: str) -> None:
    rows = [row for row in await superuser.fetch(PRIVILEGES, purpose) if row["class"] != "T"]
    expected: set[str] = set()
    for row in rows:
        allowed = READS[purpose].get(row["class"], NONE)
        if (allowed is ALL or row["column"] in allowed) and row["column"] not in WITHHELD.get(purpose, NONE):
            expected.add(row["column"])
    assert {row["column"] for row in rows if row["reads"]} == expected


@pytest.mark.parametrize("purpose", READS)
async def test_purpose_writes_no_table_itself(superuser: Connection, purpose: str) -> None:
    assert not [row["column"] for row in await superuser.fetch(PRIVILEGES, purpose) if row["writes"]]


@pytest.mark.parametrize("purpose", WRITES)
async def test_purpose_may_write_the_classes_that_the_notice_says(superuser: Connection, purpose: str) -> None:
    rows = await superuser.fetch("select class from dictionary.purpose_class where purpose = 'seloste_' || $1 and may_write", purpose)
    assert {row["class"] for row in rows} == WRITES[purpose]


@pytest.mark.parametrize("purpose", READS)
async def test_purpose_sees_and_names_the_persons_that_the_notice_says(superuser: Connection, purpose: str) -> None:
    rows = await superuser.fetch("select role, may_write from dictionary.purpose_role where purpose = 'seloste_' || $1", purpose)
    assert {row["role"] for row in rows} == ROLES_SEEN.get(purpose, EVERY_ROLE)
    assert {row["role"] for row in rows if row["may_write"]} == ROLES_WRITTEN.get(purpose, set())


@pytest.mark.parametrize("purpose", READS)
async def test_column_that_tells_more_than_its_row_is_nobodys(superuser: Connection, purpose: str) -> None:
    """Scope, marks and sort keys say who is restricted, protected or open to marketing."""
    hidden = {"scope", "guarded", "sort_key", "marketable"}
    rows = await superuser.fetch(PRIVILEGES, purpose)
    assert not [row["column"] for row in rows if row["reads"] and row["column"].split(".")[1] in hidden]


async def test_protected_addresses_and_codes_are_asked_for_by_those_the_notice_names(superuser: Connection) -> None:
    query = "select replace(purpose, 'seloste_', '') from dictionary.purpose_class where class = $1 and may_read"
    for data_class, expected in (
        ("K15", {"billing", "administration", "privacy"}),
        ("K4", {"billing", "support", "administration", "privacy"}),
    ):
        assert {row[0] for row in await superuser.fetch(query, data_class)} == expected
    purposes = "select rolname from pg_roles where rolname in (select purpose from dictionary.purpose)"
    callers = f"{purposes} and has_function_privilege(oid, $1, 'execute')"
    for function, expected in (
        ("api.reveal_identity_code(integer)", {"seloste_billing", "seloste_administration", "seloste_privacy"}),
        ("api.open_address(integer,text)", {"seloste_billing", "seloste_administration", "seloste_privacy"}),
        ("api.match_identity_code(integer,text)", {"seloste_billing", "seloste_support", "seloste_administration", "seloste_privacy"}),
        ("api.audit_of(integer)", {"seloste_privacy"}),
    ):
        assert {row[0] for row in await superuser.fetch(callers, function)} == expected


async def test_purpose_that_reads_no_invoice_is_told_of_billing_what_the_notice_says(superuser: Connection) -> None:
    rows = await superuser.fetch("select purpose, extent from dictionary.purpose_class where class = 'K6' and not may_read")
    assert {row["purpose"].removeprefix("seloste_"): row["extent"] for row in rows} == {
        "support": "flag", "administration": "totals", "relations": "totals",
    }  # fmt: skip
