"""Lints over the catalogue: what holds for every table, column, function, grant, constraint and policy, whoever adds the next one."""

from __future__ import annotations

import re
from typing import Any

import pytest

from db.scripts import SQL
from tui.words import known

Connection = Any

OURS = "('api', 'rules', 'value', 'register', 'secret', 'search', 'staff', 'desk', 'audit', 'dictionary', 'seloste')"
KEPT = "('register', 'secret', 'search', 'staff', 'desk', 'audit', 'dictionary')"


@pytest.fixture
async def catalogue(superuser: Connection) -> Connection:
    """A connection that sees the whole catalogue."""
    return superuser


async def listed(connection: Connection, query: str, *given: Any) -> set[str]:
    """The first column of the rows, which a lint wants to be none."""
    return {str(row[0]) for row in await connection.fetch(query, *given)}


async def test_every_table_has_row_security(catalogue: Connection) -> None:
    tables = f"select oid::regclass from pg_class where relnamespace::regnamespace::text in {OURS} and relkind in ('r', 'p')"
    assert await listed(catalogue, f"{tables} and not relrowsecurity") == set()


async def test_every_table_that_a_login_may_name_has_a_policy_for_those_who_may_read_it(catalogue: Connection) -> None:
    """A grant without a policy shows nothing and looks like a right."""
    query = f"""
    select format('%s to %s', c.oid::regclass, r.rolname) from pg_class c cross join pg_roles r
    where c.relnamespace::regnamespace::text in {KEPT} and c.relkind in ('r', 'p') and r.rolname ~ '^seloste_' and c.relowner <> r.oid
        and has_any_column_privilege(r.oid, c.oid, 'select')
        and not exists (select from pg_policy p where p.polrelid = c.oid and p.polcmd in ('r', '*')
            and (p.polroles = '{{0}}' or exists (select from unnest(p.polroles) u where pg_has_role(r.oid, u, 'usage'))))
    """
    assert await listed(catalogue, query) <= DARK


BILLED = ("invoice", "payment", "allocation", "reminder", "dispute")
UNBILLED = ("support", "administration", "relations", "faults", "marketing")
DARK = {
    *(f"register.interaction to seloste_{purpose}" for purpose in ("billing", "faults", "marketing")),
    *(f"register.{table} to seloste_{purpose}" for table in BILLED for purpose in UNBILLED),
    "register.marketing_permission to seloste_billing", "register.marketing_permission to seloste_support",
    "register.marketing_permission to seloste_administration", "register.marketing_permission to seloste_faults",
    "register.identifier to seloste_faults", "register.address to seloste_faults",
    "register.domain to seloste_marketing", "register.host to seloste_marketing", "register.host_need to seloste_marketing",
    "register.source_claim to seloste_marketing", "register.source_claim to seloste_faults",
    *(f"register.credit_check to seloste_{who}" for who in ("support", "administration", "relations", "faults", "marketing")),
    *(f"register.firmographic to seloste_{who}" for who in ("billing", "support", "faults")),
}  # fmt: skip
"""Tables of which a purpose is granted the technical columns alone, so that a card may be asked of them and answers nothing."""


async def test_every_column_has_class_purpose_and_retention(catalogue: Connection) -> None:
    columns = f"""
    select format('%s.%s', c.oid::regclass, a.attname) from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace::regnamespace::text in {KEPT} and c.relkind in ('r', 'p') and not c.relispartition
        and a.attnum > 0 and not a.attisdropped
    """
    described = "select format('%s.%s.%s', schema_name, table_name, column_name) from dictionary.data_column"
    assert await listed(catalogue, columns) == await listed(catalogue, described)
    assert (
        await listed(catalogue, "select column_name from dictionary.data_column where purpose = '' or retention = '' or class is null")
        == set()
    )


async def test_retentions_and_purposes_named_are_described(catalogue: Connection) -> None:
    query = "select distinct retention from dictionary.data_column where retention not in (select rule from dictionary.retention)"
    other = "select distinct purpose from dictionary.data_column where purpose not in (select rule from dictionary.retention)"
    assert min([await listed(catalogue, query), await listed(catalogue, other)], key=len) == set()


async def test_personal_data_say_their_source(catalogue: Connection) -> None:
    """Every table that keeps personal data says where it was obtained, when, by whom and when it was confirmed."""
    query = """
    select distinct d.table_name from dictionary.data_column d
    where d.schema_name = 'register' and d.class not in ('T', 'K14') and d.table_name not in ('suppression', 'merging')
        and (select count(*) from dictionary.data_column s where s.schema_name = 'register' and s.table_name = d.table_name
            and s.column_name in ('source', 'source_ref', 'obtained_on', 'obtained_by', 'confirmed_on')) < 5
    """
    assert await listed(catalogue, query) == set()


# functions ------------------------------------------------------------------------------------------------------------

PINNED = "search_path=pg_catalog, pg_temp"


async def test_every_function_of_api_and_rules_pins_its_search_path(catalogue: Connection) -> None:
    query = """
    select oid::regprocedure from pg_proc
    where pronamespace::regnamespace::text in ('api', 'rules', 'audit') and (proconfig is null or not $1 = any(proconfig))
        and (prosecdef or prosqlbody is null) and proname <> 'if_in'
    """
    assert await listed(catalogue, query, PINNED) == set(), "a body that is parsed when it is called may be parsed under another path"


async def test_every_definer_function_says_why(catalogue: Connection) -> None:
    query = f"""
    select oid::regprocedure from pg_proc
    where pronamespace::regnamespace::text in {OURS} and prosecdef
        and coalesce(obj_description(oid, 'pg_proc'), '') !~ 'Definer[:,] .{{10}}'
    """
    assert await listed(catalogue, query) == set()


