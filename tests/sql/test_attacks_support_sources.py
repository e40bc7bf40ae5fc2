"""Attacks on support contacts, outside sources and provenance: each as a login in psql, and what must come of it."""

from __future__ import annotations

from typing import Any, Final
from uuid import uuid4

import pytest

from tests.people import Connection, Town, login_of, refused, save, version_of
from tests.siege import DENIED, told
from tests.sql.test_sources import HASH, POST, claim, fetched, settle

TABLES: Final = ("interaction", "source_claim", "credit_check", "firmographic")
SECRET: Final = "Soittaja kertoi sairaudestaan."
CALL: Final = {"channel": "call", "summary": SECRET, "source": "call"}


async def logged(town: Town, name: str = "koivu", **fields: Any) -> int:
    """A contact of tuki's; its number."""
    tuki = await town.opened("tuki", name)
    return (await save(tuki, town.ids[name], {"entity": "interaction", "fields": {**CALL, **fields}}))["rows"][0]["id"]


async def checked(town: Town, **fields: Any) -> int:
    """A credit check of anna's; its number."""
    anna = await town.opened("anna", "koivu")
    given = {"asked_for": "contract", "outcome": "weak", **fields}
    return (await save(anna, town.ids["koivu"], {"entity": "credit_check", "fields": given}))["rows"][0]["id"]


async def said(connection: Connection, *parties: int) -> str:
    """Everything a login is told of customers by any of the ways there are."""
    found: list[str] = []
    for question in (
        "select * from api.whole_card($1)", "select * from api.card_contacts($1)", "select * from api.history($1, null, 1000)",
        "select * from api.timeline($1, null, null, false, 500)", "select * from api.audit_of($1)", "select * from api.fetches($1)",
        "select * from register.interaction where party = $1", "select row_to_json(i) from register.interaction i where i.party = $1",
        "select summary from register.interaction where party = $1", "select * from api.find('T-' || $1::text)",
    ):  # fmt: skip
        found += [await told(connection, question, party) for party in parties]
    return " ".join(found)


# contacts ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["staff", "obtained_by", "scope", "party", "id", "version"])
async def test_who_took_a_contact_and_whose_it_is_cannot_be_forged(town: Town, field: str) -> None:
    tuki, koivu = await town.opened("tuki", "koivu"), town.ids["koivu"]
    value = {"staff": login_of("hanna"), "obtained_by": login_of("hanna"), "scope": 8, "party": town.ids["takomo"]}.get(field, 7)
    with refused("field_unknown"):
        await save(tuki, koivu, {"entity": "interaction", "fields": {**CALL, field: value}})
    assert await (await town.owner()).fetchval("select count(*) from register.interaction") == 0


@pytest.mark.parametrize("who", ["anna", "hanna", "salla", "ville", "maria", "paula"])
async def test_what_was_said_is_told_to_no_other_purpose_in_any_way(town: Town, who: str) -> None:
    number = await logged(town)
    connection = await town.as_login(who)
    if who != "paula":
        await connection.fetchval("select api.open_card($1)", town.ids["koivu"])
    assert "sairaud" not in await said(connection, town.ids["koivu"], number)
    for question in ("select summary from api.contact($1)", "select verified from api.contact($1)"):
        assert await told(connection, question, number) in {DENIED, "nothing"}


async def test_what_was_said_is_hidden_until_the_card_is_open_and_of_hidden_customers_always(town: Town) -> None:
    number = await logged(town)
    owner = await town.owner()
    await owner.execute(
        "insert into register.interaction (party, channel, summary) select unnest($1::integer[]), 'call', $2",
        [town.ids["takomo"], town.ids["rajattu"]], SECRET,
    )  # fmt: skip
    await owner.execute("delete from audit.ticket")
    tuki = await town.as_login("tuki")
    assert await told(tuki, "select * from api.contact($1)", number) == "nothing"
    assert "sairaud" not in await said(tuki, *(town.ids[name] for name in ("koivu", "takomo", "rajattu")))
    async with tuki.transaction():
        await tuki.fetchval("select api.open_card($1)", town.ids["koivu"])
        assert await told(tuki, "select * from api.contact($1)", number) == "nothing"


async def test_a_purpose_left_behind_shows_nothing_of_its_contacts(town: Town) -> None:
    number = await logged(town)
    monta = await town.opened("monta", "koivu", purpose="support")
    assert "sairaud" in await told(monta, "select summary from api.contact($1)", number)
    await monta.execute("set role seloste_billing")
    assert await told(monta, "select * from api.contact($1)", number) in {DENIED, "nothing"}
    assert "sairaud" not in await said(monta, town.ids["koivu"])


