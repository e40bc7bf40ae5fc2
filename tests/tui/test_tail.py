"""Keys that come in pieces on a line that stalls."""

from __future__ import annotations

import pytest

from tui.terminal.tail import LATE, Tail


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        ("␛[Bz", "␛z"),
        ("␛OAz", "␛z"),
        ("␛[1;5Cz", "␛z"),
        ("␛␛[Bz", "␛␛z"),
        ("␛n[B", "␛n[B"),
        ("[B", "[B"),
        ("O", "O"),
    ],
)
def test_the_rest_of_a_key_is_dropped_and_nothing_else(keys: str, left: str) -> None:
    tail = Tail()
    assert "".join(each for each in keys if not tail.takes("escape" if each == "␛" else each, None if each == "␛" else each, 100.0)) == left


def test_what_comes_much_later_is_typed() -> None:
    tail = Tail()
    assert [tail.takes(key, key, at) for key, at in (("escape", 100.0), ("[", 100.1 + LATE), ("B", 100.1 + LATE))] == [False, False, False]
