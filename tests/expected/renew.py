"""Writes access.txt and migrations.txt anew from sql/: ``python -m tests.expected.renew``; what changed is then read in review."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import asyncpg

from db.cluster import Cluster
from db.migrate import install
from tests.expected import access, migrations

HERE = Path(__file__).parent


async def print_access(dsn: str) -> str:
    """Install sql/ into an empty server and print who may what there."""
    await install(dsn, "expected")
    connection = await asyncpg.connect(dsn, database="expected")
    try:
        return await access.written(connection)
    finally:
        await connection.close()


def main() -> None:
    """Write both files."""
    (HERE / "migrations.txt").write_text(migrations.written(), encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="seloste-", ignore_cleanup_errors=True) as room:
        Path(room).chmod(0o711)
        cluster = Cluster(Path(room) / "expected", durable=False)
        with cluster.start() as server:
            text = asyncio.run(print_access(server.dsn))
            cluster.stop()
    (HERE / "access.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
