"""Attacks on details: reading them with the card closed, before its opening is committed, or past the columns and rows of the purpose."""

from __future__ import annotations

import pytest

from tests.people import Town, open_card
from tests.siege import DENIED, answers, told

TABLES = ("party", "party_name", "identifier", "address", "person", "person_role", "contact_point", "marketing_permission", "interaction")


async def test_detail_without_a_ticket_is_nothing(siege: Town) -> None:
    statements = [f"select id, source from register.{table}" for table in TABLES]
    assert await answers(await siege.as_login("petra"), *statements) == {"nothing": statements}


async def test_detail_without_a_purpose_is_denied(siege: Town) -> None:
    statements = [f"select id from register.{table}" for table in TABLES]
    assert await answers(await siege.as_login("petra", ""), *statements) == {DENIED: statements}


OPENED_HERE = "select count(*) from register.contact_point"


async def test_ticket_and_read_in_one_transaction_show_nothing(siege: Town) -> None:
    hanna = await siege.as_login("hanna")
    async with hanna.transaction():
        await open_card(hanna, siege.ids["koivu"])
        assert await told(hanna, OPENED_HERE) == "nothing"


async def test_ticket_in_a_savepoint_shows_nothing_in_the_same_transaction(siege: Town) -> None:
    hanna = await siege.as_login("hanna")
    transaction = hanna.transaction()
    await transaction.start()
    for end in ("release a", "rollback to a"):
        await hanna.execute("savepoint a")
        await open_card(hanna, siege.ids["koivu"])
        assert await told(hanna, OPENED_HERE) == "nothing"
        await hanna.execute(end)
        assert await told(hanna, OPENED_HERE) == "nothing"
    await transaction.rollback()
    assert await told(hanna, OPENED_HERE) == "nothing"


async def test_ticket_in_a_do_block_shows_nothing_there(siege: Town) -> None:
    anna = await siege.as_login("anna")
    block = f"""do $$ declare n integer; begin
        perform api.open_card({siege.ids["koivu"]}); select count(*) into n from register.contact_point;
        if n > 0 then raise 'saw %', n; end if; raise exception sqlstate 'SE999'; end $$"""
    assert await told(anna, block) == "SE999"


async def test_ticket_in_a_statement_that_reads_shows_nothing(siege: Town) -> None:
    salla = await siege.as_login("salla")
    koivu = siege.ids["koivu"]
    assert "opened" in await told(
        salla, f"with o as materialized (select api.open_card({koivu}) as o) select o, (select count(*) from register.contact_point) from o"
    )
    again = await siege.as_login("monta", "support")
    rows = await again.fetch(
        f"select api.open_card({koivu}), (select count(*) from register.contact_point where api.open_card({koivu}) = 'opened')"
    )
    assert rows[0][1] == 0


async def test_prepared_statement_planned_before_the_ticket_shows_nothing_in_its_transaction(siege: Town) -> None:
    tuki = await siege.as_login("tuki")
    await tuki.execute("prepare details as select count(*) from register.contact_point")
    await tuki.execute("begin")
    await open_card(tuki, siege.ids["matti"])
    assert await told(tuki, "execute details") == "nothing"
    assert await told(tuki, f"prepare transaction 'kept{siege.ids['matti']}'") in {"55000", DENIED}
    await tuki.execute("rollback")


async def test_snapshot_taken_before_the_opening_shows_nothing(siege: Town) -> None:
    one, other = await siege.as_login("anna"), await siege.as_login("anna")
    await one.execute("begin isolation level repeatable read")
    assert await told(one, "select id from register.contact_point where party = $1", siege.ids["lupa"]) == "nothing"
    await open_card(other, siege.ids["lupa"])
    assert await told(one, "select id from register.contact_point where party = $1", siege.ids["lupa"]) == "nothing"


