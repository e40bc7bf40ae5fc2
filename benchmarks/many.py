"""Acts on many customers at once."""

from __future__ import annotations

from benchmarks.measure import Table
from benchmarks.register import Register


async def run(_register: Register) -> list[Table]:
    """Nothing to measure yet."""
    return []
