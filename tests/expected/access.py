"""Who may what, printed from the database for a person to read: purposes and their columns, functions, policies, owners, memberships."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

Connection = Any

SCHEMAS: Final = "('api', 'rules', 'value', 'register', 'secret', 'search', 'staff', 'desk', 'audit', 'dictionary', 'seloste')"
ROLES: Final = """
select rolname::text, coalesce(shobj_description(oid, 'pg_authid'), '') as meaning, rolcanlogin,
    rolsuper, rolcreaterole, rolcreatedb, rolbypassrls
from pg_roles where rolname ~ '^seloste_' order by rolname
"""
MEMBERS: Final = """
select m.member::regrole::text as member, m.roleid::regrole::text as role, admin_option, inherit_option, set_option
from pg_auth_members m
where m.roleid::regrole::text ~ '^seloste_' and m.member::regrole::text ~ '^seloste_'
order by 1, 2
"""
TABLES: Final = f"""
with granted as (
    select c.oid, acl.grantee, acl.privilege_type as right, '' as column, 0 as place
    from pg_class c cross join lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) acl
    where c.relnamespace::regnamespace::text in {SCHEMAS} and c.relkind in ('r', 'p', 'v')
        and not c.relispartition and acl.grantee <> c.relowner
    union all
    select a.attrelid, acl.grantee, acl.privilege_type, a.attname, a.attnum
    from pg_attribute a join pg_class c on c.oid = a.attrelid cross join lateral aclexplode(a.attacl) acl
    where c.relnamespace::regnamespace::text in {SCHEMAS} and acl.grantee <> c.relowner
)
select case grantee when 0 then 'PUBLIC' else grantee::regrole::text end as role, oid::regclass::text as table, lower("right") as right,
    string_agg("column", ', ' order by place) as columns
from granted group by 1, 2, 3 order by 1, 2, 3
"""
FUNCTIONS: Final = f"""
select p.pronamespace::regnamespace::text as schema, p.oid::regprocedure::text as function,
    string_agg(case acl.grantee when 0 then 'PUBLIC' else replace(acl.grantee::regrole::text, 'seloste_', '') end, ', '
        order by acl.grantee::regrole::text) as roles
from pg_proc p
left join lateral (
    select a.grantee from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner

) acl on true
where p.pronamespace::regnamespace::text in {SCHEMAS} and p.pronamespace::regnamespace::text <> 'value' and acl.grantee is not null
group by p.oid order by p.pronamespace::regnamespace::text <> 'api', 1, 2
"""
SCHEMA_RIGHTS: Final = f"""
select n.nspname::text as schema, lower(acl.privilege_type) as right,
    string_agg(case acl.grantee when 0 then 'PUBLIC' else replace(acl.grantee::regrole::text, 'seloste_', '') end, ', '
        order by acl.grantee::regrole::text) as roles
from pg_namespace n cross join lateral aclexplode(n.nspacl) acl
where n.nspname in {SCHEMAS} and acl.grantee <> n.nspowner group by 1, 2 order by 1, 2
"""
POLICIES: Final = """
select schemaname || '.' || tablename as table, policyname as policy, lower(cmd) as act, roles::text[] as roles, permissive,
    qual, with_check
from pg_policies order by 1, 2
"""
DEFINERS: Final = f"""
select proowner::regrole::text as owner, p.oid::regprocedure::text as function, coalesce(obj_description(p.oid, 'pg_proc'), '') as meaning
from pg_proc p where prosecdef and p.pronamespace::regnamespace::text in {SCHEMAS} order by 1, 2
"""


def titled(title: str, lines: Iterable[str]) -> list[str]:
    """A heading with its lines and an empty line after them."""
    return [title, "=" * len(title), *lines, ""]


async def members(connection: Connection) -> list[str]:
    """Which role is what, and who may become it."""
    lines = []
    for row in await connection.fetch(ROLES):
        able = [name for name in ("rolcanlogin", "rolsuper", "rolcreaterole", "rolcreatedb", "rolbypassrls") if row[name]]
        lines.append(f"{row['rolname']}: {row['meaning']}{' [' + ', '.join(able) + ']' if able else ''}")
    for row in await connection.fetch(MEMBERS):
        how = [word for word, is_so in zip(("admin", "inherit", "set"), list(row)[2:], strict=True) if is_so]
        lines.append(f"  {row['member']} is a member of {row['role']} ({', '.join(how)})")
    return lines


async def columns(connection: Connection) -> list[str]:
    """Rights on tables and columns, by role."""
    lines = []
    for role, rows in groupby(await connection.fetch(TABLES), key=lambda row: row["role"]):
        lines.append(role)
        lines += [f"  {row['right']:<10} {row['table']}{' (' + row['columns'] + ')' if row['columns'] else ''}" for row in rows]
    return lines


async def functions(connection: Connection) -> list[str]:
    """Functions and who may call them: staff call those of schema api alone, the others are for the owners of functions."""
    lines = []
    for schema, rows in groupby(await connection.fetch(FUNCTIONS), key=lambda row: row["schema"]):
        lines += [schema, *(f"  {row['function'].removeprefix(schema + '.')}: {row['roles']}" for row in rows)]
    return lines


async def policies(connection: Connection) -> list[str]:
    """Which rows a role sees and may write, by table."""
    lines = []
    for table, rows in groupby(await connection.fetch(POLICIES), key=lambda row: row["table"]):
        lines.append(table)
        for row in rows:
            lines.append(f"  {row['policy']} ({row['permissive'].lower()}, {row['act']}) to {', '.join(sorted(row['roles']))}")
            lines += [
                f"    {word}: {' '.join(row[part].split())}" for word, part in (("rows", "qual"), ("writes", "with_check")) if row[part]
            ]
    return lines


async def written(connection: Connection) -> str:
    """The whole of access.txt."""
    schemas = [f"{row['schema']:<12} {row['right']:<8} {row['roles']}" for row in await connection.fetch(SCHEMA_RIGHTS)]
    definers = [f"{row['owner']}  {row['function']}\n    {row['meaning']}" for row in await connection.fetch(DEFINERS)]
    return "\n".join(
        [
            *titled("Roles and memberships", await members(connection)),
            *titled("Schemas, and who may name and make things in them", schemas),
            *titled("Tables and columns", await columns(connection)),
            *titled("Functions, and who may call them", await functions(connection)),
            *titled("Rows: the policies of every table", await policies(connection)),
            *titled("Functions that run with the rights of their owner, and why", definers),
        ]
    )
