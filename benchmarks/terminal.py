"""The real program behind a real terminal line: time to the first page, bytes of keys, memory, and a slow line."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from statistics import median
from typing import Final

from benchmarks.measure import Table, ratio, within
from benchmarks.pty_line import Line
from benchmarks.register import Register

SIZES: Final = ((80, 24), (200, 50))
SLOW: Final = 8000
STARTS: Final = 5
LOGIN: Final = "5"
DOWN, PAGE_DOWN, END = "\x1b[B", "\x1b[6~", "\x1b[F"
BARS: Final = {
    "first screen": 8000, "list": 8000, "arrow in view": 300, "scrolling a row": 350, "page": 2500, "typed letter": 120, "idle 5 s": 0,
}  # fmt: skip


def _environment(register: Register) -> Mapping[str, str]:
    ours = {
        "SELOSTE_DATA": str(register.data),
        "SELOSTE_LANGUAGE": "en",
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LC_ALL": "C.UTF-8",
    }
    return {**os.environ, **ours}


def _ours(register: Register, size: tuple[int, int], rate: int | None = None) -> Line:
    return Line([sys.executable, "-m", "tui", "--demo"], _environment(register), size, rate)


def _bare(register: Register, size: tuple[int, int], rate: int | None = None) -> Line:
    return Line([sys.executable, "-m", "benchmarks.bare"], _environment(register), size, rate)


def _is_login(text: list[str]) -> bool:
    return any("S E L O S T E" in line for line in text)


def _is_home(text: list[str]) -> bool:
    return any("All" in line and "Persons" in line for line in text)


def _is_list(text: list[str]) -> bool:
    return any("Name" in line and "Town" in line and "Status" in line for line in text) and any("►" in line for line in text)


def _opened(line: Line) -> None:
    """From the start to the first page of customers, a key as soon as it has an effect."""
    line.until(_is_login)
    line.press(LOGIN)
    line.until(_is_home)
    line.press("\r")
    line.until(_is_list)
    line.settle()


def _start(register: Register) -> tuple[float, float, float]:
    """Seconds to the first paint, from there to the overview, and to the first page; only what the program takes."""
    with _ours(register, SIZES[0]) as line:
        paint = line.until(_is_login)
        line.settle(0.2)
        pressed = time.monotonic()
        line.press(LOGIN)
        home = line.until(_is_home) - (pressed - line.began)
        line.settle(0.2)
        pressed = time.monotonic()
        line.press("\r")
        return paint, home, line.until(_is_list) - (pressed - line.began)


def _start_bare(register: Register) -> float:
    with _bare(register, SIZES[0]) as line:
        return line.until(lambda text: any("Virtanen 00" in row for row in text))


def starting(register: Register) -> Table:
    """First paint and first page, ours and a bare program's taken by turns."""
    ours, bare = [], []
    _start(register)
    for _ in range(STARTS):
        bare.append(_start_bare(register))
        ours.append(_start(register))
    reference = median(bare)
    paint = median(one[0] for one in ours)
    page = median(sum(one) for one in ours)
    table = Table("Start, 80×24", ("what", "median s", "to bare Textual", "bar", ""))
    table.add("bare Textual with a table", f"{reference:.2f}", "1", "", "")
    table.add("first paint", f"{paint:.2f}", ratio(paint, reference), "≤ 1.5×", within(paint <= 1.5 * reference))
    table.add("login answered by the overview", f"{median(one[1] for one in ours):.2f}", "", "", "")
    table.add("overview left for the list", f"{median(one[2] for one in ours):.2f}", "", "", "")
    table.add(
        "first page of customers, logging in included", f"{page:.2f}", ratio(page, reference), "≤ 2.3×", within(page <= 2.3 * reference)
    )
    return table


def _costs(line: Line) -> dict[str, int]:
    """Bytes of each act on the list; medians of several."""
    costs = {"arrow in view": int(median(line.cost(DOWN, 0.25) for _ in range(8)))}
    for _ in range(line.emulator.screen.lines):
        line.cost(DOWN, 0.12)
    costs["scrolling a row"] = int(median(line.cost(DOWN, 0.25) for _ in range(12)))
    costs["page"] = int(median(line.cost(PAGE_DOWN, 0.4) for _ in range(6)))
    return costs


