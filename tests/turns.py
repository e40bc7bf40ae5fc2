"""Tests of one run in several processes: what is slow to make is made in one of them, and what measures time runs last and alone."""

from __future__ import annotations

import fcntl
import gc
import os
from collections.abc import Generator
from typing import Final

import pytest

ALONE: Final = "alone"
LARGE: Final = ("crowded",)
"""Fixtures of the whole run that one process makes and no other needs."""


def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest the mark."""
    config.addinivalue_line("markers", f"{ALONE}: measures time, and runs last, while no other process of the run tests anything")


def group_of(item: pytest.Item) -> str | None:
    """Tests of one group go to one process, one after the other: those that are alone, and those that share what their file makes once."""
    if item.get_closest_marker(ALONE):
        return ALONE
    fixtures = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
    for name in LARGE:
        if name in fixtures:
            return name
    own = any(made[-1].scope == "module" and made[-1].func.__module__ == item.module.__name__ for made in fixtures.values())
    return item.location[0] if own else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name the groups, before pytest-xdist looks for them, and put those that are alone at the end."""
    for item in items:
        if group := group_of(item):
            item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: item.get_closest_marker(ALONE) is not None)


def pytest_collection_finish() -> None:
    """What three thousand tests are made of stays to the end: to look through it for garbage took a tenth of the time of screens."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Hold a lock while a test runs, its fixtures too: one that all the others share, or all of it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return (yield)
    with (item.config.rootpath / "pyproject.toml").open() as turns:
        fcntl.flock(turns, fcntl.LOCK_EX if item.get_closest_marker(ALONE) else fcntl.LOCK_SH)
        return (yield)
