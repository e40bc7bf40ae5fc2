"""Fixtures by subject."""

from importlib.util import find_spec

SUBJECTS = (
    "tests.turns",
    "tests.spoken",
    "tests.crashes",
    "tests.servers",
    "tests.databases",
    "tests.people",
    "tests.siege",
    "tests.crowd",
    "tests.ytj",
    "tests.db.standing",
)

pytest_plugins = [subject for subject in SUBJECTS if find_spec(subject)]
