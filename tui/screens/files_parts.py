"""What bringing in and handing out files needs; most sessions of work never do."""

from __future__ import annotations

from db import exporting, importing
from db.sources.kinds import kind_of
from db.sources.table_writing import FORMATS, writing
from tui.bringing import field_name
from tui.screens.bringing import BringingScreen
from tui.screens.bringing_file import Sending, free, read
from tui.screens.columns import ColumnsScreen

__all__ = [
    "FORMATS",
    "BringingScreen",
    "ColumnsScreen",
    "Sending",
    "exporting",
    "field_name",
    "free",
    "importing",
    "kind_of",
    "read",
    "writing",
]
