"""PRH's open data on companies (YTJ, API v3, CC BY 4.0): one answer's bytes become rows, or ``Invalid`` says why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from db.errors import Invalid
from db.sources.prh_forms import KIND_OF_FORM, Kind

if TYPE_CHECKING:  # the rows are every card's, what checks an answer is loaded when there is one
    from db.sources.prh_answer import GivenAddress, GivenCompany, GivenForm, GivenLine, GivenName, Words

LARGEST: Final = 8_000_000
"""Bytes of an answer: a page of a hundred companies is under 2,000,000."""

ON_A_PAGE: Final = 100
LONGEST_LINE: Final = 200
"""Characters of one line in the register."""

NameType = Literal["main", "parallel", "auxiliary"]
AddressKind = Literal["visit", "post"]

_NAME_TYPES: Final[dict[str, NameType]] = {"1": "main", "2": "parallel", "3": "auxiliary"}
_ADDRESS_KINDS: Final[dict[int, AddressKind]] = {1: "visit", 2: "post"}
_FINNISH, _SWEDISH, _ENGLISH = "1", "2", "3"
_VALID: Final = "2"


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the trade register; PRH does not say its language."""

    name: str
    type: NameType
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Form:
    """A legal form: asked as ``OY`` it is answered as ``16``, with its names."""

    code: str
    name_fi: str | None
    name_sv: str | None
    name_en: str | None
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Address:
    """An address; ``co`` and ``free_line`` (foreign addresses) may name a private person and are left out of repr."""

    kind: AddressKind
    co: str | None = field(repr=False)
    street: str | None
    number: str | None
    entrance: str | None
    apartment: str | None
    po_box: str | None
    postcode: str | None
    town_fi: str | None
    town_sv: str | None
    country: str | None
    free_line: str | None = field(repr=False)
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class Industry:
    """The main line of business in the code set it is named by, such as TOIMI4."""

    code: str
    code_set: str | None
    text_fi: str | None
    text_sv: str | None
    text_en: str | None
    valid_from: date | None


@dataclass(frozen=True, slots=True)
class Situation:
    """A bankruptcy (KONK), liquidation (SELTILA) or restructuring (SANE)."""

    code: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Company:
    """What YTJ says of a company; ``unread`` holds the paths of names and addresses of an unknown type, which were left out."""

    business_id: str
    id_given_on: date | None
    registered_on: date | None
    ended_on: date | None
    names: tuple[Name, ...]
    forms: tuple[Form, ...]
    addresses: tuple[Address, ...]
    main_line: Industry | None
    situations: tuple[Situation, ...]
    website: str | None
    status: str | None
    trade_register_status: str | None
    last_modified: datetime | None
    unread: tuple[str, ...] = ()
    source: Literal["ytj"] = "ytj"

    @property
    def source_ref(self) -> str:
        """What was asked and how old the answer is, for the source of each datum taken from it."""
        return f"prh-v3 {self.business_id}" + (f" {self.last_modified.isoformat()}" if self.last_modified else "")

    @property
    def identifiers(self) -> tuple[tuple[str, str], ...]:
        """The business ID."""
        return (("business_id", self.business_id),)

    @property
    def as_of(self) -> date | None:
        """The day of the last change that YTJ knows of."""
        return self.last_modified.date() if self.last_modified else None

    @property
    def firm(self) -> dict[str, Any]:
        """Legal form (YRMU), main line with its code set, and website, as far as the register can hold them."""
        line = self.main_line if self.main_line and self.main_line.code_set else None
        facts = {
            "legal_form": self.form.code if self.form else None,
            "industry": line.code if line else None,
            "industry_set": line.code_set if line else None,
            "website": self.website if self.website and len(self.website) <= LONGEST_LINE else None,
        }
        return {**facts, "as_of": self.as_of.isoformat() if self.as_of else None}

    @property
    def described(self) -> dict[str, str]:
        """The legal form and the main line by their names."""
        named = {"legal_form": self.form and self.form.name_fi, "industry": self.main_line and self.main_line.text_fi}
        return {fact: name for fact, name in named.items() if name}

    @property
    def valid(self) -> bool:
        """Whether the business ID is in force; code "2" of STATUS3 says so, not "1"."""
        return self.status == _VALID

    @property
    def name(self) -> str | None:
        """The main name in force."""
        return next((given.name for given in self.names if given.type == "main" and given.valid_to is None), None)

    @property
    def form(self) -> Form | None:
        """The legal form in force."""
        return next((given for given in self.forms if given.valid_to is None), None)

    @property
    def kind(self) -> Kind | None:
        """The kind of customer its legal form makes it; None is for a person to decide."""
        return KIND_OF_FORM.get(self.form.code) if self.form else None


