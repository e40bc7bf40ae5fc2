"""What is left of an unexpected error: a sentence and a reference for the person, a trace without any values for the log.

Local variables and the texts of exceptions quote what people typed, so neither is written anywhere.
"""

from __future__ import annotations

import logging
import os
import secrets
import stat
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Final, cast

from db.errors import SelosteError
from tui.words import say

EXIT_STATUS: Final = 70
"""EX_SOFTWARE of sysexits.h."""

_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_DEEPEST: Final = 8
_LONGEST_LOG: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Crash:
    """One recorded error; ``path`` is None where no log could be written."""

    reference: str
    path: Path | None

    @property
    def sentence(self) -> str:
        """What a person is told."""
        if self.path is None:
            return say("errors.crashed_unlogged", reference=self.reference)
        return say("errors.crashed", reference=self.reference, path=self.path)


def log_path(environ: Mapping[str, str] = os.environ) -> Path:
    """SELOSTE_CRASH_LOG, else seloste/crash.log under XDG_STATE_HOME or ~/.local/state."""
    named = environ.get("SELOSTE_CRASH_LOG")
    state = environ.get("XDG_STATE_HOME") or str(Path(environ.get("HOME") or "/nonexistent") / ".local" / "state")
    return Path(named) if named else Path(state) / "seloste" / "crash.log"


def record(error: BaseException, path: Path | None = None) -> Crash:
    """Append the error to the log, readable by its owner alone, under a new reference."""
    reference = "".join(secrets.choice(_LETTERS) for _ in range(6))
    path = path or log_path()
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [f"{moment} {reference} pid {os.getpid()} python {sys.version.split()[0]}", *_told(error, _DEEPEST)]
    try:
        _append(path, "\n".join(lines) + "\n\n")
    except OSError:
        return Crash(reference, None)
    return Crash(reference, path)


def catch_all() -> None:
    """From now on nothing unexpected prints itself: not in the main thread, other threads, finalizers or loggers."""
    logging.getLogger().addHandler(logging.NullHandler())
    sys.excepthook = _last_words
    threading.excepthook = _of_thread
    sys.unraisablehook = _of_finalizer


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    log = os.open(path, flags, 0o600)
    try:
        found = os.fstat(log)
        if not stat.S_ISREG(found.st_mode) or found.st_uid != os.geteuid():
            raise PermissionError(path)
        os.fchmod(log, 0o600)
        if found.st_size > _LONGEST_LOG:
            os.ftruncate(log, 0)
        os.write(log, text.encode())
    finally:
        os.close(log)


def _told(error: BaseException, deepest: int) -> Iterator[str]:
    """The kind of the error, where it rose, and the same of what led to it."""
    yield f"{type(error).__module__}.{type(error).__qualname__}{_facts(error)}"
    for frame, line in walk_tb(error.__traceback__):
        yield f"  {frame.f_code.co_filename}:{line} in {frame.f_code.co_qualname}"
    led = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for other in [*([led] if led else []), *_members(error)] if deepest else []:
        yield "led to by" if other is led else "holding"
        yield from _told(other, deepest - 1)


def _members(error: BaseException) -> list[BaseException]:
    held = cast("object", getattr(error, "exceptions", None))
    return [each for each in cast("tuple[object, ...]", held) if isinstance(each, BaseException)] if isinstance(held, tuple) else []


def _facts(error: BaseException) -> str:
    """What of an error is safe to write: its code, never its text."""
    if isinstance(error, SelosteError):
        return f" {error.code}"
    if isinstance(error, OSError):
        return f" errno {error.errno}"
    state = getattr(error, "sqlstate", None)
    return f" sqlstate {state}" if isinstance(state, str) else ""


def _last_words(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
    if isinstance(error, KeyboardInterrupt):
        return
    sentence = record(error).sentence
    with suppress(OSError):
        os.write(2, f"{sentence}\n".encode())


def _of_thread(fallen: threading.ExceptHookArgs) -> None:
    if fallen.exc_value is not None:
        record(fallen.exc_value)


def _of_finalizer(fallen: sys.UnraisableHookArgs) -> None:
    if fallen.exc_value is not None:
        record(fallen.exc_value)
