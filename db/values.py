"""Values checked before the database is asked: each function returns the normal form or raises ``Invalid`` with a code.

The domains of schema value hold the same rules; here typing is read kindly (blanks, missing dashes, local numbers).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

from db.errors import Invalid

LINE_LENGTH: Final = 200
NOTE_LENGTH: Final = 4000
EMAIL_OCTETS: Final = 254
DOMAIN_LENGTH: Final = 253
LANGUAGES: Final = ("fi", "sv", "en")
CHANNELS: Final = ("email", "sms", "automated_call", "phone", "post")
SOURCES: Final = ("customer", "staff", "call", "e-mail", "ytj", "prh_associations", "asiakastieto", "fonecta")
_COUNTRIES: Final = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG
    CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL
    GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA
    LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP
    NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV
    SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
"""
COUNTRIES: Final = frozenset(_COUNTRIES.split())

_TYPED_AT_MOST: Final = 100
_GAPS: Final = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]+")
_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212]")
_INVISIBLE: Final = re.compile(r"[\u00ad\u200b\u2060\ufeff]+")
_BLANKS: Final = re.compile(r"[\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_LINE_ENDS: Final = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BIDI: Final = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROL: Final = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\ufff9-\ufffb\ud800-\udfff]")


def _typed(text: str, code: str, most: int = _TYPED_AT_MOST) -> str:
    """The text without blanks at its ends and with every dash a hyphen; what is far too long is refused unread."""
    if len(text) > most:
        raise Invalid(code)
    return _DASHES.sub("-", _GAPS.sub(" ", text)).strip()


def _compact(text: str, code: str) -> str:
    """Capital letters without blanks."""
    return _typed(text, code).replace(" ", "").upper()


def _shaped(text: str, pattern: str, code: str, *, ascii_only: bool = True) -> str:
    if re.fullmatch(pattern, text, re.ASCII if ascii_only else 0) is None:
        raise Invalid(code)
    return text


def identity_code(text: str, today: date | None = None) -> str:
    """A personal identity code (henkilötunnus), all 11 characters, 900–999 too; nobody is born after ``today``."""
    from stdnum.exceptions import InvalidChecksum, ValidationError
    from stdnum.fi import hetu

    code = _shaped(_compact(text, "identity_code_shape"), r"[0-9]{6}[-+YXWVUA-F][0-9]{3}[0-9ABCDEFHJKLMNPRSTUVWXY]", "identity_code_shape")
    if code[7:10] in {"000", "001"}:
        raise Invalid("identity_code_number")
    try:
        hetu.validate(code, allow_temporary=True)
    except InvalidChecksum:
        raise Invalid("identity_code_check_character") from None
    except ValidationError:
        raise Invalid("identity_code_date") from None
    if birth_date(code) > (today or datetime.now(UTC).astimezone().date()):
        raise Invalid("identity_code_future")
    return code


def birth_date(code: str) -> date:
    """The date of birth in an identity code that is known to be right."""
    century = {"+": 1800}.get(code[6], 2000 if code[6] in "ABCDEF" else 1900)
    return date(century + int(code[4:6]), int(code[2:4]), int(code[:2]))


def _eight_digits(digits: str, code: str) -> str:
    from stdnum.fi import alv

    if not alv.is_valid(digits):
        expected = next((last for last in "0123456789" if alv.is_valid(digits[:7] + last)), None)
        raise Invalid(f"{code}_check_digit", expected=expected) if expected else Invalid(f"{code}_never_issued")
    return digits


def business_id(text: str) -> str:
    """A business ID (Y-tunnus) as 1234567-1, from any of 1234567-1, 12345671, FI12345671 and the old six digits and a check digit."""
    code = "business_id_shape"
    digits = _shaped(_compact(text, code).removeprefix("FI"), r"[0-9]{6,7}-[0-9]|[0-9]{8}", code).replace("-", "").zfill(8)
    _eight_digits(digits, "business_id")
    return f"{digits[:7]}-{digits[7]}"


def vat_id(text: str) -> str:
    """A Finnish VAT number (ALV-numero) as FI12345671."""
    code = "vat_id_shape"
    digits = _shaped(_compact(text, code).removeprefix("FI"), r"[0-9]{7}-?[0-9]", code).replace("-", "")
    return f"FI{_eight_digits(digits, 'vat_id')}"


def association_number(text: str) -> str:
    """A number in the register of associations, 1–6 digits, also from 123.456."""
    code = "association_number_shape"
    return _shaped(_compact(text, code).replace(".", ""), r"[1-9][0-9]{0,5}", code)


