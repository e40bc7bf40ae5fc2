"""Keys in turn: a key that comes with others finds what the one before it led to, on a slow line too.

Otherwise ``/koivu`` in one packet would be a command and five letters for the screen that the command is about to leave.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from time import monotonic
from typing import Any, Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

ROUNDS: Final = 3
"""How often every part of the screen is found at rest, one time after the other, before the next key."""
GONE: Final = 0.1
"""Seconds after which a part that does not answer is looked after: one that has left the screen never will."""
OPENING: Final = 0.01
"""Seconds between looks at a screen that is not open yet (``opening``): it reads what is typed into from the server."""
LONGEST: Final = 5.0
"""Seconds after which what does not answer is not waited for: on a busy machine, too, a password must not come before its field."""

Input = events.Key | events.Paste


class KeyTurns:
    """Hands keys and pastes on, one after the other; letters for a field that takes them need no turn of their own."""

    def __init__(self, app: App[Any], hand_on: Callable[[Input], Awaitable[None]]) -> None:
        self._app, self._hand_on = app, hand_on
        self._waiting: deque[Input] = deque()
        self._settling: asyncio.Task[None] | None = None
        self._held = False
        self._opened: tuple[object, float] | None = None

    def hold(self) -> None:
        """Keep every key until there is a screen to hand it to."""
        self._held = True

    def release(self) -> None:
        """Hand on what was kept, once the screen that is there now has its focus."""
        if self._held:
            self._held = False
            self._settling = asyncio.create_task(self._settle(), name="keys")

    async def take(self, event: Input) -> None:
        """Hand a key on now, or when its turn comes."""
        if self._held or self._settling is not None:
            self._waiting.append(event)
            return
        typed = self._is_typed(event)
        await self._hand_on(event)
        if not typed:
            self._settling = asyncio.create_task(self._settle(), name="keys")

    def _is_typed(self, event: Input) -> bool:
        return isinstance(event, events.Paste) or self._takes(event.key, event.character)

    def _takes(self, key: str, character: str | None) -> bool:
        """Whether there is a field for it."""
        focused = self._app.focused
        return focused is not None and focused.check_consume_key(key, character)

    async def _settle(self) -> None:
        try:
            async with asyncio.timeout(LONGEST):
                await self._calm()
        except TimeoutError:
            pass
        self._app.call_later(self._go_on)

    async def _calm(self) -> None:
        """Until every part of the screen was found at rest several times, and the screen and its focus stay the same; and it is open."""
        rounds, before = 0, None
        while rounds < ROUNDS:
            at_rest = await self._round()
            now = (self._app.screen, self._app.focused)
            opens = self._opens()
            rounds = rounds + 1 if at_rest and now == before and not opens else 0
            before = now
            if opens:
                await asyncio.sleep(OPENING)

    def _opens(self) -> bool:
        """Whether the next key waits, for a while, until the screen has read what keys are about; typing in a field does not, nor Esc."""
        screen = self._app.screen
        if not getattr(screen, "opening", 0):
            self._opened = None
            return False
        if self._opened is None or self._opened[0] is not screen:
            self._opened = (screen, monotonic())
        if monotonic() - self._opened[1] > LONGEST:
            return False
        event = self._waiting[0] if self._waiting else None
        if isinstance(event, events.Key):
            return not (event.key == "escape" or self._takes(event.key, event.character))
        return event is None or not self._takes("a", "a")

    async def _round(self) -> bool:
        """Until every part of the screen has done what it was told before now, or is gone; whether none has been told more meanwhile."""
        parts: list[MessagePump] = [self._app, *self._app.screen.walk_children(with_self=True)]
        waiting = set(parts)
        heard = asyncio.Event()

        def hear(part: MessagePump) -> None:
            waiting.discard(part)
            if not waiting:
                heard.set()

        while waiting:
            for part in [*waiting]:
                if not part.call_later(hear, part) or not (part.is_attached or part is self._app):
                    hear(part)
            with suppress(TimeoutError):
                await asyncio.wait_for(heard.wait(), GONE)
        return not any(part.message_queue_size for part in parts)

    async def _go_on(self) -> None:
        self._settling = None
        while self._waiting and self._settling is None:
            await self.take(self._waiting.popleft())

    def end(self) -> None:
        """Wait for nothing any more."""
        if self._settling is not None:
            self._settling.cancel()
