"""Number, name and sum of every migration: what was released is never edited."""

from __future__ import annotations

from pathlib import Path

from db import migrations
from db.scripts import SQL


def written(root: Path = SQL) -> str:
    """The whole of migrations.txt."""
    return "".join(f"{each.number:04d} {each.script.name} {each.script.sha256}\n" for each in migrations.read(root))