def einvoice_address(text: str) -> str:
    """An e-invoice address (OVT): 0037, a business ID without its dash and up to five characters."""
    code = "einvoice_address_shape"
    address = _shaped(_compact(text, code).replace("-", ""), r"0037[0-9]{8}[0-9A-Z]{0,5}", code)
    _eight_digits(address[4:12], "einvoice_address")
    return address


def einvoice_operator(text: str) -> str:
    """The code of an e-invoice operator, such as 003721291126 or BAWCFI22."""
    return _shaped(_compact(text, "einvoice_operator_shape"), r"[0-9A-Z]{4,20}", "einvoice_operator_shape")


def reference_check_digit(body: str) -> str:
    """The check digit that follows the digits of a reference number: weights 7, 3, 1 from the right."""
    total = sum(int(digit) * (7, 3, 1)[place % 3] for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def reference_number(text: str) -> str:
    """A reference number (viitenumero) of 4–20 digits, without leading zeros."""
    code = "reference_number_shape"
    digits = _shaped(_compact(text, code).lstrip("0"), r"[1-9][0-9]{3,19}", code)
    expected = reference_check_digit(digits[:-1])
    if digits[-1] != expected:
        raise Invalid("reference_number_check_digit", expected=expected)
    return digits


def rf_reference(text: str) -> str:
    """An international reference (ISO 11649), RF and two check digits first."""
    from stdnum import iso11649

    code = _shaped(_compact(text, "rf_reference_shape"), r"RF[0-9]{2}[0-9A-Z]{1,21}", "rf_reference_shape")
    if not iso11649.is_valid(code):
        raise Invalid("rf_reference_check_digits")
    return code


def iban(text: str) -> str:
    """A bank account; its length by country, and for Finland the check digit of the account besides that of the IBAN."""
    from stdnum import iban as accounts
    from stdnum import luhn
    from stdnum.exceptions import InvalidChecksum, ValidationError

    account = _shaped(_compact(text, "iban_shape"), r"FI[0-9]{16}|(?!FI)[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}", "iban_shape")
    try:
        accounts.validate(account)
    except InvalidChecksum:
        raise Invalid("iban_check_digits") from None
    except ValidationError:
        raise Invalid("iban_country", country=account[:2]) from None
    if account.startswith("FI") and not luhn.is_valid(account[4:]):
        raise Invalid("iban_account")
    return account


def money(text: str) -> Decimal:
    """Euros and cents, more than nothing and less than ten thousand million, from 1 234,50 €, 1234.5 and 1,234.50."""
    typed = _typed(text, "money_shape").replace(" ", "").removesuffix("€").removeprefix("€")
    found = re.fullmatch(r"([0-9]{1,10}|[0-9]{1,3}(?:,[0-9]{3})+(?=\.))(?:[.,]([0-9]{1,2}))?", typed, re.ASCII)
    amount = Decimal(f"{found[1].replace(',', '')}.{found[2] or '0'}") if found else Decimal(0)
    if amount <= 0:
        raise Invalid("money_shape")
    return amount.quantize(Decimal("0.01"))


def payment_reference(text: str) -> str:
    """A reference of a payment in its normal form, whichever of the two it looks like."""
    return rf_reference(text) if text.strip()[:2].upper() == "RF" else reference_number(text)


def country(text: str) -> str:
    """A country by its two letters (ISO 3166-1)."""
    code = _compact(text, "country_known")
    if code not in COUNTRIES:
        raise Invalid("country_known")
    return code


def postcode(text: str, country: str = "FI") -> str:
    """A postcode: five digits in Finland and Åland, letters and digits elsewhere; FI-00100 loses its country."""
    code = _typed(text, "postcode_shape").upper().removeprefix(f"{country}-")
    if country in {"FI", "AX"}:
        return _shaped(code.replace(" ", ""), r"[0-9]{5}", "postcode_finland")
    return _shaped(code, r"[0-9A-Z]([0-9A-Z -]{0,14}[0-9A-Z])?", "postcode_shape")


def phone(text: str) -> str:
    """A telephone number by E.164, +358445550100; one without a country is Finnish."""
    import phonenumbers

    typed = _typed(text, "phone_shape")
    if re.fullmatch(r"(00|\+)?[0-9 ()./-]+", typed) is None:
        raise Invalid("phone_shape")
    typed = typed.replace("(0)", "") if typed.startswith(("+", "00")) else typed
    try:
        number = phonenumbers.parse(typed, "FI")
    except phonenumbers.NumberParseException:
        raise Invalid("phone_shape") from None
    if not phonenumbers.is_possible_number(number):
        raise Invalid("phone_impossible")
    return _shaped(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), r"\+[1-9][0-9]{4,14}", "phone_impossible")


