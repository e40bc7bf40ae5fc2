"""``python -m benchmarks [--size N]… [--only search,card,…] [--data DIRECTORY]``: tables for this machine."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import resource
import sys
import tempfile
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from benchmarks.measure import Table, within
from benchmarks.register import Register, made, space

SUBJECTS: Final = ("search", "card", "hidden", "order", "many", "duplicates", "importing", "terminal")


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="customers; may be given again (2000)")
    parser.add_argument("--only", default=",".join(SUBJECTS), help=f"of {', '.join(SUBJECTS)}")
    parser.add_argument("--data", type=Path, help="where registers are kept and found again; otherwise they are made and thrown away")
    return parser.parse_args()


def _machine() -> str:
    import textual

    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors (load {load:.1f}), Python {platform.python_version()}, "
        f"Textual {textual.__version__}\n"
    )


async def _version(register: Register) -> str:
    connection = await register.owner()
    version = await connection.fetchval("show server_version")
    await connection.close()
    return f"PostgreSQL {version}, {register.size:,} customers\n"


def _filling(register: Register) -> Table:
    table = Table("Filling", ("customers", "seconds", "a second", "on disk GB", "this program MB", "bar", ""))
    seconds, used = register.filled_in, space(register)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if seconds is not None:
        bar = "a million ≤ 600 s, ≤ 6 GB"
        missed = within(seconds <= 600 * register.size / 1e6 + 5 and used <= 6e9)
        table.add(
            f"{register.size:,}", f"{seconds:,.0f}", f"{register.size / seconds:,.0f}", f"{used / 1e9:.2f}", f"{memory:.0f}", bar, missed
        )
    else:
        table.add(f"{register.size:,}", "was there", "", f"{used / 1e9:.2f}", "", "", "")
    return table


def _measured(data: Path, size: int, subjects: list[str]) -> None:
    with made(data, size) as register:
        print(asyncio.run(_version(register)))
        print(_filling(register).text(), flush=True)
        for subject in subjects:
            run: Callable[[Register], Coroutine[Any, Any, list[Table]]] = import_module(f"benchmarks.{subject}").run
            for table in asyncio.run(run(register)):
                print(table.text(), flush=True)


def main() -> None:
    """Measure every size that was asked for."""
    given = _given()
    subjects = [one for one in SUBJECTS if one in given.only.split(",")]
    print(_machine())
    with tempfile.TemporaryDirectory(prefix="seloste-bench-", ignore_cleanup_errors=True) as passing:
        Path(passing).chmod(0o711)
        for size in given.size or [2000]:
            _measured(given.data or Path(passing), size, subjects)


if __name__ == "__main__":
    sys.exit(main())
