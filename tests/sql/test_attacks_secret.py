"""Attacks on the personal identity code: its table, the steps before it is revealed, guessing, and every place it might be written down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.people import STAFF, Connection, Town, login_of, refused
from tests.siege import DENIED, answers, told

REASON = "Tarkistus perintää varten"
PURPOSES = [who for who in STAFF if who not in {"monta", "teemu", "nolla"}]


STATEMENTS = [
    "select code from secret.identity_code",
    "select count(*) from secret.identity_code",
    "select * from secret.identity_code where party = 2",
    "select t from secret.identity_code t",
    "select row_to_json(t) from secret.identity_code t",
    "copy secret.identity_code to stdout",
    "declare c cursor with hold for select * from secret.identity_code",
    "create view public.v as select * from secret.identity_code",
    "select * from secret.suppression_key",
    "insert into secret.identity_code (party, code, identifier) values (1, '010190-900P', 1)",
    "update secret.identity_code set code = code",
    "delete from secret.identity_code",
    "do $$ begin lock table secret.identity_code; end $$",
    "select rules.identity_code_of(2)",
    "select rules.party_of_identity_code('010190-900P')",
    "select rules.suppression_hash('email', 'x')",
    "select rules.take_ticket('identity_code', 2, 'Tarkistus perintää varten')",
    "select rules.counted_comparisons()",
    "select 'secret.identity_code'::regclass",
]


@pytest.mark.parametrize("who", PURPOSES)
async def test_table_and_what_stands_on_it_are_denied(siege: Town, who: str) -> None:
    assert await answers(await siege.as_login(who), *STATEMENTS) == {DENIED: STATEMENTS}


async def test_code_is_not_revealed_unasked(siege: Town) -> None:
    anna = await siege.opened("anna", "matti")
    assert await told(anna, "select api.reveal_identity_code($1)", siege.ids["matti"]) == "not_asked"


async def test_code_asked_with_a_short_reason_is_not_revealed(siege: Town) -> None:
    anna = await siege.opened("anna", "matti")
    for reason in ("", " ", "x" * 9, " " * 30, None):
        assert await anna.fetchval("select api.ask_identity_code($1, $2)", siege.ids["matti"], reason) == "reason_short"
    assert await told(anna, "select api.reveal_identity_code($1)", siege.ids["matti"]) == "not_asked"


async def test_code_is_not_revealed_in_the_transaction_that_asks(siege: Town) -> None:
    anna = await siege.opened("anna", "matti")
    async with anna.transaction():
        assert await anna.fetchval("select api.ask_identity_code($1, $2)", siege.ids["matti"], REASON) == "opened"
        await anna.execute("savepoint a")
        assert await told(anna, "select api.reveal_identity_code($1)", siege.ids["matti"]) == "not_asked"
        await anna.execute("rollback to a")
    block = f"""do $$ begin perform api.ask_identity_code({siege.ids["lupa"]}, '{REASON}');
        raise exception '%', api.reveal_identity_code({siege.ids["lupa"]}); end $$"""
    assert await told(anna, block) == "not_asked"
    together = f"select api.ask_identity_code({siege.ids['suoja']}, '{REASON}'), api.reveal_identity_code({siege.ids['suoja']})"
    assert await told(anna, together) == "not_asked"


async def test_code_asked_and_rolled_back_is_not_revealed(siege: Town) -> None:
    hanna = await siege.opened("hanna", "matti")
    transaction = hanna.transaction()
    await transaction.start()
    await hanna.execute("select api.ask_identity_code($1, $2)", siege.ids["matti"], REASON)
    await transaction.rollback()
    assert await told(hanna, "select api.reveal_identity_code($1)", siege.ids["matti"]) == "not_asked"


async def test_code_of_another_customer_is_not_revealed(siege: Town) -> None:
    hanna = await siege.opened("hanna", "matti", "suoja")
    assert await hanna.fetchval("select api.ask_identity_code($1, $2)", siege.ids["matti"], REASON) == "opened"
    for other in ("suoja", "teija"):
        assert await told(hanna, "select api.reveal_identity_code($1)", siege.ids[other]) == "not_asked"


async def test_code_asked_by_a_colleague_or_for_another_purpose_is_not_revealed(siege: Town) -> None:
    hanna, petra = await siege.opened("hanna", "matti"), await siege.opened("petra", "matti")
    await hanna.execute("select api.ask_identity_code($1, $2)", siege.ids["matti"], REASON)
    assert await told(petra, "select api.reveal_identity_code($1)", siege.ids["matti"]) == "not_asked"
    monta = await siege.opened("monta", "matti", purpose="billing")
    await monta.execute("select api.ask_identity_code($1, $2)", siege.ids["matti"], REASON)
    await monta.execute("set role seloste_support")
    assert await told(monta, "select api.reveal_identity_code($1)", siege.ids["matti"]) == DENIED


async def test_codes_cannot_be_scraped(town: Town) -> None:
    anna, owner = await town.as_login("anna"), await town.owner()
    await owner.execute("update audit.ticket set until = until")
    await owner.execute("insert into register.party (kind, name, unit) select 'person', 'Rivi ' || n, 1 from generate_series(1, 30) n")
    ids = [row["id"] for row in await owner.fetch("select id from register.party where name like 'Rivi %'")]
    for party in ids:
        await anna.execute("select api.open_card($1)", party)
    answers = [await anna.fetchval("select api.ask_identity_code($1, $2)", party, REASON) for party in ids]
    assert (answers.count("opened"), answers.count("too_many")) == (20, 10)


async def test_code_cannot_be_found_by_searching_its_parts(siege: Town) -> None:
    for who in ("hanna", "anna", "tuki", "petra"):
        connection = await siege.as_login(who)
        for typed in ("010190-900P", "010190900P", "900P", "010190", "290200A913S"):
            assert await told(connection, "select name from api.find($1)", typed) == "nothing"


async def test_code_is_in_no_answer_of_an_opened_card(siege: Town) -> None:
    petra = await siege.opened("petra", "matti")
    parts = [
        row[0] for row in await petra.fetch("select proname from pg_proc where pronamespace = 'api'::regnamespace and proname like 'card%'")
    ]
    for part in [*parts, "history", "audit_of"]:
        assert "010190" not in str(await petra.fetch(f"select * from api.{part}($1)", siege.ids["matti"])), part


async def test_draft_keeps_no_code(siege: Town) -> None:
    anna = await siege.as_login("anna")
    async with anna.transaction():
        await anna.execute("select api.keep_draft($1, null, 'party', 'x', $2)", uuid4(), {"identity_code": "010190-900P"})
        assert "010190" not in str(await anna.fetch("select * from api.drafts()"))
        await anna.execute("select api.drop_draft(id) from api.drafts()")


def logged(folder: Path) -> Iterator[str]:
    """Every file of the server's log."""
    for place in folder.iterdir():
        yield place.read_text(encoding="utf-8", errors="replace")


