"""Bringing a value of the history back: what it was, became and is now, a yes, and a new change."""

from __future__ import annotations

from functools import partial
from typing import Any

from db import undo
from db.errors import Refused
from db.undo import Comparison
from tui.screens.base import BaseScreen, No, sentence
from tui.screens.history_words import Persons, Told, entity_name, label, worded
from tui.screens.opened import of_opened
from tui.widgets.ask import Confirm
from tui.words import say, spoken


async def bring_back(screen: BaseScreen[Any], customer: int, one: Told, persons: Persons, own: set[str]) -> str:
    """Compare a line with now, ask, and bring it back; what was done in words, "" when nothing was. The operation is added to ``own``."""
    seq = one.entry.seq
    found = await of_opened(screen, customer, partial(undo.compare, screen.session, customer, seq))
    if isinstance(found, No):
        return ""
    if found.hindrance:
        screen.tell(sentence(Refused(found.hindrance)), bad=True)
        return ""
    if not await screen.answer_of(Confirm(compared(found, one, persons), yes=say("audit.bring_back"), no=say("audit.leave"))):
        return ""
    fields = [one.field] if one.field else [each.field for each in found.fields]
    operation = screen.operation(seq, *fields)
    own.add(str(operation))
    kept = await of_opened(screen, customer, partial(undo.restore, screen.session, operation, customer, seq, fields, found.version))
    return "" if isinstance(kept, No) else say("audit.brought_back", what=one.what)


@spoken
def compared(found: Comparison, one: Told, persons: Persons) -> str:
    """The question: a field as it was, became and is now, or a removed row."""
    if not found.is_there:
        return f"{one.what}: {one.change}"
    shown = [each for each in found.fields if each.field == one.field or (one.field is None and each.was != each.now)]
    lines = [f"{entity_name(found.entity).capitalize()}"]
    for each in shown:
        was, became, now = (worded(found.entity, each.field, value, persons) for value in (each.was, each.became, each.now))
        lines.append(say("audit.compared", field=label(each.field), was=was, became=became, now=now))
    return "\n".join(lines)
