"""Support contacts: who logs and sees them, what may be claimed of a caller, and what keeps them true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.people import Connection, Town, login_of, open_card, refused, save, version_of

SEES = {"support", "administration", "relations", "privacy"}
WHO = {"anna": "billing", "tuki": "support", "hanna": "administration", "salla": "relations", "ville": "faults", "maria": "marketing",
    "petra": "privacy"}  # fmt: skip


def call(**fields: Any) -> dict[str, Any]:
    """A call to be logged."""
    return {"entity": "interaction", "key": "contact", "fields": {"channel": "call", "summary": "Posti ei kulje.", **fields}}


async def logged(connection: Connection, party: int, **fields: Any) -> int:
    """Log a call with an opened customer; its number."""
    answer = await save(connection, party, call(**fields))
    return answer["rows"][-1]["id"]


async def contact(connection: Connection, number: int) -> asyncpg.Record | None:
    """A contact as the login sees it."""
    return await connection.fetchrow("select * from api.contact($1)", number)


async def test_support_logs_a_call_with_a_person_of_the_customer(town: Town) -> None:
    tuki, koivu = await town.opened("tuki", "koivu"), town.ids["koivu"]
    number = await logged(tuki, koivu, person=town.ids["koivu.technical"], verified="call_back")
    found = await contact(tuki, number)
    assert found is not None
    assert (found["person"], found["verified"], found["staff"], found["source"]) == (
        town.ids["koivu.technical"], "call_back", login_of("tuki"), "call",
    )  # fmt: skip
    assert found["closed_on"] is None


@pytest.mark.parametrize("who", WHO)
async def test_a_contact_is_for_support_and_privacy_its_head_for_administration_and_relations_and_nothing_for_others(
    town: Town, who: str
) -> None:
    number = await logged(await town.opened("tuki", "lupa"), town.ids["lupa"])
    connection = await town.opened(who, "lupa")
    found = await contact(connection, number)
    if WHO[who] not in SEES:
        assert found is None, "billing, faults and marketing see no contact, and not that there is one"
        assert await connection.fetchval("select count(*) from register.interaction") == 0
        return
    assert found is not None
    assert found["channel"] == "call"
    assert (found["summary"] is not None) == (WHO[who] in {"support", "privacy"})
    assert await connection.fetchval("select count(*) from register.interaction") == 1


@pytest.mark.parametrize("who", ["anna", "ville", "maria"])
async def test_those_who_see_no_contacts_meet_none_in_history_timeline_search_or_a_stale_save(town: Town, who: str) -> None:
    number = await logged(await town.opened("tuki", "lupa"), town.ids["lupa"])
    connection, lupa = await town.opened(who, "lupa"), town.ids["lupa"]
    entities = {row["entity"] for row in await connection.fetch("select entity from api.history($1)", lupa)}
    assert "interaction" not in entities
    assert "contact" not in {row["kind"] for row in await connection.fetch("select kind from api.timeline($1)", lupa)}
    assert "interaction" not in str(await connection.fetch("select facts from api.timeline($1)", lupa))
    assert await connection.fetch("select id from api.find($1)", f"T-{number}") == []
    if who == "anna":
        changes = [{"entity": "interaction", "id": one, "version": 7, "fields": {}} for one in (number, number + 1000)]
        gone = [(await save(connection, lupa, change))["rows"][0] for change in changes]
        assert [row["gone"] for row in gone] == [True, True]
        assert "version" not in gone[0]


@pytest.mark.parametrize("who", ["anna", "hanna", "salla", "petra"])
async def test_nobody_but_support_logs_changes_or_removes_a_contact(town: Town, who: str) -> None:
    number = await logged(await town.opened("tuki", "lupa"), town.ids["lupa"])
    connection, lupa = await town.opened(who, "lupa"), town.ids["lupa"]
    with refused("field_not_yours", "field_unknown", "not_yours"):
        await save(connection, lupa, call())
    for change in ({"fields": {"summary": "muuta"}}, {"remove": True}):
        row = {"entity": "interaction", "id": number, "version": 1, **change}
        if who == "anna":
            assert (await save(connection, lupa, row))["rows"] == [{"entity": "interaction", "id": number, "gone": True}]
            continue
        with refused("field_not_yours", "not_yours"):
            await save(connection, lupa, row)


async def test_marketing_and_faults_may_not_call_what_would_log_one(town: Town) -> None:
    for who in ("maria", "ville"):
        with refused("not_yours"):
            await save(await town.opened(who, "lupa"), town.ids["lupa"], call())


async def test_a_contact_of_a_card_that_is_closed_is_not_logged_and_not_read(town: Town) -> None:
    tuki = await town.as_login("tuki")
    with refused("not_open"):
        await logged(tuki, town.ids["matti"])
    await open_card(tuki, town.ids["matti"])
    number = await logged(tuki, town.ids["matti"])
    assert await contact(await town.as_login("monta", "support"), number) is None


async def test_a_stranger_who_calls_becomes_a_user_in_the_same_save(town: Town) -> None:
    tuki, koivu = await town.opened("tuki", "koivu"), town.ids["koivu"]
    answer = await save(
        tuki, koivu,
        {"entity": "person", "key": "new", "fields": {"given_names": "Uuno", "family_name": "Uusi", "source": "call"}},
        {"entity": "person_role", "fields": {"person": "@new", "role": "user", "source": "call"}},
        call(person="@new"),
    )  # fmt: skip
    person = next(row["id"] for row in answer["rows"] if row["entity"] == "person")
    found = await contact(tuki, answer["rows"][-1]["id"])
    assert found is not None
    assert found["person"] == person
    await tuki.fetchval("select api.undo($1, $2)", uuid4(), koivu)
    assert await contact(tuki, found["id"]) is None
    assert await tuki.fetchval("select count(*) from register.person where id = $1", person) == 0


async def test_a_person_of_another_customer_is_not_spoken_to_here(town: Town) -> None:
    tuki = await town.opened("tuki", "matti")
    with refused("not_found"):
        await logged(tuki, town.ids["matti"], person=town.ids["koivu.technical"])


async def test_support_names_no_person_that_it_does_not_see(town: Town) -> None:
    tuki = await town.opened("tuki", "koivu")
    with refused("not_found"):
        await logged(tuki, town.ids["koivu"], person=town.ids["koivu.decision"])


@pytest.mark.parametrize("summary", ["Hetu on 010190-900P.", "hetu 010190 - 9"])
async def test_a_summary_takes_no_identity_code_and_no_half_of_one(town: Town, summary: str) -> None:
    tuki = await town.opened("tuki", "matti")
    with refused("identity_code_by_itself"):
        await logged(tuki, town.ids["matti"], summary=summary)


async def test_an_identity_code_is_claimed_only_when_it_was_compared_and_right(town: Town) -> None:
    tuki, matti = await town.opened("tuki", "matti"), town.ids["matti"]
    with refused("caller_not_matched"):
        await logged(tuki, matti, verified="identity_code")
    assert await tuki.fetchval("select api.match_identity_code($1, '999X')", matti) is False
    with refused("caller_not_matched"):
        await logged(tuki, matti, verified="identity_code")
    assert await tuki.fetchval("select api.match_identity_code($1, '900p')", matti) is True
    assert await logged(tuki, matti, verified="identity_code")
    other = await town.opened("monta", "matti", purpose="support")
    with refused("caller_not_matched"):
        await logged(other, matti, verified="identity_code")
    assert await tuki.fetchval("select api.match_identity_code($1, '900p')", matti) is True
    assert await tuki.fetchval("select api.match_identity_code($1, '900p')", matti) is None, "three tries, right or wrong"


async def test_an_invoice_is_compared_without_being_shown(town: Town) -> None:
    owner, tuki, matti = await town.owner(), await town.opened("tuki", "matti"), town.ids["matti"]
    await owner.execute("set role seloste_owner")
    await owner.execute(
        "insert into register.invoice (party, kind, number, issued_on, due_on, net, vat, total, reference)"
        " values ($1, 'invoice', '2026-17', current_date, current_date, 10, 0, 10, '12344')", matti
    )  # fmt: skip
    assert await tuki.fetchval("select api.match_invoice($1, '12357')", matti) is False
    with refused("caller_not_matched"):
        await logged(tuki, matti, verified="invoice")
    assert await tuki.fetchval("select api.match_invoice($1, '1 2344')", matti) is True
    assert await logged(tuki, matti, verified="invoice")
    assert await tuki.fetchval("select api.match_invoice($1, '2026-17')", matti) is True
    assert await tuki.fetchval("select api.match_invoice($1, '2026-17')", matti) is None
    with refused("not_open"):
        await tuki.fetchval("select api.match_invoice($1, '12344')", town.ids["kunta"])


async def test_a_voice_one_knows_verifies_nobody(town: Town) -> None:
    with pytest.raises(asyncpg.PostgresError) as caught:
        await logged(await town.opened("tuki", "matti"), town.ids["matti"], verified="voice")
    assert caught.value.sqlstate == "SE002"
    assert "interaction_verified_known" in str(caught.value)


async def test_nobody_says_who_took_a_contact_but_the_register(town: Town) -> None:
    tuki = await town.opened("tuki", "matti")
    for field in ("staff", "obtained_by"):
        with refused("field_unknown"):
            await logged(tuki, town.ids["matti"], **{field: login_of("monta")})


async def test_what_has_not_happened_yet_is_not_logged_and_what_was_keeps_its_moment(town: Town) -> None:
    tuki, matti = await town.opened("tuki", "matti"), town.ids["matti"]
    with refused("contact_in_future"):
        await logged(tuki, matti, at=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    number = await logged(tuki, matti, at="2026-01-15T09:30:00+02:00")
    assert await tuki.fetchval("select at from api.contact($1)", number) == datetime(2026, 1, 15, 7, 30, tzinfo=UTC)
    with pytest.raises(asyncpg.PostgresError) as caught:
        await logged(tuki, matti, at="tomorrow")
    assert caught.value.sqlstate == "SE002"


async def test_a_contact_is_closed_and_undone_whatever_the_time_zone(town: Town) -> None:
    tuki, matti = await town.opened("tuki", "matti"), town.ids["matti"]
    number = await logged(tuki, matti, at="2026-01-15T09:30:00+02:00")
    change = {"entity": "interaction", "id": number, "version": 1, "fields": {"closed_on": "2026-01-16", "at": "2026-01-15T08:30:00Z"}}
    assert (await save(tuki, matti, change))["outcome"] == "saved"
    assert await tuki.fetchval("select api.summary_until(closed_on)::text from api.contact($1)", number) == "2028-01-16"
    await tuki.execute("set timezone = 'Asia/Tokyo'")
    await tuki.fetchval("select api.undo($1, $2)", uuid4(), matti)
    row = await contact(tuki, number)
    assert row is not None
    assert (row["closed_on"], row["at"]) == (None, datetime(2026, 1, 15, 7, 30, tzinfo=UTC))
    await tuki.fetchval("select api.undo($1, $2)", uuid4(), matti)
    assert await contact(tuki, number) is None


async def test_a_removed_contact_comes_back_by_undo_with_its_number(town: Town) -> None:
    tuki, matti = await town.opened("tuki", "matti"), town.ids["matti"]
    await tuki.fetchval("select api.match_identity_code($1, '900p')", matti)
    number = await logged(tuki, matti, verified="identity_code")
    owner = await town.owner()
    await owner.execute("alter table audit.read_log disable trigger all")
    await owner.execute("update audit.read_log set at = at - interval '2 hours'")
    await save(tuki, matti, {"entity": "interaction", "id": number, "version": 1, "remove": True})
    assert await contact(tuki, number) is None
    await tuki.fetchval("select api.undo($1, $2)", uuid4(), matti)
    found = await contact(tuki, number)
    assert found is not None
    assert found["verified"] == "identity_code"


async def test_a_contact_stays_when_its_person_goes_and_names_them_again_when_they_come_back(town: Town) -> None:
    tuki, koivu, user = await town.opened("tuki", "koivu"), town.ids["koivu"], town.ids["koivu.user"]
    number = await logged(tuki, koivu, person=user)
    role = town.ids["koivu.user.role"]
    version = await version_of(tuki, "person_role", role)
    await save(tuki, koivu, {"entity": "person_role", "id": role, "version": version, "remove": True})
    assert await tuki.fetchval("select person from api.contact($1)", number) is None
    await tuki.fetchval("select api.undo($1, $2)", uuid4(), koivu)
    assert await tuki.fetchval("select person from api.contact($1)", number) == user


async def test_own_open_contacts_are_listed_for_support_without_what_was_said(town: Town) -> None:
    tuki, matti = await town.opened("tuki", "matti", "koivu"), town.ids["matti"]
    later, closed = await logged(tuki, matti), await logged(tuki, matti, closed_on=str(datetime.now(UTC).date() + timedelta(days=1)))
    soon = await logged(tuki, town.ids["koivu"], follow_up_on="2026-01-02")
    found = await tuki.fetch("select * from api.open_contacts()")
    assert [row["id"] for row in found] == [soon, later]
    assert closed not in [row["id"] for row in found]
    assert "summary" not in found[0].keys()  # noqa: SIM118
    assert await (await town.as_login("monta", "support")).fetch("select * from api.open_contacts()") == []
    for who in ("anna", "hanna", "petra"):
        with refused("not_yours"):
            await (await town.as_login(who)).fetch("select * from api.open_contacts()")


async def test_a_contact_to_return_to_falls_due_to_who_logged_it_alone(town: Town) -> None:
    tuki, matti = await town.opened("tuki", "matti"), town.ids["matti"]
    number = await logged(tuki, matti, follow_up_on="2026-01-02")
    await logged(tuki, matti, follow_up_on="2099-01-02")
    due = "select party, ref from api.due() where kind = 'contact'"
    assert [tuple(row) for row in await tuki.fetch(due)] == [(matti, str(number))]
    assert await (await town.as_login("monta", "support")).fetch(due) == []
    assert await (await town.as_login("petra")).fetch(due) == []


async def test_a_ticket_is_found_by_its_number_where_contacts_are_seen(town: Town) -> None:
    tuki = await town.opened("tuki", "matti")
    number = await logged(tuki, town.ids["matti"], channel="ticket")
    for typed in (f"T-{number}", f"t{number}"):
        found = await tuki.fetchrow("select id, matched from api.find($1)", typed)
        assert found is not None
        assert (found["id"], found["matched"]) == (town.ids["matti"], "ticket")
    assert await tuki.fetch("select id from api.find($1)", f"T-{number}0") == []
    for who in ("hanna", "salla", "petra"):
        assert await (await town.as_login(who)).fetchval("select id from api.find($1)", f"T-{number}") == town.ids["matti"]
    assert await (await town.as_login("teemu")).fetch("select id from api.find($1)", f"T-{number}") == []


async def test_contacts_go_with_a_merging_and_come_back_when_it_is_taken_apart(town: Town) -> None:
    number = await logged(await town.opened("tuki", "lupa"), town.ids["lupa"])
    hanna = await town.opened("hanna", "matti", "lupa")
    matti, lupa = town.ids["matti"], town.ids["lupa"]
    preview = await hanna.fetch("select entity, id from api.merge_preview($1, $2)", matti, lupa)
    assert ("interaction", number) in [(row["entity"], row["id"]) for row in preview]
    await hanna.fetchval("select api.merge($1, $2, $3)", uuid4(), matti, lupa)
    assert await hanna.fetchval("select party from api.contact($1)", number) == matti
    assert await hanna.fetchval("select id from api.find($1)", f"T-{number}") == matti
    await hanna.fetchval("select api.unmerge($1, $2)", uuid4(), matti)
    assert await hanna.fetchval("select party from api.contact($1)", number) == lupa
