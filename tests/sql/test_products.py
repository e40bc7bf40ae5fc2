"""Products: who keeps them, what a price change leaves of history, what services keep, and who has which."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from tests.people import Connection, Town, refused, save
from tests.siege import told
from tests.sql.test_save import edit
from tests.sql.test_search import found
from tests.sql.test_services import add

NEW = {"fi": "Webhotelli XL", "en": "Web hosting XL", "product_group": "hosting", "price": "49.90", "period": "month"}


async def keep(connection: Connection, code: str | None, **fields: Any) -> dict[str, Any]:
    """Save a product over the version it has now."""
    version = await connection.fetchval("select version from register.product where code = $1", code)
    return await connection.fetchval("select api.save_product($1, $2, $3, $4)", uuid4(), code, version, fields)


async def undo(connection: Connection, code: str | None = None, *, redo: bool = False) -> dict[str, Any]:
    """Undo or redo at a product, or at any."""
    return await connection.fetchval("select api.undo_product($1, $2, $3)", uuid4(), code, redo)


async def prices(connection: Connection, code: str) -> list[str]:
    """What a product costs and has cost."""
    return [str(row["price"]) for row in await connection.fetch("select price from api.product_prices($1)", code)]


async def broken(connection: Connection, code: str | None, **fields: Any) -> str:
    """The rule that a save breaks."""
    with pytest.raises(asyncpg.PostgresError) as caught:
        await keep(connection, code, **fields)
    assert caught.value.sqlstate == "SE002", caught.value
    return str(caught.value.as_dict()["message"])


async def test_administration_adds_a_product_under_a_code_of_its_name(town: Town) -> None:
    hanna = await town.as_login("hanna")
    assert (await keep(hanna, None, **NEW))["product"] == "webhotelli_xl"
    row = await hanna.fetchrow("select state, price::text, version from api.product('webhotelli_xl')")
    assert tuple(row) == ("sold", "49.90", 1)
    assert await prices(hanna, "webhotelli_xl") == ["49.90"]
    assert await broken(hanna, None, **NEW) == "product_exists"
    assert await broken(hanna, None, **NEW | {"fi": "Toinen", "price": "-1.00"}) == "product_price_not_negative"
    assert await broken(hanna, None, **NEW | {"fi": "Kolmas", "product_group": "muu"}) == "product_product_group_fkey"


@pytest.mark.parametrize("who", ["anna", "tuki", "salla", "ville", "maria", "petra", "paula"])
async def test_nobody_else_keeps_products(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    with refused("not_yours"):
        await keep(connection, None, **NEW)
    with refused("not_yours"):
        await undo(connection)
    assert await told(connection, "update register.product set price = 1") == "42501"
    assert await told(connection, "insert into register.product_price (product, starts_on, price) values ('vps_2', now(), 1)") == "42501"


async def test_service_keeps_the_price_it_began_with_when_the_list_changes(town: Town) -> None:
    hanna, owner = await town.opened("hanna", "matti"), await town.owner()
    await save(hanna, town.ids["matti"], add("service", product="vps_2"))
    await owner.execute("update register.product_price set starts_on = current_date - 30 where product = 'vps_2'")
    await keep(hanna, "vps_2", price="24.90")
    await save(hanna, town.ids["matti"], add("service", product="vps_2", name="toinen"))
    rows = await hanna.fetch("select price::text from register.service where party = $1 order by id", town.ids["matti"])
    assert [row["price"] for row in rows] == ["19.90", "24.90"]
    assert await prices(hanna, "vps_2") == ["24.90", "19.90"]


async def test_changes_of_products_are_undone_and_redone_and_told_in_their_history(town: Town) -> None:
    hanna = await town.as_login("hanna")
    await keep(hanna, "vps_8", price="69.00", fi="Virtuaalipalvelin 8+")
    answer = await undo(hanna, "vps_8")
    assert answer["what"] == [{"entity": "product", "id": "vps_8", "act": "update", "fields": ["fi", "price"]}]
    assert tuple(await hanna.fetchrow("select fi, price::text from api.product('vps_8')")) == ("Virtuaalipalvelin 8", "59.00")
    assert await prices(hanna, "vps_8") == ["59.00"], "a price that was changed back leaves none"
    await undo(hanna, "vps_8", redo=True)
    assert await hanna.fetchval("select price::text from api.product('vps_8')") == "69.00"
    lines = await hanna.fetch("select act, diff, undone_at is not null as undoing from api.product_history('vps_8')")
    assert [(line["act"], line["diff"]["price"], line["undoing"]) for line in lines] == [
        ("update", [59.0, 69.0], True), ("update", [69.0, 59.0], True), ("update", [59.0, 69.0], False),
    ]  # fmt: skip


async def test_new_product_is_undone_unless_somebody_has_it(town: Town) -> None:
    hanna = await town.opened("hanna", "matti")
    await keep(hanna, None, **NEW)
    assert (await undo(hanna))["gone"]
    await undo(hanna, redo=True)
    await save(hanna, town.ids["matti"], add("service", product="webhotelli_xl"))
    with refused("product_in_use"):
        await undo(hanna, "webhotelli_xl")


async def test_what_somebody_else_changed_since_is_not_undone_and_a_stale_save_is_told(town: Town) -> None:
    hanna, teemu = await town.as_login("hanna"), await town.as_login("teemu")
    await keep(hanna, "vps_8", price="69.00")
    await keep(teemu, "vps_8", price="71.00")
    with refused("undo_changed_since"):
        await undo(hanna, "vps_8")
    answer = await hanna.fetchval("select api.save_product($1, 'vps_8', 2, $2)", uuid4(), {"price": "70.00"})
    assert (answer["outcome"], answer["rows"][0]["theirs"]["price"]) == ("stale", 71.0)


async def test_product_is_withdrawn_while_it_is_served_and_ends_when_nobody_has_it(town: Town) -> None:
    hanna = await town.opened("hanna", "matti", "kunta")
    with refused("product_in_use"):
        await keep(hanna, "webhotel_m", state="ended")
    await keep(hanna, "webhotel_m", state="kept")
    with refused("product_not_sold"):
        await save(hanna, town.ids["matti"], add("service", product="webhotel_m"))
    with refused("product_group_is_used"):
        await keep(hanna, "webhotel_m", product_group="servers")
    await keep(hanna, "vps_8", state="ended")


async def test_counts_and_filters_tell_who_of_those_the_login_sees_has_a_product(town: Town) -> None:
    hanna, anna, teemu = await town.opened("hanna", "kunta"), await town.as_login("anna"), await town.as_login("teemu")
    counts = {row["product"]: row["services"] for row in await hanna.fetch("select product, services from api.product_counts()")}
    for product, services in counts.items():
        names = await found(hanna, "", product=product)
        assert len(names) == services, product
        assert await hanna.fetchval("select api.count_found('', $1)", {"product": product}) == services
    assert await found(anna, "", product="webhotel_m") == ["Pihtiputaan kunta"]
    assert await found(anna, "kunta", product="webhotel_m", service="active") == ["Pihtiputaan kunta"]
    assert await found(anna, "", product="webhotel_m", service="suspended") == []
    assert await found(teemu, "", product="webhotel_m") == []
    service = await hanna.fetchval("select id from register.service where party = $1", town.ids["kunta"])
    await save(hanna, town.ids["kunta"], edit("service", service, state="suspended"))
    assert await found(anna, "", service="suspended") == ["Pihtiputaan kunta"]


@pytest.mark.parametrize("who", ["ville", "maria"])
async def test_a_filter_on_products_narrows_nothing_for_those_who_do_not_see_who_has_which(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    assert await found(connection, "", product="webhotel_m", service="ended") == await found(connection, "")
    assert await told(connection, "select * from api.product_counts()") in {"42501", "nothing"}


async def test_everybody_with_a_product_is_chosen_at_once_as_the_list_shows_them(town: Town) -> None:
    hanna = await town.as_login("hanna")
    begin = "select api.export_begin($1, $2, $3, array['name'], 'csv', $4)"
    own = {"kind": "own_use", "reason": "palvelun lopettaminen"}
    for typed, filters in (("", {"product": "webhotel_m"}), ("", {"service": "active"}), ("kunta", {"product": "webhotel_m"})):
        selection = {"typed": typed, "filters": filters, "but": []}
        answer = await hanna.fetchval(begin, uuid4(), uuid4(), selection, own)
        assert answer["total"] == len(await found(hanna, typed, **filters)) > 0, filters
