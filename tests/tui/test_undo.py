"""Undo from the keyboard: told in words, again and again, after a new login, with what was typed kept."""

from __future__ import annotations

from uuid import uuid4

import pytest

from tests.clock import Watch
from tests.people import Town, login_of, open_card, record, save, version_of
from tests.tui.desks import at_desk
from tests.tui.test_card import edit, opened, retype
from tests.tui.test_history_screen import at_history
from tui.screens.home import HomeScreen

BAR = 0.3
"""Seconds from the key to the card as it was."""
SLOW = 3
"""How much slower a machine may be that runs other things besides."""


async def street(town: Town) -> str:
    """The street that is really there."""
    return await (await town.owner()).fetchval("select street from register.address where id = $1", town.ids["koivu.home"])


async def move(town: Town, who: str, *streets: str) -> None:
    """Somebody writes the street of Kahvila Koivu in psql, each in an operation of its own."""
    connection = await town.opened(who, "koivu")
    for name in streets:
        version = await version_of(connection, "address", town.ids["koivu.home"])
        change = {"entity": "address", "id": town.ids["koivu.home"], "version": version, "fields": {"street": name}}
        assert (await save(connection, town.ids["koivu"], change))["outcome"] == "saved"
    await connection.close()


@pytest.mark.parametrize(("language", "words"), [("fi", "osoite (katu)"), ("en", "address (street)")])
async def test_one_key_undoes_what_was_just_saved_and_says_what(town: Town, language: str, words: str) -> None:
    async with at_desk(town, "hanna", language=language) as hands:
        await opened(hands, town, "koivu")
        await edit(hands, "address:", "street")
        await retype(hands, "Haapakuja")
        await hands.press("ctrl+s")
        await hands.sees("Haapakuja 1")
        await hands.press("u")
        await hands.sees(words)
        await hands.sees("Koivukuja 1")
        assert await street(town) == "Koivukuja"


@pytest.mark.alone
async def test_change_made_in_psql_before_this_login_is_undone_within_the_bar(town: Town) -> None:
    await move(town, "hanna", "Haapakuja", "Leppäkuja")
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        await hands.sees("Leppäkuja 1")
        backends = await (await town.owner()).fetch("select pid from pg_stat_activity where usename = $1", login_of("hanna"))
        watch = Watch(*(row["pid"] for row in backends))
        await hands.press("u")
        await hands.sees("Haapakuja 1")
        assert watch.seconds < SLOW * BAR
        await hands.press("u")
        await hands.sees("Koivukuja 1")


async def test_undone_change_is_redone_by_the_same_letter_with_shift(town: Town) -> None:
    await move(town, "hanna", "Haapakuja")
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        await hands.press("u")
        await hands.sees("Koivukuja 1")
        await hands.press("U")
        await hands.sees("Tehty uudestaan")
        await hands.sees("Haapakuja 1")
        await hands.press("U")
        await hands.sees("Ei ole kumousta")


async def test_nothing_to_undo_is_said(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await opened(hands, town, "koivu")
        await hands.press("u")
        await hands.sees("ei ole tässä tarkoituksessa kumottavaa")


async def test_who_changed_it_since_is_said_with_the_field(town: Town) -> None:
    await move(town, "anna", "Haapakuja")
    await move(town, "hanna", "Leppäkuja")
    async with at_desk(town, "anna") as hands:
        await opened(hands, town, "koivu")
        await hands.press("u")
        await hands.sees("Ei kumota: hanna")
        assert "osoite (katu)" in hands.told
        assert await street(town) == "Leppäkuja"


async def test_undoing_keeps_what_is_typed_and_not_saved(town: Town) -> None:
    await move(town, "hanna", "Haapakuja")
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        form = await edit(hands, "address:", "number")
        await retype(hands, "77")
        await hands.press("f4")
        await hands.sees("Kumottu")
        await hands.until(lambda: {"number": "77"} in form.changes().values())
        assert await street(town) == "Koivukuja"


async def test_removed_person_comes_back_with_one_key(town: Town) -> None:
    hanna = await town.opened("hanna", "koivu")
    role = town.ids["koivu.billing.role"]
    await save(hanna, town.ids["koivu"], {"entity": "person_role", "id": role, "version": 1, "remove": True})
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        assert "Laskuttaja" not in hands.text()
        await hands.press("u")
        await hands.sees("henkilö poistettu")
        await hands.until(lambda: "Laskuttaja" in {person.family_name for person in hands.desk.screen.card.persons})


async def test_new_customer_goes_and_the_screen_before_says_so(town: Town) -> None:
    hanna = await town.as_login("hanna")
    new = (await save(hanna, None, {"entity": "party", "fields": {"kind": "person", "name": "Väärä Henkilö", "unit": 1}}))["party"]
    await open_card(hanna, new)
    async with at_desk(town, "hanna") as hands:
        hands.desk.open_card(new)
        await hands.sees("Väärä Henkilö")
        await hands.until(lambda: hands.desk.screen.check_action("undo", ()))
        await hands.press("u")
        await hands.until(lambda: isinstance(hands.desk.screen, HomeScreen))
        await hands.sees("perustiedot lisätty")


async def test_refusal_of_marketing_stays_and_why_is_said(town: Town) -> None:
    salla = await town.opened("salla", "matti")
    await record(salla, town.ids["matti"], None, "email", "refused")
    async with at_desk(town, "salla") as hands:
        await opened(hands, town, "matti")
        await hands.press("u")
        await hands.sees("Kieltoa ei kumota")


async def test_identity_code_is_said_to_be_beyond_undoing(town: Town) -> None:
    hanna = await town.opened("hanna", "matti")
    await hanna.execute("select api.set_identity_code($1, $2, null, null, null)", uuid4(), town.ids["matti"])
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "matti")
        await hands.press("u")
        await hands.sees("Henkilötunnusta ei voi kumota")


