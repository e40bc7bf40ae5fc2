"""How a cell looks, and the shortest codes from one look to another (ECMA-48, SGR)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple


class Style(NamedTuple):
    """The look of a cell; colours and `other` are kept as the SGR parameters that set them, empty where the terminal's own."""

    attributes: int = 0
    foreground: str = ""
    background: str = ""
    link: str = ""
    other: str = ""


PLAIN: Final = Style()
REVERSE: Final = 1 << 7
VISIBLE_ON_BLANKS: Final = 1 << 4 | REVERSE | 1 << 9 | 1 << 21 | 1 << 51 | 1 << 52 | 1 << 53

_ON: Final = {str(code): 1 << code for code in (1, 2, 3, 4, 5, 6, 7, 8, 9, 21, 51, 52, 53)}
_OFF: Final = {
    "22": 1 << 1 | 1 << 2,
    "23": 1 << 3,
    "24": 1 << 4 | 1 << 21,
    "25": 1 << 5 | 1 << 6,
    "27": REVERSE,
    "28": 1 << 8,
    "29": 1 << 9,
    "54": 1 << 51 | 1 << 52,
    "55": 1 << 53,
}
_FOREGROUNDS: Final = {str(code) for code in (*range(30, 38), *range(90, 98))}
_BACKGROUNDS: Final = {str(code) for code in (*range(40, 48), *range(100, 108))}


@lru_cache(8192)
def after(style: Style, parameters: str) -> Style:
    """The style once `CSI parameters m` has been written."""
    codes = iter(parameters.split(";"))
    for code in codes:
        if code in {"", "0"}:
            style = Style(link=style.link)
        elif code in {"38", "48", "58"}:
            style = _coloured(style, code, _colour(code, codes))
        else:
            style = _stepped(style, code)
    return style


def _colour(code: str, codes: Iterator[str]) -> str:
    kind = next(codes, "")
    count = {"5": 1, "2": 3}.get(kind, 0)
    return ";".join((code, kind, *(next(codes, "0") or "0" for _ in range(count))))


def _coloured(style: Style, code: str, parameters: str) -> Style:
    if code == "38":
        return style._replace(foreground=parameters)
    if code == "48":
        return style._replace(background=parameters)
    return style._replace(other=f"{style.other};{parameters}")


def _stepped(style: Style, code: str) -> Style:
    if code in _ON:
        return style._replace(attributes=style.attributes | _ON[code])
    if code in _OFF:
        return style._replace(attributes=style.attributes & ~_OFF[code])
    if code in {"39", "49"}:
        return style._replace(foreground="") if code == "39" else style._replace(background="")
    if code in _FOREGROUNDS:
        return style._replace(foreground=code)
    if code in _BACKGROUNDS:
        return style._replace(background=code)
    return _coloured(style, code[:2] if ":" in code else "", code)


@lru_cache(8192)
def blank(style: Style) -> Style:
    """What can be seen of the style on an empty cell."""
    return style if style.attributes & VISIBLE_ON_BLANKS else style._replace(foreground="")


@lru_cache(16384)
def change(old: Style | None, new: Style) -> str:
    """The shortest codes that turn the old look, None if unknown, into the new one."""
    link = f"\x1b]8;{new.link or ';'}\x1b\\" if (old.link if old else "") != new.link else ""
    if old is not None and old._replace(link="") == new._replace(link=""):
        return link
    whole = ["0", *_attribute_codes(new.attributes), *(part for part in (new.foreground, new.background, new.other.strip(";")) if part)]
    codes = ";".join(whole) if len(whole) > 1 else ""
    if old is not None and old.other == new.other:
        codes = min(codes, ";".join(_steps(old, new)), key=len)
    return f"{link}\x1b[{codes}m"


def _attribute_codes(attributes: int) -> Iterator[str]:
    return (code for code, bit in _ON.items() if attributes & bit)


def _steps(old: Style, new: Style) -> Iterator[str]:
    kept = old.attributes
    for code, bits in _OFF.items():
        if kept & bits & ~new.attributes:
            kept &= ~bits
            yield code
    yield from _attribute_codes(new.attributes & ~kept)
    if old.foreground != new.foreground:
        yield new.foreground or "39"
    if old.background != new.background:
        yield new.background or "49"
