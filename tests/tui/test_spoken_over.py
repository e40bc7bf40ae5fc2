"""The other language under what is open: a question, a form of fields, the line above the footer; what is typed stays as it is."""

from __future__ import annotations

import pytest

from tests.people import Town, login_of
from tests.tui.desks import at_desk
from tests.tui.test_billing_screens import FIRST, furnish
from tests.tui.test_card import edit, opened, retype
from tests.tui.test_staff_screen import at_staff, enter_new, go_to
from tui.screens.payment import PaymentScreen
from tui.screens.staff_granting import GrantScreen
from tui.widgets.ask import Ask, Choose, Confirm
from tui.widgets.form import Form
from tui.widgets.help import CommandsScreen
from tui.words import Said, again, how_many, joined, say, speak


def test_words_within_words_are_said_anew_and_what_are_no_words_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.words._spoken", ["fi"])
    told = joined("; ", say("form.source", source=say("form.no")), "Koivu", "", how_many("form.changed", 2))
    assert told == "lähde: ei; Koivu; 2 muutosta"
    speak("en")
    assert again(told) == "source: no; Koivu; 2 changed"
    assert isinstance(again(told), Said)


async def test_a_question_over_a_card_is_asked_in_the_other_language_and_answered_by_its_letters(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        await edit(hands, "address:", "street")
        await retype(hands, "Haapakuja")
        await hands.press("escape", "D")
        await hands.until(lambda: isinstance(hands.desk.screen, Confirm))
        await hands.press("down", "f8")
        await hands.sees("Discard the draft?")
        assert "kyllä" not in hands.text()
        assert "peruu" not in hands.text()
        await hands.press("y")
        await hands.until(lambda: hands.told == "Draft discarded.")
        await hands.press("f8")
        await hands.until(lambda: hands.told == "Luonnos hylätty.")


async def test_a_line_being_typed_and_the_cursor_among_choices_stay(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.press("slash")
        await hands.sees("Kahvila Koivu Oy")
        await hands.sees("F7 Uusi")
        await hands.press("down", "n")
        await hands.until(lambda: isinstance(hands.desk.screen, Choose))
        await hands.press("down", "f8")
        await hands.sees("What kind of customer?")
        assert [line for line in hands.text().splitlines() if "► c" in line and "company" in line], hands.text()
        await hands.press("escape")
        await hands.until(lambda: not isinstance(hands.desk.screen, Choose))
        await hands.press("f8", "b")
        await hands.until(lambda: isinstance(hands.desk.screen, Ask))
        await hands.type("1572860-1")
        await hands.press("enter", "left", "f8")
        await hands.sees("Which company?")
        form, text = hands.desk.screen.query_one(Form), hands.text()
        assert (form.entry.typing.text, form.entry.typing.at) == ("1572860-1", 8)
        assert "its last digit should be 0" in text, text


async def test_a_payment_is_said_in_the_other_language_under_what_is_typed(town: Town) -> None:
    await furnish(town)
    async with at_desk(town, "anna") as hands:
        await hands.press("y")
        await hands.until(lambda: isinstance(hands.desk.screen, PaymentScreen))
        await hands.type(FIRST)
        await hands.sees("Kahvila Koivu Oy")
        await hands.press("tab", "ctrl+u")
        await hands.type("x")
        await hands.press("ctrl+s", "f8")
        await hands.sees("Reference")
        assert not [word for word in ("Viite", "Summa", "avoinna", "Tilisiirrot") if word in hands.text()], hands.text()
        assert hands.told.startswith("An amount is"), hands.told
        assert hands.desk.screen.field("amount").value == "x"
        assert hands.desk.focused is hands.desk.screen.field("amount")


async def test_new_logins_and_grants_are_said_in_the_other_language_with_their_ticks(town: Town) -> None:
    async with at_desk(town, "paula") as hands:
        await at_staff(hands)
        await go_to(hands, login_of("teemu"))
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, GrantScreen))
        await hands.press("2", "f8")
        await hands.until(lambda: hands.told == "gives Technical support")
        assert "Tehtävät" not in hands.text(), hands.text()
        await hands.press("escape", "f8")
        await enter_new(hands, "2", ends="31.12.20")
        await hands.press("ctrl+s", "f8")
        await hands.sees("New login")
        assert "Write the day" in hands.text()
        assert "31.12.20" in hands.text(), hands.text()
        assert "[x] Technical support" in hands.text()


async def test_the_list_of_keys_and_a_refused_field_are_said_in_the_other_language(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await hands.press("question_mark")
        await hands.until(lambda: isinstance(hands.desk.screen, CommandsScreen))
        await hands.press("f8")
        await hands.sees("Search by name")
        assert "Etusivu" not in hands.text()
        await hands.press("escape")
        hands.desk.screen.tell(say("errors.unreachable"), bad=True)
        await hands.press("f8")
        assert hands.told == "Palvelin ei vastaa juuri nyt."
