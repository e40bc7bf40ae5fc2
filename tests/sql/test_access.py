"""Who may what, and which migrations there are, as agreed in review: ``python -m tests.expected.renew`` writes what is so now."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

from tests.databases import Database
from tests.expected import access, migrations

EXPECTED = Path(__file__).parents[1] / "expected"
RENEW = "Read the difference; if it is meant: python -m tests.expected.renew"


def difference(name: str, now: str) -> str:
    """What is different from the agreed file, '' when nothing is."""
    agreed = (EXPECTED / name).read_text(encoding="utf-8")
    return "\n".join(difflib.unified_diff(agreed.splitlines(), now.splitlines(), "agreed", "now", lineterm="", n=1))


async def test_access_is_as_agreed(database: Database, superuser: Any) -> None:
    assert database.name
    changed = difference("access.txt", await access.written(superuser))
    assert not changed, f"{changed}\n{RENEW}"


def test_migrations_are_as_agreed() -> None:
    changed = difference("migrations.txt", migrations.written())
    assert not changed, f"{changed}\n{RENEW}"
