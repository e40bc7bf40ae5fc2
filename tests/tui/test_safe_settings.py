"""What a crash leaves behind, and what of the environment the program heeds."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from db.errors import Setup
from tui import crash, safety
from tui.widgets import signs
from tui.words import speak

CANARY = "131052-908T"


def test_the_log_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "crash.log").touch(mode=0o644)
    assert crash.record(ValueError(CANARY), tmp_path / "crash.log").path
    assert stat.S_IMODE((tmp_path / "crash.log").stat().st_mode) == 0o600


def test_no_log_is_written_through_a_link_or_a_pipe(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "pipe")
    assert crash.record(ValueError(), tmp_path / "link").path is None
    assert crash.record(ValueError(), tmp_path / "pipe").path is None
    assert not (tmp_path / "elsewhere").exists()


def test_the_log_tells_what_led_to_an_error_but_not_its_text(tmp_path: Path) -> None:
    inner = ExceptionGroup(CANARY, [OSError(5, CANARY), Setup("no_terminal", term=CANARY)])
    outer = ValueError(CANARY)
    outer.__cause__ = inner
    path = crash.record(outer, tmp_path / "log").path
    assert path
    told = path.read_text()
    assert "builtins.OSError errno 5" in told
    assert "db.errors.Setup no_terminal" in told
    assert CANARY not in told


def test_a_dumb_terminal_and_a_pipe_are_told_apart() -> None:
    with pytest.raises(Setup, match="dumb_terminal"):
        safety.require_terminal({"TERM": "dumb"}, ())
    ear, bell = os.pipe()
    with pytest.raises(Setup, match="no_terminal"):
        safety.require_terminal({"TERM": "xterm"}, (ear,))
    os.close(ear)
    os.close(bell)
    safety.require_terminal({"TERM": "xterm"}, ())


def test_the_environment_is_made_safe_and_a_persons_own_delay_is_kept() -> None:
    environ = {"TEXTUAL_DEBUG": "1", "TEXTUAL_LOG": "keys", "ESCDELAY": "900", "LANG": "fi_FI.UTF-8", "TERM": "xterm"}
    hooks = sys.excepthook, sys.unraisablehook
    try:
        safety.prepare(environ)
    finally:
        sys.excepthook, sys.unraisablehook = hooks
    assert environ["ESCDELAY"] == "900"
    assert environ["TEXTUAL_ANIMATIONS"] == "none"
    assert not {"TEXTUAL_DEBUG", "TEXTUAL_LOG"} & environ.keys()


@pytest.mark.parametrize(
    ("environ", "plain"),
    [
        ({"LANG": "fi_FI.UTF-8", "TERM": "xterm"}, False),
        ({"TERM": "screen"}, False),
        ({"LANG": "C", "TERM": "xterm"}, True),
        ({"LANG": "fi_FI.UTF-8", "LC_ALL": "fi_FI@euro", "TERM": "xterm"}, True),
        ({"LANG": "C.UTF-8", "TERM": "vt220"}, True),
        ({"SELOSTE_ASCII": "1", "LANG": "C.UTF-8", "TERM": "xterm"}, True),
    ],
)
def test_ascii_signs_are_drawn_where_others_may_not_show(environ: dict[str, str], plain: bool) -> None:
    assert safety.wants_ascii(environ) is plain


def test_every_sign_has_one_cell_in_both_sets() -> None:
    was = signs.sign("cursor") == signs.SIGNS["cursor"][1]
    for ascii_only in (True, False):
        signs.draw_ascii(ascii_only)
        assert all(len(sign) == 1 for sign in safety.glyphs().values())
        assert all(sign.isascii() for sign in safety.glyphs().values()) is ascii_only
    signs.draw_ascii(was)


def test_a_crash_is_told_in_both_languages(tmp_path: Path) -> None:
    for language in ("en", "fi"):
        speak(language)
        assert str(tmp_path) in crash.record(ValueError(), tmp_path / "log").sentence
