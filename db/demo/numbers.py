"""Numbers that are right by their check digits and plainly invented by their ranges; each is issued once.

Business IDs: bodies from 9,000,000 (when those end, from 8,000,000 and so on down), where the real ones, issued one after
another, are under 4,000,000; bodies whose remainder is 1 are passed over, as they are in life. VAT numbers and e-invoice
addresses follow from them. Association numbers: from 900,000, where the real ones are under 300,000. Personal identity
codes: individual numbers 900–999 only, which are temporary and never given for life. Telephones: no Finnish range is
known to be set aside for fiction, so mobiles begin with 047 and 048, prefixes that no operator holds in the tables of
phonenumbers, and landlines have a subscriber number of 108 or 109 and four digits, beside the service numbers 100, 106
and 107 of each area. Nothing may ever be sent to them.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from db.demo.tables import Chance, pick

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS: Final = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_BORN_FROM: Final = date(1936, 1, 1).toordinal()
_BORN_TO: Final = date(2007, 12, 31).toordinal()
_CODES: Final = (_BORN_TO - _BORN_FROM) * 100
_SIGNS_1900: Final = "-" * 18 + "YXWVU"
_SIGNS_2000: Final = "A" * 18 + "BCDEF"
_MOBILES: Final = 20_000_000
_AREA_OF_POSTCODE: Final = ("9", "3", "2", "3", "14", "15", "6", "17", "8", "8")

OPERATORS: Final = ("003721291126", "003723327487", "BAWCFI22", "NDEAFIHH", "OKOYFIHH", "DABAFIHH")
"""Codes of e-invoice operators (välittäjätunnus), as Finance Finland lists them."""


def vat(business_id: str) -> str:
    """FI and the eight digits."""
    return "FI" + business_id.replace("-", "")


def e_invoice(business_id: str, suffix: str) -> str:
    """0037, the eight digits and up to five characters that tell units of one company apart."""
    return "0037" + business_id.replace("-", "") + suffix


class Numbers:
    """Issues each number once: steps that share no factor with a range visit all of it in an order that looks like chance."""

    __slots__ = ("_associations", "_businesses", "_codes", "_landlines", "_mobiles")

    def __init__(self) -> None:
        self._associations = self._businesses = self._codes = self._landlines = self._mobiles = 0

    def business_id(self) -> str:
        """The next business ID, 9123456-7."""
        remainder = 1
        body = ""
        while remainder == 1:
            block, place = divmod(self._businesses, 1_000_000)
            self._businesses += 1
            body = str(9_000_000 - 1_000_000 * block + place * 617_831 % 1_000_000)
            remainder = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True)) % 11
        return f"{body}-{11 - remainder if remainder else 0}"

    def association(self) -> str:
        """The next number in the register of associations: six digits without a check digit."""
        block, place = divmod(self._associations, 100_000)
        self._associations += 1
        return str(900_000 - 100_000 * block + place * 61_783 % 100_000)

    def identity_code(self, chance: Chance) -> str:
        """The next temporary personal identity code of somebody grown up, with any century sign of its century."""
        days, number = divmod(self._codes * 1_299_709 % _CODES, 100)
        self._codes += 1
        born = date.fromordinal(_BORN_FROM + days)
        nine = f"{born:%d%m%y}{900 + number}"
        sign = pick(chance, _SIGNS_1900 if born.year < 2000 else _SIGNS_2000)
        return f"{nine[:6]}{sign}{nine[6:]}{_CHECK_CHARACTERS[int(nine) % 31]}"

    def mobile(self) -> str:
        """The next mobile number by E.164, +358471234567."""
        number = 470_000_000 + self._mobiles * 7_368_787 % _MOBILES
        self._mobiles += 1
        return f"+358{number}"

    def landline(self, postcode: str) -> str:
        """A landline in the area of a postcode by E.164; switchboards share them once 20,000 are out."""
        number = 1_080_000 + self._landlines * 7_919 % 20_000
        self._landlines += 1
        return f"+358{_AREA_OF_POSTCODE[int(postcode[0])]}{number}"


def as_given(chance: Chance, number: str) -> str:
    """A Finnish number the way one customer or another writes it."""
    national = number[4:]
    area = 1 if national[0] in "235689" else 2
    code, rest = national[:area], national[area:]
    form = int(chance() * 10)
    if form < 5:
        return f"0{code} {rest[:3]} {rest[3:]}"
    if form < 7:
        return f"0{national}"
    return f"+358 {code} {rest[:3]} {rest[3:]}" if form < 9 else f"0{code}-{rest}"
