"""Crediting an invoice: how much, which may be all that is left, and why."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from uuid import uuid4

from db import billing, values
from db.billing import Invoice
from db.errors import Invalid
from tui.screens.base import No, sentence
from tui.screens.billing_undoing import BillingUndoing
from tui.screens.billing_words import money
from tui.screens.opened import of_opened
from tui.widgets.ask import Ask
from tui.widgets.form import Checked
from tui.words import say


async def credit(screen: BillingUndoing, one: Invoice) -> str:
    """Ask for the sum and the reason, and make the credit note; what is to be told, nothing where it was not made."""
    left = one.total - one.credited
    question = say("billing.credit_question", number=one.number, left=money(left))
    amount = await screen.answer_of(Ask(question, label=say("billing.amount"), value=money(left), check=_sum))
    if amount is None:
        return ""
    reason = await screen.answer_of(Ask(say("billing.credit_reason"), label=say("billing.reason"), least=3, check=line_of))
    if reason is None:
        return ""
    operation = uuid4()
    screen.own.add(str(operation))
    act = partial(billing.credit, screen.session, operation, one.id, Decimal(amount), reason)
    answer = await of_opened(screen, screen.customer, act)
    if isinstance(answer, No):
        return ""
    told = say("billing.credited_now", number=answer.number, open=money(answer.open))
    return f"{told} {say('billing.credit_freed', freed=money(answer.freed))}" if answer.freed else told


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
