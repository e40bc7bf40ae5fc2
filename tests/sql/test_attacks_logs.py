"""Attacks on the logs and on time: altering or hiding lines, forging who, when and which operation, outlasting tickets and days."""

from __future__ import annotations

import json
from uuid import uuid4

import asyncpg
import pytest

from tests.parties import party
from tests.people import PASSWORD, Town, login_of, open_card, save, verifier
from tests.siege import DENIED, answers, told

LOGS = ("audit.read_log", "audit.change_log", "audit.ticket", "audit.batch", "audit.sealer", "audit.read_log_rest", "audit.change_log_rest")


@pytest.mark.parametrize("who", ["anna", "petra", "paula"])
async def test_log_cannot_be_read_or_touched(siege: Town, who: str) -> None:
    acts = (
        "select * from {}", "select count(*) from {}", "copy {} to stdout", "insert into {} default values", "delete from {}",
        "truncate {}", "drop table {}", "alter table {} disable trigger all", "alter table {} disable row level security",
        "do $$ begin lock table {}; end $$",
    )  # fmt: skip
    statements = [act.format(log) for log in LOGS for act in acts]
    assert await answers(await siege.as_login(who), *statements) == {DENIED: statements}


async def test_partitions_cannot_be_asked_past_their_table(siege: Town) -> None:
    owner, petra = await siege.owner(), await siege.as_login("petra")
    partitions = await owner.fetch("select oid::regclass::text from pg_class where relispartition and relkind = 'r'")
    assert len(partitions) == 8
    for row in partitions:
        assert await told(petra, f"select * from {row[0]}") == DENIED


@pytest.mark.parametrize(
    "statement",
    [
        "set session_replication_role = replica",
        "set log_min_messages = panic",
        "set log_statement = 'none'",
        "set local log_error_verbosity = terse",
        "select set_config('session_replication_role', 'replica', false)",
        "set session authorization default; set role seloste_audit",
        "alter trigger party_is_logged on register.party rename to x",
        "alter table register.party disable trigger party_is_logged",
        "drop trigger party_is_logged on register.party",
        "select rules.log_change() is null",
        "select rules.change_leaf(null)",
        "select rules.make_partitions()",
        "select rules.seal_log('read')",
        "select rules.take_ticket('card', 4, 'x')",
        "select audit.verify()",
        "alter table audit.read_log detach partition audit.read_log_rest",
        "select pg_current_xact_id(), rules.open_parties(), audit.seal()",
    ],
)
async def test_logging_cannot_be_switched_off_or_called(siege: Town, statement: str) -> None:
    assert await told(await siege.as_login("hanna"), statement) in {DENIED, "42601", "0A000"}


# forged settings ------------------------------------------------------------------------------------------------------

FORGED = ("seloste.op", "seloste.login", "seloste.purpose", "seloste.undoes", "request.jwt.claims", "app.user")


async def test_forged_settings_of_a_session_change_nothing(siege: Town) -> None:
    anna = await siege.as_login("anna")
    for name in FORGED:
        await anna.execute("select set_config($1, $2, false)", name, login_of("petra"))
    assert await told(anna, "select name from api.find('rantala')") == "nothing"
    assert await told(anna, "select api.open_card($1)", siege.ids["takomo"]) == "[('not_found',)]"


async def test_forged_operation_is_in_no_line_of_the_log(town: Town) -> None:
    forged = uuid4()
    hanna, paula, owner = await town.opened("hanna", "matti"), await town.as_login("paula"), await town.owner()
    for connection in (hanna, paula):
        await connection.execute("select set_config('seloste.op', $1, false)", str(forged))
    await save(hanna, None, party("person", "Aino Ainoa"))
    await paula.execute("select api.staff_password($1, $2)", login_of("anna"), verifier(PASSWORD))
    await paula.execute("select api.staff_grant($1, '{}', '{3}')", login_of("anna"))
    assert await owner.fetchval("select count(*) from audit.change_log where op = $1", forged) == 0


async def test_malformed_operation_of_a_session_stops_no_save(town: Town) -> None:
    hanna = await town.as_login("hanna")
    await hanna.execute("set seloste.op = 'no operation'")
    await hanna.execute("set seloste.undoes = 'no operation'")
    assert (await save(hanna, None, party("person", "Aino Ainoa")))["outcome"] == "saved"


async def test_login_and_purpose_of_a_line_are_the_real_ones(town: Town) -> None:
    monta, owner = await town.as_login("monta", "support"), await town.owner()
    await monta.execute("select set_config('application_name', $1, false)", login_of("petra"))
    await open_card(monta, town.ids["koivu"])
    line = await owner.fetchrow("select login, purpose from audit.read_log order by seq desc limit 1")
    assert tuple(line) == (login_of("monta"), "seloste_support")


# time -----------------------------------------------------------------------------------------------------------------

ZONES = ("Pacific/Kiritimati", "Etc/GMT+12", "<+99>-99", "Europe/Helsinki")


@pytest.mark.parametrize("zone", ZONES)
async def test_time_zone_lengthens_no_ticket_and_no_login(town: Town, zone: str) -> None:
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    await hanna.execute("select set_config('timezone', $1, false)", zone)
    assert await hanna.fetchval("select count(*) from register.contact_point") == 14
    await owner.execute("update audit.ticket set until = statement_timestamp() - interval '1 second'")
    assert await told(hanna, "select count(*) from register.contact_point") == "nothing"
    await owner.execute(
        "update staff.login set ends_on = (now() at time zone 'Europe/Helsinki')::date - 1 where login = $1", login_of("hanna")
    )
    assert await told(hanna, "select id from api.find('')") == "nothing"


