"""The other language in the middle of something: texts, choices, prompts and titles are said anew, and what is typed stays."""

from __future__ import annotations

from dataclasses import replace

from textual.dom import DOMNode
from textual.widgets import Input, Static

from tui.widgets.notice import Notice
from tui.widgets.options import Options
from tui.widgets.picks import Picks
from tui.widgets.rows import RowList
from tui.words import Said, again


def say_anew(screen: DOMNode) -> None:
    """Say everything under a screen that are words; rows are asked for again by whoever knows them."""
    for text in screen.query(Static):
        if isinstance(text.content, Said):
            text.update(text.content.again())
    for notice in screen.query(Notice):
        notice.tell(again(notice.text), bad=notice.told[1])
    for choices in (*screen.query(Options), *screen.query(Picks)):
        choices.relabel([(code, again(label)) for code, label in choices.choices])
    for field in screen.query(Input):
        field.placeholder = again(str(field.placeholder))
    for rows in screen.query(RowList):
        rows.columns = tuple(replace(column, title=again(column.title)) for column in rows.columns)
        rows.empty = again(rows.empty)


def ask_anew(screen: DOMNode) -> None:
    """Say everything on a screen over another, its rows too: it holds them itself."""
    say_anew(screen)
    for rows in screen.query(RowList):
        rows.reload()