async def provoke(connection: Connection, party: int) -> None:
    """Whatever might make a server write a code down: refusals, errors, wrong types, long statements."""
    for statement in (
        "select api.set_identity_code(gen_random_uuid(), {party}, '010190-900R', 'x', 'y')",
        "select api.find_identity_code('010190-900P')",
        "select * from api.find('010190-900P')",
        "select '010190-900P'::integer",
        "select api.open_card('010190-900P')",
        "select api.save(gen_random_uuid(), {party}, jsonb_build_array(jsonb_build_object('entity', 'party', 'id', {party}, 'version', 1,"
        " 'fields', jsonb_build_object('name', '010190-900P'))))",
        'select 1 / 0 as "010190-900P"',
        "syntax error 010190-900P",
    ):
        await told(connection, statement.format(party=party))


async def test_code_is_never_in_the_log_of_the_server(town: Town) -> None:
    owner, hanna = await town.owner(), await town.opened("hanna", "matti")
    await provoke(hanna, town.ids["matti"])
    folder = Path(await owner.fetchval("select current_setting('data_directory') || '/' || current_setting('log_directory')"))
    texts = list(logged(folder))
    assert any("seloste read: login=" + login_of("hanna") in text for text in texts), "reads are in the log of the server"
    assert not [text for text in texts if "010190" in text]


async def test_code_is_never_in_a_change_log_or_a_read_log(town: Town) -> None:
    owner, hanna = await town.owner(), await town.opened("hanna", "lupa")
    await provoke(hanna, town.ids["lupa"])
    await hanna.execute("select api.set_identity_code($1, $2, '010190-900P', 'laskutus', 'passi')", uuid4(), town.ids["lupa"])
    with refused("identity_code_by_itself"):
        await hanna.execute("select api.set_identity_code($1, $2, '010190-900P', '010190-900P', 'passi')", uuid4(), town.ids["lupa"])
    for table in ("audit.change_log", "audit.read_log", "audit.ticket", "desk.operation", "desk.draft"):
        assert await owner.fetchval(f"select count(*) from {table} t where t::text like '%010190%'") == 0, table
