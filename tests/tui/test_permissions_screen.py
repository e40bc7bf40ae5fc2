"""Marketing permissions: seen in words, refused in a key, given with their ground, never changed."""

from __future__ import annotations

from uuid import uuid4

from db import customers
from tests.people import Town, record
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.permissions import PermissionsScreen


async def at_permissions(hands: Hands, town: Town, name: str, *, row: int = 0) -> PermissionsScreen:
    """The permissions of a customer, opened from its card."""
    hands.desk.open_card(town.ids[name])
    await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
    await hands.press("m")
    screen = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, PermissionsScreen) else None)
    await hands.until(lambda: screen.found)
    await hands.press(*["down"] * row)
    return screen


async def decisions(town: Town, name: str, person: str | None = None) -> list[tuple[str, str, str]]:
    """What is recorded, oldest first: channel, state, how."""
    owner = await town.owner()
    found = await owner.fetch(
        "select channel, state, how from register.marketing_permission where party = $1 and person is not distinct from $2 order by id",
        town.ids[name],
        town.ids[f"{name}.{person}"] if person else None,
    )
    return [(row["channel"], row["state"], row["how"]) for row in found]


async def test_the_screen_looks_as_agreed(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await at_permissions(hands, town, "koivu", row=1)
        await hands.sees("Ei saa markkinoida: on kieltänyt.")
        await hands.sees("puhelimitse")
        agreed("permissions", await hands.still())


async def test_the_screen_looks_as_agreed_in_english_on_a_wide_screen(town: Town) -> None:
    async with at_desk(town, "salla", language="en", size=(140, 40)) as hands:
        await at_permissions(hands, town, "lupa")
        await hands.sees("May be marketed to: consent was given.")
        await hands.sees("by phone")
        agreed("permissions-wide-en", await hands.still())


async def test_a_caller_refuses_marketing_in_three_keys_from_the_card(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        hands.desk.open_card(town.ids["matti"])
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
        await hands.press("m")
        await hands.sees("ei lupaa")
        await hands.press("k")
        await hands.sees("Miten kiellettiin?")
        await hands.press("p")
        await hands.sees("Kielto kirjattu kaikille kanaville: Matti Meikäläinen.")
    channels = ("email", "sms", "automated_call", "phone", "post")
    assert await decisions(town, "matti") == [(channel, "refused", "phone") for channel in channels]


async def test_a_refusal_is_shown_at_once_and_stops_what_was_allowed(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await at_permissions(hands, town, "koivu", row=2)
        await hands.press("right", "enter")
        await hands.sees("Kielto: Koivu Hallinto, tekstiviesti.")
        await hands.press("k")
        await hands.sees("Kielto kirjattu: Koivu Hallinto, tekstiviesti.")
        await hands.sees("kirjeellä")
    assert await decisions(town, "koivu", "administration") == [("sms", "refused", "letter")]


async def test_escape_records_nothing(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await at_permissions(hands, town, "matti")
        await hands.press("k")
        await hands.sees("Miten kiellettiin?")
        await hands.press("escape")
        await hands.misses("Miten kiellettiin?")
    assert await decisions(town, "matti") == []


async def test_a_consent_is_asked_with_the_words_that_must_be_said(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await at_permissions(hands, town, "koivu", row=1)
        await hands.press("enter")
        await hands.sees("Sano: ”Saammeko lähettää sinulle tarjouksia")
        await hands.press("t")
        await hands.sees("Onko todistetta?")
        await hands.type("muistio 7")
        await hands.press("enter")
        await hands.sees("Kirjattu: suostumus, Koivu Päättäjä, sähköposti.")
        await hands.sees("muistio 7")
    assert (await decisions(town, "koivu", "decision"))[-1] == ("email", "consent", "meeting")


async def test_an_existing_customer_has_a_product_group(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await at_permissions(hands, town, "matti")
        await hands.press("enter")
        await hands.sees("Millä perusteella?")
        await hands.press("a")
        await hands.sees("Asiakassuhde: Matti Meikäläinen, sähköposti. Miten annettiin?")
        await hands.press("o")
        await hands.sees("Mikä tuoteryhmä?")
        await hands.press("enter")
        await hands.sees("Onko todistetta?")
        await hands.press("enter")
        await hands.sees("Kirjattu: asiakassuhde")
        await hands.sees("√ asiakkuus")
    assert await decisions(town, "matti") == [("email", "existing_customer", "contract")]


async def test_after_a_refusal_only_a_consent_is_offered(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await at_permissions(hands, town, "kielto")
        await hands.press("enter")
        await hands.sees("Suostumus: Kalle Kieltävä, sähköposti. Miten annettiin?")


async def test_support_is_told_that_it_records_refusals_only_before_anything_is_asked(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        screen = await at_permissions(hands, town, "matti")
        await hands.press("enter")
        await hands.sees("Tuki kirjaa vain kieltoja")
        assert hands.desk.screen is screen


async def test_data_protection_reads_and_is_told_so(town: Town) -> None:
    async with at_desk(town, "petra") as hands:
        screen = await at_permissions(hands, town, "kielto")
        await hands.sees("on kieltänyt")
        assert not any(screen.check_action(act, ()) for act in ("edit", "refuse"))
        await hands.press("enter")
        await hands.sees("Tietosuoja lukee luvat eikä muuta niitä.")
        assert hands.desk.screen is screen


async def test_a_permission_that_would_have_no_effect_is_not_asked_for(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        screen = await at_permissions(hands, town, "suoja")
        await hands.press("enter")
        await hands.sees("Lupa ei vaikuttaisi mihinkään")
        assert hands.desk.screen is screen


async def test_who_has_refused_everything_is_not_asked_again(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        screen = await at_permissions(hands, town, "kielto")
        await hands.press("k")
        await hands.sees("Kalle Kieltävä on jo kieltänyt kaikki kanavat.")
        assert hands.desk.screen is screen


async def test_one_key_shows_all_decisions_of_a_person(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await at_permissions(hands, town, "kielto")
        await hands.press("h")
        await hands.misses("Automaatti    ")
        await hands.press("end")
        await hands.sees("Kalle Kieltävä · sähköposti")
        await hands.press("escape")
        await hands.sees("× kielto")


async def test_support_sees_the_verdict_and_no_decisions(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await at_permissions(hands, town, "kielto")
        await hands.sees("ei päätöksiä sen takana")


async def test_a_card_that_closed_by_itself_is_opened_again(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await at_permissions(hands, town, "matti")
        owner = await town.owner()
        await owner.execute("update audit.ticket set until = now() - interval '1 minute'")
        await hands.press("k")
        await hands.sees("Miten kiellettiin?")
        await hands.press("s")
        await hands.sees("Kielto kirjattu kaikille kanaville")
    assert len(await decisions(town, "matti")) == 5


async def test_what_somebody_else_records_is_shown(town: Town) -> None:
    async with at_desk(town, "salla") as hands:
        await at_permissions(hands, town, "matti")
        await hands.misses("× kielto")
        tuki = await town.opened("tuki", "matti")
        await record(tuki, town.ids["matti"], None, "phone", "refused")
        await hands.sees("× kielto")


async def test_billing_is_told_that_it_has_no_permissions(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        session = hands.desk.session
        await customers.open_card(session, town.ids["matti"])
        hands.desk.push_screen(PermissionsScreen(await customers.card(session, town.ids["matti"])))
        await hands.sees("‼")
        assert not hands.desk.screen.found


async def test_a_second_recording_of_the_same_operation_adds_nothing(town: Town) -> None:
    salla = await town.opened("salla", "matti")
    operation = uuid4()
    for _ in range(2):
        await salla.fetchval(
            "select api.record_permission($1, $2, null, 'email', 'refused', 'phone', null, null, null)", operation, town.ids["matti"]
        )
    assert len(await decisions(town, "matti")) == 1


async def test_u_undoes_ones_last_decision_and_says_what(town: Town) -> None:
    await record(await town.opened("salla", "matti"), town.ids["matti"], None, "email", "consent")
    async with at_desk(town, "salla") as hands:
        screen = await at_permissions(hands, town, "matti")
        await hands.until(lambda: screen.cell.state == "consent")
        await hands.press("u")
        await hands.sees("markkinointilupa lisätty")
        assert screen.cell.state is None
        assert [state for _, state, _ in await decisions(town, "matti")] == ["consent", "none"]


async def test_u_leaves_a_refusal_standing_and_says_why(town: Town) -> None:
    await record(await town.opened("salla", "matti"), town.ids["matti"], None, "email", "refused")
    async with at_desk(town, "salla") as hands:
        await at_permissions(hands, town, "matti")
        await hands.press("u")
        await hands.until(lambda: "kielto" in hands.told.lower())
        assert [state for _, state, _ in await decisions(town, "matti")] == ["refused"]


async def test_undo_is_not_offered_to_those_who_record_refusals_alone(town: Town) -> None:
    for who in ("tuki", "petra"):
        async with at_desk(town, who) as hands:
            screen = await at_permissions(hands, town, "matti")
            assert not screen.check_action("undo", ())
