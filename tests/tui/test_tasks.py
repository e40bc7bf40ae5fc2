"""Everyday tasks take few keys: driven through the real screens, each judged by what is in the database afterwards."""

from __future__ import annotations

import sys
from collections.abc import Generator
from statistics import median

import pytest

from tests.people import Town
from tests.tui import tasks, tasks_billing, tasks_files, tasks_office
from tests.tui.counting import TASKS, Counted, Task, begin, table
from tests.tui.desks import at_desk

LISTED = (tasks, tasks_office, tasks_billing, tasks_files)
"""Modules that put their tasks on the list."""

MEASURED: dict[str, int] = {}


@pytest.fixture(scope="module", autouse=True)
def printed() -> Generator[None]:
    """The table, after the last task."""
    yield
    sys.stdout.write(f"\n{table(MEASURED)}\n")


@pytest.mark.parametrize("task", TASKS, ids=[task.name for task in TASKS])
async def test_a_task_takes_no_more_keys_than_its_bar(town: Town, task: Task) -> None:
    async with at_desk(town, task.login, task.purpose) as hands:
        work = Counted(hands, town, task.login)
        await begin(work, task)
        await task.act(work)
    MEASURED[task.name] = work.keys
    assert work.keys <= task.bar


def test_half_of_the_tasks_take_four_keys_or_less_and_none_takes_more_than_eight() -> None:
    if MEASURED:
        assert median(MEASURED.values()) <= 4
        assert max(MEASURED.values()) <= 8
