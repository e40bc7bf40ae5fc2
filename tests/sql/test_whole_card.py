"""The whole card in one question: what each purpose may see, with plans that are kept through other purposes and withdrawn rights."""

from __future__ import annotations

import pytest

from tests.people import Connection, Town, leave, open_card

WHOLE = "select customer, names, identifiers, addresses, contact_points, persons, roles, services, domains from api.whole_card($1)"
PARTS = {
    "names": ("card_names", "party_name", "party = $1"),
    "identifiers": ("card_identifiers", "identifier", "party = $1"),
    "addresses": ("card_addresses", "address", "party = $1"),
    "contact_points": ("card_contact_points", "contact_point", "party = $1"),
    "persons": ("card_persons", "person", "id in (select person from register.person_role where party = $1)"),
    "roles": ("card_roles", "person_role", "party = $1"),
    "services": ("card_services", "service", "party = $1"),
    "domains": ("card_domains", "domain", "party = $1"),
}
PURPOSES = ("billing", "support", "relations", "marketing")


async def whole(connection: Connection, party: int, times: int = 1) -> dict[str, list[dict[str, object]]]:
    """The card part by part, asked so often that its plans are kept."""
    for _ in range(times):
        row = await connection.fetchrow(WHOLE, party)
    assert row is not None
    return {name: [dict(each) for each in part] for name, part in row.items() if name != "customer"}


async def granted(connection: Connection, party: int, part: str) -> list[dict[str, object]]:
    """The rows of a part, read from the table itself in the columns that are granted."""
    function, table, which = PARTS[part]
    columns = [each.name for each in (await connection.prepare(f"select * from api.{function}(1)")).get_attributes()]
    seen = [
        name if await connection.fetchval("select has_column_privilege($1, $2, 'select')", f"register.{table}", name) else f"null as {name}"
        for name in columns
    ]
    if all(name.startswith("null") for name in seen):
        return []
    return [dict(row) for row in await connection.fetch(f"select {', '.join(seen)} from register.{table} where {which}", party)]


@pytest.mark.parametrize("who", ["anna", "tuki", "hanna", "salla", "ville", "maria", "petra"])
async def test_whole_card_is_what_grants_and_policies_show(town: Town, who: str) -> None:
    connection = await town.opened(who, "koivu")
    card = await whole(connection, town.ids["koivu"], 3)
    for part, rows in card.items():
        expected = await granted(connection, town.ids["koivu"], part)
        assert sorted(rows, key=str) == sorted(expected, key=str), part
    assert card["contact_points"], "who opens a card may reach somebody"


async def test_kept_plans_are_of_one_purpose_alone(town: Town) -> None:
    monta, koivu = await town.as_login("monta", "billing"), town.ids["koivu"]
    for purpose in PURPOSES * 2:
        await monta.execute(f"set role seloste_{purpose}")
        await open_card(monta, koivu)
        alone = await town.opened("monta", "koivu", purpose=purpose)
        assert await whole(monta, koivu, 3) == await whole(alone, koivu)
        await leave(alone)


async def test_card_that_is_not_open_any_more_is_empty_under_kept_plans(town: Town) -> None:
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    await whole(hanna, town.ids["koivu"], 7)
    await owner.execute("update audit.ticket set until = now() - interval '1 second'")
    assert await hanna.fetch(WHOLE, town.ids["koivu"]) == []


async def test_right_withdrawn_while_plans_are_kept_holds(town: Town) -> None:
    anna, owner = await town.opened("anna", "koivu"), await town.owner()
    before = await whole(anna, town.ids["koivu"], 7)
    await owner.execute("revoke select (normal) on register.contact_point from seloste_billing")
    after = await whole(anna, town.ids["koivu"])
    assert before["contact_points"]
    assert after == {**before, "contact_points": []}


async def test_unit_withdrawn_while_plans_are_kept_holds(town: Town) -> None:
    hanna, owner = await town.opened("hanna", "koivu"), await town.owner()
    await whole(hanna, town.ids["koivu"], 7)
    await owner.execute("delete from staff.unit_grant where login like 'hanna%' and unit = 1")
    assert await hanna.fetch(WHOLE, town.ids["koivu"]) == []