def _typing(line: Line) -> int:
    """Bytes until the letter stands in the box: its answer is another matter."""
    line.cost("/", 0.5)
    came: list[int] = []
    for letter in "virtanen":
        line.press(letter)
        came.append(line.read(1.0))
        line.settle(0.5)
    return int(median(came))


def sending(register: Register) -> Table:
    """Bytes of screens and keys at both sizes; the bars are for 80×24."""
    table = Table("Bytes to the terminal", ("what", *(f"{width}×{height}" for width, height in SIZES), "bare 80×24", "bar at 80×24", ""))
    found: list[dict[str, int]] = []
    for size in SIZES:
        with _ours(register, size) as line:
            line.until(_is_login)
            line.settle()
            first = line.bytes
            _opened(line)
            costs = {"first screen": first, **_costs(line), "idle 5 s": line.settle(5.0, 5.0), "typed letter": _typing(line)}
            found.append(costs)
    with _bare(register, SIZES[0]) as line:
        line.until(lambda text: any("Virtanen 00" in row for row in text))
        line.settle()
        bare = {"first screen": line.bytes, **_costs(line), "idle 5 s": line.settle(5.0, 5.0)}
    for what, bar in BARS.items():
        if what in found[0]:
            missed = within(found[0][what] <= bar)
            table.add(what, *(f"{each[what]:,}" for each in found), f"{bare[what]:,}" if what in bare else "", f"≤ {bar:,}", missed)
    return table


def remembering(register: Register) -> Table:
    """Memory of the program with the list open, and after paging through it."""
    table = Table("Memory of the program, MB", ("when", "resident", "its share (PSS)", "bar", ""))
    with _ours(register, SIZES[0]) as line:
        _opened(line)
        before = line.memory()
        for _ in range(40):
            line.cost(PAGE_DOWN, 0.05)
        line.settle()
        after = line.memory()
    with _bare(register, SIZES[0]) as line:
        line.until(lambda text: any("Virtanen 00" in row for row in text))
        line.settle()
        bare = line.memory()
    table.add("bare Textual with a table", *(f"{each:.0f}" for each in bare), "", "")
    table.add("list open", *(f"{each:.0f}" for each in before), "≤ 55, PSS ≤ 40", within(before[0] <= 55 and before[1] <= 40))
    table.add("after 40 pages", *(f"{each:.0f}" for each in after), "+ ≤ 5", within(after[0] - before[0] <= 5))
    return table


def _lag(line: Line) -> float:
    """Seconds that a list keeps moving after Down was held for three, thirty times a second."""
    ends = time.monotonic() + 3
    following = time.monotonic()
    while time.monotonic() < ends:
        if time.monotonic() >= following:
            line.press(DOWN)
            following += 1 / 30
        line.read(0.01)
    released = time.monotonic()
    last = released
    while time.monotonic() - last < 1.0 and time.monotonic() - released < 60:
        if line.read(0.2):
            last = time.monotonic()
    return last - released


def crawling(register: Register) -> Table:
    """Over a line of 8 kB a second: the first screen, and how long a held key goes on after it is let go."""
    table = Table("Over 8 kB/s, 80×24", ("what", "ours", "bare Textual", "bar", ""))
    with _ours(register, SIZES[0], SLOW) as line:
        first = line.until(_is_login)
        line.settle()
        _opened(line)
        ours = _lag(line)
    with _bare(register, SIZES[0], SLOW) as line:
        bare_first = line.until(lambda text: any("Virtanen 00" in row for row in text))
        line.settle()
        bare = _lag(line)
    table.add("first screen, s", f"{first:.2f}", f"{bare_first:.2f}", "", "")
    table.add("Down held 3 s: keeps moving, ms", f"{ours * 1000:,.0f}", f"{bare * 1000:,.0f}", "≤ 200", within(ours <= 0.2))
    return table


async def run(register: Register) -> list[Table]:
    """All tables of the terminal."""
    return [starting(register), sending(register), remembering(register), crawling(register)]
