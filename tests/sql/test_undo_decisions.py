"""Undoing decisions on marketing: a refusal stays, and what was given before comes back with its proof."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Connection, Town, record, refused
from tests.sql.undoing import change, facts_of, redo, remove, undo

# decisions on marketing ---------------------------------------------------------------------------------------------


async def in_force(connection: Connection, customer: int, channel: str = "email") -> tuple[str | None, bool]:
    """The decision in force for the customer itself, and whether it may be marketed to."""
    query = "select state, allowed from api.permissions($1) where person is null and channel = $2"
    return tuple(await connection.fetchrow(query, customer, channel))


async def test_undoing_a_first_consent_leaves_no_decision_in_force(town: Town) -> None:
    matti = town.ids["matti"]
    salla, owner = await town.opened("salla", "matti"), await town.owner()
    await record(salla, matti, None, "email", "consent")
    assert await in_force(salla, matti) == ("consent", True)
    await undo(salla, matti)
    assert await in_force(salla, matti) == (None, False)
    assert await owner.fetchval("select permission from register.party where id = $1", matti) == "none"
    decisions = await salla.fetch("select state, how from api.card_permissions($1)", matti)
    assert [tuple(decision) for decision in decisions] == [("none", "correction"), ("consent", "phone")]
    await redo(salla, matti)
    assert await in_force(salla, matti) == ("consent", True)


async def test_undoing_a_decision_brings_back_the_one_before_with_its_proof(town: Town) -> None:
    matti = town.ids["matti"]
    salla = await town.opened("salla", "matti")
    await record(salla, matti, None, "email", "existing_customer", how="contract", product_group="hosting", evidence="sopimus 17")
    await record(salla, matti, None, "email", "consent")
    await undo(salla, matti)
    last = await salla.fetchrow("select state, how, product_group, evidence from api.card_permissions($1)", matti)
    assert tuple(last) == ("existing_customer", "contract", "hosting", "sopimus 17")
    await undo(salla, matti)
    assert await in_force(salla, matti) == (None, False)


async def test_undoing_a_consent_that_lifted_a_refusal_brings_the_refusal_back(town: Town) -> None:
    kielto = town.ids["kielto"]
    salla = await town.opened("salla", "kielto")
    owner = await town.owner()
    suppressed = "select count(*) from register.suppression where lifted_at is null"
    before = await owner.fetchval(suppressed)
    await record(salla, kielto, None, "email", "consent")
    assert (await in_force(salla, kielto))[1]
    await undo(salla, kielto)
    assert await in_force(salla, kielto) == ("refused", False)
    assert await owner.fetchval(suppressed) == before
    with refused("undo_permission_refusal"):
        await redo(salla, kielto)


@pytest.mark.parametrize("who", ["salla", "tuki"])
async def test_refusal_is_never_undone(town: Town, who: str) -> None:
    matti = town.ids["matti"]
    connection = await town.opened(who, "matti")
    await record(connection, matti, None, "email", "refused")
    with refused("undo_permission_refusal"):
        await undo(connection, matti)
    assert (await facts_of(connection, matti))["code"] == "undo_permission_refusal"
    assert await (await town.owner()).fetchval("select count(*) from register.marketing_permission where party = $1", matti) == 1


async def test_decision_that_another_followed_is_not_undone(town: Town) -> None:
    matti = town.ids["matti"]
    salla, monta = await town.opened("salla", "matti"), await town.opened("monta", "matti", purpose="relations")
    await record(salla, matti, None, "email", "consent")
    await record(monta, matti, None, "email", "refused")
    with refused("undo_changed_since"):
        await undo(salla, matti)
    assert await in_force(salla, matti) == ("refused", False)


async def test_that_no_decision_was_given_is_said_by_undoing_alone(town: Town) -> None:
    salla = await town.opened("salla", "matti")
    for state, how in (("none", "phone"), ("consent", "correction")):
        with refused("undone_only"):
            await record(salla, town.ids["matti"], None, "email", state, how=how)


async def test_refusal_of_a_person_comes_back_with_the_person(town: Town) -> None:
    koivu = town.ids["koivu"]
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    query = "select id, state, taken_by, taken_at from register.marketing_permission where party = $1"
    before = await owner.fetch(query, koivu)
    assert [row["state"] for row in before] == ["refused"]
    await remove(hanna, koivu, "person_role", town.ids["koivu.decision.role"])
    assert await owner.fetch(query, koivu) == []
    await undo(hanna, koivu)
    assert await owner.fetch(query, koivu) == before


async def test_the_last_decision_alone_is_undone_whatever_was_changed_after_it(town: Town) -> None:
    matti = town.ids["matti"]
    salla = await town.opened("salla", "matti")
    await record(salla, matti, None, "email", "consent")
    await change(salla, matti, "party", matti, language="en")
    told = await salla.fetchval("select api.undo($1, $2, 'marketing_permission')", uuid4(), matti)
    assert [row["entity"] for row in told["what"]] == ["marketing_permission"]
    assert await in_force(salla, matti) == (None, False)
    assert await salla.fetchval("select language from api.card($1)", matti) == "en"
    with refused("undo_nothing"):
        await salla.fetchval("select api.undo($1, $2, 'marketing_permission')", uuid4(), matti)


async def test_a_refusal_is_not_stepped_over_to_undo_a_decision_before_it(town: Town) -> None:
    matti = town.ids["matti"]
    salla = await town.opened("salla", "matti")
    await record(salla, matti, None, "email", "consent")
    await record(salla, matti, None, "phone", "refused")
    with refused("undo_permission_refusal"):
        await salla.fetchval("select api.undo($1, $2, 'marketing_permission')", uuid4(), matti)
    assert await in_force(salla, matti) == ("consent", True)