async def test_a_caller_is_not_called_verified_by_what_matched_at_another_customer(town: Town) -> None:
    tuki = await town.opened("tuki", "matti", "koivu")
    assert await tuki.fetchval("select api.match_identity_code($1, '900P')", town.ids["matti"])
    with refused("caller_not_matched"):
        await save(tuki, town.ids["koivu"], {"entity": "interaction", "fields": {**CALL, "verified": "identity_code"}})


@pytest.mark.parametrize("table", TABLES)
async def test_tables_are_written_by_nobody_directly(town: Town, table: str) -> None:
    await logged(town)
    for who in ("anna", "tuki", "hanna", "salla", "petra"):
        connection = await town.opened(who, "koivu")
        for statement in (
            f"insert into register.{table} (party) values (1)", f"update register.{table} set source = 'staff'",
            f"delete from register.{table}", f"truncate register.{table}",
            f"select * from register.{table} for update",
        ):  # fmt: skip
            assert await told(connection, statement) == DENIED, (who, statement)


# credit checks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["tuki", "hanna", "salla"])
async def test_a_credit_check_is_asked_by_no_purpose_but_billing(town: Town, who: str) -> None:
    connection = await town.opened(who, "koivu")
    with refused("field_not_yours"):
        fields = {"asked_for": "contract", "outcome": "good"}
        await save(connection, town.ids["koivu"], {"entity": "credit_check", "fields": fields})


@pytest.mark.parametrize("who", ["monta", "tuki", "hanna", "salla", "ville", "maria"])
async def test_a_credit_check_is_read_by_who_asked_and_data_protection_alone(town: Town, who: str) -> None:
    await checked(town)
    connection = await town.opened(who, "koivu", purpose="billing" if who == "monta" else None)
    assert "weak" not in await said(connection, town.ids["koivu"])
    assert await told(connection, "select * from api.card_credit_checks($1)", town.ids["koivu"]) == "nothing"
    assert "weak" in await said(await town.opened("petra", "koivu"), town.ids["koivu"])


@pytest.mark.parametrize(
    "more", [{"entries": "ulosotto 2019"}, {"outcome": "ulosotto 2019"}, {"summary": "ulosotto 2019"}, {"decision": "ulosotto 2019"}]
)
async def test_the_entries_of_a_credit_check_have_no_place(town: Town, more: dict[str, str]) -> None:
    anna = await town.opened("anna", "koivu")
    fields = {"asked_for": "contract", "outcome": "entries", **more}
    assert "SE00" in await outcome(
        anna, "select api.save($1, $2, $3)", uuid4(), town.ids["koivu"], [{"entity": "credit_check", "fields": fields}]
    )
    kept = "select count(*) from audit.change_log where diff::text like '%ulosotto%'"
    assert await (await town.owner()).fetchval(kept) == 0


async def outcome(connection: Connection, statement: str, *given: Any) -> str:
    """The SQLSTATE of a refusal, or the answer."""
    try:
        return str(await connection.fetchval(statement, *given))
    except Exception as error:  # noqa: BLE001 every refusal of the server is asked for its state
        return str(getattr(error, "sqlstate", error))


@pytest.mark.parametrize("field", ["requester", "decided_by", "decided_on", "obtained_by"])
async def test_who_asked_and_who_decided_cannot_be_forged(town: Town, field: str) -> None:
    number, anna, koivu = await checked(town), await town.opened("anna", "koivu"), town.ids["koivu"]
    value = "2020-01-01" if field == "decided_on" else login_of("hanna")
    version = await version_of(anna, "credit_check", number)
    row = {"entity": "credit_check", "id": number, "version": version, "fields": {"decision": "prepay", field: value}}
    with refused("field_unknown"):
        await save(anna, koivu, row)


# fetches -------------------------------------------------------------------------------------------------------------


async def test_a_fetch_is_of_an_opened_card_and_hidden_and_absent_are_alike(town: Town) -> None:
    anna = await town.as_login("anna")
    for party in (town.ids["koivu"], town.ids["takomo"], town.ids["rajattu"], 999_999):
        with refused("not_open"):
            await fetched(anna, party)
    assert await (await town.owner()).fetchval("select count(*) from audit.external_fetch") == 0


