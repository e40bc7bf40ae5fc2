"""What the model of a terminal sends, for sequences written by hand and at random."""

from random import Random

import pytest

from tests.tui.emulation import Emulator, seen
from tui.terminal.colours import depth, palette
from tui.terminal.flow import Flow
from tui.terminal.hand import travel
from tui.terminal.model import Model
from tui.terminal.painter import Features
from tui.terminal.style import PLAIN, after, change

ENTER = "\x1b[?1049h"
TEXTS = ("Äijälä", "Matti Meikäläinen", "x", "      ", "————————————", "e\u0301e\u0301", "|", "0123456789" * 3)
LOOKS = (
    "",
    "0",
    "1",
    "7",
    "3;4",
    "38;2;200;10;10",
    "48;2;0;0;90",
    "48;5;17;38;5;231",
    "97;44",
    "22;24",
    "39;49",
    "1;38;2;9;9;9;48;2;240;240;240",
)


def model(width: int = 40, height: int = 10, features: Features | None = None) -> Model:
    made = Model(width, height, lambda style: style, features or Features())
    made.feed(ENTER + "\x1b[?7l")
    made.take()
    return made


def random_writing(chance: Random) -> str:
    x, y, count = chance.randrange(1, 41), chance.randrange(1, 11), chance.randrange(1, 6)
    return chance.choice(
        (
            f"\x1b[{y};{x}H{chance.choice(TEXTS)}",
            f"\x1b[{y};{x}H{chance.choice(TEXTS)}",
            f"\x1b[{y}H\x1b[{chance.choice(LOOKS)}m{'Virtanen '.ljust(chance.randrange(9, 40))}",
            f"\x1b[{chance.choice(LOOKS)}m",
            f"\x1b[{chance.choice(LOOKS)}m",
            f"\x1b[0;{chance.choice((44, 49))}m\x1b[{y};{x}H\x1b[{chance.choice(('', '1', '2'))}K",
            f"\x1b[0;{chance.choice((44, 49))}m\x1b[{y};{x}H\x1b[{count}X",
            f"\x1b[0;{chance.choice((44, 49))}m\x1b[{y}H\x1b[{count}{chance.choice('LM')}",
            f"\x1b[0m\x1b[{y};{x}H\x1b[{count}{chance.choice('@P')}",
            f"\x1b[{count}{chance.choice('ABCD')}",
            f"\x1b[0;{chance.choice((44, 49))}m\x1b[{min(y, 7)};{min(y, 7) + 3}r\x1b[{min(y, 7)}H\x1b[{count}M\x1b[r\x1b[H",
        )
    )


@pytest.mark.parametrize(
    "features", [Features(), Features(erases_in_background=False), Features(repeats=True)], ids=["usual", "without bce", "with rep"]
)
def test_any_writing_cut_anywhere_gives_the_same_screen(features: Features) -> None:
    chance = Random(7)
    made, stock, ours = model(features=features), Emulator(40, 10), Emulator(40, 10)
    stock.feed("\x1b[?7l" + "\r\n".join([" " * 39] * 10) + "\x1b[H")
    made.feed("\x1b[H")
    ours.feed("\x1b[?7l")
    for _ in range(400):
        writing = "".join(random_writing(chance) for _ in range(chance.randrange(1, 5)))
        stock.feed(writing)
        cut = chance.randrange(len(writing))
        made.feed(writing[:cut])
        if chance.random() < 0.5:
            ours.feed(made.take())
        made.feed(writing[cut:])
        ours.feed(made.take())
        for y in range(10):
            assert [seen(cell) for cell in ours.row(y)] == [seen(cell) for cell in stock.row(y)], writing
        assert made.take() == ""


def test_what_is_written_again_costs_nothing() -> None:
    made = model()
    made.feed("\x1b[3;4H\x1b[1;38;2;1;2;3mKissa\x1b[0m\x1b[H")
    assert "Kissa" in made.take()
    made.feed("\x1b[3;4H\x1b[1;38;2;1;2;3mKissa\x1b[0m\x1b[H")
    assert made.take() == ""


def test_what_does_not_draw_passes_in_order_and_unchanged() -> None:
    made = model()
    asides = [
        "\x1b]0;Otsikko\x07",
        "\x1b]52;c;a2lzc2E=\x07",
        "\x1b[?1000h",
        "\x1b[?2004h",
        "\x1b[?1004h",
        "\x1b[>1u",
        "\x1b[5z",
        "\x1bPq#0\x1b\\",
    ]
    for number, aside in enumerate(asides):
        made.feed(f"\x1b[1H{number}" + aside)
    sent = made.take()
    places = [sent.index(aside) for aside in asides]
    assert places == sorted(places)
    assert all(sent[: sent.index(aside)].count(str(number)) for number, aside in enumerate(asides))


def test_a_wide_character_never_leaves_half_of_itself() -> None:
    made, screen = model(), Emulator(40, 10)
    screen.feed("\x1b[?7l")
    for writing in ("\x1b[1;1H山田太郎|", "\x1b[1;4Hab", "\x1b[1;1Hx", "\x1b[1;39H東", "\x1b[1;40H!", "\x1b[1;1H😀😀", "\x1b[1;3H\x1b[K"):
        made.feed(writing)
        screen.feed(made.take())
    assert screen.text()[0] == "😀"
    made.feed("\x1b[3;1H山山\x1b[3;2Hx\x1b[3;3Hy")
    screen.feed(made.take())
    assert screen.text()[2] == " xy"
    made.feed("\x1b[4;1Haarniometsä山 met kuusi")
    screen.feed(made.take())
    made.feed("\x1b[4;1Haarniometsä川 met kuuri")
    screen.feed(made.take())
    assert screen.text()[3] == "aarniometsä川 met kuuri"


