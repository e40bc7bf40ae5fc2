"""A question about an opened card: a card closes by itself after 15 minutes, and is opened again when it has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from db import customers
from tui.screens.base import BaseScreen, No

T = TypeVar("T")


async def of_opened(screen: BaseScreen[Any], customer: int, question: Callable[[], Awaitable[T]]) -> T | No:
    """Ask, and when the card is not open any more, open it and ask once more; the opening leaves its line in the read log."""
    answer = await screen.ask(question())
    if not (isinstance(answer, No) and answer.error.code == "not_open"):
        return answer
    opened = await screen.ask(customers.open_card(screen.session, customer))
    if isinstance(opened, No):
        return opened
    screen.tell("")
    return await screen.ask(question())