async def test_moment_of_a_line_is_the_servers_whatever_the_session_says(town: Town) -> None:
    hanna, owner = await town.as_login("hanna"), await town.owner()
    await hanna.execute("set timezone to 'Pacific/Kiritimati'; set datestyle to 'postgres, dmy'; set intervalstyle to 'iso_8601'")
    await open_card(hanna, town.ids["koivu"])
    assert await owner.fetchval("select max(at) between now() - interval '1 minute' and now() from audit.read_log")
    assert await owner.fetchval(
        "select max(until) between now() + interval '14 minutes' and now() + interval '15 minutes' from audit.ticket"
    )


async def test_long_transaction_does_not_stop_the_clock_of_a_ticket(town: Town) -> None:
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    await hanna.execute("begin isolation level repeatable read")
    await hanna.fetch("select 1 from register.contact_point")
    await owner.execute("select pg_sleep(0.01)")
    until = "select extract(epoch from statement_timestamp() - now()) > 0"
    assert await hanna.fetchval(until), "a statement is later than its transaction, so an old transaction keeps no ticket"


async def test_cursor_held_open_shows_no_more_than_it_was_opened_on(town: Town) -> None:
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    await hanna.execute("prepare details as select count(*) from register.contact_point")
    assert await hanna.fetchval("execute details") == 14
    await owner.execute("delete from audit.ticket")
    assert await told(hanna, "execute details") == "nothing"


async def test_ticket_may_not_be_taken_on_a_server_that_cannot_write(siege: Town) -> None:
    """A standby, and a transaction that says it only reads, open no card."""
    hanna = await siege.as_login("hanna")
    await hanna.execute("set default_transaction_read_only = on")
    assert await told(hanna, "select api.open_card($1)", siege.ids["koivu"]) == "25006"
    assert await told(hanna, "select id from api.find('koivu')") == "25006"


# size and limits ------------------------------------------------------------------------------------------------------


async def test_huge_limits_are_cut(siege: Town) -> None:
    hanna = await siege.opened("hanna", "koivu")
    for statement in (
        "select count(*) from api.find('', '{}', null, false, 2147483647)",
        "select count(*) from api.lately('changed', 2147483647)",
        "select count(*) from api.history($1, null, 2147483647)",
    ):
        given = [siege.ids["koivu"]] if "$1" in statement else []
        assert await hanna.fetchval(statement, *given) <= 1000
    assert await hanna.fetchval("select api.count_found('a', '{}', 2147483647)") <= 10_000
    for most in (-1, 0, None):
        assert await hanna.fetchval("select count(*) from api.find('', '{}', null, false, $1)", most) <= 64


@pytest.mark.parametrize(
    "place", ["[]", "{}", "1", '"x"', "[99, null, null]", '[4, "", 0]', '[4, "zzz", 999999]', '[0, "\\uffff", 1]', "[-1, 1, 1]"]
)
async def test_forged_place_shows_no_hidden_customer(siege: Town, place: str) -> None:
    anna = await siege.as_login("anna")
    for typed in ("", "ta"):
        for backward in (False, True):
            found = await told(anna, "select name from api.find($1, '{}', $2::text::jsonb, $3, 200)", typed, place, backward)
            assert "Takomo" not in found
            assert "Rantala" not in found


async def test_long_reason_and_term_are_cut_before_they_are_kept(town: Town) -> None:
    hanna, owner = await town.as_login("hanna"), await town.owner()
    await hanna.execute("select api.open_card($1, $2)", town.ids["koivu"], "x" * 1_000_000)
    await hanna.execute("select count(*) from api.find($1)", "x" * 1_000_000)
    assert await owner.fetchval("select max(greatest(length(reason), length(term))) from audit.read_log") <= 500


async def test_long_statement_of_a_login_is_stopped(siege: Town) -> None:
    assert await (await siege.as_login("anna")).fetchval("show statement_timeout") == "30s"


async def test_ninth_session_of_a_login_is_refused(siege: Town) -> None:
    for _ in range(8):
        await siege.as_login("nolla")
    with pytest.raises(asyncpg.TooManyConnectionsError):
        await siege.as_login("nolla")


# known and stated -----------------------------------------------------------------------------------------------------


async def test_anybody_may_listen_and_forge_a_notice_so_it_carries_ids_alone(town: Town) -> None:
    heard: list[str] = []
    listener, hanna = await town.as_login("nolla"), await town.as_login("hanna")
    await listener.add_listener("seloste", lambda *parts: heard.append(parts[3]))
    await hanna.execute("select pg_notify('seloste', 'forged')")
    await save(hanna, None, party("person", "Aino Ainoa"))
    await listener.execute("select 1")
    assert heard[0] == "forged"
    assert "Aino" not in heard[1]
    assert set(json.loads(heard[1])) == {"party", "op"}


async def test_sealing_waits_for_nobody(town: Town) -> None:
    anna, tuki = await town.as_login("anna"), await town.as_login("tuki")
    async with anna.transaction():
        await open_card(anna, town.ids["koivu"])
        await anna.execute("select api.seal()")
        assert await tuki.fetchval("select api.seal()") == 0


async def test_advisory_lock_of_a_login_stops_nobody(town: Town) -> None:
    anna, hanna = await town.as_login("anna"), await town.opened("hanna", "koivu")
    await anna.execute("select pg_advisory_lock(5310573), pg_advisory_lock($1::integer)", town.ids["koivu"])
    assert (await save(hanna, None, party("person", "Aino Ainoa")))["outcome"] == "saved"