def test_the_cursor_is_placed_anew_after_a_character_of_disputed_width() -> None:
    made = model()
    made.feed("\x1b[1H👩\u200d🚒x\x1b[2He\u0301y")
    sent = made.take()
    assert "👩\u200d🚒\x1b[3Gx" in sent
    assert "e\u0301\x1b[2Gy" in sent


def test_rows_that_moved_are_moved_by_the_terminal() -> None:
    made, screen = model(height=24), Emulator(40, 24)
    rows = [f"rivi {number} {'abcdefgh'[number % 8] * 20}" for number in range(40)]
    made.feed("".join(f"\x1b[{y + 1}H{rows[y]}\x1b[K" for y in range(23)) + "\x1b[24;1H\x1b[44mloppu\x1b[m")
    screen.feed(made.take())
    made.feed("".join(f"\x1b[{y + 1}H{rows[y + 2]}\x1b[K" for y in range(23)))
    sent = made.take()
    assert "\x1b[2M" in sent
    assert len(sent) < 130
    screen.feed(sent)
    assert screen.text() == [*rows[2:25], "loppu"]
    assert {cell.bg for y in range(23) for cell in screen.row(y)} == {"default"}


def test_a_hidden_half_frame_is_not_shown() -> None:
    made = model()
    made.feed("\x1b[?2026h\x1b[1Hpuoli")
    assert made.waits
    made.feed("\x1b[2Hloppu\x1b[?2026l")
    sent = made.take()
    assert sent.startswith("\x1b[?2026h")
    assert sent.endswith("\x1b[?2026l")


def test_the_cursor_shows_where_and_when_the_program_says() -> None:
    made, screen = model(), Emulator(40, 10)
    made.feed("\x1b[?25h\x1b[4;7H")
    screen.feed(made.take())
    assert screen.cursor == (6, 3)
    made.feed("\x1b[?25l")
    assert made.take() == "\x1b[?25l"


def test_a_new_size_or_a_reset_terminal_gets_the_whole_screen() -> None:
    made = model()
    made.feed("\x1b[5;3Hpysyvä")
    made.take()
    for disturb in (lambda: made.resize(50, 12), made.repaint, made.retake, lambda: made.feed("\x1bc")):
        disturb()
        sent = made.take()
        assert "\x1b[2J" in sent
        assert "pysyvä" in sent


def test_leaving_the_alternate_screen_sends_no_drawing_left_over() -> None:
    made = model()
    made.feed("\x1b[1Hturha\x1b[?1049l\x1b[?25hkomentorivi")
    assert made.take() == "\x1b[m\x1b[?1049l\x1b[?25hkomentorivi"


def test_links_begin_and_end_with_their_text() -> None:
    made = model()
    made.feed("\x1b[1H\x1b]8;id=1;https://example.fi\x1b\\linkki\x1b]8;;\x1b\\ muu")
    assert "\x1b]8;id=1;https://example.fi\x1b\\linkki\x1b]8;;\x1b\\" in made.take()


@pytest.mark.parametrize("parameters", ["1;2;3", "38;2;1;2;3;48;5;9", "4:3", "58;2;1;2;3;4", "97;104;53", "1;22;2", "38;5", "999", ";;1"])
def test_a_look_taken_and_left_again_is_the_look_before(parameters: str) -> None:
    look = after(PLAIN, parameters)
    codes = change(PLAIN, look)
    assert after(PLAIN, codes[2:-1]) == look if codes else look == PLAIN
    assert after(look, change(look, PLAIN)[2:-1]) == PLAIN or look == PLAIN


def test_the_way_of_the_cursor_is_short() -> None:
    assert travel(5, 3, 6, 3) == "\x1b[C"
    assert travel(5, 3, 4, 3) == "\b"
    assert travel(9, 3, 0, 3) == "\r"
    assert travel(9, 3, 9, 4) == "\x1b[B"
    assert travel(None, None, 0, 0) == "\x1b[H"
    assert travel(70, 3, 0, 20) == "\x1b[21H"


@pytest.mark.parametrize(
    ("environ", "codes"),
    [
        ({"COLORTERM": "truecolor"}, "38;2;250;10;10"),
        ({"TERM": "xterm-256color"}, "38;5;196"),
        ({"TERM": "linux"}, "91"),
        ({"TERM": "dumb"}, ""),
        ({"TERM": "xterm", "TEXTUAL_COLOR_SYSTEM": "256"}, "38;5;196"),
    ],
)
def test_colours_are_those_the_terminal_has(environ: dict[str, str], codes: str) -> None:
    shown = palette(depth(environ), lambda: 18.0)(after(PLAIN, "38;2;250;10;10"))
    assert shown.foreground in {codes, codes.replace("91", "31")}


def test_the_window_follows_what_the_line_carries(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = iter(range(100))
    monkeypatch.setattr("tui.terminal.flow.monotonic", lambda: next(moment) / 8)
    flow = Flow()
    assert flow.open()
    assert not flow.due(100)
    for _ in range(3):
        flow.send(900, asking=True)
        flow.answer()
    flow.send(2000, asking=True)
    assert not flow.open()
    flow.answer()
    assert flow.open()


def test_a_terminal_that_stops_answering_is_not_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = Flow()
    flow.send(900, asking=True)
    flow.answer()
    monkeypatch.setattr("tui.terminal.flow.monotonic", lambda: 1e9)
    flow.send(9_000_000, asking=True)
    assert not flow.open()
    monkeypatch.setattr("tui.terminal.flow.monotonic", lambda: 1e9 + 4)
    assert flow.open()
    assert not flow.unanswered
