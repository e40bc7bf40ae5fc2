"""Acts on many customers: what is shown is what is done, a refusal wins, the hidden are not there, and one undo takes it all back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.people import Connection, Town, login_of, open_card, record, refused, save, version_of
from tests.sql.test_save import edit

EVERYBODY: Mapping[str, Any] = {"typed": "", "filters": {}}
REFUSAL = {"what": "permission", "channels": ["email"], "state": "refused", "how": "form"}
CONSENT = {"what": "permission", "channels": ["email"], "state": "consent", "how": "form", "evidence": "messut 2026"}
EXCEPTION = {"what": "permission", "channels": ["email"], "state": "existing_customer", "how": "contract", "product_group": "hosting"}
FORMER = {"what": "status", "status": "former"}
FAR = {"what": "unit", "unit": 2}


def named(town: Town, *names: str) -> dict[str, list[int]]:
    """A selection by id."""
    return {"parties": [town.ids[name] for name in names]}


async def preview(
    connection: Connection, selection: Mapping[str, Any], change: Mapping[str, Any], plan: UUID | None = None
) -> dict[str, Any]:
    """The plan and what it would do."""
    return await connection.fetchval("select api.many_preview($1, $2, $3)", plan or uuid4(), selection, change)


def counts(told: Mapping[str, Any]) -> dict[str, int]:
    """Outcome → how many."""
    return {each["outcome"]: each["count"] for each in told["outcomes"]}


def names(told: Mapping[str, Any], outcome: str) -> list[str]:
    """Names of the customers with an outcome."""
    return [name for each in told["outcomes"] if each["outcome"] == outcome for _, name in each["examples"]]


async def apply(connection: Connection, plan: str, most: int = 500, op: UUID | None = None) -> dict[str, Any]:
    """One batch."""
    return await connection.fetchval("select api.many_apply($1, $2, $3)", op or uuid4(), UUID(plan), most)


async def undo(connection: Connection, plan: str) -> dict[str, Any]:
    """All batches back."""
    while True:
        done = await connection.fetchval("select api.many_undo($1, $2)", uuid4(), UUID(plan))
        if done["undone"] == done["batches"]:
            return done


async def do(connection: Connection, selection: Mapping[str, Any], change: Mapping[str, Any], most: int = 500) -> dict[str, Any]:
    """Shown and done to the end; how it went, with the plan in it."""
    told = await preview(connection, selection, change)
    while True:
        done = await apply(connection, told["plan"], most)
        if done["handled"] == done["total"]:
            return done


async def verdict(connection: Connection, customer: int, channel: str = "email") -> str:
    """Why a customer itself may or may not be marketed to."""
    return await connection.fetchval("select reason from api.may_market($1, null, $2)", customer, channel)


async def kept(town: Town) -> list[tuple[Any, ...]]:
    """What the register holds of customers, permissions and suppressions, as an undo must leave it."""
    owner = await town.owner()
    parties = await owner.fetch("select id, name, status, unit, marketable, permission, scope from register.party order by id")
    in_force = await owner.fetch(
        "select party, person, channel, state, allowed, reason from rules.verdicts(array(select id from register.party)) order by 1, 2, 3"
    )
    suppressed = await owner.fetch("select channel, value_hash, origin from register.suppression where lifted_at is null order by 1, 2")
    tally = await owner.fetch("select * from search.tally where count <> 0 order by 1, 2")
    return [tuple(row) for row in (*parties, *in_force, *suppressed, *tally)]


async def share(town: Town, email: str, *names: str) -> None:
    """Give customers the same e-mail address."""
    owner, whose = await town.owner(), [town.ids[name] for name in names]
    await owner.execute(
        "update register.contact_point set given = $1::text, normal = $1::text where kind = 'email' and party = any($2)", email, whose
    )


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


# what is done -------------------------------------------------------------------------------------------------------


async def test_decision_is_recorded_with_its_proof_for_everybody_it_changes(town: Town) -> None:
    salla = await town.as_login("salla")
    done = await do(salla, EVERYBODY, CONSENT, 2)
    assert (done["changed"], done["batches"]) == (5, 3)
    assert [await verdict(salla, town.ids[name]) for name in ("matti", "lupa", "kielto", "suoja")] == [
        "consent",
        "consent",
        "refused",
        "protected",
    ]
    await open_card(salla, town.ids["matti"])
    (decision,) = await salla.fetch("select * from api.card_permissions($1)", town.ids["matti"])
    assert (decision["state"], decision["how"], decision["evidence"], decision["wording"]) == ("consent", "form", "messut 2026", 1)
    assert decision["taken_by"] == login_of("salla")


async def test_refusal_of_many_stops_everything_and_wins_over_what_was_given(town: Town) -> None:
    salla = await town.as_login("salla")
    await do(salla, named(town, "lupa", "matti", "koivu"), {**REFUSAL, "channels": ["email", "phone", "post"]})
    assert {
        await verdict(salla, town.ids[name], channel) for name in ("lupa", "matti", "koivu") for channel in ("email", "phone", "post")
    } == {"refused"}
    again = await preview(salla, named(town, "lupa", "matti", "koivu"), CONSENT)
    assert counts(again) == {"refusal_wins": 3}
    owner = await town.owner()
    assert await owner.fetchval("select rules.is_suppressed($1, null, 'email')", town.ids["matti"])


async def test_refusal_given_after_the_preview_wins(town: Town) -> None:
    salla, tuki = await town.as_login("salla"), await town.opened("tuki", "matti")
    told = await preview(salla, named(town, "matti", "koivu"), CONSENT)
    await record(tuki, town.ids["matti"], None, "email", "refused")
    assert (await apply(salla, told["plan"]))["changed"] == 1
    assert await verdict(salla, town.ids["matti"]) == "refused"


async def test_customer_that_leaves_the_query_while_it_is_done_is_done_all_the_same(town: Town) -> None:
    salla = await town.as_login("salla")
    done = await do(salla, {"filters": {"status": "customer"}}, FORMER, 1)
    assert done["changed"] == done["total"] == 7
    assert await salla.fetchval("""select api.count_found('', '{"status": "customer"}')""") == 0


async def test_moving_to_another_unit_takes_along_what_the_customer_is_found_by(town: Town) -> None:
    hanna, teemu = await town.as_login("hanna"), await town.as_login("teemu")
    await do(hanna, named(town, "koivu", "matti"), FAR)
    assert [row["name"] for row in await teemu.fetch("select name from api.find('kahvila')")] == ["Kahvila Koivu Oy"]
    assert [row["name"] for row in await teemu.fetch("select name from api.find('meikalanen')")] == ["Matti Meikäläinen"]
    anna = await town.as_login("anna")
    assert await anna.fetchval("select count(*) from api.find('kahvila')") == 0


async def test_same_operation_is_done_once_also_asked_twice_at_once(town: Town) -> None:
    one, other = await town.as_login("salla"), await town.as_login("salla")
    told, op = await preview(one, EVERYBODY, CONSENT), uuid4()
    answers = await asyncio.gather(*(apply(connection, told["plan"], 2, op) for connection in (one, other)))
    assert answers[0] == answers[1] == await apply(one, told["plan"], 2, op)
    assert answers[0]["handled"] == 2
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from audit.change_log where op = $1 and table_name = 'marketing_permission'", op) == 2


async def test_two_batches_asked_at_once_do_different_customers(town: Town) -> None:
    one, other = await town.as_login("salla"), await town.as_login("salla")
    told = await preview(one, EVERYBODY, CONSENT)
    await asyncio.gather(apply(one, told["plan"], 2), apply(other, told["plan"], 3))
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from register.marketing_permission where evidence = 'messut 2026'") == 5


async def test_versions_rise_and_every_change_is_logged_with_its_operation(town: Town) -> None:
    salla, op, owner = await town.as_login("salla"), uuid4(), await town.owner()
    before = await owner.fetchval("select version from register.party where id = $1", town.ids["matti"])
    told = await preview(salla, named(town, "matti", "koivu"), FORMER)
    await apply(salla, told["plan"], op=op)
    assert await owner.fetchval("select version from register.party where id = $1", town.ids["matti"]) == before + 1
    lines = await owner.fetch("select party, login, purpose, diff from audit.change_log where op = $1 order by party", op)
    assert {line["party"] for line in lines} == {town.ids["matti"], town.ids["koivu"]}
    assert {(line["login"], line["purpose"], str(line["diff"]["status"])) for line in lines} == {
        (login_of("salla"), "seloste_relations", "['customer', 'former']")
    }


async def test_each_batch_is_a_line_in_the_read_log_with_its_ids(town: Town) -> None:
    salla, owner = await town.as_login("salla"), await town.owner()
    await do(salla, EVERYBODY, CONSENT, 3)
    lines = await owner.fetch(
        "select shown, count, reason from audit.read_log where act = 'many' and reason = 'permission consent email' order by seq"
    )
    assert [line["count"] for line in lines] == [8, 3, 2]
    assert len({party for line in lines[1:] for party in line["shown"]}) == 5


async def test_no_card_is_opened_by_it(town: Town) -> None:
    salla = await town.as_login("salla")
    await do(salla, EVERYBODY, CONSENT)
    assert await salla.fetchval("select count(*) from register.party") == 0


# cancelled, and undone ----------------------------------------------------------------------------------------------

CHANGES = [CONSENT, EXCEPTION, REFUSAL, {**REFUSAL, "channels": ["email", "sms", "automated_call", "phone", "post"]}, FORMER]


@pytest.mark.parametrize("change", CHANGES, ids=["consent", "exception", "refusal", "refusal everywhere", "status"])
async def test_one_undo_takes_all_of_it_back(town: Town, change: Mapping[str, Any]) -> None:
    salla, before = await town.as_login("salla"), await kept(town)
    done = await do(salla, EVERYBODY, change, 2)
    assert await kept(town) != before
    back = await undo(salla, done["plan"])
    assert (back["restored"], back["kept"]) == (done["changed"], 0)
    assert await kept(town) == before


async def test_undo_of_a_move_brings_customers_back_to_the_units_they_came_from(town: Town) -> None:
    hanna, before = await town.as_login("hanna"), await kept(town)
    done = await do(hanna, EVERYBODY, FAR, 3)
    assert done["changed"] == 8
    await undo(hanna, done["plan"])
    assert await kept(town) == before


async def test_what_was_done_before_it_was_cancelled_is_undone_and_nothing_more_is_done(town: Town) -> None:
    salla, before = await town.as_login("salla"), await kept(town)
    told = await preview(salla, EVERYBODY, CONSENT)
    done = await apply(salla, told["plan"], 2)
    assert (done["handled"], done["total"]) == (2, 5)
    assert (await undo(salla, told["plan"]))["restored"] == 2
    assert await kept(town) == before
    with refused("plan_undone"):
        await apply(salla, told["plan"])


async def test_undo_keeps_and_counts_what_somebody_changed_since(town: Town) -> None:
    salla, tuki = await town.as_login("salla"), await town.opened("tuki", "matti")
    done = await do(salla, named(town, "matti", "koivu"), CONSENT)
    await record(tuki, town.ids["matti"], None, "email", "refused")
    back = await undo(salla, done["plan"])
    assert (back["restored"], back["kept"]) == (1, 1)
    assert await verdict(salla, town.ids["matti"]) == "refused"


async def test_undo_of_fields_keeps_and_counts_what_somebody_changed_since(town: Town) -> None:
    salla, hanna = await town.as_login("salla"), await town.opened("hanna", "matti")
    done = await do(salla, named(town, "matti", "koivu"), FORMER)
    version = await version_of(hanna, "party", town.ids["matti"])
    await save(hanna, town.ids["matti"], edit("party", town.ids["matti"], version, status="prospect"))
    back = await undo(salla, done["plan"])
    assert (back["restored"], back["kept"]) == (1, 1)
    assert await hanna.fetchval("select status from api.card($1)", town.ids["matti"]) == "prospect"


async def test_undo_leaves_a_suppression_that_another_refusal_of_the_same_address_needs(town: Town) -> None:
    owner, salla = await town.owner(), await town.opened("salla", "lupa")
    await share(town, "yhteinen@example.fi", "matti", "lupa")
    done = await do(salla, named(town, "matti"), REFUSAL)
    await record(salla, town.ids["lupa"], None, "email", "refused")
    await undo(salla, done["plan"])
    assert await verdict(salla, town.ids["lupa"]) == "refused"
    assert await owner.fetchval("select rules.is_suppressed($1, null, 'email')", town.ids["lupa"])


async def test_marketing_may_undo_its_own_refusals_although_it_does_not_see_the_customers_any_more(town: Town) -> None:
    maria, before = await town.as_login("maria"), await kept(town)
    done = await do(maria, named(town, "matti", "lupa"), {**REFUSAL, "channels": ["email", "sms", "automated_call", "phone", "post"]})
    assert await maria.fetchval("select count(*) from api.find('Matti')") == 0
    assert (await undo(maria, done["plan"]))["restored"] == 2
    assert await kept(town) == before


async def test_undoing_is_a_change_in_the_log_that_says_what_it_undoes(town: Town) -> None:
    salla, owner, op = await town.as_login("salla"), await town.owner(), uuid4()
    told = await preview(salla, named(town, "matti"), CONSENT)
    await apply(salla, told["plan"], op=op)
    await undo(salla, told["plan"])
    (line,) = await owner.fetch("select act, diff from audit.change_log where undoes = $1 and table_name = 'marketing_permission'", op)
    assert (line["act"], line["diff"]["state"][1], line["diff"]["how"][1]) == ("insert", "none", "correction")


# whom may we market to ----------------------------------------------------------------------------------------------


async def audience(
    connection: Connection, channel: str, group: str | None = None, selection: Mapping[str, Any] = EVERYBODY
) -> set[tuple[bool, str, str]]:
    """May or not, why, whom."""
    told = await connection.fetchval("select api.audience($1, $2, $3)", selection, channel, group)
    return {(each["may"], each["outcome"], name) for each in told["outcomes"] for _, name in each["examples"]}


async def test_audience_says_whom_we_may_mail_and_why_not_the_others(town: Town) -> None:
    assert await audience(await town.as_login("salla"), "email", "hosting") == {
        (True, "business_address", "Kahvila Koivu Oy"),
        (True, "business_address", "Pihtiputaan kunta"),
        (True, "consent", "Liisa Luvallinen"),
        (True, "existing_customer", "Toiminimi Tuula Tarmokas"),
        (False, "no_consent", "Matti Meikäläinen"),
        (False, "protected", "Salme Suojattu"),
        (False, "refused", "Kalle Kieltävä"),
        (False, "no_address", "Pihtiputaan Pihlajat ry"),
    }


async def test_exception_holds_for_its_own_group_of_products_only(town: Town) -> None:
    assert (False, "no_consent", "Toiminimi Tuula Tarmokas") in await audience(await town.as_login("salla"), "email", "servers")


async def test_company_is_reached_through_a_person_by_duty(town: Town) -> None:
    salla = await town.opened("salla", "koivu")
    await record(salla, town.ids["koivu"], None, "phone", "refused")
    found = await audience(salla, "phone", "hosting", named(town, "koivu"))
    assert found == {(True, "business_duty", "Kahvila Koivu Oy")}


async def test_marketing_does_not_see_those_it_may_not_market_to(town: Town) -> None:
    found = await audience(await town.as_login("maria"), "email", "hosting")
    assert "Kalle Kieltävä" not in {name for _, _, name in found}


async def test_audience_agrees_with_the_question_about_one_customer(town: Town) -> None:
    salla = await town.as_login("salla")
    for channel in ("email", "phone", "post"):
        for may, reason, name in await audience(salla, channel, "hosting", named(town, "matti", "lupa", "kielto", "toimi", "suoja")):
            (customer,) = [row["id"] for row in await salla.fetch("select id from api.find($1)", name)]
            one = await salla.fetchrow("select allowed, reason from api.may_market($1, null, $2, 'hosting')", customer, channel)
            assert (reason == "no_address" and not may and one["allowed"]) or (may, reason) == tuple(one)


async def test_audience_is_not_for_purposes_that_do_not_read_permissions(town: Town) -> None:
    for who in ("anna", "tuki", "hanna", "ville"):
        with refused("not_yours"):
            await audience(await town.as_login(who), "email")
