"""The screen our driver makes must be the screen Textual's own output makes, for a fraction of the bytes."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from random import Random
from statistics import median
from typing import Any

import pytest
from rich.color import ColorSystem
from rich.style import Style
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.strip import Strip

from tests.tui.emulation import Both, both, differences
from tests.tui.programs.book import Book
from tui.driver import ChangesDriver, chosen, features

COLOURS = re.compile(r"\x1b\[[\d;]*\b(?:[349][0-7]|10[0-7]|[34]8;[25];\d+)[\d;]*m")
WALK = ("down", "down", "down", "up", "pagedown", "pageup", "end", "home", "tab", "shift+tab", "left", "ctrl+l")
LETTERS = "aeiouäölmty k山😀"
SIZES = ((80, 24), (80, 24), (90, 26), (70, 20), (132, 14), (43, 12))
Story = Callable[[App[Any], Callable[..., Awaitable[None]]], Awaitable[None]]


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TEXTUAL_COLOR_SYSTEM", "SELOSTE_DRIVER", "TEXTUAL_DRIVER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setattr(Strip, "render_style", classmethod(uncached))


def uncached(_: type[Strip], style: Style, text: str, color_system: ColorSystem) -> str:
    """Strip.render_style, without Rich's memory of the colours of an earlier terminal."""
    style._ansi = None
    return f"\x1b[{style._make_ansi_codes(color_system)}m{text}\x1b[0m"


async def tell(app: App[Any], story: Story, size: tuple[int, int] = (80, 24)) -> None:
    """Run the app under both terminals and hand it the story, with a way to press a key and see it drawn."""

    async def pilot(pilot: Pilot[Any]) -> None:
        async def press(key: str, delay: float = 0) -> None:
            app.post_message(events.Key(key, key if len(key) == 1 else None))
            await pilot.pause(delay)

        await pilot.pause()
        await story(app, press)
        app.exit()

    app.animation_level = "none"
    await app.run_async(size=size, auto_pilot=pilot)


def random_key(chance: Random) -> str:
    kind = chance.random()
    if kind < 0.7:
        return chance.choice(WALK)
    if kind < 0.9:
        return chance.choice(LETTERS)
    return chance.choice(("ctrl+o", "escape", "ctrl+t", "backspace"))


@pytest.mark.parametrize(
    ("seed", "term", "colorterm"), [(1, "xterm-256color", "truecolor"), (2, "xterm-256color", ""), (3, "xterm", ""), (4, "screen", "")]
)
async def test_every_screen_equals_that_of_the_stock_driver(seed: int, term: str, colorterm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLORTERM", colorterm)
    monkeypatch.setattr(Both, "features", features("xterm-kitty" if seed == 2 else term))
    chance = Random(seed)

    async def wander(app: App[Any], press: Callable[..., Awaitable[None]]) -> None:
        driver = both(app)
        for step in range(130):
            if chance.random() < 0.05:
                driver.resize(*chance.choice(SIZES))
                await press("f9", delay=0.05)
                async with asyncio.timeout(60):
                    while differences(driver):  # the program may not have drawn at its new size yet
                        await press("f9", delay=0.05)
            for _ in range(chance.choice((1, 1, 1, 2))):
                await press(random_key(chance))
            assert not differences(driver)[:3], step

    await tell(Book(driver_class=Both), wander)


async def test_no_color_means_no_colour_codes_and_a_reversed_selection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    sent: list[str] = []

    async def look(app: App[Any], press: Callable[..., Awaitable[None]]) -> None:
        driver = both(app)
        sent.append(driver.settle())
        for key in ("down", "down", "ctrl+o", "a", "escape", "pagedown", *["down"] * 30):
            await press(key)
            sent.append(driver.settle())
            assert driver.ours.text() == driver.stock.text()
        reversed_rows = [y for y in range(24) if sum(cell.reverse for cell in driver.ours.row(y)) > 40]
        assert len(reversed_rows) == 1

    await tell(Book(driver_class=Both), look)
    assert not COLOURS.findall("".join(sent))


async def bytes_of(keys: list[str], before: list[str]) -> list[int]:
    """Bytes sent for each key, in a plain list at 80×24."""
    counts: list[int] = []

    async def count(app: App[Any], press: Callable[..., Awaitable[None]]) -> None:
        for key in before:
            await press(key, delay=0.02)
        await press("f9", delay=0.1)
        both(app).settle()
        for key in keys:
            await press(key, delay=0.02)
            counts.append(len(both(app).settle().encode()))

    await tell(Book(driver_class=Both), count)
    return counts


@pytest.mark.parametrize(
    ("keys", "before", "bar"),
    [
        (["down"] * 10, ["down"], 300),
        (["down"] * 10, ["down"] * 24, 350),
        (["pagedown"] * 8, ["down"], 2500),
        (["k", "i", "s", "s", "a"], ["shift+tab"], 120),
        (["f9"] * 3, ["down"], 0),
    ],
    ids=["arrow", "scroll", "page", "letter", "nothing"],
)
async def test_a_key_costs_few_bytes(keys: list[str], before: list[str], bar: int) -> None:
    counts = await bytes_of(keys, before)
    assert median(counts) <= bar, counts


async def test_the_first_screen_costs_at_most_eight_kilobytes() -> None:
    async def measure(app: App[Any], _: object) -> None:
        assert 1000 < len(both(app).settle().encode()) <= 8000

    await tell(Book(driver_class=Both), measure)


def test_the_stock_driver_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert chosen() is ChangesDriver
    monkeypatch.setenv("SELOSTE_DRIVER", "stock")
    assert chosen() is None
