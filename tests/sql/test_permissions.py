"""Marketing permissions: what is recorded, by whom, what counts, and whom marketing sees then."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.people import Connection, Town, record, refused, save, version_of
from tests.sql.test_save import edit

CHANNELS = ("email", "sms", "automated_call", "phone", "post")
ELECTRONIC = ("email", "sms", "automated_call")


async def verdict(
    connection: Connection, party: int, channel: str, person: int | None = None, group: str | None = None
) -> tuple[bool, str]:
    """Whether a subject may be marketed to on a channel, and why."""
    row = await connection.fetchrow("select allowed, reason from api.may_market($1, $2, $3, $4)", party, person, channel, group)
    return row["allowed"], row["reason"]


# the truth table ------------------------------------------------------------------------------------------------------

TABLE = [
    ("matti", None, "email", None, False, "no_consent"),
    ("matti", None, "sms", None, False, "no_consent"),
    ("matti", None, "automated_call", None, False, "no_consent"),
    ("matti", None, "phone", None, True, "no_refusal"),
    ("matti", None, "post", None, True, "no_refusal"),
    ("lupa", None, "email", None, True, "consent"),
    ("lupa", None, "sms", None, False, "no_consent"),
    ("toimi", None, "email", "hosting", True, "existing_customer"),
    ("toimi", None, "email", "shops", False, "no_consent"),
    ("kielto", None, "email", None, False, "refused"),
    ("kielto", None, "phone", None, False, "refused"),
    ("kielto", None, "post", None, False, "refused"),
    ("suoja", None, "post", None, False, "protected"),
    ("suoja", None, "phone", None, False, "protected"),
    ("koivu", None, "email", None, True, "business_address"),
    ("koivu", None, "post", None, True, "business_address"),
    ("kunta", None, "email", None, True, "business_address"),
    ("koivu", "administration", "email", None, True, "business_duty"),
    ("koivu", "administration", "phone", None, True, "business_duty"),
    ("koivu", "decision", "email", None, False, "refused"),
    ("koivu", "decision", "sms", None, True, "business_duty"),
    ("koivu", "billing", "email", None, False, "no_consent"),
    ("koivu", "technical", "phone", None, False, "not_their_duty"),
]


@pytest.mark.parametrize(("name", "person", "channel", "group", "allowed", "reason"), TABLE)
async def test_may_market_follows_the_law(
    town: Town, name: str, person: str | None, channel: str, group: str | None, allowed: bool, reason: str
) -> None:
    salla = await town.as_login("salla")
    subject = town.ids[f"{name}.{person}"] if person else None
    assert await verdict(salla, town.ids[name], channel, subject, group) == (allowed, reason)


async def test_restricted_customer_may_not_be_marketed_to_and_nobody_but_privacy_may_ask(town: Town) -> None:
    assert await verdict(await town.as_login("petra"), town.ids["rajattu"], "email") == (False, "restricted")
    assert await verdict(await town.as_login("salla"), town.ids["rajattu"], "email") == (False, "not_found")
    assert await verdict(await town.as_login("salla"), 999999, "email") == (False, "not_found")


async def test_refusal_of_an_address_counts_at_every_customer_that_has_it(town: Town) -> None:
    salla, hanna, owner = await town.opened("salla", "lupa", "matti"), await town.opened("hanna", "matti"), await town.owner()
    shared = {"given": "liisa@luvallinen.example.fi", "normal": "liisa@luvallinen.example.fi"}
    await save(hanna, town.ids["matti"], edit("contact_point", town.ids["matti.own.email"], **shared))
    assert await verdict(salla, town.ids["lupa"], "email") == (True, "consent")
    await record(salla, town.ids["matti"], None, "email", "refused")
    assert await verdict(salla, town.ids["lupa"], "email") == (False, "suppressed")
    assert not await owner.fetchval("select marketable from register.contact_point where id = $1", town.ids["lupa.own.email"])


async def test_consent_after_a_refusal_counts_and_lifts_what_the_person_had_refused(town: Town) -> None:
    salla = await town.opened("salla", "kielto")
    await record(salla, town.ids["kielto"], None, "email", "consent")
    assert await verdict(salla, town.ids["kielto"], "email") == (True, "consent")
    assert await verdict(salla, town.ids["kielto"], "sms") == (False, "refused")


async def test_number_on_the_ban_list_is_not_called(town: Town) -> None:
    salla, owner = await town.as_login("salla"), await town.owner()
    await owner.execute(
        "insert into register.suppression (channel, value_hash, origin)"
        " select 'phone', rules.suppression_hash('phone', '+358445550111'), 'ban_list'"
    )
    assert await verdict(salla, town.ids["matti"], "phone") == (False, "suppressed")
    assert await verdict(salla, town.ids["matti"], "post") == (True, "no_refusal")


async def test_consent_ends_with_a_later_refusal(town: Town) -> None:
    salla = await town.opened("salla", "lupa")
    await record(salla, town.ids["lupa"], None, "email", "refused")
    assert await verdict(salla, town.ids["lupa"], "email") == (False, "refused")


@pytest.mark.parametrize("state", ["existing_customer", "business_duty"])
async def test_exception_does_not_overrule_a_refusal(town: Town, state: str) -> None:
    salla = await town.opened("salla", "koivu")
    with refused("refusal_wins"):
        await record(salla, town.ids["koivu"], town.ids["koivu.decision"], "email", state, product_group="hosting")


async def test_exception_needs_an_own_customer_and_a_duty_needs_a_role(town: Town) -> None:
    salla = await town.opened("salla", "yhdistys", "koivu")
    with refused("not_a_customer"):
        await record(salla, town.ids["yhdistys"], None, "email", "existing_customer", product_group="hosting")
    with refused("duty_needs_role"):
        await record(salla, town.ids["koivu"], town.ids["koivu.billing"], "email", "business_duty")


async def test_exception_ends_when_the_customer_leaves(town: Town) -> None:
    salla = await town.opened("salla", "toimi")
    version = await version_of(salla, "party", town.ids["toimi"])
    await save(salla, town.ids["toimi"], edit("party", town.ids["toimi"], version, status="former"))
    assert await verdict(salla, town.ids["toimi"], "email", group="hosting") == (False, "no_consent")


# who may record -------------------------------------------------------------------------------------------------------


async def test_support_may_record_a_refusal_and_nothing_else(town: Town) -> None:
    tuki = await town.opened("tuki", "matti")
    assert (await record(tuki, town.ids["matti"], None, "phone", "refused"))["state"] == "refused"
    for state in ("consent", "existing_customer", "business_duty"):
        with refused("refusal_only"):
            await record(tuki, town.ids["matti"], None, "phone", state, product_group="hosting")


async def test_support_reads_no_decisions(town: Town) -> None:
    tuki = await town.opened("tuki", "lupa")
    rows = await tuki.fetch("select * from api.permissions($1)", town.ids["lupa"])
    assert {tuple(row[name] for name in ("state", "how", "wording", "evidence", "taken_at", "taken_by", "decisions")) for row in rows} == {
        (None, None, None, None, None, None, 0)
    }
    assert await tuki.fetch("select * from api.card_permissions($1)", town.ids["lupa"]) == []


@pytest.mark.parametrize("who", ["anna", "hanna", "ville", "petra", "paula"])
async def test_other_purposes_record_nothing(town: Town, who: str) -> None:
    connection = await town.as_login(who)
    with refused("not_yours"):
        await record(connection, town.ids["matti"], None, "phone", "refused")


async def test_marketing_may_record_what_it_hears(town: Town) -> None:
    maria = await town.opened("maria", "lupa")
    assert (await record(maria, town.ids["lupa"], None, "email", "refused"))["state"] == "refused"


async def test_decision_needs_an_open_card_and_a_person_of_it(town: Town) -> None:
    salla = await town.opened("salla", "koivu")
    with refused("not_open"):
        await record(salla, town.ids["matti"], None, "phone", "refused")
    for person in (town.ids["takomo.technical"], 999999):
        with refused("not_found"):
            await record(salla, town.ids["koivu"], person, "phone", "refused")


async def test_decision_is_recorded_once_for_one_operation(town: Town) -> None:
    salla, op = await town.opened("salla", "matti"), uuid4()
    call = "select api.record_permission($1, $2, null, 'email', 'consent', 'phone')"
    assert await salla.fetchval(call, op, town.ids["matti"]) == await salla.fetchval(call, op, town.ids["matti"])
    assert await salla.fetchval("select count(*) from api.card_permissions($1)", town.ids["matti"]) == 1


async def test_consent_remembers_the_wording_and_who_took_it_when(town: Town) -> None:
    salla = await town.opened("salla", "matti")
    await record(salla, town.ids["matti"], None, "email", "consent", evidence="Puhelu 12.3.")
    row = await salla.fetchrow("select * from api.card_permissions($1)", town.ids["matti"])
    assert (row["wording"], row["section"], row["evidence"], row["purpose"]) == (1, "917/2014 200 § 1", "Puhelu 12.3.", "seloste_relations")
    assert row["taken_by"].startswith("salla.")


# what marketing sees --------------------------------------------------------------------------------------------------


async def test_marketing_sees_permitted_contact_points_only(town: Town) -> None:
    maria = await town.opened("maria", "koivu", "toimi")
    seen = await maria.fetch("select normal from register.contact_point order by normal")
    assert [row["normal"] for row in seen] == [
        "+358445550100", "+358445550200", "+358445550500", "info@koivu.example.fi", "tuula@tarmokas.example.fi",
    ]  # fmt: skip


async def test_marketing_may_not_open_a_customer_without_permission(town: Town) -> None:
    maria = await town.as_login("maria")
    for name in ("kielto", "rajattu", "takomo"):
        assert await maria.fetchval("select api.open_card($1)", town.ids[name]) == "not_found"


async def test_marketing_sees_an_address_when_post_may_be_sent(town: Town) -> None:
    maria, salla = await town.opened("maria", "koivu"), await town.opened("salla", "koivu")
    assert await maria.fetchval("select street from api.card_addresses($1)", town.ids["koivu"]) == "Koivukuja"
    await record(salla, town.ids["koivu"], None, "post", "refused")
    assert await maria.fetch("select * from api.card_addresses($1)", town.ids["koivu"]) == []


async def test_open_card_closes_to_marketing_when_the_customer_refuses(town: Town) -> None:
    maria, salla = await town.opened("maria", "lupa"), await town.opened("salla", "lupa")
    for channel in CHANNELS:
        await record(salla, town.ids["lupa"], None, channel, "refused")
    assert await maria.fetch("select * from api.card($1)", town.ids["lupa"]) == []
    assert await maria.fetchval("select count(*) from register.contact_point") == 0


# nothing is undone ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ["update register.marketing_permission set state = 'consent'", "delete from register.marketing_permission"])
async def test_decisions_are_only_ever_added_to_even_by_those_who_may_write(town: Town, act: str) -> None:
    owner = await town.owner()
    with pytest.raises(Exception, match="append_only"):
        await owner.execute(act)


async def test_refusal_outlives_the_customer(town: Town) -> None:
    owner = await town.owner()
    await owner.execute("delete from register.party where id = $1", town.ids["kielto"])
    kept = "select count(*) from register.suppression where value_hash = rules.suppression_hash('email', 'kalle@kieltava.example.fi')"
    assert await owner.fetchval(kept) == 1
    assert "kalle" not in str(await owner.fetch("select * from register.suppression"))
