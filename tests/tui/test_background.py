"""Work beside a screen that is left while its answer is on the way."""

from __future__ import annotations

import asyncio
from pathlib import Path

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui.background import background
from tui.safe_app import SafeApp


class Part(Static):
    """A part of a screen, that knows when it has gone."""

    def __init__(self) -> None:
        super().__init__()
        self.gone = asyncio.Event()

    def on_unmount(self) -> None:
        self.gone.set()


class Asking(Screen[None]):
    """A screen that shows an answer which comes when its part has gone, before the screen itself has."""

    def __init__(self) -> None:
        super().__init__()
        self.answered, self.part = asyncio.Event(), Part()

    def compose(self) -> ComposeResult:
        yield self.part

    def on_mount(self) -> None:
        self._show()

    @background("show")
    async def _show(self) -> None:
        try:
            await self.part.gone.wait()
            self.query_one(Part)
        finally:
            self.answered.set()

    async def on_unmount(self) -> None:
        """Go only when the answer was there."""
        await self.answered.wait()


class Missing(Screen[None]):
    """A screen without the part it looks for."""

    def on_mount(self) -> None:
        self._show()

    @background("show")
    async def _show(self) -> None:
        self.query_one(Part)


def read_away(log: Path) -> str:
    """What is in a log, which is then gone."""
    told = log.read_text() if log.exists() else ""
    log.unlink(missing_ok=True)
    return told


async def test_answer_to_a_screen_that_is_left_is_no_error_and_a_part_that_is_missing_is(crash_log: Path) -> None:
    app: SafeApp[None] = SafeApp()
    async with app.run_test() as pilot:
        await app.push_screen(asking := Asking())
        await pilot.pause()
        await app.pop_screen()
        assert asking.answered.is_set()
        assert not read_away(crash_log)
        await app.push_screen(Missing())
        await app.workers.wait_for_complete()
        assert "NoMatches" in read_away(crash_log)
