"""Services and domains on the card, hosts and whom a fault would hit, and noting that a person was told."""

from __future__ import annotations

import pytest

from tests.people import Town, open_host, save_host
from tests.sql.test_hosts import KEEPER
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.host import HostScreen


async def card_of(hands: Hands, town: Town, name: str) -> CardScreen:
    """The card of a customer, read."""
    hands.desk.open_card(town.ids[name])
    await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
    return hands.desk.screen


async def host_of(hands: Hands, town: Town, name: str) -> HostScreen:
    """A host, read."""
    hands.desk.push_screen(HostScreen(town.ids[name]))
    await hands.until(lambda: isinstance(hands.desk.screen, HostScreen) and hands.desk.screen.whole)
    return hands.desk.screen


@pytest.mark.parametrize(("language", "words"), [("fi", "Webhotelli M"), ("en", "Web hosting M")])
async def test_card_shows_services_and_domains_in_words(town: Town, language: str, words: str) -> None:
    async with at_desk(town, "tuki", language=language, size=(140, 40)) as hands:
        await card_of(hands, town, "kunta")
        await hands.sees(words)
        await hands.sees("web1.example.fi")
        await hands.sees("kirjasto.example.fi")


async def test_domain_near_its_expiry_is_told_at_a_glance(town: Town) -> None:
    owner = await town.owner()
    await owner.execute(
        "update register.domain set expires_on = (now() at time zone 'Europe/Helsinki')::date + 12 where party = $1", town.ids["kunta"]
    )
    async with at_desk(town, "tuki", size=(140, 40)) as hands:
        await card_of(hands, town, "kunta")
        await hands.sees("vanhenee 12 pv")


async def test_service_and_domain_are_added_and_saved_in_place(town: Town) -> None:
    owner, matti = await town.owner(), town.ids["matti"]
    async with at_desk(town, "tuki", size=(140, 40)) as hands:
        card = await card_of(hands, town, "matti")
        card.form.go(next(cell.key for cell in card.form.places.cells if cell.section == "domains"))
        await hands.press("n")
        await hands.type("ÄITI.example.fi")
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu")
    assert await owner.fetchval("select name from register.domain where party = $1", matti) == "äiti.example.fi"


async def test_what_is_no_domain_is_refused_where_it_is_typed(town: Town) -> None:
    async with at_desk(town, "tuki", size=(140, 40)) as hands:
        card = await card_of(hands, town, "matti")
        card.form.go(next(cell.key for cell in card.form.places.cells if cell.section == "domains"))
        await hands.press("n")
        await hands.type("äiti")
        await hands.press("ctrl+s")
        await hands.sees("Verkkotunnus on muotoa example.fi")


async def test_hosts_lead_to_one_and_to_the_customers_it_would_hit(town: Town) -> None:
    async with at_desk(town, "petra", size=(140, 40)) as hands:
        await hands.press("H")
        await hands.sees("db1.example.fi")
        await hands.press("enter")
        await hands.sees("Pihtiputaan kunta")
        await hands.sees("Rajattu Rantala Oy")
        await hands.press("tab", "enter")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)


async def test_maintainer_of_a_host_is_added_told_and_undone(town: Town) -> None:
    owner, web1 = await town.owner(), town.ids["web1"]
    role = "select r.legal_basis, p.told_how from register.person_role r join register.person p on p.id = r.person where r.host = $1"
    async with at_desk(town, "tuki", size=(140, 40)) as hands:
        await host_of(hands, town, "web1")
        await hands.press("t")
        await hands.type("Yrjö")
        await hands.press("tab")
        await hands.type("Huolto")
        await hands.press("tab")
        await hands.type("044 555 0777")
        await hands.press("ctrl+s")
        await hands.sees("kerrottava")
        assert tuple(await owner.fetchrow(role, web1)) == ("legitimate_interest", None)
        await hands.press("z")
        await hands.sees("Miten henkilölle kerrottiin")
        await hands.press("enter")
        await hands.misses("kerrottava")
        assert tuple(await owner.fetchrow(role, web1)) == ("legitimate_interest", "e-mail")
        await hands.press("u")
        await hands.sees("kerrottava")
        await hands.press("u")
        await hands.misses("Huolto")
    assert await owner.fetchrow(role, web1) is None


