"""The language of a test."""

import pytest

from tui.words import speak


@pytest.fixture(autouse=True)
def in_finnish() -> None:
    """A test begins in Finnish, whatever the one before it ended in: a question may be made before the program that asks it."""
    speak("fi")
