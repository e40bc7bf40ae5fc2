"""Details are shown of opened cards only: opened by this login, under this purpose, in an earlier transaction, not long ago."""

from __future__ import annotations

import asyncio

import pytest

from tests.people import Connection, Town, open_card

DETAILS = ("party_name", "identifier", "address", "person_role", "contact_point", "marketing_permission")


async def seen(connection: Connection, party: int) -> int:
    """How many contact points of a customer the login reads."""
    return await connection.fetchval("select count(*) from register.contact_point where party = $1", party)


async def test_card_is_empty_until_it_is_opened_and_shows_everything_then(town: Town) -> None:
    hanna = await town.as_login("hanna")
    koivu = town.ids["koivu"]
    assert (await hanna.fetch("select * from api.card($1)", koivu), await seen(hanna, koivu)) == ([], 0)
    assert await hanna.fetchval("select api.open_card($1)", koivu) == "opened"
    assert (len(await hanna.fetch("select * from api.card($1)", koivu)), await seen(hanna, koivu)) == (1, 14)


async def test_card_opened_by_one_is_closed_to_another(town: Town) -> None:
    await town.opened("hanna", "koivu")
    assert await seen(await town.as_login("salla"), town.ids["koivu"]) == 0


async def test_card_opened_for_one_purpose_is_closed_under_another(town: Town) -> None:
    monta = await town.opened("monta", "koivu", purpose="billing")
    assert await seen(monta, town.ids["koivu"]) == 4
    await monta.execute("set role seloste_support")
    assert await seen(monta, town.ids["koivu"]) == 0


async def test_ticket_ends_by_itself(town: Town) -> None:
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    await owner.execute("update audit.ticket set until = statement_timestamp()")
    assert await seen(hanna, town.ids["koivu"]) == 0


async def test_session_that_stays_open_sees_the_ticket_end(town: Town) -> None:
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    async with hanna.transaction():
        assert await seen(hanna, town.ids["koivu"]) == 14
        await owner.execute("update audit.ticket set until = statement_timestamp()")
        assert await seen(hanna, town.ids["koivu"]) == 0


@pytest.mark.parametrize("name", ["takomo", "rajattu"])
async def test_hidden_card_answers_like_one_that_is_not_there(town: Town, name: str) -> None:
    anna = await town.as_login("anna")
    assert await anna.fetchval("select api.open_card($1)", town.ids[name]) == "not_found"
    assert await anna.fetchval("select api.open_card(999999)") == "not_found"


async def test_opening_is_in_the_read_log_with_its_reason(town: Town) -> None:
    hanna, owner = await town.as_login("hanna"), await town.owner()
    await open_card(hanna, town.ids["koivu"], "Asiakas soitti laskusta")
    line = await owner.fetchrow("select * from audit.read_log order by seq desc limit 1")
    assert (line["act"], line["party"], line["purpose"], line["reason"]) == (
        "card", town.ids["koivu"], "seloste_administration", "Asiakas soitti laskusta",
    )  # fmt: skip
    assert line["login"].startswith("hanna.")


async def test_opening_that_is_rolled_back_opens_nothing(town: Town) -> None:
    hanna = await town.as_login("hanna")
    transaction = hanna.transaction()
    await transaction.start()
    await open_card(hanna, town.ids["koivu"])
    await transaction.rollback()
    assert await seen(hanna, town.ids["koivu"]) == 0


# addresses under a non-disclosure order ---------------------------------------------------------------------------


async def test_protected_address_is_shown_after_a_reason_only(town: Town) -> None:
    anna = await town.opened("anna", "suoja")
    assert await anna.fetch("select * from api.card_addresses($1)", town.ids["suoja"]) == []
    assert await anna.fetchval("select api.open_address($1, 'lyhyt')", town.ids["suoja"]) == "reason_short"
    assert await anna.fetchval("select api.open_address($1, 'Paperilasku palautui')", town.ids["suoja"]) == "opened"
    assert await anna.fetchval("select street from api.card_addresses($1)", town.ids["suoja"]) == "Piilokuja"


async def test_protected_address_needs_an_open_card(town: Town) -> None:
    anna = await town.as_login("anna")
    assert await anna.fetchval("select api.open_address($1, 'Paperilasku palautui')", town.ids["suoja"]) == "not_open"


@pytest.mark.parametrize("who", ["tuki", "salla", "maria"])
async def test_protected_address_is_nothing_to_other_purposes(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    await connection.fetchval("select api.open_card($1)", town.ids["suoja"])
    assert await connection.fetch("select * from api.card_addresses($1)", town.ids["suoja"]) == []
    with pytest.raises(Exception, match="permission denied"):
        await connection.fetchval("select api.open_address($1, 'Paperilasku palautui')", town.ids["suoja"])


# limits ---------------------------------------------------------------------------------------------------------------


async def more_customers(town: Town, count: int) -> tuple[int, ...]:
    """Customers of unit 1 with nothing but a name."""
    owner = await town.owner()
    rows = await owner.fetch(
        "insert into register.party (kind, name, unit) select 'company', 'Rivi ' || n, 1 from generate_series(1, $1) n returning id",
        count,
    )
    ids = tuple(row["id"] for row in rows)
    await owner.execute("select rules.refresh_parties($1)", ids)
    return ids


async def test_scrape_is_refused_after_a_burst_and_reported(town: Town) -> None:
    anna, owner = await town.as_login("anna"), await town.owner()
    await more_customers(town, 130)
    answers = [row["said"] for row in await anna.fetch("select api.open_card(f.id) as said from api.find('Rivi', most => 200) f")]
    assert (answers.count("opened"), answers.count("too_many"), len(answers)) == (120, 10, 130)
    assert await owner.fetchval("select count(*) from audit.read_log where act = 'limit'") == 10


async def test_card_opened_already_opens_again_beyond_the_limit(town: Town) -> None:
    anna = await town.as_login("anna")
    ids = await more_customers(town, 121)
    await anna.execute("select api.open_card(f.id) from api.find('Rivi', most => 200) f")
    opened = [row["party"] for row in await (await town.owner()).fetch("select party from audit.ticket")]
    assert await anna.fetchval("select api.open_card($1)", opened[0]) == "opened"
    assert await anna.fetchval("select api.open_card($1)", (set(ids) - set(opened)).pop()) == "too_many"


async def test_limit_counts_the_login_and_not_its_purpose_or_session(town: Town) -> None:
    await more_customers(town, 130)
    first = await town.as_login("monta", "billing")
    await first.execute("select api.open_card(f.id) from api.find('Rivi', most => 120) f")
    second = await town.as_login("monta", "support")
    assert await second.fetchval("select api.open_card($1)", town.ids["koivu"]) == "too_many"


async def test_sessions_of_one_login_are_counted_together_though_they_commit_at_once(town: Town) -> None:
    await more_customers(town, 130)
    first, second = await town.as_login("anna"), await town.as_login("anna")
    await first.execute("begin")
    await first.execute("select api.open_card(f.id) from api.find('Rivi', most => 120) f")
    waiting = asyncio.create_task(second.fetchval("select api.open_card($1)", town.ids["koivu"]))
    await first.execute("commit")
    assert await waiting == "too_many"
