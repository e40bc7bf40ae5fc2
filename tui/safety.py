"""What must be settled before the terminal library is loaded: what it reads from the environment, and whether there is a terminal."""

from __future__ import annotations

import os
import resource
from collections.abc import Mapping, MutableMapping
from typing import Final

from db.errors import Setup
from tui import crash
from tui.widgets import signs

_DEFAULTS: Final = {
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_SMOOTH_SCROLL": "0",
    "PYTHONTZPATH": "/usr/share/zoneinfo:/usr/lib/zoneinfo:/usr/share/lib/zoneinfo:/etc/zoneinfo",
}
"""Unless set; the places of time zones are Python's own, which it takes 0.4 MB of its build's settings to find out."""

_LEAKS: Final = ("TEXTUAL", "TEXTUAL_DEBUG", "TEXTUAL_LOG", "TEXTUAL_PRESS", "TEXTUAL_SCREENSHOT", "TEXTUAL_SHOW_RETURN")
"""Settings that write keys or screens to a file, another process or the terminal."""

_POOR: Final = ("vt1", "vt2", "vt3", "vt4", "ansi", "cons25", "sun")


def prepare(environ: MutableMapping[str, str] = os.environ) -> None:
    """Make the terminal library safe by its environment, choose the signs to draw, and silence what would print or dump itself.

    ESCDELAY stays as it is, 100 ms unless set: Esc answers at once, and what comes later of an arrow the driver keeps from being typed.
    """
    for name, value in _DEFAULTS.items():
        environ.setdefault(name, value)
    for name in _LEAKS:
        environ.pop(name, None)
    signs.draw_ascii(wants_ascii(environ))
    crash.catch_all()
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def require_terminal(environ: Mapping[str, str] = os.environ, descriptors: tuple[int, ...] = (0, 2)) -> None:
    """Raise Setup where no screen can be shown: not a terminal, or one that cannot place its cursor."""
    if not all(os.isatty(each) for each in descriptors):
        raise Setup("no_terminal")
    term = environ.get("TERM", "")
    if term in ("", "dumb", "unknown"):
        raise Setup("dumb_terminal", term=term)


def wants_ascii(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether only ASCII signs are sure to show: asked for, an old terminal, or a locale that names another encoding than UTF-8."""
    if signs.wants_ascii(environ) or environ.get("TERM", "").startswith(_POOR):
        return True
    locale = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "")
    return bool(locale) and "utf" not in locale.lower()


def glyphs() -> Mapping[str, str]:
    """The drawn signs in use, by name."""
    return {name: signs.sign(name) for name in signs.SIGNS}


def wants_mouse(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether to catch the mouse at the start: not over SSH, where it takes the terminal's own selecting and copying away."""
    return not (environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"))
