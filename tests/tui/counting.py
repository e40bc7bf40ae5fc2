"""Tasks and how their keys are counted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from tests.people import Town
from tests.tui.desks import PATIENCE, Hands
from tui.screens.card import CardScreen

Act = Callable[["Counted"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Task:
    """``at`` names the customer whose card it begins at; the act drives the screens and asserts what is in the database."""

    who: str
    name: str
    bar: int
    login: str
    purpose: str | None
    at: str | None
    act: Act


TASKS: Final[list[Task]] = []


def task(who: str, name: str, bar: int, *, login: str, purpose: str | None = None, at: str | None = None) -> Callable[[Act], Act]:
    """Put an act on the list."""

    def decorate(act: Act) -> Act:
        TASKS.append(Task(who, name, bar, login, purpose, at, act))
        return act

    return decorate


class Counted:
    """Hands whose keys are counted; what they type is counted by itself."""

    def __init__(self, hands: Hands, town: Town, login: str) -> None:
        self.hands, self.town, self.login = hands, town, login
        self.keys = self.typed = 0

    async def press(self, *keys: str) -> None:
        """Press keys, each counted."""
        self.keys += len(keys)
        await self.hands.press(*keys)

    async def type(self, text: str) -> None:
        """Type a text."""
        self.typed += len(text)
        await self.hands.type(text)

    async def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await self.hands.sees(text)

    async def is_there(self, query: str, *args: object) -> Any:
        """Wait until the database has an answer to a question, and give it."""
        owner, ends = await self.town.owner(), monotonic() + PATIENCE
        while not (found := await owner.fetchval(query, *args)):
            assert monotonic() < ends, f"not in the database: {query}\n{self.hands.text()}"
            await self.hands.pilot.pause(0.02)
        return found


async def begin(work: Counted, task: Task) -> None:
    """Go to where the task begins, uncounted."""
    hands = work.hands
    if task.at is not None:
        hands.desk.open_card(work.town.ids[task.at])
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)


def table(measured: dict[str, int]) -> str:
    """``who | task | keys | bar``, a line for each task that was measured."""
    lines = [
        ("who", "task", "keys", "bar"),
        *((each.who, each.name, str(measured[each.name]), str(each.bar)) for each in TASKS if each.name in measured),
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)
