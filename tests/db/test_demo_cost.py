"""Inventing a large register takes no more memory, and no more time for each customer, than inventing a small one."""

from __future__ import annotations

import gc
import time
import tracemalloc
from itertools import islice

from db.demo.register import invent


def test_the_first_customer_comes_at_once_however_large_the_register() -> None:
    assert next(invent(10**9)).id == 1


def peak(size: int) -> int:
    gc.collect()
    tracemalloc.start()
    for _ in islice(invent(size), size):
        pass
    top = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return top


def test_memory_does_not_grow_with_the_register() -> None:
    peak(4_000)  # the names it remembers, of which it keeps so many at most
    assert peak(4_000) < 1.5 * peak(2_000)


def seconds(size: int) -> float:
    started = time.process_time()
    for _ in invent(size):
        pass
    return time.process_time() - started


def test_time_grows_with_the_size_and_not_with_its_square() -> None:
    ratio = min(seconds(6_000) for _ in range(3)) / min(seconds(2_000) for _ in range(3))
    assert ratio < 6
