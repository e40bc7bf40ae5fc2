"""An unexpected error is told and survived, so a test might not notice: what a test leaves in the log of crashes fails it."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Final

import pytest

NAME: Final = "SELOSTE_CRASH_LOG"


def crashing_into() -> dict[str, str]:
    """What tells a program of a test where its log of crashes is."""
    return {NAME: os.environ[NAME]}


@pytest.fixture(scope="session", autouse=True)
def crash_log(tmp_path_factory: pytest.TempPathFactory) -> Generator[Path]:
    """The log of crashes of this process and of the programs it starts, away from the person's own."""
    log = tmp_path_factory.mktemp("crashes") / "crash.log"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(NAME, str(log))
        yield log


@pytest.fixture(autouse=True)
def nothing_unexpected(crash_log: Path) -> Generator[None]:
    """Fails a test that led to an unexpected error."""
    yield
    if crash_log.exists():
        told = crash_log.read_text()
        crash_log.unlink()
        pytest.fail(told, pytrace=False)
