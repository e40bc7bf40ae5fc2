"""Where did you get this: every datum with its source."""

from __future__ import annotations

import pytest

from tests.people import Town, login_of, save
from tests.sql.test_sources import POST, claim, fetched, settle
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.sources import SourcesScreen


async def at_sources(hands: Hands, town: Town, name: str) -> SourcesScreen:
    """The sources of a customer, opened from its card."""
    hands.desk.open_card(town.ids[name])
    await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
    await hands.press("s")
    return await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, SourcesScreen) else None)


async def test_the_screen_looks_as_agreed(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await at_sources(hands, town, "koivu")
        await hands.sees("Koivukuja 1, 44800 Pihtipudas")
        await hands.press("down", "down")
        await hands.sees("ei vahvistettu")
        agreed("sources", await hands.still())


async def test_the_screen_looks_as_agreed_on_a_wide_screen(town: Town) -> None:
    async with at_desk(town, "hanna", language="en", size=(140, 40)) as hands:
        await at_sources(hands, town, "koivu")
        await hands.sees("Koivukuja 1, 44800 Pihtipudas")
        agreed("sources-wide-en", await hands.still())


async def test_a_source_is_told_with_its_reference_and_who_entered_it(town: Town) -> None:
    hanna = await town.opened("hanna", "matti")
    fields = {"kind": "mobile", "given": "+358445550177", "source": "fonecta", "source_ref": "erä 12"}
    await save(hanna, town.ids["matti"], {"entity": "contact_point", "fields": fields})
    async with at_desk(town, "hanna") as hands:
        await at_sources(hands, town, "matti")
        await hands.sees("Fonecta")
        await hands.press("end")
        await hands.until(lambda: "044" in hands.text() or "+358" in hands.text())
        await hands.press("home")
        screen = hands.desk.screen
        assert ("fonecta", "erä 12") in [(one.source, one.source_ref) for _, _, one in screen.data]


async def test_an_identity_code_shows_only_that_it_was_verified(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await at_sources(hands, town, "matti")
        await hands.sees("(piilossa; on varmistettu)")
        assert "900P" not in hands.text()


async def test_what_the_purpose_does_not_see_has_no_line(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        screen = await at_sources(hands, town, "koivu")
        await hands.sees("Kahvila Koivu Oy")
        assert not [what for what, _, _ in screen.data if what.startswith("osoite")]
        assert "Koivukuja" not in hands.text()


async def test_sources_that_differ_stand_beside_each_other_and_a_person_decides(town: Town) -> None:
    hanna, koivu = await town.opened("hanna", "koivu"), town.ids["koivu"]
    said = [claim("main", "open", name="Koivun Kahvila Oy"), claim("post", "open", **POST)]
    await settle(hanna, koivu, await fetched(hanna, koivu), claims=said)
    async with at_desk(town, "hanna") as hands:
        screen = await at_sources(hands, town, "koivu")
        await hands.press("down")
        await hands.sees("Ratkaisu")
        agreed("sources-differ", await hands.still())
        await hands.press("a")
        await hands.sees("Pidä oma")
        await hands.press("o")
        await hands.until(lambda: screen.card.customer.name == "Koivun Kahvila Oy")
        await hands.sees("Ratkaistu")
        await hands.misses("── eri: nimi")
        await hands.press("home", *(["down"] * 4), "a", "p")
        await hands.until(lambda: [one.standing for one in screen.card.claims] == ["theirs", "ours"])
        await hands.press("escape", "u")
        await hands.sees("Kumottu")
        await hands.press("u")
        await hands.sees("Kahvila Koivu Oy #")
    owner = await town.owner()
    now = "select name, (select string_agg(standing, ' ') from register.source_claim) from register.party where id = $1"
    assert tuple(await owner.fetchrow(now, koivu)) == ("Kahvila Koivu Oy", "open open")


async def test_data_protection_is_told_what_was_fetched(town: Town) -> None:
    hanna, koivu = await town.opened("hanna", "koivu"), town.ids["koivu"]
    await settle(hanna, koivu, await fetched(hanna, koivu), claims=[claim("main", "ours", name="Koivun Kahvila Oy")])
    async with at_desk(town, "petra") as hands:
        screen = await at_sources(hands, town, "koivu")
        await hands.until(lambda: screen.fetches)
        await hands.press("end")
        await hands.sees("1572860-0: eroja 1, hyväksytty 0")
        await hands.sees("Jätetty")
        await hands.sees("Hallinnointi")


@pytest.mark.parametrize(
    ("key", "left"),
    [
        ("o", [("+358445550178", "fonecta")]),
        ("p", [("+358445550177", "customer")]),
        ("m", [("+358445550177", "customer"), ("+358445550178", "fonecta")]),
    ],
)
async def test_a_number_of_fonecta_stands_beside_ours_until_a_person_decides(town: Town, key: str, left: list[tuple[str, str]]) -> None:
    hanna, matti, owner = await town.opened("hanna", "matti"), town.ids["matti"], await town.owner()
    await owner.execute("delete from register.contact_point where party = $1 and kind <> 'email'", matti)
    for given, source in (("+358445550177", "customer"), ("+358445550178", "fonecta")):
        await save(hanna, matti, {"entity": "contact_point", "fields": {"kind": "mobile", "given": given, "source": source}})
    async with at_desk(town, "hanna") as hands:
        screen = await at_sources(hands, town, "matti")
        told = [content for what, content, _ in screen.data if "matkapuhelin" in what.lower()]
        assert told == ["+358445550177", "+358445550178"]
        place = next(at for at, (what, _, _) in enumerate(screen.data) if what == "eri: matkapuhelin")
        await hands.press(*["down"] * place, "a")
        await hands.sees("Molemmat pitävät")
        await hands.press(key)
        await hands.sees("Ratkaistu")
        assert screen.rival is None
    numbers = "select given, source from register.contact_point where party = $1 and kind = 'mobile' order by 1"
    assert [tuple(row) for row in await owner.fetch(numbers, matti)] == left
    if key == "m":
        async with at_desk(town, "tuki") as hands:
            assert "eri: matkapuhelin" not in {what for what, _, _ in (await at_sources(hands, town, "matti")).data}


@pytest.mark.parametrize(("who", "reference"), [("tuki", "viesti 12"), ("hanna", None), ("anna", "")])
async def test_a_contact_tells_its_source_reference_day_and_who_to_those_who_see_it(town: Town, who: str, reference: str | None) -> None:
    tuki, matti = await town.opened("tuki", "matti"), town.ids["matti"]
    fields = {"channel": "email", "summary": "Kysyi tilaa.", "source": "e-mail", "source_ref": "viesti 12"}
    number = (await save(tuki, matti, {"entity": "interaction", "fields": fields}))["rows"][0]["id"]
    async with at_desk(town, who) as hands:
        screen = await at_sources(hands, town, "matti")
        if reference == "":
            await hands.sees("Matti")
            assert not screen.contacts
            return
        await hands.until(lambda: screen.contacts)
        await hands.press("end")
        await hands.sees(f"T-{number} · sähköposti meille")
        await hands.sees(login_of("tuki")[:10])
        assert [(one.source, one.source_ref) for one in screen.contacts] == [("e-mail", reference)]
        assert "Kysyi" not in hands.text()