async def test_hidden_customers_answer_like_none(siege: Town) -> None:
    for who in ("anna", "tuki", "salla", "ville"):
        connection = await siege.as_login(who)
        answers = [
            await told(connection, "select api.open_card($1)", party)
            for party in (siege.ids["takomo"], siege.ids["rajattu"], 999999, -1, 0)
        ]
        assert set(answers) == {"[('not_found',)]"}


SMUGGLED = [
    "select * from register.contact_point tablesample system (100)",
    "table register.party",
    "select t from register.party t",
    "select row_to_json(t) from register.party t",
    "select to_jsonb(t) from register.address t",
    "select t.*::text from register.person t",
    "select id, scope from register.party",
    "select sort_key from register.party",
    "select marketable from register.party",
    "select xmin, ctid, tableoid from register.party",
    "copy register.contact_point to stdout",
    "copy (select * from register.contact_point) to stdout",
    "select * from query_to_xml('select * from register.contact_point', true, true, '')",
    "select * from table_to_xml('register.contact_point', true, true, '')",
    "select * from cursor_to_xml('nothing', 1, true, true, '')",
    "declare c cursor with hold for select * from register.contact_point",
    "select count(*) from register.contact_point for update",
    "select id from register.contact_point for share",
    "select id from register.party for key share",
    "select * from register.suppression",
    "select value_hash from register.suppression",
]


async def test_other_ways_of_reading_give_nothing(siege: Town) -> None:
    said = await answers(await siege.as_login("anna"), *SMUGGLED)
    assert set(said) <= {DENIED, "nothing", "34000", "0A000"}, said


async def test_cursor_opened_before_the_ticket_shows_nothing_of_it(siege: Town) -> None:
    salla = await siege.as_login("salla")
    await salla.execute("declare before cursor with hold for select id, normal from register.contact_point")
    await open_card(salla, siege.ids["koivu"])
    assert await told(salla, "fetch all from before") == "nothing"


LEAKS = [
    "1 / (id - id) = 0",
    "name::integer = 1",
    "(name || id)::numeric > 0",
    "('x' || name)::xml is not null",
    "name::regclass is null",
    "set_config('seen.name', name, false) is null",
    "pg_notify('seloste', name) is null",
    "pg_catalog.lo_create(id) is null",
    "pg_advisory_lock(id) is null",
    "exists (select from pg_logical_emit_message(false, 'x', name))",
    "dblink(name) is null",
    "1 / (case when name like 'Tampereen%' then 0 else 1 end) = 1",
    "name ~ (case when name like 'Tampereen%' then '(' else '.' end)",
    "(case when name like 'Tampereen%' then pg_sleep(60) end) is not null",
]


async def test_condition_that_would_leak_is_not_tried_on_hidden_rows(siege: Town) -> None:
    said = await answers(await siege.as_login("nolla"), *(f"select id from register.party where {condition}" for condition in LEAKS))
    assert set(said) <= {"nothing", "42883", DENIED}, said


async def test_constant_error_tells_the_same_of_hidden_and_absent(siege: Town) -> None:
    anna = await siege.as_login("anna")
    probe = "select id from register.party where id = $1 and case when id = $1 then 1 / (id - $1) = 1 else true end"
    assert await told(anna, probe, siege.ids["takomo"]) == await told(anna, probe, 999999) == "nothing"


async def test_own_function_cannot_be_made_to_see_rows(siege: Town) -> None:
    anna = await siege.as_login("anna")
    for schema in ("public", "pg_temp", "api", "register", "rules", "pg_catalog"):
        body = "returns boolean language plpgsql cost 0.0000001 as 'begin raise notice ''%'', $1; return true; end'"
        assert await told(anna, f"create function {schema}.leak(text) {body}") in {DENIED, "3F000"}
        operator = f"create operator {schema}.<<< (leftarg = text, rightarg = text, function = texteq)"
        assert await told(anna, operator) in {DENIED, "3F000"}


# columns and rows of each purpose ------------------------------------------------------------------------------------

