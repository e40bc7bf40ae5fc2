"""The line to the terminal, and the thread that sees to it that no queue of old frames grows there."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from select import select
from socket import socketpair
from threading import Lock, Thread
from time import monotonic
from typing import Final

from tui.terminal.flow import QUESTION, Flow
from tui.terminal.model import Model

_CHUNK: Final = 4096
_SAFE_CHUNK: Final = 256
_RESIZE_PATIENCE: Final = 0.15
_LAST_WORDS: Final = 5.0


class Line(Thread):
    """Takes text at any speed from any thread, and sends the newest state whenever the terminal is ready for it."""

    def __init__(self, model: Model, terminal: int, flow: Flow | None) -> None:
        super().__init__(daemon=True, name="terminal-line")
        self._model, self._flow = model, flow
        self._terminal, self._never_blocks = _own_descriptor(terminal)
        self._texts: deque[str] = deque()
        self._answers: deque[None] = deque()
        self._unsent = b""
        self._stale = self._left = self._closing = self._lost = False
        self._not_before = self._deadline = 0.0
        self._delayed = self._may_ask = False
        self._turn = Lock()
        self._ear, self._bell = socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)

    def write(self, text: str) -> None:
        """Take text, and send the difference in the caller's own time while the line is free; never waits for the line."""
        self._texts.append(text)
        if self._never_blocks and self._turn.acquire(blocking=False):
            try:
                self._work()
            finally:
                self._turn.release()
            if not (self._unsent or self._delayed or self._texts):
                return
        self.wake()

    def answered(self) -> bool:
        """Take an answer to the line's question; False if none was asked."""
        if self._flow is None or not self._flow.unanswered:
            return False
        self._answers.append(None)
        self.wake()
        return True

    def repaint(self) -> None:
        """Send the whole screen, at the terminal's present size; safe to call from a signal handler."""
        self._stale = True
        self.wake()

    def retake(self) -> None:
        """Enter the alternate screen anew and send all of it; safe to call from a signal handler."""
        self._left = True
        self.wake()

    def begin_asking(self) -> None:
        """Ask the terminal how far it has come; only once its answers are no longer echoed."""
        self._may_ask = True

    def end_asking(self, seconds: float) -> None:
        """Ask no more, and wait so long for the answers still owed, so that none is left for the shell."""
        self._may_ask = False
        end = monotonic() + seconds
        while self._flow is not None and self._flow.unanswered and monotonic() < end and self.is_alive():
            self.join(0.01)

    def stop(self) -> None:
        """Send what is left and end the thread; a line that takes nothing is given up after some seconds."""
        self._deadline = monotonic() + _LAST_WORDS
        self._closing = True
        self.wake()
        if self.is_alive():
            self.join(_LAST_WORDS + 1)

    def wake(self) -> None:
        """Make the thread look around."""
        with suppress(OSError):
            self._bell.send(b"\0")

    def run(self) -> None:
        """Send what could not be sent at once, until stopped."""
        while not self._done():
            self._wait()
            with self._turn:
                self._work()
        self._never_blocks = False
        self._ear.close()
        self._bell.close()
        os.close(self._terminal)

    def _work(self) -> None:
        self._listen()
        self._read()
        self._compose()
        self._send()

    def _done(self) -> bool:
        spent = not self._texts and not self._unsent
        return self._closing and (spent or self._lost or monotonic() > self._deadline)

    def _wait(self) -> None:
        if self._closing and not self._unsent:
            return
        select([self._ear], [self._terminal] if self._unsent else [], [], self._patience())
        with suppress(BlockingIOError):
            self._ear.recv(4096)

    def _patience(self) -> float | None:
        if self._closing:
            return 0.1
        if self._not_before:
            return max(0.0, self._not_before - monotonic())
        if self._delayed and self._flow is not None:
            return self._flow.patience + 0.01
        return None

    def _listen(self) -> None:
        while self._answers and self._flow is not None:
            self._answers.popleft()
            self._flow.answer()

    def _read(self) -> None:
        self._follow_size()
        while self._texts:
            try:
                self._model.feed(self._texts.popleft())
            except (LookupError, ValueError):
                self._model.repaint()
            self._not_before = 0.0

    def _follow_size(self) -> None:
        stale, self._stale = self._stale, False
        left, self._left = self._left, False
        if left:
            self._model.retake()
        with suppress(OSError):
            size = os.get_terminal_size(self._terminal)
            if size != self._model.size and 0 not in size:
                self._model.resize(*size)
                self._not_before = monotonic() + _RESIZE_PATIENCE
        if stale:
            self._model.repaint()
            self._not_before = monotonic() + _RESIZE_PATIENCE

    def _compose(self) -> None:
        self._delayed = not self._may_compose()
        if self._unsent or self._lost or self._delayed or (self._model.waits and not self._closing):
            return
        self._not_before = 0.0
        text = self._composed()
        if self._flow is not None and text:
            asking = self._may_ask and self._flow.due(len(text))
            text += QUESTION * asking
            self._flow.send(len(text), asking=asking)
        self._unsent = text.encode(errors="replace")

    def _may_compose(self) -> bool:
        if self._closing:
            return True
        return monotonic() >= self._not_before and (self._flow is None or self._flow.open())

    def _composed(self) -> str:
        try:
            return self._model.take()
        except (LookupError, ValueError):
            self._model.repaint()
            return self._model.take()

    def _send(self) -> None:
        while self._unsent and not self._lost:
            try:
                sent = os.write(self._terminal, self._unsent[: _CHUNK if self._never_blocks else _SAFE_CHUNK])
            except BlockingIOError:
                return
            except OSError:
                self._lost, self._unsent = True, b""
                return
            self._unsent = self._unsent[sent:]


def _own_descriptor(terminal: int) -> tuple[int, bool]:
    """A descriptor that never blocks, without making the shell's own one so; False where there can be none."""
    with suppress(OSError):
        return os.open(os.ttyname(terminal), os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC), True
    return os.dup(terminal), False
