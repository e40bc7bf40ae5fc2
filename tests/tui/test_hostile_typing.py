"""Whatever is typed or pasted: search ends on an answer, a field takes it as it is or says why not, and nobody waits."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncGenerator, Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from db import values
from db.errors import Invalid
from tests.clock import Watch
from tests.hostile import FEW, texts, worded
from tests.people import Town
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.screens.card_field_kinds import Choices
from tui.screens.card_fields import fields_of
from tui.screens.register import RegisterScreen, SearchBox
from tui.widgets.form import Form, Item, Section
from tui.widgets.form_editing import pasted, unfit
from tui.widgets.rows import RowList

PATIENCE = 2.0
LOOP = settings(FEW, max_examples=40)
HUGE = {
    "letters": "ä" * 10_000_000,
    "lines": "rivi\n" * 2_000_000,
    "marks": "a" + "\u0323\u0301" * 5_000_000,
    "escapes": "\x1b[31m" * 2_000_000,
    "nothing": "\0" * 10_000_000,
}


@pytest.fixture
async def box(town: Town) -> AsyncGenerator[Hands]:
    """Administration, in the search box."""
    async with at_desk(town, "hanna") as hands:
        await hands.press("slash")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen) and hands.desk.screen.rows.pager.answered)
        yield hands


async def search_for(hands: Hands, text: str) -> SearchBox:
    """Paste into the empty box and wait until nothing is asked any more."""
    search, rows = hands.desk.screen.query_one(SearchBox), hands.desk.screen.query_one(RowList)
    search.value = ""
    search.post_message(events.Paste(text))
    await hands.pilot.pause()
    await hands.until(lambda: not rows.pager._asked)
    return search


@LOOP
@given(text=texts)
@example("\0")
@example("\ud800")
@example("a\0b")
async def test_any_text_pasted_into_search_ends_on_an_answer(box: Hands, text: str) -> None:
    search = await search_for(box, text)
    assert search.value.isprintable()
    assert not box.told


@LOOP
@given(text=texts)
async def test_any_text_typed_into_search_ends_on_an_answer_and_enter_opens_or_says_why(box: Hands, text: str) -> None:
    search = await search_for(box, "")
    for sign in text[:20]:
        search.post_message(events.Key("key", sign))
    await box.pilot.pause()
    await box.until(lambda: not box.desk.screen.query_one(RowList).pager._asked)
    await box.press("enter")
    await box.until(lambda: isinstance(box.desk.screen, RegisterScreen | CardScreen))
    if isinstance(box.desk.screen, CardScreen):
        await box.press("escape")
        await box.until(lambda: isinstance(box.desk.screen, RegisterScreen))


@pytest.mark.alone
@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
async def test_ten_megabytes_pasted_into_search_make_nobody_wait(box: Hands, text: str) -> None:
    watch = Watch()
    search = await search_for(box, text)
    assert len(search.value) <= 200
    assert watch.seconds < PATIENCE


# a form's field -----------------------------------------------------------------------------------------------------


class Sheet(App[None]):
    """One item with a field of every kind, open."""

    def __init__(self) -> None:
        super().__init__()
        fields = [
            field for entity in ("contact_point", "party", "identifier") for field in fields_of(entity, Choices((("1", "Yksikkö"),), ()))
        ]
        self.form = Form((Section("s", "Osa", (Item("i", tuple({field.id: field for field in fields}.values())),)),))

    def compose(self) -> ComposeResult:
        yield self.form

    def on_mount(self) -> None:
        self.form.edit()
        self.form.focus()


@pytest.fixture
async def sheet() -> AsyncGenerator[tuple[Sheet, Pilot[None]]]:
    app = Sheet()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        yield app, pilot


async def pasted_into(sheet: tuple[Sheet, Pilot[None]], name: str, text: str) -> Form:
    """Paste over what is in a field."""
    form = sheet[0].form
    form.go(("i", name))
    form.post_message(events.Key("end", None))
    form.post_message(events.Key("ctrl+u", None))
    form.post_message(events.Paste(text))
    await sheet[1].pause()
    return form


@LOOP
@given(name=st.sampled_from(("name", "given", "value", "since")), text=texts)
async def test_a_field_takes_a_paste_as_it_is_or_says_why_not(sheet: tuple[Sheet, Pilot[None]], name: str, text: str) -> None:
    form = await pasted_into(sheet, name, text)
    entry = form.record.entries["i", name]
    assert entry.typing.text in {pasted(text), ""}
    assert entry.typing.text or form.notice or not pasted(text)
    assert not entry.typing.text or entry.wrong or entry.value
    assert unfit(entry.typing.text) == ""


@LOOP
@given(name=st.sampled_from(("name", "kind", "given", "since")), text=texts)
async def test_any_key_typed_into_a_field_leaves_only_what_may_be_kept(sheet: tuple[Sheet, Pilot[None]], name: str, text: str) -> None:
    form = await pasted_into(sheet, name, "")
    for sign in text[:20]:
        form.post_message(events.Key("key", sign))
    await sheet[1].pause()
    entry = form.record.entries["i", name]
    assert unfit(entry.typing.text) == ""
    assert unicodedata.is_normalized("NFC", entry.typing.text)
    assert form.here == ("i", name)


@pytest.mark.alone
@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
async def test_ten_megabytes_pasted_into_a_field_make_nobody_wait(sheet: tuple[Sheet, Pilot[None]], text: str) -> None:
    watch = Watch()
    form = await pasted_into(sheet, "name", text)
    assert form.record.entries["i", "name"].typing.text == ""
    assert form.notice
    assert watch.seconds < PATIENCE


# the edge -----------------------------------------------------------------------------------------------------------

EDGES = (
    values.identity_code, values.business_id, values.vat_id, values.association_number, values.einvoice_address, values.einvoice_operator,
    values.reference_number, values.rf_reference, values.iban, values.country, values.postcode, values.phone, values.email, values.line,
    values.note, values.login, values.date_of,
)  # fmt: skip


@settings(FEW, max_examples=300)
@given(edge=st.sampled_from(EDGES), text=texts | st.text("0123456789FIRf-+ .@:/aA\u2013\xa0", max_size=30))
def test_an_edge_takes_a_text_for_good_or_refuses_it_in_words(edge: Callable[[str], object], text: str) -> None:
    code, taken = judged(edge, text)
    assert worded(code) if code else edge(str(taken)) == taken


def judged(edge: Callable[[str], object], text: str) -> tuple[str, object]:
    """The code of a refusal, or none and what was taken."""
    try:
        return "", edge(text)
    except Invalid as refused:
        return refused.code, None


@pytest.mark.alone
@pytest.mark.parametrize("edge", EDGES, ids=lambda edge: edge.__name__)
def test_an_edge_refuses_ten_megabytes_unread(edge: Callable[[str], object]) -> None:
    watch = Watch()
    for text in (*HUGE.values(), "1" * 10_000_000, "a@" + "b" * 10_000_000):
        with pytest.raises(Invalid):
            edge(text)
    assert watch.seconds < PATIENCE
