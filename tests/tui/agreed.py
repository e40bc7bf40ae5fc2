"""Screens agreed on as text, read in review: compared with tests/expected/screens, written anew with SELOSTE_RENEW=1."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from tests.people import STAFF

SCREENS: Final = Path(__file__).parent.parent / "expected" / "screens"
MOMENT: Final = re.compile(r"(\d{1,2}\.\d{1,2}\.\d{4} \d\d\.\d\d|\d{4}-\d\d-\d\d \d\d:\d\d)( *)")
DAY: Final = re.compile(r"(\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d)( *)")
LOGIN: Final = re.compile(rf"\b({'|'.join(STAFF)})\.[0-9a-f]{{1,6}}")


def timeless(text: str) -> str:
    """The text without what differs from run to run: moments, days and the ends of logins, each in as many cells as before."""
    text = LOGIN.sub(lambda found: found[1] + "." + "x" * (len(found[0]) - len(found[1]) - 1), text)
    return DAY.sub(_in_place("pp.kk.vvvv"), MOMENT.sub(_in_place("pp.kk.vvvv hh.mm"), text))


def _in_place(shown: str):
    def replace(found: re.Match[str]) -> str:
        missing, spaces = len(shown) - len(found[1]), len(found[2])
        return shown + " " * (spaces - missing if spaces > missing else spaces)

    return replace


def agreed(name: str, text: str) -> None:
    """Compare a screen with the one agreed on under that name."""
    path = SCREENS / f"{name}.txt"
    shown = "\n".join(line.rstrip() for line in timeless(text).splitlines()).rstrip("\n") + "\n"
    if os.environ.get("SELOSTE_RENEW"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown)
    assert path.exists(), f"{path} is missing: look at the screen, then run with SELOSTE_RENEW=1\n{shown}"
    assert shown == path.read_text(), f"{path} differs: look at the screen, then run with SELOSTE_RENEW=1"