async def test_every_definer_function_belongs_to_an_owner_that_nobody_logs_in_as(catalogue: Connection) -> None:
    query = f"""
    select oid::regprocedure from pg_proc where pronamespace::regnamespace::text in {OURS} and proowner::regrole::text
        not in ('seloste_owner', 'seloste_reader', 'seloste_writer', 'seloste_audit', 'seloste_accounts')
    """
    assert await listed(catalogue, query) == set()
    assert (
        await listed(catalogue, "select rolname from pg_roles where rolname ~ '^seloste_' and (rolcanlogin or rolsuper or rolbypassrls)")
        == set()
    )


async def test_every_function_of_api_says_what_it_does(catalogue: Connection) -> None:
    query = "select oid::regprocedure from pg_proc where pronamespace = 'api'::regnamespace and obj_description(oid, 'pg_proc') is null"
    assert await listed(catalogue, query) == set()


async def test_nothing_is_granted_to_the_public(catalogue: Connection) -> None:
    functions = f"""
    select oid::regprocedure from pg_proc cross join lateral aclexplode(coalesce(proacl, acldefault('f', proowner))) acl
    where pronamespace::regnamespace::text in {OURS} and acl.grantee = 0
    """
    relations = f"""
    select c.oid::regclass from pg_class c cross join lateral aclexplode(c.relacl) acl
    where relnamespace::regnamespace::text in {OURS} and acl.grantee = 0
    union all
    select a.attrelid::regclass from pg_attribute a join pg_class c on c.oid = a.attrelid cross join lateral aclexplode(a.attacl) acl
    where c.relnamespace::regnamespace::text in {OURS} and acl.grantee = 0
    """
    schemas = f"""
    select nspname from pg_namespace cross join lateral aclexplode(nspacl) acl where nspname in {OURS[:-1]}, 'public') and acl.grantee = 0
    """
    database = """
    select datname from pg_database cross join lateral aclexplode(datacl) acl where datname = current_database() and acl.grantee = 0
    """
    assert [await listed(catalogue, query) for query in (functions, relations, schemas, database)] == [set()] * 4


async def test_nothing_is_granted_to_be_granted_on(catalogue: Connection) -> None:
    query = f"""
    select c.oid::regclass from pg_class c cross join lateral aclexplode(c.relacl) acl
    where relnamespace::regnamespace::text in {OURS} and acl.is_grantable and acl.grantee <> c.relowner
    """
    assert await listed(catalogue, query) == set()


async def test_every_view_asks_as_whoever_asks_it(catalogue: Connection) -> None:
    query = f"""
    select oid::regclass from pg_class where relnamespace::regnamespace::text in {OURS} and relkind in ('v', 'm')
        and not 'security_invoker=true' = any(coalesce(reloptions, '{{}}'))
    """
    assert await listed(catalogue, query) == set()


async def test_staff_call_no_volatile_function_outside_api(catalogue: Connection) -> None:
    query = """
    select p.oid::regprocedure from pg_proc p cross join pg_roles r
    where p.pronamespace::regnamespace::text in ('rules', 'audit', 'seloste') and p.provolatile = 'v'
        and has_function_privilege(r.oid, p.oid, 'execute')
        and r.rolname in (select purpose from dictionary.purpose union values ('seloste_staff'))
    """
    assert await listed(catalogue, query) == set()


# constraints ----------------------------------------------------------------------------------------------------------


async def test_every_foreign_key_says_what_a_deletion_does(catalogue: Connection) -> None:
    query = f"""
    select conrelid::regclass || '.' || conname from pg_constraint
    where contype = 'f' and connamespace::regnamespace::text in {KEPT} and confdeltype = 'a'
    """
    assert await listed(catalogue, query) == set()


MACHINES = re.compile(r"_(pkey|key)$|_of_party$|_of_identifier$|_of_word$|_not_null$|_is_one$|_login_fkey$|^many_|^merging_|^import_")
"""What no person can break through schema api: keys of rows that the database numbers, and rows that only it writes."""

CHECKED_BEFORE = {
    "login_is_plain", "login_proof_known", "party_permission_known", "product_group_code_is_plain",
    "product_price_of_product", "product_price_once", "voucher_series_counts", "purpose_grant_purpose_fkey",
    "suppression_origin_known", "unit_id_fits_scope",
}  # fmt: skip
"""What a function refuses in words of its own before the constraint is asked, or what its own code writes."""


async def test_every_constraint_that_a_person_can_break_has_words(catalogue: Connection) -> None:
    names = await listed(
        catalogue,
        f"""
        select conname from pg_constraint where contype in ('c', 'f', 'u', 'x') and (
            conrelid <> 0 and connamespace::regnamespace::text in ('register', 'secret', 'staff', 'desk') and coninhcount = 0
            or contypid <> 0 and connamespace::regnamespace::text in {OURS}
        )
        """,
    )
    wordless = {name for name in names if not MACHINES.search(name) and not known(f"errors.{name}") and not known(f"values.{name}")}
    assert wordless <= CHECKED_BEFORE


REFUSALS = re.compile(
    r"refuse\('([a-z_]+)'|refuse\(case when \w+ then '([a-z_]+)' else '([a-z_]+)'|\breturn '([a-z_]+)';|message = '([a-z_]+)'"
)
NO_REFUSAL = {"opened", "gone"}


def test_every_refusal_has_words() -> None:
    texts = (path.read_text(encoding="utf-8") for path in (SQL / "definitions").glob("*.sql"))
    codes = {code for text in texts for found in REFUSALS.findall(text) for code in found if code} - NO_REFUSAL
    assert len(codes) > 30
    assert {code for code in codes if not known(f"errors.{code}")} == set()
