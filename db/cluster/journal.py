"""The server's JSON log, read as it grows."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self, cast

AT_MOST: Final = 1 << 20
KEPT: Final = 14 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log; ``state`` is the SQLSTATE, ``user`` the name that was tried, ``moment`` sorts as text."""

    moment: str
    state: str
    user: str
    message: str

    @classmethod
    def of_line(cls, line: bytes) -> Self | None:
        """The entry of a line, or None for one that is not whole."""
        try:
            written = cast("object", json.loads(line))
        except ValueError:
            return None
        if not isinstance(written, dict):
            return None
        texts = {str(name): str(value) for name, value in cast("dict[object, object]", written).items()}
        said = " ".join(texts[name] for name in ("message", "detail", "hint") if name in texts)
        return cls(texts.get("timestamp", ""), texts.get("state_code", ""), texts.get("user", ""), said)


def moment(seconds: float) -> str:
    """A Unix time as the log writes it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(sep=" ", timespec="milliseconds")


class Journal:
    """Reads what was logged since ``since`` (Unix time), or since now where none is given."""

    def __init__(self, folder: Path, since: float | None = None) -> None:
        self._folder = folder
        self._since = "" if since is None else moment(since)
        self._read = {path: path.stat().st_size for path in self._files()} if since is None else {}

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))

    def entries(self) -> Iterator[Entry]:
        """The whole lines that are new, at most a mebibyte of each file at once."""
        for path in self._files():
            yield from self._new(path)

    def _new(self, path: Path) -> Iterator[Entry]:
        start, size = self._read.get(path, 0), path.stat().st_size
        if size < start:
            start = 0  # begun anew under the same name
        if size == start:
            return
        with path.open("rb") as file:
            file.seek(start)
            block = file.read(AT_MOST)
        whole = block[: block.rfind(b"\n") + 1] or (block if len(block) == AT_MOST else b"")
        self._read[path] = start + len(whole)
        read = map(Entry.of_line, whole.splitlines())
        yield from (entry for entry in read if entry is not None and entry.moment >= self._since)


def forget(folder: Path) -> None:
    """Remove logs untouched for two weeks; the folder is opened once, so that a link put in its place leads nowhere."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return
    try:
        for name in os.listdir(descriptor):  # noqa: PTH208 a path could be changed under us
            if time.time() - os.stat(name, dir_fd=descriptor, follow_symlinks=False).st_mtime > KEPT:
                os.unlink(name, dir_fd=descriptor)
    finally:
        os.close(descriptor)
