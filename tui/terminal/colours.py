"""Which colours a terminal can show, and what becomes of the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet

from tui.terminal.style import REVERSE, Style

_TERMS: Final = {"256color": ColorSystem.EIGHT_BIT, "kitty": ColorSystem.EIGHT_BIT}
STANDS_OUT: Final = 32.0
"""Difference in brightness, of 255, from the screen's own background that makes a background worth showing without colours."""

Palette = Callable[[Style], Style]


def depth(environ: Mapping[str, str]) -> ColorSystem | None:
    """The colours promised by TEXTUAL_COLOR_SYSTEM, COLORTERM and TERM, in that order; None where there are none."""
    named = {"truecolor": ColorSystem.TRUECOLOR, "256": ColorSystem.EIGHT_BIT, "standard": ColorSystem.STANDARD}
    if (wanted := environ.get("TEXTUAL_COLOR_SYSTEM", "auto")) in named:
        return named[wanted]
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return ColorSystem.TRUECOLOR
    term = environ.get("TERM", "").strip().lower()
    if term in {"dumb", "unknown"}:
        return None
    return _TERMS.get(term.rpartition("-")[2], ColorSystem.STANDARD)


def palette(system: ColorSystem | None, ground: Callable[[], float]) -> Palette:
    """What each style becomes; `ground` tells the brightness, 0–255, of the screen's own background."""
    if system is None:
        return lambda style: _without_colours(style, ground())
    if system is ColorSystem.TRUECOLOR:
        return lambda style: style
    return lambda style: style._replace(foreground=_nearest(style.foreground, system), background=_nearest(style.background, system))


def brightness(red: float, green: float, blue: float) -> float:
    """Perceived brightness on the scale of its arguments (ITU-R BT.601)."""
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _without_colours(style: Style, ground: float) -> Style:
    behind = style.background
    if style.attributes & REVERSE:
        behind = style.foreground or "reversed"
    shown = behind == "reversed" or (behind and abs(brightness(*_triplet(behind)) - ground) > STANDS_OUT)
    attributes = style.attributes | REVERSE if shown else style.attributes & ~REVERSE
    return style._replace(attributes=attributes, foreground="", background="", other="")


@lru_cache(4096)
def _nearest(parameters: str, system: ColorSystem) -> str:
    if parameters[:3] not in {"38;", "48;"}:
        return parameters
    colour = _parsed(parameters).downgrade(system)
    return ";".join(colour.get_ansi_codes(foreground=parameters.startswith("38")))


@lru_cache(4096)
def _triplet(parameters: str) -> ColorTriplet:
    return _parsed(parameters).get_truecolor()


def _parsed(parameters: str) -> Color:
    numbers = [int(number) & 255 for number in parameters.replace(":", ";").split(";") if number]
    if numbers[1:2] == [2]:
        return Color.from_rgb(*numbers[-3:])
    if numbers[1:2] == [5]:
        return Color.from_ansi(numbers[-1])
    code = numbers[0]
    return Color.from_ansi(code % 10 + (8 if code >= 90 else 0))
