"""PRH's register of associations (Yhdistysnetti): it has no open API, so an extract is typed; who may sign for it is not kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from db.errors import Invalid
from db.shown import shown_association
from db.sources import streets
from db.sources.prh import Address, Name, Situation

SOURCE: Final = "prh_associations"


@dataclass(frozen=True, slots=True)
class Association:
    """One association as an extract of a day has it."""

    number: str
    name: str
    extract_on: date
    addresses: tuple[Address, ...] = ()
    names: tuple[Name, ...] = ()
    situations: tuple[Situation, ...] = ()
    kind: Literal["association"] = "association"
    ended_on: None = None
    valid: bool = True
    source: Literal["prh_associations"] = SOURCE

    @property
    def source_ref(self) -> str:
        """The number and the day of the extract."""
        return f"yhdistysrekisteri {shown_association(self.number)} {self.extract_on.isoformat()}"

    @property
    def identifiers(self) -> tuple[tuple[str, str], ...]:
        """The association number."""
        return (("association", self.number),)

    @property
    def as_of(self) -> date:
        """The day of the extract."""
        return self.extract_on

    @property
    def firm(self) -> dict[str, Any]:
        """The extract tells no facts of a company."""
        return {}

    @property
    def described(self) -> dict[str, str]:
        """There is nothing to describe."""
        return {}

    @property
    def payload(self) -> bytes:
        """What was typed, of which the register keeps the hash."""
        return repr((self.number, self.name, self.extract_on, self.addresses)).encode()


def address(street: str, place: str) -> Address:
    """The postal address of an extract from two lines, ``Katu 1 A 2`` and ``44800 Pihtipudas``; Invalid without postcode and town."""
    postcode, _, town = place.strip().partition(" ")
    if not (len(postcode) == 5 and postcode.isascii() and postcode.isdigit() and town.strip()):
        raise Invalid("association_place")
    parts = streets.parts(street.strip())
    return Address(
        kind="post",
        co=None,
        street=parts.get("street"),
        number=parts.get("number"),
        entrance=parts.get("entrance"),
        apartment=parts.get("apartment"),
        po_box=parts.get("po_box"),
        postcode=postcode,
        town_fi=town.strip(),
        town_sv=None,
        country=None,
        free_line=None,
        valid_from=None,
    )