SEEN = "select count(*) from register.{}"


@pytest.mark.parametrize(
    ("who", "column"),
    [
        ("tuki", "address.street"), ("tuki", "address.postcode"), ("tuki", "party.postcode"), ("tuki", "marketing_permission.state"),
        ("tuki", "party.permission"), ("tuki", "party.restricted"), ("anna", "party.permission"), ("anna", "party.restricted"),
        ("anna", "contact_point.marketable"), ("anna", "marketing_permission.channel"), ("ville", "party.status"), ("ville", "party.town"),
        ("ville", "party.protected"), ("ville", "identifier.value"), ("ville", "address.town"), ("ville", "party_name.name"),
        ("maria", "party.restricted"), ("maria", "contact_point.marketable"), ("hanna", "party.permission"), ("salla", "party.restricted"),
        ("paula", "party.name"), ("paula", "party.id"), ("petra", "party.scope"),
    ],
)  # fmt: skip
async def test_column_that_was_not_granted_is_denied(siege: Town, who: str, column: str) -> None:
    table, name = column.split(".")
    assert await told(await siege.as_login(who), f"select {name} from register.{table}") == DENIED


async def shown(town: Town, who: str, expression: str, table: str) -> set[str]:
    """Values of the card of koivu that a purpose reads directly."""
    connection = await town.opened(who, "koivu")
    return {str(row[0]) for row in await connection.fetch(f"select {expression} from register.{table}")}


@pytest.mark.parametrize(
    ("who", "families"),
    [
        ("anna", {"Laskuttaja"}), ("tuki", {"Tekijä", "Käyttäjä", "Ylläpito"}), ("ville", {"Tekijä", "Käyttäjä", "Ylläpito"}),
        ("maria", {"Päättäjä"}), ("hanna", {"Päättäjä", "Hallinto", "Laskuttaja", "Tekijä", "Käyttäjä", "Ylläpito"}),
    ],
)  # fmt: skip
async def test_purpose_sees_its_own_persons_only(siege: Town, who: str, families: set[str]) -> None:
    assert await shown(siege, who, "family_name", "person") == families


async def test_support_sees_the_town_of_an_address_and_no_more(siege: Town) -> None:
    assert await shown(siege, "tuki", "town", "address") == {"Pihtipudas"}
    tuki = await siege.as_login("tuki")
    row = await tuki.fetchrow("select * from api.card_addresses($1)", siege.ids["koivu"])
    assert {name for name, value in row.items() if value is not None} <= {"id", "kind", "town", "town_sv", "valid_to", "version"}


async def test_faults_see_the_name_and_whom_to_tell(siege: Town) -> None:
    ville = await siege.opened("ville", "koivu")
    row = await ville.fetchrow("select * from api.card($1)", siege.ids["koivu"])
    assert {name for name, value in row.items() if value is not None} == {"id", "kind", "name", "language", "unit", "version", "changed_at"}
    assert await ville.fetchval("select count(*) from register.contact_point where person is null") == 0
    for part in ("card_names", "card_identifiers", "card_addresses", "card_permissions"):
        assert await ville.fetch(f"select * from api.{part}($1)", siege.ids["koivu"]) == []


async def test_person_of_another_customer_stays_hidden_behind_an_open_card(siege: Town) -> None:
    tuki = await siege.opened("tuki", "koivu")
    for person in (siege.ids["takomo.technical"], siege.ids["rajattu.technical"]):
        assert await told(tuki, "select id from register.person where id = $1", person) == "nothing"


async def test_login_without_units_sees_nothing_at_all(siege: Town) -> None:
    nolla = await siege.as_login("nolla")
    asked = ("select * from api.find('')", "select * from api.home()", "select * from api.lately('changed')", "select api.count_found('')")
    for statement in asked:
        assert await told(nolla, statement) == "nothing"
    assert await told(nolla, "select api.open_card($1)", siege.ids["koivu"]) == "[('not_found',)]"