async def test_purposes_without_services_are_not_offered_hosts(town: Town) -> None:
    async with at_desk(town, "maria") as hands:
        await hands.sees("Kaikki")
        await hands.press("H")
        assert "Palvelimet" not in hands.text()


async def typed_at_a_host(hands: Hands, town: Town) -> HostScreen:
    """A host with a place typed, and a person begun."""
    host = await host_of(hands, town, "web1")
    host.form.go((f"host:{town.ids['web1']}", "place"))
    await hands.press("e")
    await hands.type(" kellari")
    await hands.press("escape", "t")
    await hands.type("Yrjö")
    return host


async def test_what_is_typed_at_a_host_is_kept_as_a_draft_and_found_again(town: Town) -> None:
    async with at_desk(town, "tuki", size=(140, 40)) as hands:
        await typed_at_a_host(hands, town)
        await hands.press("escape")
        await hands.sees("Luonnos säilytetty")
        await hands.press("escape")
        await hands.until(lambda: not isinstance(hands.desk.screen, HostScreen))
        await host_of(hands, town, "web1")
        await hands.sees("Luonnos palautettu")
        await hands.sees("kellari")
        await hands.sees("Yrjö")
        await hands.press("f12", "enter")
        await hands.sees("Luonnos hylätty")


async def test_an_open_host_is_said_in_the_other_language_under_what_is_being_typed(town: Town) -> None:
    async with at_desk(town, "tuki", size=(140, 40)) as hands:
        host = await typed_at_a_host(hands, town)
        await hands.press("f8")
        await hands.sees("Given names")
        assert host.form.editing
        await hands.sees("Yrjö")
        await hands.sees("kellari")
        await hands.press("f8", "escape", "f12", "enter")
        await hands.sees("Luonnos hylätty")


async def test_draft_of_a_host_is_on_the_first_page_and_leads_back(town: Town) -> None:
    async with at_desk(town, "tuki", size=(140, 40)) as hands:
        host = await host_of(hands, town, "mail1")
        host.form.go((f"host:{town.ids['mail1']}", "place"))
        await hands.press("e")
        await hands.type(" kellari")
        await hands.press("escape", "escape")
        await hands.until(lambda: not isinstance(hands.desk.screen, HostScreen))
        await hands.sees("mail1.example.fi")
        await hands.press("d", "enter")
        await hands.until(lambda: isinstance(hands.desk.screen, HostScreen) and hands.desk.screen.whole)
        await hands.sees("Luonnos palautettu")


async def test_sources_and_redo_of_a_host_are_one_key_away(town: Town) -> None:
    async with at_desk(town, "hanna", size=(140, 40)) as hands:
        host = await host_of(hands, town, "web1")
        host.form.go((f"host:{town.ids['web1']}", "place"))
        await hands.press("e")
        await hands.type(" kellari")
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu")
        await hands.press("u")
        await hands.sees("Kumottu")
        await hands.misses("kellari")
        await hands.press("U")
        await hands.sees("Tehty uudestaan")
        await hands.sees("kellari")
        await hands.press("s")
        await hands.sees("web1.example.fi · virtuaalipalvelin")
        await hands.sees("db1.example.fi")


async def test_due_domain_and_keeper_are_named_and_lead_to_their_rows(town: Town) -> None:
    owner = await town.owner()
    await owner.execute("update register.domain set expires_on = rules.today() + 3 where name = 'kirjasto.example.fi'")
    tuki = await town.as_login("tuki")
    await open_host(tuki, town.ids["web1"])
    await save_host(tuki, town.ids["web1"], *KEEPER)
    async with at_desk(town, "tuki") as hands:
        await hands.press("w")
        await hands.sees("Kerro (GDPR 14): Yrjö Huolto")
        await hands.sees("web1.example.fi")
        await hands.sees("Vanhenee: kirjasto.example.fi")
        await hands.press("enter")
        host = await hands.until(lambda: isinstance(hands.desk.screen, HostScreen) and hands.desk.screen.whole and hands.desk.screen)
        await hands.until(lambda: host.form.here and host.form.here[0].startswith("person:"))
        await hands.press("escape", "end", "enter")
        card = await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card and hands.desk.screen)
        await hands.until(lambda: card.form.here and card.form.here[0].startswith("domain:"))
