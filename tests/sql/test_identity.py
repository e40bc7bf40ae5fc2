"""The personal identity code: asked for with a reason, revealed in a later transaction, compared, found; in no log."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Connection, Town, refused

REASON = "Tarkistus perintää varten"


async def ask(connection: Connection, party: int, reason: str = REASON) -> str:
    """What is answered when a code is asked for."""
    return await connection.fetchval("select api.ask_identity_code($1, $2)", party, reason)


async def match(connection: Connection, party: int, last_four: str = "900P") -> bool | None:
    """What is answered to a comparison."""
    return await connection.fetchval("select api.match_identity_code($1, $2)", party, last_four)


@pytest.mark.parametrize("who", ["anna", "hanna", "petra"])
async def test_code_is_revealed_after_a_reason(town: Town, who: str) -> None:
    connection = await town.opened(who, "matti")
    assert await ask(connection, town.ids["matti"]) == "opened"
    assert await connection.fetchval("select api.reveal_identity_code($1)", town.ids["matti"]) == "010190-900P"


async def test_reason_and_card_are_asked_for_first(town: Town) -> None:
    anna = await town.opened("anna", "matti")
    assert await ask(anna, town.ids["matti"], "  lyhyt    ") == "reason_short"
    assert await ask(anna, town.ids["matti"], "Onko 010190-900P oikein") == "reason_holds_code"
    assert await ask(anna, town.ids["koivu"]) == "not_open"
    assert await ask(anna, town.ids["teija"]) == "not_open"


async def test_asking_is_in_the_read_log_with_its_reason(town: Town) -> None:
    anna, owner = await town.opened("anna", "matti"), await town.owner()
    await ask(anna, town.ids["matti"])
    line = await owner.fetchrow("select act, party, reason from audit.read_log order by seq desc limit 1")
    assert tuple(line) == ("identity_code", town.ids["matti"], REASON)


@pytest.mark.parametrize("who", ["tuki", "salla", "ville", "maria", "paula"])
async def test_other_purposes_may_not_ask(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    with refused("not_yours"):
        await ask(connection, town.ids["matti"])
    with refused("not_yours"):
        await connection.fetchval("select api.reveal_identity_code($1)", town.ids["matti"])


async def test_support_may_compare_the_last_four_three_times(town: Town) -> None:
    tuki = await town.opened("tuki", "matti")
    assert [await match(tuki, town.ids["matti"], four) for four in ("900R", "900p", "900P", "900P")] == [False, True, True, None]


async def test_comparison_rolled_back_counts_too(town: Town) -> None:
    tuki, answers = await town.opened("tuki", "matti"), []
    for _ in range(25):
        transaction = tuki.transaction()
        await transaction.start()
        answers.append(await match(tuki, town.ids["matti"]))
        await transaction.rollback()
    assert answers.count(True) <= 20
    assert answers[-1] is None


async def test_comparison_needs_an_open_card(town: Town) -> None:
    tuki = await town.as_login("tuki")
    with refused("not_open"):
        await match(tuki, town.ids["matti"])


async def test_customer_without_a_code_matches_nothing(town: Town) -> None:
    assert await match(await town.opened("tuki", "lupa"), town.ids["lupa"]) is False


async def test_customer_is_found_by_a_code_in_scope_only(town: Town) -> None:
    find = "select api.find_identity_code($1)"
    anna = await town.as_login("anna")
    assert await anna.fetchval(find, " 010190-900p ") == town.ids["matti"]
    assert await anna.fetchval(find, "290200A913S") is None
    assert await (await town.as_login("teemu")).fetchval(find, "290200A913S") == town.ids["teija"]
    assert await (await town.as_login("nolla")).fetchval(find, "010190-900P") is None


async def test_administration_stores_and_deletes_a_code(town: Town) -> None:
    hanna, owner = await town.opened("hanna", "lupa"), await town.owner()
    store = "select api.set_identity_code($1, $2, $3, 'laskutus', 'passi')"
    await hanna.execute(store, uuid4(), town.ids["lupa"], "010190X900P")
    assert await hanna.fetchval("select verified_how from api.card_identifiers($1)", town.ids["lupa"]) == "passi"
    await hanna.execute(store, uuid4(), town.ids["lupa"], None)
    assert await hanna.fetch("select * from api.card_identifiers($1)", town.ids["lupa"]) == []
    assert await owner.fetchval("select count(*) from secret.identity_code where party = $1", town.ids["lupa"]) == 0


async def test_wrong_code_is_refused_and_not_repeated(town: Town) -> None:
    hanna = await town.opened("hanna", "lupa")
    with pytest.raises(Exception, match="value_identity_code_check_character") as refusal:
        await hanna.execute("select api.set_identity_code($1, $2, '010190-900R', 'laskutus', 'passi')", uuid4(), town.ids["lupa"])
    assert "010190" not in str(refusal.value)


async def test_code_belongs_to_persons_and_open_cards(town: Town) -> None:
    hanna = await town.opened("hanna", "koivu")
    store = "select api.set_identity_code($1, $2, '010190-900P', 'laskutus', 'passi')"
    with refused("identity_code_of_persons_only"):
        await hanna.execute(store, uuid4(), town.ids["koivu"])
    with refused("not_open"):
        await hanna.execute(store, uuid4(), town.ids["lupa"])


@pytest.mark.parametrize("who", ["anna", "tuki", "salla", "petra"])
async def test_other_purposes_may_not_store_a_code(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    with refused("not_yours"):
        await connection.execute("select api.set_identity_code($1, $2, null, null, null)", uuid4(), town.ids["matti"])


TYPED = ("010190-900P", "Matti 010190-900P", "hetu:010190-900p", "010190-9", "010190 - 900P", "010190–900P")


@pytest.mark.parametrize("typed", TYPED)
async def test_code_typed_in_the_wrong_box_is_in_no_table_but_its_own(town: Town, typed: str) -> None:
    hanna, owner = await town.as_login("hanna"), await town.owner()
    await hanna.execute("select count(*) from api.find($1)", typed)
    await hanna.execute("select api.count_found($1)", typed)
    await hanna.execute("select api.find_identity_code($1)", typed)
    await hanna.execute("select api.open_card($1, $2)", town.ids["suoja"], f"Kysyi {typed}")
    await hanna.execute("select api.open_address($1, $2)", town.ids["suoja"], f"Kysyi {typed} postia")
    await hanna.execute("select api.keep_draft($1, null, 'party', $2, $3)", uuid4(), typed, {"name": typed})
    assert await tables_with(owner, "010190") == {"secret.identity_code"}


async def tables_with(owner: Connection, text: str) -> set[str]:
    """Tables of the register that hold a text anywhere."""
    names = await owner.fetch(
        "select c.oid::regclass::text as name from pg_class c where relkind in ('r', 'p') and not relispartition "
        "and relnamespace::regnamespace::text in ('register', 'secret', 'staff', 'audit', 'search', 'desk')"
    )
    return {
        row["name"]
        for row in names
        if await owner.fetchval(f"select exists (select from {row['name']} t where t::text like $1)", f"%{text}%")
    }