def phone_kind(text: str) -> str:
    """Whether a telephone number is a ``mobile`` one or another ``phone``, by its numbering plan; one that says neither is mobile."""
    import phonenumbers
    from phonenumbers import PhoneNumberType

    kind = phonenumbers.number_type(phonenumbers.parse(phone(text)))
    unsure = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE, PhoneNumberType.UNKNOWN}
    return "mobile" if kind in unsure else "phone"


def email(text: str) -> str:
    """An e-mail address in lower case, an internationalised domain in its letters; whether it receives mail is not asked."""
    from email_validator import EmailNotValidError, validate_email

    typed = text.strip().removeprefix("mailto:") if len(text) < EMAIL_OCTETS * 4 else text
    if len(typed) > EMAIL_OCTETS:
        raise Invalid("email_length", most=EMAIL_OCTETS)
    try:
        return validate_email(typed, check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise Invalid("email_shape") from None


def domain_name(text: str) -> str:
    """A domain name in the letters people read, from any spelling of it: capitals, xn--, or the address of a page of it."""
    import idna

    typed = re.sub(r"^[A-Za-z]+://|[/?#].*$", "", text.strip()).rstrip(".")
    if len(typed) > DOMAIN_LENGTH:
        raise Invalid("domain_name_length", most=DOMAIN_LENGTH)
    try:
        name = idna.decode(idna.encode(typed, uts46=True))
    except idna.IDNAError:
        raise Invalid("domain_name_shape") from None
    return _shaped(name, r"(?!.*(^|\.)..--)[^.]+(\.[^.]+)*\.[^\W\d][^.]+", "domain_name_shape", ascii_only=False)


def amount(text: str) -> str:
    """Euros with their cents, 12.90, from 12,9 or 1 200,00 €."""
    typed = _typed(text, "amount_shape").replace(" ", "").removesuffix("€").replace(",", ".")
    euros, _, cents = _shaped(typed, r"[0-9]{1,10}(\.[0-9]{1,2})?", "amount_shape").partition(".")
    return f"{int(euros)}.{cents:0<2}"


def line(text: str) -> str:
    """One line a person wrote, 1–200 characters: blanks made plain, letters composed (NFC), nothing that turns or hides text."""
    return _written(text, "line", LINE_LENGTH, " ")


def note(text: str) -> str:
    """Some lines a person wrote, 1–4000 characters, line ends made plain."""
    return _written(text, "note", NOTE_LENGTH, "\n")


def _written(text: str, code: str, most: int, line_end: str) -> str:
    if len(text) > most * 4:
        raise Invalid(f"{code}_too_long", most=most, length=len(text))
    written = _BLANKS.sub(" ", _LINE_ENDS.sub(line_end, _INVISIBLE.sub("", text))).strip(" \n")
    for fault, pattern in (("bidi", _BIDI), ("control", _CONTROL)):
        if found := pattern.search(written):
            raise Invalid(f"{code}_{fault}", sign=f"U+{ord(found[0]):04X}")
    written = unicodedata.normalize("NFC", written)
    if not written:
        raise Invalid(f"{code}_empty")
    if len(written) > most:
        raise Invalid(f"{code}_too_long", most=most, length=len(written))
    return written


def login(text: str) -> str:
    """The name of a login: a PostgreSQL role, 2–31 characters."""
    name = _shaped(_typed(text, "login_shape").lower(), r"[a-z][a-z0-9_.-]{1,30}", "login_shape")
    if name.startswith(("pg_", "seloste_")) or name in {"postgres", "public", "none"}:
        raise Invalid("login_reserved")
    return name


def date_of(text: str) -> date:
    """A date typed as 23.11.2026 or 2026-11-23."""
    pattern = r"(?P<d>[0-9]{1,2})\.(?P<m>[0-9]{1,2})\.(?P<y>[0-9]{4})|(?P<Y>[0-9]{4})-(?P<M>[0-9]{2})-(?P<D>[0-9]{2})"
    found = re.fullmatch(pattern, _typed(text, "date_shape").replace(" ", ""), re.ASCII)
    if found is None:
        raise Invalid("date_shape")
    year, month, day = (int(found[name] or found[name.swapcase()]) for name in "ymd")
    try:
        return date(year, month, day)
    except ValueError:
        raise Invalid("date_absent") from None
