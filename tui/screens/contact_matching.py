"""Comparing what a caller says with the register, which answers yes or no and shows nothing."""

from __future__ import annotations

from functools import partial
from typing import Any

from db import contacts, identity
from tui.screens.base import BaseScreen, No
from tui.screens.opened import of_opened
from tui.widgets.ask import Ask
from tui.words import say


async def matched(screen: BaseScreen[Any], customer: int, way: str) -> bool:
    """Ask what the caller says and compare it; tells the answer. Call it from a worker."""
    of_code = way == "identity_code"
    question = say("support.last_four" if of_code else "support.which_invoice")
    label = say("support.last_four_label" if of_code else "support.which_invoice_label")
    said = await screen.answer_of(Ask(question, label=label, secret=of_code, least=4 if of_code else 1))
    if said is None:
        return False
    compare = identity.matches if of_code else contacts.has_invoice
    answer = await of_opened(screen, customer, partial(compare, screen.session, customer, said))
    if isinstance(answer, No):
        return False
    screen.tell(say("support.matched" if answer else "support.no_more_tries" if answer is None else "support.not_matched"), bad=not answer)
    return bool(answer)
