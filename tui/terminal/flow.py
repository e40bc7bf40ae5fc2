"""Keeps few bytes under way on a slow line, by asking the terminal now and then how far it has come."""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import Final, NamedTuple

QUESTION: Final = "\x1b[6n"
"""Cursor position report, answered by every terminal; the answer comes in as a message, not as text."""

_FLOOR: Final = 800
_QUEUE_SECONDS: Final = 0.1
_ASK_EVERY: Final = 400
_PATIENCE: Final = (1.0, 10.0)


class _Asked(NamedTuple):
    bytes_sent: int
    moment: float


class Flow:
    """A window over bytes sent and not yet answered for; open to all until the terminal has answered once."""

    def __init__(self) -> None:
        self._sent = self._answered = self._asked_at = 0
        self._window = float(_FLOOR)
        self._quickest = 1.0
        self._trusted = self._pressed = False
        self._patience = _PATIENCE[0]
        self._asked: deque[_Asked] = deque()

    @property
    def unanswered(self) -> bool:
        """True while the terminal owes an answer."""
        return bool(self._asked)

    @property
    def patience(self) -> float:
        """Seconds after which a missing answer is no longer waited for."""
        return max(0.0, self._asked[0].moment + self._patience - monotonic()) if self._asked else 0.0

    def open(self) -> bool:
        """True while more may be sent."""
        if self._asked and self.patience <= 0:
            self._give_up()
        may = not self._trusted or not self._asked or self._sent - self._answered < self._window
        self._pressed = self._pressed or not may
        return may

    def due(self, size: int) -> bool:
        """True if a frame of so many bytes should carry the question."""
        return self._sent + size - self._asked_at >= _ASK_EVERY and (self._trusted or not self._asked)

    def send(self, size: int, *, asking: bool) -> None:
        """Count bytes handed to the line."""
        self._sent += size
        if asking:
            self._asked_at = self._sent
            self._asked.append(_Asked(self._sent, monotonic()))

    def answer(self) -> None:
        """Count an answer, and let the window follow what the line carries without building a queue."""
        if not self._asked:
            return
        asked = self._asked.popleft()
        took = max(monotonic() - asked.moment, 0.0005)
        self._quickest = min(took, self._quickest * 1.02)
        self._answered, self._trusted = asked.bytes_sent, True
        self._patience = min(max(_PATIENCE[0], 6 * took), _PATIENCE[1])
        ratio = (self._quickest + _QUEUE_SECONDS) / took
        if ratio < 1 or self._pressed:
            self._window = max(_FLOOR, self._window * min(max(ratio, 0.5), 2))
            self._pressed = False

    def _give_up(self) -> None:
        self._asked.clear()
        self._answered = self._sent
        self._trusted = False
