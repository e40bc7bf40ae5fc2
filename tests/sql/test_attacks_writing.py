"""Attacks by writing: past schema api, past the open card and its version, and by asking constraints what is hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from tests.parties import Change, acting, home, party, reach
from tests.people import Town, refused, save
from tests.siege import DENIED, answers
from tests.sql.test_save import edit, remove

IMPOSSIBLE = {DENIED, "3F000", "42883", "42704", "42P01", "0A000", "22023"}
"""Denied, or not even there to be asked for: no schema to make it in, no such function, object, table, feature or provider."""

STATEMENTS = [
    "insert into register.party (kind, name, unit) values ('company', 'X', 1)",
    "insert into register.party (id, kind, name, unit) values (4, 'company', 'X', 1) on conflict do nothing",
    "insert into register.contact_point (party, kind, given, normal) values (1, 'email', 'a@b.fi', 'a@b.fi') returning id",
    "insert into register.person_role (person, party, role) values (1, 1, 'user') on conflict do nothing",
    "update register.party set name = 'X'",
    "update register.party set name = 'X' where id = 4 returning name",
    "update register.party set restricted = false",
    "update register.party set protected = false",
    "update register.party set marketable = true",
    "update register.contact_point set marketable = true",
    "merge into register.party p using (select 4 as id) s on p.id = s.id when matched then update set name = 'X'",
    "delete from register.contact_point",
    "delete from register.party where id = 1",
    "truncate register.party cascade",
    "insert into register.marketing_permission (party, channel, state, section, how) values (1, 'email', 'consent', 'x', 'phone')",
    "update register.marketing_permission set state = 'consent'",
    "delete from register.marketing_permission",
    "delete from register.suppression",
    "update register.suppression set lifted_at = now()",
    "insert into register.unit (id, name) values (9, 'X')",
    "insert into register.consent_wording values (9, now(), 'x', 'x', 'x')",
    "insert into register.product_group values ('x', 'x', 'x')",
    "update dictionary.purpose_class set may_read = true, may_write = true",
    "insert into dictionary.purpose_role values ('seloste_billing', 'technical', true)",
    "insert into dictionary.purpose_column values ('seloste_billing', 'party', 'permission', true)",
    "insert into search.token values (4, 'n-x', 1)",
    "update search.tally set count = 0",
    "select * from search.token",
    "select * from search.word",
    "select * from search.suffix",
    "select * from search.deletion",
    "select * from search.tally",
    "copy register.party (kind, name, unit) from stdin",
    "do $$ begin lock table register.party in access exclusive mode; end $$",
    "do $$ begin lock table register.party in share mode; end $$",
    "alter table register.party add column x text",
    "alter table register.party disable trigger all",
    "alter table register.party owner to session_user",
    "drop table register.party cascade",
    "drop policy party_purpose_opened on register.party",
    "alter policy party_purpose_opened on register.party using (true)",
    "create policy mine on register.party using (true)",
    "create trigger mine before insert on register.party for each row execute function rules.take_scope()",
    "create rule mine as on select to register.party do instead select 1",
    "create index mine on register.party (name)",
    "create statistics mine on kind, status from register.party",
    "create view register.mine as select * from register.party",
    "create view public.mine as select * from register.party",
    "create materialized view mine as select * from register.party",
    "create table mine (like register.party)",
    "create table public.mine () inherits (register.party)",
    "create table mine as select id from register.party",
    "select id into mine from register.party",
    "create schema mine",
    "create extension dblink",
    "create extension pg_trgm",
    "create extension plpython3u",
    "create foreign data wrapper mine",
    "create server mine foreign data wrapper postgres_fdw",
    "create publication mine for table register.party",
    "create subscription mine connection '' publication mine",
    "create event trigger mine on ddl_command_start execute function rules.take_scope()",
    "create function public.mine() returns integer language sql as 'select 1'",
    "create function api.find(typed text) returns integer language sql as 'select 1'",
    "create or replace function rules.my_scopes() returns smallint[] language sql as 'select array[4::smallint]'",
    "alter function rules.my_scopes() reset search_path",
    "alter function rules.my_scopes() owner to session_user",
    "drop function rules.my_scopes()",
    "create operator class mine for type text using btree as operator 1 <",
    "create cast (text as integer) with inout",
    "create language plperlu",
    "create domain public.mine as text",
    "create type public.mine as (x text)",
    "create sequence public.mine",
    "select nextval('register.party_id_seq')",
    "select setval('register.party_id_seq', 1)",
    "select last_value from register.party_id_seq",
    "alter sequence register.party_id_seq restart",
    "refresh materialized view mine",
    "comment on table register.party is 'x'",
    "security label on table register.party is 'x'",
    "select rules.refresh_parties(array[4])",
    "select rules.forget_roleless(1)",
    "select rules.note_done(gen_random_uuid(), '{}')",
    "select rules.apply(4, '[]')",
    "select rules.market_verdict(4, null, 'email', null)",
    "select rules.log_read('card', 4, null, null, 1, 'x')",
    "select rules.grant_purposes(session_user, array['seloste_privacy'])",
    "select rules.pause_triggers(true)",
    "select rules.tokens_of(array[4])",
    "select rules.walk_on(array[4::smallint, 5::smallint, 8::smallint], array['n-'], null, null, null, 100)",
    "select audit.seal()",
    "select * from audit.verify()",
]


async def test_statement_past_the_functions_is_denied(siege: Town) -> None:
    said = await answers(await siege.opened("hanna", "koivu"), *STATEMENTS)
    assert set(said) <= IMPOSSIBLE, said


async def test_functions_outside_api_that_staff_may_call_only_tell_of_themselves(siege: Town) -> None:
    owner = await siege.owner()
    rows = await owner.fetch(
        "select p.proname from pg_proc p where pronamespace = 'rules'::regnamespace"
        " and has_function_privilege('seloste_billing', p.oid, 'execute')"
    )
    assert {row[0] for row in rows} <= {
        "today", "if_in", "my_purpose", "my_scopes", "open_parties", "revealed_parties", "my_roles", "open_persons",
        "postable_parties", "may_write", "open_hosts", "affected_hosts", "affected_services",
    }  # fmt: skip


async def test_hijacked_search_path_changes_no_function(siege: Town) -> None:
    anna = await siege.as_login("anna")
    before = await anna.fetch("select id, name from api.find('')")
    await anna.execute("set search_path = pg_temp, public, register, rules, api")
    assert await anna.fetch("select id, name from api.find('')") == before


# saves that reach past the card --------------------------------------------------------------------------------------

NEW = party("person", "Aino Ainoa")


def reaching(ids: Mapping[str, int]) -> dict[str, tuple[str | None, Any, str]]:
    """What is tried → the customer of the save, its changes and the code that answers."""
    number: Change = {"entity": "contact_point", "fields": {"kind": "email", "given": "x@x.fi", "person": ids["takomo.technical"]}}
    role: Change = {"entity": "person_role", "fields": {"person": ids["takomo.technical"], "role": "technical"}}
    return {
        "a new customer that carries a change of another": (None, [NEW, edit("party", ids["matti"], name="X")], "not_found"),
        "a new customer that carries a row of another": (None, [NEW, edit("address", ids["matti.home"], street="X")], "not_found"),
        "a new customer that removes a row of another": (None, [NEW, remove("contact_point", ids["matti.own.email"])], "not_found"),
        "two new customers in one save": (None, [NEW, NEW], "not_found"),
        "no new customer in a save of none": (None, [reach("x@example.fi")], "not_found"),
        "a new customer inside an opened one": ("koivu", [NEW], "not_found"),
        "a card that is not open": ("matti", [edit("party", ids["matti"], name="X")], "not_open"),
        "a hidden card": ("takomo", [edit("party", ids["takomo"], name="X")], "not_open"),
        "a restricted card": ("rajattu", [edit("party", ids["rajattu"], name="X")], "not_open"),
        "a person of a hidden customer named here": ("koivu", [role], "not_found"),
        "a person who does not exist": ("koivu", [role | {"fields": {"person": 999999, "role": "technical"}}], "not_found"),
        "a number for a person of a hidden customer": ("koivu", [number], "not_found"),
        "another table": ("koivu", [{"entity": "suppression", "id": 1, "fields": {}}], "not_yours"),
        "the dictionary": ("koivu", [{"entity": "unit", "id": 1, "fields": {"name": "X"}}], "not_yours"),
        "a table in quotes": ("koivu", [{"entity": 'party"; --', "id": 1, "fields": {}}], "not_yours"),
        "no table": ("koivu", [{"id": 1, "fields": {"name": "X"}}], "not_yours"),
        "a column in quotes": ("koivu", [edit("party", ids["koivu"], **{'name" = version, "name': "X"})], "field_unknown"),
        "an identity code as an identifier": ("koivu", [{"entity": "identifier", "fields": {"scheme": "hetu"}}], "identity_code_by_itself"),
        "changes that are no list": ("koivu", "{}", "changes_unreadable"),
        "a change that is no object": ("koivu", ["party"], "changes_unreadable"),
        "fields that are a list": ("koivu", [{"entity": "party", "id": 1, "fields": ["name"]}], "changes_unreadable"),
        "a field that is an object": ("koivu", [edit("party", ids["koivu"], name={"a": 1})], "changes_unreadable"),
        "an id that is text": ("koivu", [{"entity": "party", "id": "1; drop", "fields": {}}], "changes_unreadable"),
        "an id beyond all numbers": ("koivu", [{"entity": "party", "id": 10**12, "fields": {}}], "changes_unreadable"),
        "too much at once": ("koivu", [home("x" * 300_000, "00100", "x")], "changes_unreadable"),
    }  # fmt: skip


TRIED = list(reaching(defaultdict(int)))


@pytest.mark.parametrize("tried", TRIED)
async def test_save_refuses(siege: Town, tried: str) -> None:
    name, changes, code = reaching(siege.ids)[tried]
    salla = await siege.opened("salla", "koivu")
    customer = siege.ids[name] if name else None
    with refused(code):
        await salla.fetchval("select api.save($1, $2, $3)", uuid4(), customer, changes)


@pytest.mark.parametrize(
    ("entity", "row"), [("address", "matti.home"), ("contact_point", "takomo.own.email"), ("person_role", "takomo.technical.role")]
)  # fmt: skip
async def test_row_of_another_customer_is_gone_like_one_that_never_was(siege: Town, entity: str, row: str) -> None:
    hanna = await siege.opened("hanna", "koivu")
    for wanted in (siege.ids[row], 999999):
        answer = await save(hanna, siege.ids["koivu"], edit(entity, wanted, 1))
        assert answer["rows"] == [{"entity": entity, "id": wanted, "gone": True}]


@pytest.mark.parametrize(
    ("who", "entity", "row"),
    [("anna", "contact_point", "koivu.technical.email"), ("anna", "person_role", "koivu.technical.role"),
     ("tuki", "contact_point", "koivu.billing.email")],
)  # fmt: skip
async def test_stale_answer_shows_no_row_that_the_purpose_may_not_see(siege: Town, who: str, entity: str, row: str) -> None:
    connection = await siege.opened(who, "koivu")
    answer = await save(connection, siege.ids["koivu"], edit(entity, siege.ids[row], 99))
    assert answer["rows"] == [{"entity": entity, "id": siege.ids[row], "gone": True}]


async def test_protected_address_is_neither_told_nor_changed_without_a_reason(siege: Town) -> None:
    hanna, salla = await siege.opened("hanna", "suoja"), await siege.opened("salla", "suoja")
    for connection in (hanna, salla):
        with refused("address_protected"):
            await save(connection, siege.ids["suoja"], edit("address", siege.ids["suoja.home"], 99))


async def test_non_disclosure_order_cannot_be_lifted_to_read_the_address(siege: Town) -> None:
    for who in ("salla", "anna", "hanna"):
        connection = await siege.opened(who, "suoja")
        with refused("address_protected"):
            await save(connection, siege.ids["suoja"], edit("party", siege.ids["suoja"], protected=False))


async def test_operation_of_a_colleague_is_not_answered(town: Town) -> None:
    hanna, salla, op = await town.as_login("hanna"), await town.opened("salla", "koivu"), uuid4()
    await save(hanna, None, NEW, op=op)
    with refused("operation_of_another"):
        await save(salla, town.ids["koivu"], edit("party", town.ids["koivu"], name="X"), op=op)


@pytest.mark.parametrize("who", ["hanna", "salla"])
async def test_constraints_tell_nothing_of_hidden_customers(town: Town, who: str) -> None:
    """The same number, address, identifier and name are accepted, whether a hidden customer has them or nobody."""
    connection = await town.as_login(who)
    for hidden in (("2077474-0", "info@takomo.example.fi", "+358445550301"), ("0201724-4", "ei@ole.example.fi", "+358445550999")):
        changes: list[dict[str, Any]] = [
            party("company", "Tampereen Takomo Oy"), {"entity": "identifier", "fields": {"scheme": "business_id", "value": hidden[0]}},
            reach(hidden[1]), reach(hidden[2], "phone"),
        ]  # fmt: skip
        assert (await save(connection, None, *changes))["outcome"] == "saved"


async def test_unit_that_is_not_ones_own_is_refused_like_one_that_does_not_exist(siege: Town) -> None:
    salla = await siege.as_login("salla")
    for unit in (2, 3, 999):
        with refused("unit_not_yours"):
            await save(salla, None, party("person", "Aino Ainoa", unit=unit))


async def test_support_names_no_stranger_as_its_user(siege: Town) -> None:
    tuki = await siege.opened("tuki", "koivu")
    stranger = acting("user", "X", "X", "x", "+358445550999")[1]
    for person in (siege.ids["koivu.billing"], siege.ids["takomo.technical"]):
        with refused("not_found"):
            await save(tuki, siege.ids["koivu"], stranger | {"fields": {"person": person, "role": "user"}})
