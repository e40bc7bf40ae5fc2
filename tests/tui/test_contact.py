"""Contacts at the real program: logged while somebody is on the line, with who they are said or left open, and found again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.people import Town, open_card, save
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tests.tui.test_key_turns import at_once
from tui.screens.card import CardScreen
from tui.screens.contact import ContactScreen
from tui.screens.home import HomeScreen
from tui.screens.register import RegisterScreen
from tui.screens.timeline import TimelineScreen
from tui.widgets.form import Form

LANGUAGES = ("fi", "en")


async def at_card(hands: Hands, town: Town, name: str) -> None:
    """Open a card."""
    hands.desk.open_card(town.ids[name])
    await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)


async def calling(hands: Hands) -> ContactScreen:
    """Begin a contact."""
    await hands.press("c")
    return await contact_shown(hands)


async def contact_shown(hands: Hands) -> ContactScreen:
    """Wait until a contact is on the screen."""
    await hands.until(
        lambda: isinstance(hands.desk.screen, ContactScreen) and hands.desk.screen.card and hands.desk.screen.form.places.cells
    )
    screen = hands.desk.screen
    assert isinstance(screen, ContactScreen)
    await hands.until(lambda: screen.contact or screen.form.editing)
    return screen


async def logged(town: Town, name: str, **fields: Any) -> int:
    """A contact that support logged before."""
    tuki = await town.opened("tuki", name)
    change = {"entity": "interaction", "fields": {"channel": "call", "summary": "Posti ei kulje.", **fields}}
    return (await save(tuki, town.ids[name], change))["rows"][0]["id"]


async def found(town: Town, query: str, *args: object) -> Any:
    """What is in the database."""
    return await (await town.owner()).fetchval(query, *args)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_new_contact_looks_as_agreed(town: Town, language: str) -> None:
    async with at_desk(town, "tuki", language=language) as hands:
        await at_card(hands, town, "koivu")
        await calling(hands)
        agreed(f"contact-new-{language}", await hands.still())


@pytest.mark.parametrize("begun_at", ["card", "timeline", "list"])
async def test_the_service_is_called_by_the_name_of_its_product(town: Town, begun_at: str) -> None:
    product, name = await (await town.owner()).fetchrow(
        "select p.fi, s.name from register.service s join register.product p on p.code = s.product where s.id = $1",
        town.ids["lupa.service"],
    )
    async with at_desk(town, "tuki") as hands:
        if begun_at == "list":
            hands.desk.push_screen(ContactScreen(town.ids["lupa"]))
            await contact_shown(hands)
        else:
            await at_card(hands, town, "lupa")
            if begun_at == "timeline":
                await hands.press("T")
                await hands.until(lambda: isinstance(hands.desk.screen, TimelineScreen))
            await calling(hands)
        await hands.sees(f"{product} {name or ''}".rstrip())


async def test_what_may_be_told_follows_how_the_caller_was_verified(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await at_card(hands, town, "koivu")
        await calling(hands)
        await hands.sees("Ei tunnistettu: neuvo yleisesti")
        await hands.press("v")
        await hands.sees("vahva tunnistautuminen")
        await hands.sees("Koivu Tekijä: vain oman palvelunsa tekniset tiedot")
        await hands.sees("Ei saa tilata")


async def test_the_last_four_are_compared_before_the_caller_is_told_anything(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await at_card(hands, town, "matti")
        await calling(hands)
        await hands.press("h")
        await hands.sees("Ei vielä verrattu")
        await hands.press("tab")
        await hands.sees("neljä viimeistä merkkiä?")
        await hands.type("123X")
        await hands.press("enter")
        await hands.sees("Ei täsmää")
        await hands.sees("Ei tunnistettu: neuvo yleisesti")
        await hands.type("Kysyi laskusta.")
        await hands.press("ctrl+s")
        await hands.sees("neljä viimeistä merkkiä?")
        await hands.type("900p")
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))
        await hands.sees("Kirjattu: T-")
    assert await found(town, "select verified from register.interaction where party = $1", town.ids["matti"]) == "identity_code"
    assert "900" not in str(await (await town.owner()).fetch("select term, reason from audit.read_log"))


async def test_a_caller_who_is_not_known_becomes_a_user(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await at_card(hands, town, "koivu")
        screen = await calling(hands)
        await hands.press("tab")
        await hands.type("Kysyi sähköpostin asetuksia.")
        screen.form.go(("person:new1", "given_names"))
        await hands.type("Uuno")
        await hands.press("ctrl+s")
        await hands.sees("etunimi ja sukunimi")
        await hands.type("Uusi")
        await hands.press("tab")
        await hands.type("044 555 0999")
        await hands.press("ctrl+s")
        await hands.sees("Uuno Uusi on nyt käyttäjä")
    query = """
        select count(*) from register.interaction i
        join register.person h on h.id = i.person and h.family_name = 'Uusi' and h.source = 'call'
        join register.person_role r on r.person = h.id and r.role = 'user' and r.party = i.party
        join register.contact_point c on c.person = h.id and c.kind = 'mobile' and c.normal = '+358445550999' where i.party = $1
    """
    assert await found(town, query, town.ids["koivu"]) == 1


async def test_what_was_typed_is_there_again_after_leaving_and_from_home(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await at_card(hands, town, "matti")
        await calling(hands)
        await hands.press("tab")
        await hands.type("Kesken jäi tämä.")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))
        await calling(hands)
        await hands.sees("Kesken jäi tämä.")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))
        await hands.press("g")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        await hands.sees("Uusi yhteydenotto · Matti")
        await hands.press("d", "enter")
        await contact_shown(hands)
        await hands.sees("Kesken jäi tämä.")
        await hands.press("ctrl+s")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        await hands.misses("Uusi yhteydenotto · Matti")
    assert await found(town, "select summary from register.interaction where party = $1", town.ids["matti"]) == "Kesken jäi tämä."
    assert await found(town, "select count(*) from desk.draft") == 0


async def test_a_draft_is_kept_when_the_line_drops(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await at_card(hands, town, "matti")
        await calling(hands)
        await hands.press("tab")
        await hands.type("Linja katkeaa")
        assert await hands.desk.keep_drafts()
    assert "Linja katkeaa" in str(await found(town, "select fields from desk.draft where kind = 'contact'"))


async def test_own_open_contacts_are_at_home_and_closed_from_there(town: Town) -> None:
    number = await logged(town, "matti", follow_up_on="2026-02-03")
    async with at_desk(town, "tuki") as hands:
        await hands.sees(f"Matti Meikäläinen · puhelu T-{number}")
        await hands.sees("palataan 3.2.2026")
        assert isinstance(hands.desk.screen, HomeScreen)
        assert hands.desk.screen.board.go("contacts")
        await hands.press("enter")
        await contact_shown(hands)
        await hands.sees("Posti ei kulje.")
        await hands.press("x")
        await hands.sees("Merkitäänkö hoidetuksi?")
        await hands.press("k")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        await hands.sees("Ei avoimia")
    assert await found(town, "select closed_on is not null from register.interaction where id = $1", number)


async def test_a_contact_that_stays_open_is_edited_and_tells_until_when_it_is_kept(town: Town) -> None:
    number = await logged(town, "matti", closed_on="2026-12-31", at="2026-01-15T09:30:00+02:00")
    async with at_desk(town, "tuki") as hands:
        hands.desk.push_screen(ContactScreen(town.ids["matti"], number=number))
        screen = await contact_shown(hands)
        await hands.sees("31.12.2028 (24 kk)")
        await hands.press("e")
        screen.form.go((f"interaction:{number}", "summary"))
        await hands.press("end")
        await hands.type(" Korjattu.")
        await hands.press("ctrl+s")
        await hands.until(lambda: not isinstance(hands.desk.screen, ContactScreen))
    assert await found(town, "select summary || version from register.interaction where id = $1", number) == "Posti ei kulje. Korjattu.2"


async def test_two_who_change_one_contact_lose_nothing(town: Town) -> None:
    number = await logged(town, "matti")
    async with at_desk(town, "tuki") as hands:
        hands.desk.push_screen(ContactScreen(town.ids["matti"], number=number))
        screen = await contact_shown(hands)
        await hands.press("e")
        screen.form.go((f"interaction:{number}", "summary"))
        await hands.press("end")
        await hands.type(" Oma.")
        other = await town.as_login("monta", "support")
        await open_card(other, town.ids["matti"])
        change = {"entity": "interaction", "id": number, "version": 1, "fields": {"summary": "Toisen.", "channel": "email"}}
        await save(other, town.ids["matti"], change)
        await hands.press("ctrl+s")
        await hands.sees("1 ristiriita.")
        await hands.sees("Toisen.")
        await hands.press("ctrl+s")
        await hands.until(lambda: not isinstance(hands.desk.screen, ContactScreen))
    row = await (await town.owner()).fetchrow("select summary, channel from register.interaction where id = $1", number)
    assert row is not None
    assert tuple(row) == ("Posti ei kulje. Oma.", "email")


async def test_an_identity_code_in_the_summary_is_refused_at_the_field(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await at_card(hands, town, "matti")
        await calling(hands)
        await hands.press("tab")
        await hands.type("Hetu 010190-900P.")
        await hands.press("ctrl+s")
        await hands.sees("Henkilötunnus tallennetaan erikseen.")
        assert isinstance(hands.desk.screen, ContactScreen)
    assert "900P" not in str(await found(town, "select jsonb_agg(fields) from desk.draft"))


@pytest.mark.parametrize(("who", "offered"), [("tuki", True), ("hanna", False), ("salla", False), ("anna", False), ("petra", False)])
async def test_the_key_is_offered_to_support_alone(town: Town, who: str, offered: bool) -> None:
    async with at_desk(town, who) as hands:
        await at_card(hands, town, "matti")
        await hands.sees("Matti Meikäläinen")
        assert hands.desk.screen.check_action("call", ()) is offered
        await hands.press("c")
        await hands.pilot.pause()
        assert isinstance(hands.desk.screen, ContactScreen) is offered


async def test_a_contact_is_logged_from_the_list_too(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await hands.press("slash")
        await hands.type("meikäl")
        await hands.sees("Meikäläinen")
        await hands.press("down")
        await hands.until(lambda: hands.desk.screen.check_action("call", ()))
        await calling(hands)
        await hands.press("tab")
        await hands.type("Luettelosta.")
        await hands.press("ctrl+s")
        await hands.sees("Kirjattu: T-")
    assert await found(town, "select summary from register.interaction where party = $1", town.ids["matti"]) == "Luettelosta."


async def test_administration_sees_the_head_of_a_contact_and_nothing_to_type_in(town: Town) -> None:
    number = await logged(town, "matti")
    async with at_desk(town, "hanna") as hands:
        hands.desk.push_screen(ContactScreen(town.ids["matti"], number=number))
        await contact_shown(hands)
        await hands.sees("Sisältö näkyy vain tuelle ja tietosuojalle.")
        assert "Posti ei kulje" not in hands.text()
        await hands.press("e")
        assert not hands.desk.screen.query_one(Form).editing


async def test_keys_typed_from_the_list_in_one_burst_are_the_contact(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await hands.sees("Asiakkaat")
        at_once(hands, "slash", "luvallinen")
        await hands.sees("Liisa Luvallinen")
        await hands.press("down")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen) and hands.desk.screen.rows.has_focus)
        at_once(hands, "c", "t", "tab", "Posti ei kulje.", "ctrl+s")
        await hands.sees("Kirjattu: T-")
    said = "select verified || ' ' || summary from register.interaction where party = $1"
    assert await found(town, said, town.ids["lupa"]) == "call_back Posti ei kulje."
