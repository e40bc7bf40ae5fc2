"""The history of a customer: newest first, an operation at a time, as far as the purpose sees; and who read."""

from __future__ import annotations

from tests.people import Town, save, version_of
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.history import HistoryScreen


async def at_history(hands: Hands, town: Town, name: str) -> HistoryScreen:
    """The history of a customer, opened from its card."""
    hands.desk.open_card(town.ids[name])
    await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
    await hands.press("h")
    screen = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, HistoryScreen) else None)
    await hands.until(lambda: screen.lines)
    await hands.misses("haetaan")
    return screen


async def move(town: Town, *streets: str) -> None:
    """Administration writes the street of Kahvila Koivu, each in an operation of its own."""
    hanna = await town.opened("hanna", "koivu")
    address = town.ids["koivu.home"]
    for street in streets:
        version = await version_of(hanna, "address", address)
        await save(hanna, town.ids["koivu"], {"entity": "address", "id": address, "version": version, "fields": {"street": street}})


async def test_the_screen_looks_as_agreed(town: Town) -> None:
    await move(town, "Haapakuja", "Leppäkuja")
    async with at_desk(town, "hanna") as hands:
        await at_history(hands, town, "koivu")
        await hands.sees("Haapakuja → Leppäkuja")
        await hands.press("down")
        await hands.sees("Koivukuja → Haapakuja")
        agreed("history", await hands.still())


async def test_the_newest_change_comes_first_with_what_it_was_and_became(town: Town) -> None:
    await move(town, "Haapakuja", "Leppäkuja")
    async with at_desk(town, "hanna") as hands:
        screen = await at_history(hands, town, "koivu")
        assert [(line.what, line.change) for line in screen.lines[:2]] == [
            ("osoite: katu", "Haapakuja → Leppäkuja"),
            ("osoite: katu", "Koivukuja → Haapakuja"),
        ]


async def test_what_could_not_be_read_is_asked_again_when_the_line_is_back(town: Town) -> None:
    owner = await town.owner()
    async with at_desk(town, "hanna") as hands:
        hands.desk.open_card(town.ids["koivu"])
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
        await owner.execute("revoke execute on function api.history from seloste_administration")
        await hands.press("h")
        await hands.until(lambda: isinstance(hands.desk.screen, HistoryScreen) and hands.told)
        await owner.execute("grant execute on function api.history to seloste_administration")
        hands.desk.on_session_state("here")
        await hands.until(lambda: hands.desk.screen.lines)
        assert not hands.told


async def test_what_was_saved_at_once_names_its_maker_once(town: Town) -> None:
    async with at_desk(town, "petra") as hands:
        screen = await at_history(hands, town, "koivu")
        begins = [line.entry.login.partition(".")[0] for line in screen.lines if line.first]
        assert begins == ["salla", "tuki", "hanna"]


async def test_support_sees_no_change_of_a_street(town: Town) -> None:
    await move(town, "Haapakuja")
    async with at_desk(town, "tuki") as hands:
        screen = await at_history(hands, town, "koivu")
        assert not [line for line in screen.lines if "Haapakuja" in line.change]
        assert "Haapakuja" not in hands.text()


async def test_a_long_history_is_paged_to_its_first_line(town: Town) -> None:
    await move(town, *(f"Katu {number}" for number in range(150)))
    async with at_desk(town, "hanna") as hands:
        screen = await at_history(hands, town, "koivu")
        assert len(screen.lines) <= 100
        await hands.press("end")
        await hands.sees("perustiedot lisätty")
        assert len(screen.lines) > 150
        await hands.press("home")
        await hands.sees("Katu 148 → Katu 149")


async def test_the_identity_code_is_in_no_line(town: Town) -> None:
    async with at_desk(town, "petra") as hands:
        screen = await at_history(hands, town, "matti")
        assert any(line.what == "henkilötunnus lisätty" for line in screen.lines)
        assert not [line for line in screen.lines if "900P" in line.change + line.what]
        assert "900P" not in hands.text()


async def test_data_protection_sees_who_read(town: Town) -> None:
    await town.opened("tuki", "koivu")
    async with at_desk(town, "petra") as hands:
        screen = await at_history(hands, town, "koivu")
        await hands.press("tab")
        await hands.sees("avasi kortin")
        assert {"tuki", "petra"} <= {one.login.partition(".")[0] for one in screen.traces or () if one.act == "card"}
        await hands.press("tab")
        await hands.misses("avasi kortin")


async def test_others_are_not_offered_who_read(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        screen = await at_history(hands, town, "koivu")
        await hands.press("tab")
        assert not screen.of_reads
        assert "Lukemiset" not in hands.text()


async def test_a_closed_card_is_opened_again_for_its_history(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        screen = await at_history(hands, town, "koivu")
        owner = await town.owner()
        await owner.execute("update audit.ticket set until = now() - interval '1 minute'")
        await hands.press("f5")
        await hands.until(lambda: screen.lines)
        await hands.sees("perustiedot" if "perustiedot" in hands.text() else "lisätty")
        assert hands.told == ""
