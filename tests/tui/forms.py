"""A form to try: two addresses and a customer, many fields, and a person at the keys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot

from tui.widgets.form import Checked, Field, Form, Item, Section
from tui.words import speak

KINDS = (("visit", "käyntiosoite"), ("post", "postiosoite"), ("billing", "laskutusosoite"))


def five_digits(text: str) -> Checked:
    return Checked(text.replace(" ", ""), "" if len(text.replace(" ", "")) == 5 else "Postinumerossa on viisi numeroa.")


def address(name: str, kind: str, street: str | None, number: str | None, postcode: str | None, town: str | None) -> Item:
    fields = (
        Field("kind", "Laji", kind, "choice", KINDS, required=True, joint=None),
        Field("street", "Katu", street, required=True, width=26, source="YTJ"),
        Field("number", "Numero", number, width=6, beside=True, joint=" "),
        Field("postcode", "Postinumero", postcode, width=5, check=five_digits),
        Field("town", "Toimipaikka", town, width=20, beside=True, joint=" "),
    )
    return Item(name, fields, "YTJ", "Postiosoite")


PARTY = Item(
    "party",
    (
        Field("name", "Nimi", "Rantalan Kukka Oy", required=True, longest=40),
        Field("second", "Aputoiminimi", ""),
        Field("ended", "Päättynyt", None, "date"),
        Field("code", "Henkilötunnus", "010203-900A", masked=True, width=12),
        Field("credit", "Luottotieto", "ei näy tukitehtävässä", hidden=True),
        Field("since", "Asiakas alkaen", "2019-05-02", "date"),
        Field("protected", "Turvakielto", "false", "flag", required=True, beside=True),
        Field("note", "Huomio", "Portti lukossa.\nKoira pihalla.", "multiline"),
        Field("number", "Asiakasnumero", "1001", read_only=True),
    ),
)

SECTIONS = (
    Section("party", "Perustiedot", (PARTY,)),
    Section("addresses", "Osoitteet", (address("a1", "post", "Rantalanpolku", "2", "44800", "Pihtipudas"),), addable=True),
    Section("people", "Henkilöt", (), addable=True),
)

MANY = tuple(
    Section(f"s{part}", f"Osa {part}", (Item(f"i{part}", tuple(Field(f"f{n}", f"Kenttä {part}.{n}") for n in range(12))),))
    for part in range(4)
)


class Bench(App[None]):
    def __init__(self, sections: tuple[Section, ...] = SECTIONS) -> None:
        super().__init__()
        self.form = Form(sections)
        self.news: list[Message] = []

    def compose(self) -> ComposeResult:
        yield self.form

    def on_form_changed(self, event: Form.Changed) -> None:
        self.news.append(event)

    def on_form_left(self, event: Form.Left) -> None:
        self.news.append(event)

    def on_form_submitted(self, event: Form.Submitted) -> None:
        self.news.append(event)

    def on_form_edit_requested(self, event: Form.EditRequested) -> None:
        self.news.append(event)

    def on_form_add_requested(self, event: Form.AddRequested) -> None:
        self.news.append(event)


class Person:
    """Sends keys at once and pauses once."""

    def __init__(self, pilot: Pilot[None], bench: Bench) -> None:
        self.pilot, self.bench, self.form = pilot, bench, bench.form

    async def keys(self, *names: str) -> None:
        for name in names:
            self.form.post_message(events.Key(name, name if len(name) == 1 else " " if name == "space" else None))
        await self.pilot.pause()

    async def types(self, text: str) -> None:
        for char in text:
            self.form.post_message(events.Key("space" if char == " " else char, char))
        await self.pilot.pause()

    async def pastes(self, text: str) -> None:
        self.form.post_message(events.Paste(text))
        await self.pilot.pause()

    def sees(self) -> str:
        return "\n".join(self.form.render_line(y).text.rstrip() for y in range(self.form.size.height))


@asynccontextmanager
async def at_form(sections: tuple[Section, ...] = SECTIONS, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Person]:
    speak("fi")
    bench = Bench(sections)
    async with bench.run_test(size=size) as pilot:
        await pilot.pause()
        yield Person(pilot, bench)
