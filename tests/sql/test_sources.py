"""What outside sources say: who may bring it, who sees it, how a person decides, and that nothing of it is kept twice or asked again."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.people import Connection, Town, login_of, open_card, refused, save, version_of
from tests.sql.test_save import edit

HASH = hashlib.sha256(b"answer").digest()
POST = {"kind": "post", "street": "Postikuja", "number": "2", "postcode": "44800", "town": "Pihtipudas", "country": "FI"}
SETTLE = "select api.settle($1, $2, $3, $4, $5, $6, $7, $8, $9)"


async def fetched(connection: Connection, party: int | None, source: str = "ytj") -> int:
    """A fetch that has answered."""
    call = "select api.note_fetch($1, $2, '1572860-0', $3, $4, 1)"
    return (await connection.fetchval(call, uuid4(), source, party, HASH))["fetch"]


async def settle(connection: Connection, party: int | None, fetch: int, **given: Any) -> dict[str, Any]:
    """What a person decided about a fetch."""
    claims = given.get("claims", [])
    return await connection.fetchval(
        SETTLE, given.get("op") or uuid4(), fetch, party, given.get("changes", []), claims, given.get("firm"),
        [claim["datum"] for claim in claims], [claim["datum"] for claim in claims if claim["standing"] == "theirs"], "prh-v3 1572860-0",
    )  # fmt: skip


def claim(datum: str, standing: str, **said: Any) -> dict[str, Any]:
    """What a source says otherwise, and what was decided."""
    return {"datum": datum, "standing": standing, "said": said}


async def claims_of(connection: Connection, party: int) -> list[tuple[str, str, Any]]:
    """Differences as a login sees them."""
    rows = await connection.fetch("select datum, standing, customer_said, address_said from api.card_claims($1) order by datum", party)
    return [(row["datum"], row["standing"], json.loads(row["customer_said"] or row["address_said"] or "null")) for row in rows]


# fetching -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["anna", "hanna", "salla"])
async def test_who_writes_customers_may_fetch(town: Town, who: str) -> None:
    connection = await town.opened(who, "koivu")
    fetch = await fetched(connection, town.ids["koivu"])
    owner = await town.owner()
    kept = await owner.fetchrow("select * from audit.external_fetch where id = $1", fetch)
    assert (kept["source"], kept["query"], kept["login"], kept["payload_hash"]) == ("ytj", "1572860-0", login_of(who), HASH)
    assert (kept["purpose"], kept["settled_at"]) == (await connection.fetchval("select current_user"), None)


@pytest.mark.parametrize("who", ["tuki", "ville", "maria", "petra", "paula"])
async def test_others_may_neither_fetch_nor_settle(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    with refused("not_yours"):
        await fetched(connection, None)
    with refused("not_yours"):
        await settle(connection, None, 1)
    with refused("not_yours"):
        await connection.fetchval("select api.decide($1, 1, 1, 1, 'ours', '[]')", uuid4())


async def test_a_fetch_of_a_card_that_is_not_open_is_refused(town: Town) -> None:
    anna = await town.as_login("anna")
    for hidden in (town.ids["koivu"], town.ids["takomo"], town.ids["rajattu"], 999999):
        with refused("not_open"):
            await fetched(anna, hidden)


async def test_an_identity_code_is_in_no_query(town: Town) -> None:
    anna, owner = await town.as_login("anna"), await town.owner()
    await anna.fetchval("select api.note_fetch($1, 'ytj', 'Matti 010190-900P', null, $2, 0)", uuid4(), HASH)
    assert await owner.fetchval("select query from audit.external_fetch") == "Matti (identity code)"


async def test_what_was_fetched_is_for_data_protection_to_read(town: Town) -> None:
    anna, petra = await town.opened("anna", "koivu"), await town.opened("petra", "koivu")
    fetch = await fetched(anna, town.ids["koivu"])
    await settle(anna, town.ids["koivu"], fetch, claims=[claim("main", "ours", name="Koivu Oy"), claim("post", "theirs", **POST)])
    (row,) = await petra.fetch("select login, differences, accepted from api.fetches($1)", town.ids["koivu"])
    assert tuple(row) == (login_of("anna"), ["main", "post"], ["post"])
    with refused("not_yours"):
        await anna.fetch("select * from api.fetches($1)", town.ids["koivu"])
    for who in ("anna", "petra", "hanna"):
        with refused("not_yours"):
            await (await town.as_login(who)).fetch("select * from audit.external_fetch")


async def test_a_fetch_is_settled_once_and_by_its_own_login(town: Town) -> None:
    anna, hanna, koivu = await town.opened("anna", "koivu"), await town.opened("hanna", "koivu"), town.ids["koivu"]
    fetch, op = await fetched(anna, koivu), uuid4()
    with refused("fetch_settled"):
        await settle(hanna, koivu, fetch)
    assert await settle(anna, koivu, fetch, op=op) == await settle(anna, koivu, fetch, op=op)
    with refused("fetch_settled"):
        await settle(anna, koivu, fetch)


# deciding -----------------------------------------------------------------------------------------------------------


async def test_what_is_accepted_is_saved_with_its_source_and_undone_in_one(town: Town) -> None:
    anna, koivu = await town.opened("anna", "koivu"), town.ids["koivu"]
    added = {"entity": "address", "fields": POST | {"source": "ytj", "source_ref": "prh-v3 1572860-0"}}
    await settle(anna, koivu, await fetched(anna, koivu), changes=[added], claims=[claim("post", "theirs", **POST)])
    post = "select source, source_ref, obtained_by from register.address where party = $1 and kind = 'post'"
    assert tuple(await anna.fetchrow(post, koivu)) == ("ytj", "prh-v3 1572860-0", login_of("anna"))
    assert await claims_of(anna, koivu) == [("post", "theirs", POST)]
    await anna.fetchval("select api.undo($1, $2)", uuid4(), koivu)
    assert (await anna.fetch(post, koivu), await claims_of(anna, koivu)) == ([], [])
    await anna.fetchval("select api.redo($1, $2)", uuid4(), koivu)
    assert len(await claims_of(anna, koivu)) == len(await anna.fetch(post, koivu)) == 1


async def test_what_was_left_is_kept_until_the_source_says_something_else(town: Town) -> None:
    anna, koivu = await town.opened("anna", "koivu"), town.ids["koivu"]
    await settle(anna, koivu, await fetched(anna, koivu), claims=[claim("main", "ours", name="Koivu Oy"), claim("post", "ours", **POST)])
    await settle(anna, koivu, await fetched(anna, koivu), claims=[claim("main", "open", name="Koivula Oy"), claim("post", "ours", **POST)])
    assert await claims_of(anna, koivu) == [("main", "open", {"name": "Koivula Oy"}), ("post", "ours", POST)]
    await anna.fetchval("select api.undo($1, $2)", uuid4(), koivu)
    assert [each[:2] for each in await claims_of(anna, koivu)] == [("main", "ours"), ("post", "ours")]


async def test_a_purpose_leaves_alone_what_it_may_not_write(town: Town) -> None:
    anna, salla, koivu = await town.opened("anna", "koivu"), await town.opened("salla", "koivu"), town.ids["koivu"]
    await settle(anna, koivu, await fetched(anna, koivu), claims=[claim("post", "ours", **POST)])
    with refused("field_not_yours"):
        await settle(salla, koivu, await fetched(salla, koivu), claims=[claim("post", "theirs", **POST)])
    await settle(salla, koivu, await fetched(salla, koivu), claims=[])
    assert await claims_of(salla, koivu) == [("post", "ours", POST)]


async def test_a_person_decides_later_too(town: Town) -> None:
    anna, hanna, koivu = await town.opened("anna", "koivu"), await town.opened("hanna", "koivu"), town.ids["koivu"]
    await settle(anna, koivu, await fetched(anna, koivu), claims=[claim("main", "open", name="Koivu Oy")])
    decide = "select api.decide($1, $2, $3, $4, $5, $6)"
    row = await hanna.fetchrow("select id, version from api.card_claims($1)", koivu)
    changes = [edit("party", koivu, await version_of(hanna, "party", koivu), name="Koivu Oy", source="ytj")]
    await hanna.fetchval(decide, uuid4(), koivu, row["id"], row["version"], "theirs", changes)
    kept = await hanna.fetchrow("select standing, decided_by from api.card_claims($1)", koivu)
    assert tuple(kept) == ("theirs", login_of("hanna"))
    assert await hanna.fetchval("select name from register.party where id = $1", koivu) == "Koivu Oy"
    with refused("claim_changed"):
        await anna.fetchval(decide, uuid4(), koivu, row["id"], row["version"], "ours", [])
    await hanna.fetchval("select api.undo($1, $2)", uuid4(), koivu)
    assert [each[1] for each in await claims_of(hanna, koivu)] == ["open"]


@pytest.mark.parametrize(("claims", "code"), [
    ("nonsense", "changes_unreadable"), ([1], "changes_unreadable"), ([{}], "changes_unreadable"),
    ([claim("main", "yes", name="x")], "changes_unreadable"), ([claim("main", "ours")], "changes_unreadable"),
    ([claim("main", "ours", name={"deep": 1})], "changes_unreadable"), ([claim("unknown", "ours", name="x")], "changes_unreadable"),
    ([claim("main", "ours", name="x" * 5000)], "changes_unreadable"), ([claim("email", "ours", given="x@example.fi")], "field_not_yours"),
    ([claim("main", "ours", name="Matti 010190-900P")], "identity_code_by_itself"),
])  # fmt: skip
async def test_what_is_no_claim_is_refused(town: Town, claims: Any, code: str) -> None:
    anna, koivu = await town.opened("anna", "koivu"), town.ids["koivu"]
    with refused(code):
        await anna.fetchval(SETTLE, uuid4(), await fetched(anna, koivu), koivu, [], claims, None, [], [], "x")


async def test_a_claim_about_a_protected_address_is_behind_its_reason(town: Town) -> None:
    hanna, anna, suoja = await town.opened("hanna", "suoja"), await town.opened("anna", "suoja"), town.ids["suoja"]
    await settle(hanna, suoja, await fetched(hanna, suoja), claims=[claim("post", "open", **POST)])
    assert await claims_of(anna, suoja) == []
    assert not [row for row in await anna.fetch("select diff from api.history($1)", suoja) if "address_said" in row["diff"]]
    await anna.fetchval("select api.open_address($1, 'lasku palautui postista')", suoja)
    assert await claims_of(anna, suoja) == [("post", "open", POST)]


# company facts --------------------------------------------------------------------------------------------------------

FIRM = {"legal_form": "16", "industry": "63100", "industry_set": "TOIMI3", "website": "www.koivu.example.fi"}


async def test_company_facts_come_with_a_fetch_and_show_to_who_may_read_them(town: Town) -> None:
    salla, koivu = await town.opened("salla", "koivu"), town.ids["koivu"]
    await settle(salla, koivu, await fetched(salla, koivu), firm=FIRM | {"as_of": "2026-01-01"})
    await settle(salla, koivu, await fetched(salla, koivu), firm=FIRM | {"as_of": "2026-01-01", "website": None})
    facts = "select legal_form, website, source from api.card_firmographics($1)"
    for who in ("salla", "hanna", "petra"):
        assert [tuple(row) for row in await (await town.opened(who, "koivu")).fetch(facts, koivu)] == [("16", None, "ytj")]
    assert await (await town.opened("tuki", "koivu")).fetch(facts + " where industry is not null", koivu) == []
    await salla.fetchval("select api.undo($1, $2)", uuid4(), koivu)
    assert await salla.fetchval("select website from api.card_firmographics($1)", koivu) == "www.koivu.example.fi"
    await salla.fetchval("select api.undo($1, $2)", uuid4(), koivu)
    assert await salla.fetch(facts, koivu) == []


async def test_billing_may_not_bring_company_facts_and_nobody_types_them(town: Town) -> None:
    anna, hanna, koivu = await town.opened("anna", "koivu"), await town.opened("hanna", "koivu"), town.ids["koivu"]
    with refused("not_yours"):
        await settle(anna, koivu, await fetched(anna, koivu), firm=FIRM)
    with refused("not_yours"):
        await save(hanna, koivu, {"entity": "firmographic", "fields": {"industry": "63100"}})
    for unfit in ({"party": 1}, {"industry": {"deep": 1}}):
        with refused("changes_unreadable"):
            await settle(hanna, koivu, await fetched(hanna, koivu), firm=unfit)


# credit checks --------------------------------------------------------------------------------------------------------


async def check(connection: Connection, party: int, **fields: Any) -> int:
    """A credit check entered on the card."""
    answer = await save(connection, party, {"entity": "credit_check", "fields": {"asked_for": "contract", "outcome": "weak", **fields}})
    return answer["rows"][0]["id"]


async def test_billing_sees_its_own_checks_relations_the_flag_privacy_the_outcome_and_nobody_else(town: Town) -> None:
    anna, monta, koivu = await town.opened("anna", "koivu"), await town.opened("monta", "koivu", purpose="billing"), town.ids["koivu"]
    await check(anna, koivu, decision="prepay")
    seen = "select outcome, decision, decided_by from register.credit_check where party = $1"
    petra, salla = await town.opened("petra", "koivu"), await town.opened("salla", "koivu")
    for reader in (anna, petra):
        assert [tuple(row) for row in await reader.fetch(seen, koivu)] == [("weak", "prepay", login_of("anna"))]
    assert await monta.fetch(seen, koivu) == []
    assert await salla.fetchval("select api.prepays($1)", koivu) is True
    for who in ("salla", "hanna", "tuki", "maria", "ville"):
        with refused("not_yours"):
            await (await town.opened(who, "lupa")).fetch(seen, koivu)
    with refused("not_yours"):
        await (await town.opened("hanna", "koivu")).fetchval("select api.prepays($1)", koivu)
    with refused("not_open"):
        await salla.fetchval("select api.prepays($1)", town.ids["takomo"])


async def test_a_human_decides_and_cannot_be_another(town: Town) -> None:
    anna, koivu = await town.opened("anna", "koivu"), town.ids["koivu"]
    row = await check(anna, koivu)
    assert await anna.fetchval("select decided_by from register.credit_check where id = $1", row) is None
    for forged in ("decided_by", "decided_on", "requester"):
        with refused("field_unknown"):
            await save(anna, koivu, edit("credit_check", row, 1, **{forged: "2026-01-01"}))
    await save(anna, koivu, edit("credit_check", row, 1, decision="invoice"))
    decided = "select decided_by, decided_on = current_date or true from register.credit_check where id = $1"
    assert (await anna.fetchrow(decided, row))[0] == login_of("anna")
    await anna.fetchval("select api.undo($1, $2)", uuid4(), koivu)
    assert (await anna.fetchrow(decided, row))[0] is None


async def test_a_check_of_a_colleague_is_neither_changed_nor_told(town: Town) -> None:
    anna, monta, koivu = await town.opened("anna", "koivu"), await town.opened("monta", "koivu", purpose="billing"), town.ids["koivu"]
    row = await check(anna, koivu)
    answer = await save(monta, koivu, edit("credit_check", row, 1, outcome="good"))
    assert answer["rows"] == [{"entity": "credit_check", "id": row, "gone": True}]
    assert not [line for line in await monta.fetch("select entity from api.history($1)", koivu) if line["entity"] == "credit_check"]
    assert [line for line in await anna.fetch("select entity from api.history($1)", koivu) if line["entity"] == "credit_check"]


async def test_a_flag_ends_with_its_check(town: Town) -> None:
    anna, koivu = await town.opened("anna", "koivu"), town.ids["koivu"]
    await check(anna, koivu, decision="prepay", asked_on="2025-01-01", expires_on="2025-06-01")
    assert await anna.fetchval("select api.prepays($1)", koivu) is False


# merging --------------------------------------------------------------------------------------------------------------


async def test_merging_takes_everything_along_and_back(town: Town) -> None:
    hanna, anna = await town.opened("hanna", "koivu", "kunta"), await town.opened("anna", "koivu", "kunta")
    koivu, kunta = town.ids["koivu"], town.ids["kunta"]
    for party in (koivu, kunta):
        await settle(
            hanna, party, await fetched(hanna, party), claims=[claim("main", "ours", name="Koivu Oy")], firm=FIRM | {"as_of": "2026-01-01"}
        )
    await check(anna, kunta, decision="prepay")
    owner = await town.owner()
    there = """
        select 'c', party::text from register.source_claim union all select 'f', party::text from register.firmographic
        union all select 'k', party::text from register.credit_check order by 1, 2
    """
    before = await owner.fetch(there)
    await hanna.fetchval("select api.merge($1, $2, $3)", uuid4(), koivu, kunta)
    assert [tuple(row) for row in await owner.fetch(there)] == [("c", str(koivu)), ("f", str(koivu)), ("k", str(koivu))]
    await hanna.fetchval("select api.unmerge($1, $2)", uuid4(), koivu)
    assert await owner.fetch(there) == before
    await open_card(anna, kunta)
    assert await anna.fetchval("select api.prepays($1)", kunta)


async def test_an_operation_of_another_kind_is_not_asked_again(town: Town) -> None:
    anna, op = await town.as_login("anna"), UUID(int=7)
    first = await anna.fetchval("select api.note_fetch($1, 'ytj', 'Koivu', null, $2, 3)", op, HASH)
    assert await anna.fetchval("select api.note_fetch($1, 'ytj', 'Koivu', null, $2, 3)", op, HASH) == first
