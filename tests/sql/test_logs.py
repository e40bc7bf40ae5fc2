"""Both logs are sealed in chained batches; whoever alters, removes or adds a line is found, and the line is named."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest

from tests.parties import party
from tests.people import Connection, Town, open_card, record, refused, save
from tests.siege import DENIED, answers


async def sealed(town: Town) -> Connection:
    """The owner of a register with reads and changes in two sealed batches of each log."""
    hanna, salla, owner = await town.as_login("hanna"), await town.as_login("salla"), await town.owner()
    for name in ("koivu", "matti"):
        await open_card(hanna, town.ids[name], "Asiakas kävi myymälässä")
        await save(hanna, None, party("person", f"Uusi {name}"))
        await open_card(salla, town.ids[name])
        await record(salla, town.ids[name], None, "phone", "refused")
        await owner.execute("select audit.seal()")
    return owner


async def problems(connection: Connection) -> list[tuple[str, int, str]]:
    """What verifying finds."""
    return [tuple(row) for row in await connection.fetch("select log, seq, problem from audit.verify()")]


async def test_untouched_logs_verify(town: Town) -> None:
    owner = await sealed(town)
    assert await problems(owner) == []
    assert await owner.fetchval("select count(*) from audit.batch") == 4


async def test_every_line_of_both_logs_is_sealed_once(town: Town) -> None:
    owner = await sealed(town)
    for log in ("read", "change"):
        lines = await owner.fetchval(f"select count(*) from audit.{log}_log")
        leaves = await owner.fetchval("select sum(leaves) from audit.batch where log = $1", log)
        members = await owner.fetchval(
            "select count(*) from audit.batch b, unnest(b.members) m, generate_series(lower(m), upper(m) - 1) where b.log = $1", log
        )
        assert lines == leaves == members


async def test_sealing_again_adds_nothing(town: Town) -> None:
    owner = await sealed(town)
    assert await owner.fetchval("select audit.seal()") == 0


async def test_two_sealers_at_once_seal_each_line_once(town: Town) -> None:
    await sealed(town)
    sealers = [await town.as_login(who) for who in ("anna", "tuki", "hanna")]
    await asyncio.gather(*(sealer.fetch("select (select count(*) from api.find('koivu')), api.seal()") for sealer in sealers[:2]))
    await asyncio.gather(*(sealer.fetchval("select api.seal()") for sealer in sealers))
    owner = await town.owner()
    assert await problems(owner) == []
    assert (
        await owner.fetchval(
            "select count(*) from (select unnest(members) from audit.batch where log = 'read' group by 1 having count(*) > 1) m"
        )
        == 0
    )


CHANGES = [
    ("login", "'joku.muu'"), ("purpose", "'seloste_main_user'"), ("at", "at + interval '1 microsecond'"), ("xid", "'1'::xid8"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("log", "column", "value"),
    [
        *(("change", column, value) for column, value in CHANGES),
        ("change", "diff", "jsonb_set(diff, '{name}', '[null, \"Uusi matta\"]')"),
        ("change", "party", "1"),
        ("change", "row_id", "'1'"),
        ("change", "act", "'update'"),
        ("change", "op", "gen_random_uuid()"),
        ("change", "op", "null"),
        *(("read", column, value) for column, value in CHANGES),
        ("read", "reason", "'Asiakas kävi myymälässa'"),
        ("read", "party", "null"),
        ("read", "shown", "'{}'"),
        ("read", "term", "''"),
        ("read", "count", "0"),
    ],
)
async def test_one_altered_byte_is_found_and_the_line_is_named(town: Town, log: str, column: str, value: str) -> None:
    owner = await sealed(town)
    act = "act = 'insert' and table_name = 'party'" if log == "change" else "act = 'card' and reason is not null"
    seq = await owner.fetchval(f"select max(seq) from audit.{log}_log where {act}")
    await owner.execute(f"update audit.{log}_log set {column} = {value} where seq = $1", seq)
    assert await problems(owner) == [(log, seq, "record_altered")]


async def test_hash_of_a_line_is_that_of_its_fields(town: Town) -> None:
    """Written out for what is written often, it says what was sealed before."""
    said = '{"name": [null, "Ääkköset \\\\ €"]}'
    assert await (await town.owner()).fetchval(
        "select rules.leaf_of_change(7, timestamptz 'epoch' + interval '1.5 s', 'åsa', 'b', null, null, 'party', '\\', null, 'insert', $1,"
        " '9')"
        " = value.leaf('7', '1500000', 'åsa', 'b', null, null, 'party', '\\', null, 'insert', $1, '9')",
        said,
    )


async def test_altered_line_with_a_new_leaf_of_its_own_is_found_by_its_batch(town: Town) -> None:
    owner = await sealed(town)
    seq = await owner.fetchval("select max(seq) from audit.change_log")
    await owner.execute("update audit.change_log set login = 'joku.muu' where seq = $1", seq)
    await owner.execute("update audit.change_log c set leaf = rules.change_leaf(c) where seq = $1", seq)
    ((log, _, problem),) = await problems(owner)
    assert (log, problem) == ("change", "leaf_altered")


@pytest.mark.parametrize("log", ["read", "change"])
async def test_removed_line_is_named(town: Town, log: str) -> None:
    owner = await sealed(town)
    seq = await owner.fetchval(f"delete from audit.{log}_log where seq = (select max(seq) - 1 from audit.{log}_log) returning seq")
    assert await problems(owner) == [(log, seq, "record_missing")]


async def test_line_put_in_afterwards_is_found(town: Town) -> None:
    owner = await sealed(town)
    await owner.execute(
        "insert into audit.read_log (at, login, purpose, act, leaf)"
        " values (now() - interval '2 days', 'joku.muu', 'seloste_support', 'card', '')"
    )
    ((log, _, problem),) = await problems(owner)
    assert (log, problem) == ("read", "unsealed")


@pytest.mark.parametrize(
    ("act", "found"),
    [
        ("delete from audit.batch where id = 2", "batch_missing"),
        ("update audit.batch set root = sha256('') where id = 2", "batch_altered"),
        ("update audit.batch set sealed_at = sealed_at, previous = head where id = 3", "batch_altered"),
        ("update audit.batch set leaves = leaves - 1 where id = 3", "batch_altered"),
    ],
)
async def test_altered_chain_is_found(town: Town, act: str, found: str) -> None:
    owner = await sealed(town)
    await owner.execute(act)
    assert found in {problem for _, _, problem in await problems(owner)}


async def test_head_kept_outside_shows_that_the_end_was_cut_off(town: Town) -> None:
    owner, petra = await sealed(town), await town.as_login("petra")
    kept = await petra.fetchrow("select * from api.sealed_head()")
    await owner.execute(
        "delete from audit.batch where id = 4; delete from audit.change_log where seq > (select max(seq) - 2 from audit.change_log)"
    )
    now = await petra.fetchrow("select * from api.sealed_head()")
    assert (kept["id"], kept["lines"]) > (now["id"], now["lines"])
    assert kept["head"] != now["head"]


async def test_rewritten_log_with_its_own_chain_has_another_head(town: Town) -> None:
    """Whoever owns the logs can make them all anew, and is found by the head that somebody kept outside."""
    owner, petra = await sealed(town), await town.as_login("petra")
    kept = await petra.fetchval("select head from api.sealed_head()")
    await owner.execute("update audit.change_log set login = 'joku.muu'")
    await owner.execute("update audit.change_log c set leaf = rules.change_leaf(c)")
    await owner.execute("truncate audit.batch; update audit.sealer set pending_from = 0")
    await owner.execute("select audit.seal()")
    assert await problems(owner) == []
    assert await petra.fetchval("select head from api.sealed_head()") != kept


async def test_privacy_and_main_user_may_verify_and_nobody_else(town: Town) -> None:
    await sealed(town)
    for who in ("petra", "paula"):
        assert await (await town.as_login(who)).fetch("select * from api.verify_logs()") == []
    for who in ("anna", "tuki", "hanna", "salla", "ville", "maria"):
        with refused("not_yours"):
            await (await town.as_login(who)).fetch("select * from api.verify_logs()")


async def test_leaf_does_not_depend_on_the_settings_of_a_session(town: Town) -> None:
    owner = await town.owner()
    hanna = await town.as_login("hanna")
    await hanna.execute(
        "set timezone to 'Pacific/Kiritimati'; set datestyle to 'sql, dmy'; set bytea_output to escape; set extra_float_digits to -5"
    )
    await open_card(hanna, town.ids["koivu"])
    await save(hanna, None, party("person", "Aino Aikavyöhyke"))
    await owner.execute("select audit.seal()")
    await owner.execute("set timezone to 'America/Caracas'; set datestyle to 'german'")
    assert await problems(owner) == []


async def test_lines_name_the_login_the_purpose_and_the_operation(town: Town) -> None:
    owner = await sealed(town)
    lines = await owner.fetch("select login, purpose, op from audit.change_log where diff ->> 'name' like '%Uusi koivu%'")
    assert {(line["login"].split(".")[0], line["purpose"], line["op"] is not None) for line in lines} == {
        ("hanna", "seloste_administration", True)
    }


async def test_partitions_of_the_coming_months_are_there_and_guarded(town: Town) -> None:
    owner = await town.owner()
    found = await owner.fetch(
        "select relname, relrowsecurity from pg_class where relispartition and relkind = 'r' and relnamespace = 'audit'::regnamespace"
    )
    assert len(found) == 8
    assert all(row["relrowsecurity"] for row in found)


async def test_owner_of_the_tables_cannot_touch_the_logs(town: Town) -> None:
    await sealed(town)
    owner = await asyncpg.connect(town.database.installer_dsn)
    town.connections.push_async_callback(owner.close)
    await owner.execute("set role seloste_owner")
    statements = [
        f"{act} audit.{log}" for log in ("read_log", "change_log", "batch") for act in ("select * from", "delete from", "truncate")
    ]
    assert await answers(owner, *statements) == {DENIED: statements}


async def test_owner_of_the_logs_who_alters_a_line_is_found(town: Town) -> None:
    await sealed(town)
    owner = await asyncpg.connect(town.database.installer_dsn)
    town.connections.push_async_callback(owner.close)
    await owner.execute("set role seloste_audit")
    seq = await owner.fetchval(
        "update audit.change_log set login = 'joku.muu' where seq = (select max(seq) from audit.change_log) returning seq"
    )
    assert await problems(await town.owner()) == [("change", seq, "record_altered")]


async def test_table_whose_changes_are_not_logged_is_found(town: Town) -> None:
    """Known and stated: what an owner changes with the log switched off, and switches on again, is not found."""
    await sealed(town)
    owner = await asyncpg.connect(town.database.installer_dsn)
    town.connections.push_async_callback(owner.close)
    await owner.execute("set role seloste_owner; alter table register.party disable trigger party_is_logged")
    assert await problems(await town.owner()) == [("change", 0, "logging_off")]


async def test_lines_written_before_their_month_had_a_partition_stop_no_sealing(town: Town) -> None:
    owner = await sealed(town)
    month = await owner.fetchval("select to_char(date_trunc('month', now() at time zone 'UTC') + interval '1 month', '_YYYY_MM')")
    await owner.execute(f"drop table audit.read_log{month}")
    await owner.execute(
        "insert into audit.read_log (at, login, purpose, act, leaf)"
        " values (date_trunc('month', now() at time zone 'UTC') + interval '33 days', 'hanna', 'seloste_administration', 'card', '')"
    )
    assert await owner.fetchval("select audit.seal()") == 1
    assert await problems(owner) == []