@dataclass(frozen=True, slots=True)
class Page:
    """Up to a hundred companies of ``total``."""

    total: int
    companies: tuple[Company, ...]

    def has(self, number: int) -> bool:
        """Whether page ``number`` (from 1) exists: asked past the end, PRH answers with page 1 again."""
        return 1 <= number <= max(1, -(-self.total // ON_A_PAGE))


def read(answer: bytes, business_id: str) -> Company:
    """The one company that was asked for by ``business_id``; Invalid prh_empty, prh_several or prh_another if it is not."""
    match read_page(answer).companies:
        case (company,) if company.business_id == business_id:
            return company
        case (_,):
            raise Invalid("prh_another", field="business_id")
        case ():
            raise Invalid("prh_empty", field="business_id")
        case several:
            raise Invalid("prh_several", field="business_id", count=len(several))


def read_page(answer: bytes) -> Page:
    """Every company of one answer; Invalid names what is wrong and where, never what stood there."""
    from pydantic import ValidationError

    from db.sources.prh_answer import Answer

    try:
        given = Answer.model_validate(_parsed(answer))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        path = ".".join(str(step) for step in first["loc"])
        raise Invalid("prh_field", path=path, expected=first["type"]) from None
    return Page(given.total_results, tuple(_company(one, f"companies.{n}") for n, one in enumerate(given.companies)))


def _parsed(answer: bytes) -> object:
    if len(answer) > LARGEST:
        raise Invalid("prh_too_large", bytes=len(answer), largest=LARGEST)
    if not answer.strip():
        raise Invalid("prh_no_answer")
    parsed = _json(answer)
    if isinstance(parsed, dict) and "companies" in parsed:
        return parsed  # pyright: ignore[reportUnknownVariableType]
    if isinstance(parsed, dict) and "timestamp" in parsed:
        raise Invalid("prh_refused")
    raise Invalid("prh_not_an_answer")


def _json(answer: bytes) -> object:
    """PRH's own errors may be plain text and a proxy's are HTML, so what does not begin as JSON is no cut answer."""
    from pydantic_core import from_json

    try:
        return from_json(answer, allow_inf_nan=False)
    except ValueError as error:
        cut = answer.lstrip()[:1] in {b"{", b"["} and str(error).startswith("EOF")
        raise Invalid("prh_truncated" if cut else "prh_not_json") from None


def _company(given: GivenCompany, path: str) -> Company:
    return Company(
        business_id=given.business_id.value,
        id_given_on=given.business_id.registration_date,
        registered_on=given.registration_date,
        ended_on=given.end_date,
        names=tuple(_name(one, _NAME_TYPES[one.type]) for one in given.names if _is_read(one)),
        forms=tuple(_form(one) for one in given.company_forms),
        addresses=tuple(_address(one, _ADDRESS_KINDS[one.type]) for one in given.addresses if _is_read(one)),
        main_line=_industry(given.main_business_line) if given.main_business_line else None,
        situations=tuple(Situation(one.type, one.registration_date, one.end_date) for one in given.company_situations),
        website=given.website.url if given.website else None,
        status=given.status,
        trade_register_status=given.trade_register_status,
        last_modified=given.last_modified,
        unread=(*_unread(given.names, f"{path}.names"), *_unread(given.addresses, f"{path}.addresses")),
    )


def _is_read(given: GivenName | GivenAddress) -> bool:
    """A name without letters and a type outside the code lists known here are left out, and said to be."""
    from db.sources.prh_answer import GivenName

    return bool(given.name) and given.type in _NAME_TYPES if isinstance(given, GivenName) else given.type in _ADDRESS_KINDS


def _unread(given: Sequence[GivenName | GivenAddress], path: str) -> tuple[str, ...]:
    return tuple(f"{path}.{n}" for n, one in enumerate(given) if not _is_read(one))


def _name(given: GivenName, kind: NameType) -> Name:
    return Name(given.name, kind, given.registration_date, given.end_date)


def _form(given: GivenForm) -> Form:
    fi, sv, en = _worded(given.descriptions)
    return Form(given.type, fi, sv, en, given.registration_date, given.end_date)


def _industry(given: GivenLine) -> Industry:
    return Industry(given.type, given.type_code_set, *_worded(given.descriptions), given.registration_date)


def _worded(descriptions: Sequence[Words]) -> tuple[str | None, str | None, str | None]:
    by_language = {one.language_code: one.description for one in descriptions}
    return by_language.get(_FINNISH), by_language.get(_SWEDISH), by_language.get(_ENGLISH)


def _address(given: GivenAddress, kind: AddressKind) -> Address:
    towns: dict[str | None, str | None] = {one.language_code: one.city for one in given.post_offices}
    return Address(
        kind=kind,
        co=given.co,
        street=given.street,
        number=given.building_number,
        entrance=given.entrance,
        apartment="".join(part for part in (given.apartment_number, given.apartment_id_suffix) if part) or None,
        po_box=given.post_office_box,
        postcode=given.post_code,
        town_fi=towns.get(_FINNISH),
        town_sv=towns.get(_SWEDISH),
        country=given.country,
        free_line=_lines(given.free_address_line),
        valid_from=given.registration_date,
    )


def _lines(free: str | None) -> str | None:
    """PRH writes a line break as a blank and a blank as an underscore: ``Storgatan_3 SE-451_75 Uddevalla``."""
    lines = [line.replace("_", " ").strip() for line in (free or "").split(" ")]
    return ", ".join(line for line in lines if line) or None