@pytest.mark.parametrize("payload", [b"", b"short", HASH + b"x", None])
async def test_a_payload_hash_is_one_and_cannot_be_altered(town: Town, payload: bytes | None) -> None:
    anna, koivu = await town.opened("anna", "koivu"), town.ids["koivu"]
    with refused("changes_unreadable"):
        await anna.fetchval("select api.note_fetch($1, 'ytj', 'x', $2, $3, 1)", uuid4(), koivu, payload)
    await fetched(anna, koivu)
    for who in ("anna", "petra", "paula"):
        connection = await town.as_login(who)
        for statement in (
            "update audit.external_fetch set payload_hash = sha256('other')", "delete from audit.external_fetch",
            "select rules.log_fetch('ytj', 'x', null, sha256('x'), 1)", "select rules.log_settling(1, 1, '{}', '{}', gen_random_uuid())",
        ):  # fmt: skip
            assert await told(connection, statement) == DENIED, (who, statement)
    assert await (await town.owner()).fetchval("select payload_hash from audit.external_fetch") == HASH


@pytest.mark.parametrize("thief", ["hanna", "salla", "monta"])
async def test_a_fetch_of_another_login_or_purpose_is_not_settled(town: Town, thief: str) -> None:
    anna, koivu = await town.opened("anna", "koivu"), town.ids["koivu"]
    fetch = await fetched(anna, koivu)
    connection = await town.opened(thief, "koivu", purpose="relations" if thief == "monta" else None)
    with refused("fetch_settled"):
        await settle(connection, koivu, fetch, claims=[claim("main", "theirs", name="Varas Oy")])
    with refused("fetch_settled"):
        await settle(connection, koivu, 999_999)
    owner = await town.owner()
    assert await owner.fetchval("select settled_at from audit.external_fetch where id = $1", fetch) is None
    assert await owner.fetchval("select count(*) from register.source_claim") == 0


async def test_a_fetch_is_not_settled_onto_a_customer_that_is_closed(town: Town) -> None:
    anna = await town.opened("anna", "koivu")
    fetch = await fetched(anna, town.ids["koivu"])
    for party in (town.ids["matti"], town.ids["takomo"], town.ids["rajattu"], 999_999):
        with refused("not_open"):
            await settle(anna, party, fetch, claims=[claim("main", "ours", name="Muu Oy")])


# provenance ----------------------------------------------------------------------------------------------------------


async def test_a_difference_is_decided_by_its_number_and_version_at_its_own_customer(town: Town) -> None:
    anna, koivu, matti = await town.opened("anna", "koivu", "matti"), town.ids["koivu"], town.ids["matti"]
    await settle(anna, koivu, await fetched(anna, koivu), claims=[claim("main", "open", name="Koivula Oy")])
    number = await (await town.owner()).fetchval("select id from register.source_claim")
    decide = "select api.decide($1, $2, $3, $4, 'ours', '[]')"
    with refused("not_found"):
        await anna.fetchval(decide, uuid4(), matti, number, 1)
    with refused("claim_changed"):
        await anna.fetchval(decide, uuid4(), koivu, number, 7)
    with refused("not_open"):
        await (await town.as_login("hanna")).fetchval(decide, uuid4(), koivu, number, 1)
    for who in ("tuki", "ville", "maria", "petra"):
        with refused("not_yours"):
            await (await town.opened(who, "koivu")).fetchval(decide, uuid4(), koivu, number, 1)


async def test_sources_are_those_there_are_and_who_obtained_is_written_by_the_register(town: Town) -> None:
    hanna, koivu = await town.opened("hanna", "koivu"), town.ids["koivu"]
    for fields in ({"source": "naapuri"}, {"obtained_by": "joku"}, {"source": ""}):
        row = {"entity": "contact_point", "fields": {"kind": "email", "given": "a@example.fi", **fields}}
        assert "SE00" in await outcome(hanna, "select api.save($1, $2, $3)", uuid4(), koivu, [row])
    with refused("not_yours"):
        await save(hanna, koivu, {"entity": "source_claim", "fields": {"datum": "main", "standing": "theirs"}})
    with refused("not_yours"):
        await save(hanna, koivu, {"entity": "firmographic", "fields": {"industry": "1", "industry_set": "TOIMI3"}})


async def test_what_a_source_says_of_another_class_is_not_told(town: Town) -> None:
    anna, koivu = await town.opened("anna", "koivu"), town.ids["koivu"]
    await settle(anna, koivu, await fetched(anna, koivu), claims=[claim("post", "open", **POST)])
    for who in ("tuki", "ville", "maria"):
        assert "Postikuja" not in await said(await town.opened(who, "koivu"), koivu), who
