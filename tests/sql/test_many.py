"""Acts on many customers: what is shown is what is done, the hidden are not there, and who may."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.people import Town, record, refused, save, version_of
from tests.sql.many import CONSENT, EVERYBODY, EXCEPTION, FAR, FORMER, REFUSAL, apply, counts, do, kept, named, names, preview, share
from tests.sql.test_save import edit

# what is shown ------------------------------------------------------------------------------------------------------


async def test_preview_tells_who_changes_who_is_so_already_and_who_may_not_and_why(town: Town) -> None:
    salla = await town.as_login("salla")
    told = await preview(salla, EVERYBODY, CONSENT)
    assert counts(told) == {"change": 5, "already": 1, "protected": 1, "refusal_wins": 1}
    assert told["total"] == 8
    assert names(told, "already") == ["Liisa Luvallinen"]
    assert names(told, "refusal_wins") == ["Kalle Kieltävä"]
    assert names(told, "protected") == ["Salme Suojattu"]
    assert names(told, "change")[:2] == ["Kahvila Koivu Oy", "Matti Meikäläinen"]


async def test_preview_changes_nothing(town: Town) -> None:
    before = await kept(town)
    await preview(await town.as_login("salla"), EVERYBODY, REFUSAL)
    assert await kept(town) == before


async def test_exception_is_for_persons_who_are_customers(town: Town) -> None:
    told = await preview(await town.as_login("salla"), EVERYBODY, EXCEPTION)
    assert counts(told) == {"change": 1, "already": 2, "protected": 1, "refusal_wins": 1, "persons_only": 3}
    assert names(told, "change") == ["Matti Meikäläinen"]


async def test_suppressed_number_is_not_brought_back_by_what_many_are_said_to_have_given(town: Town) -> None:
    salla = await town.opened("salla", "matti", "lupa")
    await record(salla, town.ids["matti"], None, "email", "refused")
    await share(town, "matti@meikalainen.example.fi", "toimi")
    assert names(await preview(salla, named(town, "toimi"), CONSENT), "suppressed") == ["Toiminimi Tuula Tarmokas"]


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        ({"typed": "kahvila"}, ["Kahvila Koivu Oy"]),
        ({"typed": "kahvlia"}, ["Kahvila Koivu Oy"]),
        ({"typed": "550111"}, ["Matti Meikäläinen"]),
        ({"typed": "Pihtiputaan", "filters": {"kind": "public_body"}}, ["Pihtiputaan kunta"]),
        ({"filters": {"kind": "sole_trader"}}, ["Toiminimi Tuula Tarmokas"]),
        ({"filters": {"permission": "refused"}}, ["Kahvila Koivu Oy", "Kalle Kieltävä"]),
        ({"typed": "nobody at all"}, []),
        ({"parties": []}, []),
        ({"parties": [-1, 2147483647]}, []),
    ],
)
async def test_selection_finds_what_the_list_finds(town: Town, selection: Mapping[str, Any], found: list[str]) -> None:
    salla = await town.as_login("salla")
    told = await preview(salla, selection, {"what": "status", "status": "prospect"})
    assert names(told, "change") == found
    if "parties" not in selection:
        listed = await salla.fetch("select name from api.find($1, $2)", selection.get("typed", ""), selection.get("filters", {}))
        assert [row["name"] for row in listed] == found


async def test_customers_unmarked_from_a_whole_query_are_left_out(town: Town) -> None:
    told = await preview(await town.as_login("salla"), {**EVERYBODY, "but": [town.ids["koivu"], town.ids["kunta"]]}, FORMER)
    assert told["total"] == 6
    assert not {"Kahvila Koivu Oy", "Pihtiputaan kunta"} & set(names(told, "change"))


# who may ------------------------------------------------------------------------------------------------------------


MAY = [
    ("salla", CONSENT),
    ("maria", CONSENT),
    ("tuki", REFUSAL),
    ("maria", REFUSAL),
    ("hanna", FORMER),
    ("anna", FORMER),
    ("salla", FORMER),
    ("hanna", FAR),
]

MAY_NOT = [
    ("hanna", CONSENT, "not_yours"),
    ("anna", REFUSAL, "not_yours"),
    ("tuki", CONSENT, "refusal_only"),
    ("tuki", FORMER, "not_yours"),
    ("maria", FORMER, "not_yours"),
    ("petra", FORMER, "not_yours"),
    ("ville", FORMER, "not_yours"),
    ("salla", FAR, "unit_not_yours"),
    ("hanna", {"what": "unit", "unit": 3}, "unit_not_yours"),
    ("salla", {**CONSENT, "state": "business_duty"}, "duty_needs_role"),
    ("salla", {**CONSENT, "state": "none"}, "changes_unreadable"),
    ("salla", {**CONSENT, "how": "correction"}, "changes_unreadable"),
    ("salla", {**CONSENT, "how": None}, "changes_unreadable"),
    ("salla", {**CONSENT, "channels": []}, "changes_unreadable"),
    ("salla", {**CONSENT, "channels": ["smoke"]}, "changes_unreadable"),
    ("salla", {**CONSENT, "evidence": "010190-900P"}, "identity_code_by_itself"),
    ("salla", {**EXCEPTION, "product_group": None}, "changes_unreadable"),
    ("salla", {**EXCEPTION, "channels": ["post"]}, "changes_unreadable"),
    ("salla", {"what": "status"}, "changes_unreadable"),
    ("salla", {"what": "name", "name": "x"}, "changes_unreadable"),
    ("salla", {}, "changes_unreadable"),
]


@pytest.mark.parametrize(("who", "change"), MAY)
async def test_purpose_that_may_write_the_class_may_write_it_of_many(town: Town, who: str, change: Mapping[str, Any]) -> None:
    done = await do(await town.as_login(who), named(town, "matti", "koivu"), change)
    assert done["changed"] == 2


@pytest.mark.parametrize(("who", "change", "code"), MAY_NOT)
async def test_purpose_that_may_not_is_refused_before_anything_is_shown(town: Town, who: str, change: Mapping[str, Any], code: str) -> None:
    connection = await town.as_login(who)
    with refused(code):
        await preview(connection, EVERYBODY, change)


async def test_hidden_customers_are_silently_not_there(town: Town) -> None:
    salla = await town.as_login("salla")
    told = await preview(salla, named(town, "matti", "rajattu", "takomo"), FORMER)
    assert (told["total"], names(told, "change")) == (1, ["Matti Meikäläinen"])
    before = await kept(town)
    await do(salla, named(town, "rajattu", "takomo"), FORMER)
    assert await kept(town) == before


async def test_customer_restricted_after_it_was_shown_is_left_out(town: Town) -> None:
    salla, petra = await town.as_login("salla"), await town.opened("petra", "koivu")
    told = await preview(salla, named(town, "matti", "koivu"), FORMER)
    await save(
        petra, town.ids["koivu"], edit("party", town.ids["koivu"], await version_of(petra, "party", town.ids["koivu"]), restricted=True)
    )
    done = await apply(salla, told["plan"])
    assert (done["handled"], done["changed"]) == (2, 1)


async def test_support_is_not_told_who_has_refused_already(town: Town) -> None:
    assert counts(await preview(await town.as_login("tuki"), EVERYBODY, REFUSAL)) == {"change": 8}


async def test_plan_of_another_login_or_purpose_is_nobodys(town: Town) -> None:
    monta, salla = await town.as_login("monta", "relations"), await town.as_login("salla")
    told = await preview(monta, named(town, "matti"), FORMER)
    for other in (salla, await town.as_login("monta", "billing")):
        with refused("plan_unknown"):
            await apply(other, told["plan"])
        with refused("plan_unknown"):
            await other.fetchval("select api.many_undo($1, $2)", uuid4(), UUID(told["plan"]))
        with refused("operation_of_another"):
            await preview(other, EVERYBODY, FORMER, UUID(told["plan"]))
        with refused("not_yours"):
            await other.fetchval("select count(*) from desk.many")
