"""A thousand random interleavings of two logins at one customer: nothing acknowledged is lost or doubled, whatever the order."""

from __future__ import annotations

from random import Random

import pytest

from tests.people import Town
from tests.sql.interleaving import at_desk

RUNS, EACH, STEPS, AT_ONE = 4, 250, 4, 25


@pytest.mark.parametrize("seed", range(RUNS))
async def test_any_interleaving_leaves_what_was_acknowledged_and_nothing_else(town: Town, seed: int) -> None:
    async with at_desk(town, Random(seed)) as desk:
        for interleaving in range(EACH):
            if interleaving % AT_ONE == 0:
                await desk.begin()
            for _ in range(STEPS):
                await desk.step()
            await desk.check()
    assert all(desk.counts.values()), desk.counts
