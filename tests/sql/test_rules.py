"""Every rule of a table that a person can break is told in words."""

from __future__ import annotations

from typing import Final

from tests.databases import Connection
from tui.words import known

NOBODYS: Final = {
    "import_kind_is_short", "import_row_of_import", "import_row_outcome_known",
    "login_is_plain", "login_proof_known", "many_change_is_small", "many_handles_what_it_holds", "many_undoes_what_it_did",
    "party_guard_key", "party_permission_known", "product_group_code_is_plain", "product_price_of_product",
    "purpose_grant_login_fkey", "purpose_grant_purpose_fkey",
    "suppression_origin_known", "unit_grant_login_fkey", "unit_id_fits_scope", "voucher_series_counts",
}  # fmt: skip
"""Rules about what no person types: keys of the register's own, what follows from other rows, what a function has checked before."""

RULES: Final = """
select conname from pg_constraint
where conrelid in (select oid from pg_class where relnamespace in ('register'::regnamespace, 'desk'::regnamespace, 'staff'::regnamespace))
    and contype in ('c', 'u', 'f') and conname !~ '_of_party$'
"""


async def test_a_rule_that_can_be_broken_has_words(superuser: Connection) -> None:
    names = {row["conname"] for row in await superuser.fetch(RULES)}
    assert {"address_has_street_or_box", "draft_is_small"} <= names
    assert [name for name in sorted(names - NOBODYS) if not known(f"errors.{name}") and not known(f"values.{name}")] == []


async def test_words_of_rules_are_about_rules_that_are_there(superuser: Connection) -> None:
    from tui.words.rules import RULES as WORDS

    assert set(WORDS) - {row["conname"] for row in await superuser.fetch(RULES)} == set()
