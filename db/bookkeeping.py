"""Financial years of the controller that are not calendar years: from them follows until when vouchers are held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.call import Asked, rows, value


@dataclass(frozen=True, slots=True)
class FinancialYear:
    """A financial year, its first and its last day."""

    starts_on: date
    ends_on: date


async def years(session: Asked) -> tuple[FinancialYear, ...]:
    """Financial years that were said, the first first; a day outside them belongs to its calendar year."""
    return await rows(session, FinancialYear, "select starts_on, ends_on from register.financial_year order by starts_on")


async def say_year(session: Asked, starts_on: date, ends_on: date) -> None:
    """Say a financial year, in place of those it overlaps; Invalid("financial_year_is_short_enough") for one over 18 months."""
    await value(session, "select api.financial_year_set($1, $2)", starts_on, ends_on)
