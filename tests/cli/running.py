"""Commands run in this process or as a program of their own, and what came of them."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import asyncpg
import pytest

from tests.crashes import crashing_into
from tui import cli
from tui.words import speak

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = str(Path(asyncpg.__file__).parents[1])
"""Where what the program stands on is installed."""

EXAMPLE: Final = ROOT / "db" / "sources" / "examples" / "0112038-9.json"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a command."""

    status: int
    out: str
    err: str


Run = Callable[..., Came]


def environment(data: Path, **more: str) -> dict[str, str]:
    """This process's environment with the register elsewhere, in English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SELOSTE_", "XDG_", "LC_", "LANG"))}
    return {**kept, **crashing_into(), "SELOSTE_DATA": str(data), "SELOSTE_LANGUAGE": "en", "PYTHONPATH": str(ROOT), **more}


def program(*arguments: str, data: Path, before: tuple[str, ...] = (), more: Mapping[str, str] | None = None, **options: Any) -> Came:
    """Run ``python -m tui`` and wait for its end; options are those of subprocess."""
    ran = subprocess.run(
        [*before, options.pop("python", sys.executable), "-m", "tui", *arguments],
        env=environment(data, **(more or {})), stdin=options.pop("stdin", subprocess.DEVNULL), capture_output=True, text=True,
        check=False, timeout=120, **options,
    )  # fmt: skip
    return Came(ran.returncode, ran.stdout, ran.stderr)


def runner(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command here: ``run("status", typed="lines of input")``."""
    for name in ("SELOSTE_DSN", "SELOSTE_DATABASE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SELOSTE_DATA", str(data))
    monkeypatch.setenv("SELOSTE_LANGUAGE", "en")
    hooks = sys.excepthook, sys.unraisablehook

    def run(*arguments: str, typed: str = "") -> Came:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        try:
            status = cli.main(arguments)
        except SystemExit as ended:
            status = int(ended.code or 0)
        finally:
            sys.excepthook, sys.unraisablehook = hooks
            speak("fi")
        said = capsys.readouterr()
        return Came(status, said.out, said.err)

    return run


def python_for(user: str) -> str | None:
    """A Python of this version that another user may run: that of root's home is closed to them."""
    asks = "import sys, asyncpg, textual; print(sys.version_info[:2])"
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            said = subprocess.run(
                [python, "-c", asks], env={"PYTHONPATH": PACKAGES}, user=user, capture_output=True, text=True, check=False
            )
        except OSError:
            continue
        if said.stdout.strip() == str(sys.version_info[:2]):
            return python
    return None