async def test_purpose_that_changes_nothing_is_offered_no_undo(town: Town) -> None:
    async with at_desk(town, "ville") as hands:
        await opened(hands, town, "koivu")
        await hands.until(lambda: hands.desk.screen.rights.acts)
        await hands.press("u")
        assert not hands.told


# history ------------------------------------------------------------------------------------------------------------


async def test_old_value_is_compared_with_now_and_brought_back_from_history(town: Town) -> None:
    await move(town, "hanna", "Haapakuja", "Leppäkuja")
    async with at_desk(town, "anna") as hands:
        screen = await at_history(hands, town, "koivu")
        await hands.sees("Haapakuja → Leppäkuja")
        await hands.press("down", "u")
        for line in ("oli    Koivukuja", "tuli   Haapakuja", "nyt    Leppäkuja"):
            await hands.sees(line)
        await hands.press("k")
        await hands.sees("Palautettu: osoite: katu")
        await hands.until(lambda: screen.lines and screen.lines[0].change == "Leppäkuja → Koivukuja")
        await hands.press("escape")
        await hands.sees("Koivukuja 1")
        assert not hands.told


async def test_removed_row_is_brought_back_from_history(town: Town) -> None:
    hanna = await town.opened("hanna", "koivu")
    phone = town.ids["koivu.own.phone"]
    await save(hanna, town.ids["koivu"], {"entity": "contact_point", "id": phone, "version": 1, "remove": True})
    async with at_desk(town, "salla") as hands:
        await at_history(hands, town, "koivu")
        await hands.sees("yhteystieto poistettu")
        await hands.press("enter")
        await hands.sees("Palauta entinen")
        await hands.press("k")
        await hands.sees("Palautettu: yhteystieto poistettu")
        await hands.press("escape")
        await hands.sees("+358445550100")


async def test_no_to_the_question_leaves_everything(town: Town) -> None:
    await move(town, "hanna", "Haapakuja")
    async with at_desk(town, "hanna") as hands:
        await at_history(hands, town, "koivu")
        await hands.sees("Koivukuja → Haapakuja")
        await hands.press("u")
        await hands.sees("Jätä ennalleen")
        await hands.press("escape")
        assert await street(town) == "Haapakuja"


async def test_added_row_is_said_to_hold_nothing_old(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await at_history(hands, town, "koivu")
        await hands.press("end")
        await hands.sees("perustiedot lisätty")
        await hands.press("u")
        await hands.sees("ei ollut mitään palautettavaa")


async def test_data_protection_reads_history_and_is_offered_no_change(town: Town) -> None:
    async with at_desk(town, "petra") as hands:
        screen = await at_history(hands, town, "koivu")
        await hands.press("tab")
        await hands.until(lambda: screen.of_reads)
        assert not screen.check_action("undo", ())


async def test_history_says_which_change_a_line_takes_back(town: Town) -> None:
    await move(town, "hanna", "Haapakuja")
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        await hands.press("u")
        await hands.sees("Koivukuja 1")
        await hands.press("h")
        await hands.sees("kumous: osoite: katu")
        await hands.sees("Kumoaa muutoksen, joka tehtiin")
        await hands.press("f8")
        await hands.sees("undo: address: street")
        await hands.sees("Takes back the change made")
