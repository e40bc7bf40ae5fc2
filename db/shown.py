"""How values are written for people, and how names are folded for searching; the language is an argument, words are elsewhere."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, Literal

Language = Literal["fi", "en"]

_MARKS: Final = re.compile(r"[\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff]+")
_PLAIN: Final = str.maketrans("øđðłħıŧŋς", "oddlhitnσ") | str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"})
_PUNCTUATION: Final = re.compile(
    r"[\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\xd7\xf7\u02b0-\u02ff\u1680\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f]+"
)


def search_form(name: str) -> str:
    """The same as value.search_form of the database: Hämäläinen → hamalainen."""
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", name)).lower().translate(_PLAIN)
    return _PUNCTUATION.sub(" ", plain).strip(" ")


@lru_cache(maxsize=4096)
def shown_phone(number: str) -> str:
    """A number by E.164 as Finns write it, 044 596 2025; a foreign one with its country, +46 8 123 456 78."""
    import phonenumbers

    parsed = phonenumbers.parse(number, "FI")
    if parsed.country_code != 358:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    area, _, subscriber = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL).partition(" ")
    head = {5: 2, 6: 3, 7: 3, 8: 4}.get(len(subscriber), 0)
    return " ".join(part for part in (area, subscriber[:head], subscriber[head:]) if part)


def shown_date(day: date, language: Language = "fi") -> str:
    """23.11.2026 in Finnish, 2026-11-23 in English."""
    return f"{day.day}.{day.month}.{day.year}" if language == "fi" else day.isoformat()


def shown_reference(reference: str) -> str:
    """A reference number in fives from the right, an RF reference in fours from the left, as they are printed."""
    if reference.startswith("RF"):
        return " ".join(re.findall(".{1,4}", reference))
    return " ".join(group[::-1] for group in reversed(re.findall(".{1,5}", reference[::-1])))


def shown_iban(account: str) -> str:
    """An account in fours."""
    return " ".join(re.findall(".{1,4}", account))


def shown_association(number: str) -> str:
    """A number of the register of associations with its point: 123.456."""
    return f"{number[:-3]}.{number[-3:]}" if len(number) > 3 else number


def shown_money(amount: Decimal, language: Language = "fi") -> str:
    """Euros: 1 234,50 € in Finnish, €1,234.50 in English."""
    cents = amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
    sign, figures = "-" if cents < 0 else "", f"{abs(cents):,.2f}"
    if language == "en":
        return f"{sign}€{figures}"
    return f"{sign}{figures.replace(',', ' ').replace('.', ',')} €"
