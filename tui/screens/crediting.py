"""Crediting an invoice: how much, which may be all that is left, and why."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Final

from db import billing, values
from db.billing import Credited, Invoice
from db.errors import Invalid
from tui.screens.base import No, sentence
from tui.screens.billing_undoing import BillingUndoing
from tui.screens.billing_words import money
from tui.screens.opened import of_opened
from tui.widgets.ask import Ask
from tui.widgets.form import Checked
from tui.words import joined, say

EXCEEDS: Final = "credit_exceeds"
"""More than is left of the invoice: asked again."""


async def credit(screen: BillingUndoing, one: Invoice) -> str:
    """Ask for the sum and the reason, and make the credit note; what is to be told, nothing where it was not made."""
    left = one.total - one.credited
    question = say("billing.credit_question", number=one.number, left=money(left))
    value, trouble, reason = money(left), "", None
    while amount := await screen.answer_of(Ask(question, label=say("billing.amount"), value=value, check=_sum, trouble=trouble)):
        asked = Ask(say("billing.credit_reason"), label=say("billing.reason"), value=reason, least=3, check=line_of)
        reason = await screen.answer_of(asked)
        if reason is None:
            return ""
        operation = screen.operation(one.id, amount, reason)
        screen.own.add(str(operation))
        act = partial(billing.credit, screen.session, operation, one.id, Decimal(amount), reason)
        answer = await of_opened(screen, screen.customer, act)
        if not isinstance(answer, No):
            return _told(answer)
        if answer.error.code != EXCEEDS:
            return ""
        screen.tell("")
        value, trouble = money(Decimal(amount)), sentence(answer.error)
    return ""


def _told(answer: Credited) -> str:
    """Which credit note was made, and what became free."""
    told = say("billing.credited_now", number=answer.number, open=money(answer.open))
    return joined(" ", told, say("billing.credit_freed", freed=money(answer.freed))) if answer.freed else told


def _sum(text: str) -> Checked:
    try:
        return Checked(str(values.money(text)))
    except Invalid as error:
        return Checked(text, sentence(error))


def line_of(text: str) -> Checked:
    """One line of text."""
    try:
        return Checked(values.line(text))
    except Invalid as error:
        return Checked(text, sentence(error))
