"""The questions over a screen, driven by keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.widgets.ask import Ask, Choose, Confirm, Tell
from tui.widgets.form import Checked
from tui.widgets.options import letters_of
from tui.words import speak

PURPOSES = (("billing", "laskutus"), ("support", "tekninen tuki"), ("administration", "hallinta"), ("privacy", "tietosuoja"))
NOTHING = object()


class Bench(App[None]):
    def __init__(self, dialog: ModalScreen[Any]) -> None:
        super().__init__()
        self.dialog = dialog
        self.answer: object = NOTHING

    def compose(self) -> ComposeResult:
        yield Static("alla")

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.keep)

    def keep(self, answer: object) -> None:
        self.answer = answer


class Person:
    def __init__(self, pilot: Any, bench: Bench) -> None:
        self.pilot, self.bench = pilot, bench

    async def keys(self, *names: str) -> None:
        for name in names:
            focused = self.bench.focused or self.bench.screen
            focused.post_message(events.Key(name, name if len(name) == 1 else " " if name == "space" else None))
        await self.pilot.pause()

    def sees(self) -> str:
        width, height = self.bench.size
        lines = self.bench.screen._compositor.render_strips()
        return "\n".join(strip.text.ljust(width) for strip in lines[:height])


@asynccontextmanager
async def asked(dialog: ModalScreen[Any]) -> AsyncIterator[Person]:
    speak("fi")
    bench = Bench(dialog)
    async with bench.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield Person(pilot, bench)


async def test_a_choice_is_one_letter() -> None:
    async with asked(Choose("Mihin tehtävään?", PURPOSES)) as person:
        assert "laskutus" in person.sees()
        await person.keys("t")
        assert person.bench.answer == "support"


async def test_a_choice_by_arrows_starts_from_the_current_one() -> None:
    async with asked(Choose("Mihin?", PURPOSES, current="support")) as person:
        await person.keys("down", "enter")
        assert person.bench.answer == "administration"


@pytest.mark.parametrize("dialog", ["choose", "confirm", "ask", "tell"])
async def test_esc_answers_nothing(dialog: str) -> None:
    made = {"choose": Choose("?", PURPOSES), "confirm": Confirm("?"), "ask": Ask("?"), "tell": Tell("?", "x")}[dialog]
    async with asked(made) as person:
        await person.keys("escape")
        assert person.bench.answer is None


def test_every_choice_has_a_letter_of_its_own() -> None:
    letters = letters_of(PURPOSES)
    assert letters == {"l": "billing", "t": "support", "h": "administration", "i": "privacy"}
    assert letters_of((("a", "a"), ("b", "a"), ("c", "a"))) == {"a": "a", "1": "b", "2": "c"}


@pytest.mark.parametrize(("key", "answer"), [("k", True), ("e", False), ("enter", True)])
async def test_yes_and_no_have_their_letters(key: str, answer: bool) -> None:
    async with asked(Confirm("Poistetaanko?")) as person:
        await person.keys(key)
        assert person.bench.answer is answer


async def test_a_dangerous_question_starts_on_no() -> None:
    async with asked(Confirm("Poistetaanko?", danger=True)) as person:
        await person.keys("enter")
        assert person.bench.answer is False


async def test_a_reason_must_be_long_enough() -> None:
    async with asked(Ask("Miksi katsot henkilötunnuksen?", label="Peruste", least=10)) as person:
        await person.keys(*"lasku")
        assert "Vielä 5 merkkiä." in person.sees()
        await person.keys("enter")
        assert person.bench.answer is NOTHING
        await person.keys(*"riita", "enter")
        assert person.bench.answer == "laskuriita"


async def test_an_answer_is_checked_and_given_in_its_stored_form() -> None:
    def small(text: str) -> Checked:
        return Checked(text.lower(), "" if "@" in text else "Osoitteessa on @.")

    async with asked(Ask("Osoite?", check=small)) as person:
        await person.keys("A", "enter")
        assert person.bench.answer is NOTHING
        assert "Osoitteessa on @." in person.sees()
        await person.keys("@", "B", "enter")
        assert person.bench.answer == "a@b"


async def test_a_long_refusal_stands_once_under_what_was_typed() -> None:
    def never(text: str) -> Checked:
        return Checked(text, "Henkilötunnuksessa on 11 merkkiä: syntymäaika, välimerkki, kolme numeroa ja tarkiste.")

    async with asked(Ask("Tunnus?", label="Henkilötunnus", check=never)) as person:
        await person.keys(*"Tarkistus", "enter")
        await person.pilot.pause()
        assert "Tarkistus" in person.sees()
        assert person.sees().count("11 merkkiä") == 1
        assert "tarkiste." in person.sees()


async def test_an_answer_that_is_needed_is_asked_for_when_enter_comes_too_early() -> None:
    async with asked(Ask("Nimi?")) as person:
        await person.keys("enter")
        assert person.bench.answer is NOTHING
        assert "‼" in person.sees()


async def test_a_secret_is_never_drawn() -> None:
    async with asked(Ask("Salasana?", secret=True)) as person:
        await person.keys(*"hunter", "left")
        assert "hunter" not in person.sees()
        assert "••••••" in person.sees()
        await person.keys("enter")
        assert person.bench.answer == "hunter"


async def test_an_answer_may_be_left_empty_where_none_is_needed() -> None:
    async with asked(Ask("Lisätieto?", least=0)) as person:
        await person.keys("enter")
        assert person.bench.answer == ""


async def test_a_long_text_stays_within_the_screen() -> None:
    async with asked(Tell("Seloste", "\n".join(f"rivi {number}" for number in range(60)))) as person:
        assert "rivi 1" in person.sees()
        assert "Enter tai Esc sulkee" in person.sees()
        await person.keys("enter")
        assert person.bench.answer is None


async def test_many_choices_scroll() -> None:
    async with asked(Choose("Mikä?", tuple((str(number), f"vaihtoehto {number}") for number in range(40)))) as person:
        await person.keys("end")
        assert "vaihtoehto 39" in person.sees()
        assert "Esc peruu" in person.sees()
