"""The shapes of an answer of PRH's open data API v3, as its OpenAPI description and its real answers have them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel
from stdnum.fi import ytunnus

LONGEST_TEXT: Final = 1000
"""Characters of one text: the longest the description allows anywhere."""

_ACTING: Final = frozenset({"Cc", "Cf", "Cs"})


def _plain(text: str) -> str:
    """One line with single blanks, composed; signs that turn, hide or command would act on the terminal and are refused."""
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if any(unicodedata.category(sign) in _ACTING for sign in line):
        raise ValueError("acting sign")
    return line


def _day(given: object) -> date | None:
    if given is None or given == "":
        return None
    if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        return date.fromisoformat(given)
    raise ValueError("day")


def _moment(given: object) -> datetime | None:
    if given is None or given == "":
        return None
    if isinstance(given, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}", given):
        return datetime.fromisoformat(given)
    raise ValueError("moment")


def _business_id(given: str) -> str:
    if not re.fullmatch(r"[0-9]{7}-[0-9]", given) or not ytunnus.is_valid(given):
        raise ValueError("check digit")
    return given


def _listed(given: object) -> object:
    return [] if given is None else given


Line = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(_plain)]
Blank = Annotated[Line | None, AfterValidator(lambda line: line or None)]
Day = Annotated[date | None, BeforeValidator(_day)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
BusinessId = Annotated[str, AfterValidator(_business_id)]


class _Shape(BaseModel):
    """Strict: a number where a text belongs is an error; fields that are not named here are passed over."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", hide_input_in_errors=True, alias_generator=to_camel)


class Words(_Shape):
    """A description of a code in one language: "1" Finnish, "2" Swedish, "3" English."""

    language_code: Blank = None
    description: Blank = None


class Town(_Shape):
    """The name of a post office in one language."""

    language_code: Blank = None
    city: Blank = None


Descriptions = Annotated[list[Words], BeforeValidator(_listed)]
Towns = Annotated[list[Town], BeforeValidator(_listed)]


class GivenId(_Shape):
    """The business ID and the day it was given, which may be much later than the company's own registration."""

    value: BusinessId
    registration_date: Day = None


class GivenName(_Shape):
    """A name of the company; type 1 main, 2 parallel, 3 auxiliary."""

    name: Line
    type: Line
    registration_date: Day = None
    end_date: Day = None


class GivenForm(_Shape):
    """A legal form by its code in YRMU, in force until endDate."""

    type: Line
    descriptions: Descriptions = []
    registration_date: Day = None
    end_date: Day = None


class GivenSituation(_Shape):
    """SANE, SELTILA or KONK with its days."""

    type: Line
    registration_date: Day = None
    end_date: Day = None


class GivenAddress(_Shape):
    """``type`` is a number here and nowhere else; ``co`` may name a private person."""

    type: int
    co: Blank = None
    street: Blank = None
    building_number: Blank = None
    entrance: Blank = None
    apartment_number: Blank = None
    apartment_id_suffix: Blank = None
    post_office_box: Blank = None
    post_code: Blank = None
    post_offices: Towns = []
    country: Blank = None
    free_address_line: Blank = None
    registration_date: Day = None


class GivenLine(_Shape):
    """The main line of business in the code set it is named by."""

    type: Line
    type_code_set: Blank = None
    descriptions: Descriptions = []
    registration_date: Day = None


class GivenSite(_Shape):
    """The website, which may be there without an address."""

    url: Blank = None


class GivenCompany(_Shape):
    """One company; only the business ID is sure to be there."""

    business_id: GivenId
    names: Annotated[list[GivenName], BeforeValidator(_listed)] = []
    company_forms: Annotated[list[GivenForm], BeforeValidator(_listed)] = []
    company_situations: Annotated[list[GivenSituation], BeforeValidator(_listed)] = []
    addresses: Annotated[list[GivenAddress], BeforeValidator(_listed)] = []
    main_business_line: GivenLine | None = None
    website: GivenSite | None = None
    trade_register_status: Blank = None
    status: Blank = None
    registration_date: Day = None
    end_date: Day = None
    last_modified: Moment = None


class Answer(_Shape):
    """``totalResults`` counts the companies of all pages, a hundred to a page."""

    total_results: Annotated[int, Field(ge=0)]
    companies: list[GivenCompany]
