"""The controller of the register: who answers for it, as the notice, invoices and the bank's statements name it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from db.call import Asked, first, value


@dataclass(frozen=True, slots=True)
class Controller:
    """A company, no person; ``ibans`` are its accounts."""

    name: str
    business_id: str
    vat_id: str | None
    street: str | None
    postcode: str | None
    town: str | None
    phone: str | None
    email: str | None
    ibans: list[str]


async def known(session: Asked) -> Controller | None:
    """The controller, None where nobody has said."""
    return await first(
        session, Controller, "select name, business_id, vat_id, street, postcode, town, phone, email, ibans from api.controller()"
    )


async def say_who(session: Asked, said: dict[str, Any]) -> None:
    """Say who it is, by the main user or the installer; what is not said stays. Invalid names the rule that is broken."""
    await value(session, "select api.controller_set($1)", said)
