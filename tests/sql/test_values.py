"""What the domains and functions of schema value accept, refuse and make, asked from the register itself."""

from __future__ import annotations

import hashlib
import time
from typing import Any

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.words import known

Connection = Any

with_a_database = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


async def refusal(connection: Connection, domain: str, text: str) -> str | None:
    """The constraint that refuses the text, or None."""
    try:
        await connection.fetchval(f"select $1::text::value.{domain}", text)
    except asyncpg.CheckViolationError as error:
        return error.constraint_name
    return None


GOOD = {
    "identity_code": ["010190-900P", "010190X900P", "010190F900P", "010190+900P", "290200A913S"],
    "business_id": ["1572860-0", "2077474-0", "0201724-4"],
    "vat_id": ["FI20774740"],
    "association_number": ["1", "123456"],
    "einvoice_address": ["003715728600", "003715728600AB1"],
    "einvoice_operator": ["003721291126", "BAWCFI22", "E204503"],
    "reference_number": ["1232", "1234561", "12345678901234567894"],
    "rf_reference": ["RF18539007547034"],
    "iban": ["FI2112345600000785", "GB82WEST12345698765432"],
    "postcode": ["00100", "SW1A 1AA", "111 22"],
    "country": ["FI", "AX", "XK"],
    "phone": ["+358445550100", "+46812345678"],
    "email": ["aino@example.fi", "aino.väinö@järvi.fi"],
    "line": ["Aino Ääkkönen", "👩‍👩‍👧", "Nguyễn", "x" * 200],
    "note": ["Soitti.\nPyysi laskun uudelleen.", "x" * 4000],
    "language": ["fi", "sv", "en"],
    "channel": ["email", "sms", "automated_call", "phone", "post"],
    "source": ["customer", "staff", "call", "e-mail", "ytj", "prh_associations", "asiakastieto", "fonecta"],
    "login": ["aino", "aino.virtanen", "a1"],
}

BAD = [
    ("identity_code", "010190-900", "value_identity_code_shape"),
    ("identity_code", "010190-900p", "value_identity_code_shape"),
    ("identity_code", "010190Z900P", "value_identity_code_shape"),
    ("identity_code", "310290-900P", "value_identity_code_check_character"),
    ("identity_code", "290201A900U", "value_identity_code_check_character"),
    ("identity_code", "010190-900R", "value_identity_code_check_character"),
    ("business_id", "1572860-1", "value_business_id_check_digit"),
    ("business_id", "15728600", "value_business_id_shape"),
    ("vat_id", "FI20774741", "value_vat_id_check_digit"),
    ("vat_id", "20774740", "value_vat_id_shape"),
    ("association_number", "0123", "value_association_number_shape"),
    ("association_number", "1234567", "value_association_number_shape"),
    ("einvoice_address", "003715728601", "value_einvoice_address_check_digit"),
    ("einvoice_address", "003715728600ABCDEF", "value_einvoice_address_shape"),
    ("einvoice_operator", "a b", "value_einvoice_operator_shape"),
    ("reference_number", "1234562", "value_reference_number_check_digit"),
    ("reference_number", "123", "value_reference_number_shape"),
    ("rf_reference", "RF17539007547034", "value_rf_reference_check_digits"),
    ("rf_reference", "18539007547034", "value_rf_reference_shape"),
    ("iban", "FI2212345600000785", "value_iban_check_digits"),
    ("iban", "FI211234560000078", "value_iban_shape"),
    ("postcode", "00100 ", "value_postcode_shape"),
    ("country", "UK", "value_country_known"),
    ("country", "fi", "value_country_known"),
    ("phone", "0445550100", "value_phone_shape"),
    ("email", "Aino@example.fi", "value_email_lower_case"),
    ("email", "aino@example", "value_email_shape"),
    ("email", "aino..v@example.fi", "value_email_shape"),
    ("email", "aino@@example.fi", "value_email_shape"),
    ("email", "ai\u202eno@example.fi", "value_email_shape"),
    ("email", "a" * 250 + "@example.fi", "value_email_length"),
    ("line", "a\u202eb", "value_line_bidi"),
    ("line", "a\u2066b", "value_line_bidi"),
    ("line", "a\u200fb", "value_line_bidi"),
    ("line", "a\x1bb", "value_line_control"),
    ("line", "a\nb", "value_line_control"),
    ("line", "a\u200bb", "value_line_control"),
    ("line", " a", "value_line_blanks"),
    ("line", "a\u00a0b", "value_line_blanks"),
    ("line", "", "value_line_length"),
    ("line", "x" * 201, "value_line_length"),
    ("line", "A\u0308", "value_line_normal"),
    ("note", "a\tb", "value_note_control"),
    ("note", "a\u202eb", "value_note_bidi"),
    ("note", "a\n", "value_note_blanks"),
    ("note", "x" * 4001, "value_note_length"),
    ("note", "A\u0308", "value_note_normal"),
    ("language", "de", "value_language_known"),
    ("channel", "fax", "value_channel_known"),
    ("source", "rumour", "value_source_known"),
    ("login", "Aino", "value_login_shape"),
    ("login", "a", "value_login_shape"),
    ("login", "seloste_owner", "value_login_reserved"),
    ("login", "pg_aino", "value_login_reserved"),
]


async def test_every_domain_takes_what_is_right(superuser: Connection) -> None:
    refused = {(domain, text): await refusal(superuser, domain, text) for domain, texts in GOOD.items() for text in texts}
    assert {key: name for key, name in refused.items() if name} == {}


async def test_each_mistake_is_refused_by_the_constraint_that_names_it(superuser: Connection) -> None:
    answered = [(domain, text, await refusal(superuser, domain, text)) for domain, text, _ in BAD]
    assert answered == BAD


async def test_a_day_that_does_not_exist_is_refused_though_the_check_character_agrees(superuser: Connection) -> None:
    for body in ("310290-900", "290201A900", "000190-900", "011390-900", "290200Y901"):
        code = body + await superuser.fetchval("select value.identity_code_check_character($1)", body)
        assert (code, await refusal(superuser, "identity_code", code)) == (code, "value_identity_code_date")


async def test_the_individual_numbers_000_and_001_are_refused(superuser: Connection) -> None:
    for body in ("010190-000", "010190-001"):
        code = body + await superuser.fetchval("select value.identity_code_check_character($1)", body)
        assert await refusal(superuser, "identity_code", code) == "value_identity_code_number"


async def test_the_century_sign_is_part_of_the_birth_date(superuser: Connection) -> None:
    years = {sign: await superuser.fetchval("select value.birth_date($1)", f"010190{sign}900P") for sign in "+-YXWVUABCDEF"}
    assert {sign: day.year for sign, day in years.items()} == {"+": 1890} | dict.fromkeys("-YXWVU", 1990) | dict.fromkeys("ABCDEF", 2090)


async def test_an_account_of_finland_has_a_check_digit_of_its_own(superuser: Connection) -> None:
    account = await superuser.fetchval("select to_char(98 - value.mod_97('12345600000786FI00'), 'FM00')")
    assert await refusal(superuser, "iban", f"FI{account}12345600000786") == "value_iban_account"


@pytest.mark.parametrize(
    ("domain", "code"),
    [("business_id", "1572860-0"), ("reference_number", "1234561"), ("iban", "FI2112345600000785"), ("einvoice_address", "003715728600")],
)
async def test_every_single_wrong_digit_is_noticed(superuser: Connection, domain: str, code: str) -> None:
    wrong = [
        code[:place] + digit + code[place + 1 :]
        for place, right in enumerate(code)
        if right.isdigit()
        for digit in "0123456789"
        if digit != right
    ]
    assert [text for text in wrong if await refusal(superuser, domain, text) is None] == []


async def test_a_text_of_ten_megabytes_is_refused_within_seconds(superuser: Connection) -> None:
    started = time.monotonic()
    for domain in ("line", "note", "email", "identity_code", "rf_reference", "phone", "login"):
        assert await refusal(superuser, domain, "ä1" * 5_000_000) is not None
    assert time.monotonic() - started < 10


async def test_every_constraint_of_a_domain_has_words(superuser: Connection) -> None:
    rows = await superuser.fetch(
        "select conname from pg_constraint join pg_type on pg_type.oid = contypid where typnamespace = 'value'::regnamespace"
    )
    assert [row["conname"] for row in rows if not known(f"values.{row['conname']}")] == []
    assert len(rows) > 30


async def test_the_functions_never_change_their_answer_and_are_nobodys_by_default(superuser: Connection) -> None:
    rows = await superuser.fetch(
        "select proname, provolatile, proparallel, prosecdef, has_function_privilege('public', oid, 'execute') as open"
        " from pg_proc where pronamespace = 'value'::regnamespace"
    )
    assert {(row["provolatile"], row["proparallel"], row["prosecdef"], row["open"]) for row in rows} == {(b"i", b"s", False, False)}


IN_ORDER = [
    "3M Suomi", "A & B Oy", "Aalto", "af Ursin", "Ahonen", "Andersson", "Andre", "André", "Andrea", "Anna Maija", "Anna-Maija", "Annamaija",
    "Hamari", "Hoikka", "Hõlm", "Holma", "Hyppönen", "Häkkinen", "Hämäläinen", "Hölttä", "Müller", "Myllys", "Smit", "Šmit", "Smith",
    "van Berg", "Vanamo", "von Essen", "Wikström", "Wirtanen", "Yläoutinen", "Zimmer", "Åberg", "Äijälä", "Öhman", "Österberg",
]  # fmt: skip


async def test_names_stand_in_finnish_order(superuser: Connection) -> None:
    ordered = await superuser.fetch(
        'select name from unnest($1::text[]) as person (name) order by value.sort_form(name) collate "C"', IN_ORDER[::-1]
    )
    assert [row["name"] for row in ordered] == IN_ORDER


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Hämäläinen", "hamalainen"),
        ("Åke Ørsted", "ake orsted"),
        ("  Ylä-Outinen, O'Brien & Ægir ", "yla outinen o brien aegir"),
        ("Žižek Straße Õun Zoë Łukasz Ülle", "zizek strasse oun zoe lukasz ulle"),
        ("A\u0308ijälä", "aijala"),
        ("ＦＵＬＬ ﬁn", "full fin"),
        ("-", ""),
    ],
)
async def test_a_name_is_searched_without_its_accents(superuser: Connection, name: str, form: str) -> None:
    assert await superuser.fetchval("select value.search_form($1)", name) == form


async def test_tokens_are_cut_as_the_search_asks(superuser: Connection) -> None:
    row = await superuser.fetchrow(
        "select value.words('anna maria virtanen') as words, value.rotations('anna maria virtanen') as rotations, "
        " value.words('') as none, value.rotations('') as empty,"
        " (select array_agg(d order by d) from unnest(value.deletions('abba')) d) as deletions, value.suffixes('virta') as suffixes,"
        " value.suffixes('ab') as short, value.reversed('0445') as reversed"
    )
    assert dict(row) == {
        "words": ["anna", "maria", "virtanen"],
        "rotations": ["anna maria virtanen", "maria virtanen anna", "virtanen anna maria"],
        "none": [],
        "empty": [],
        "deletions": ["aba", "abb", "abba", "bba"],
        "suffixes": ["virta", "irta", "rta"],
        "short": [],
        "reversed": "5440",
    }


def one_edit_away(word: str, letters: str) -> set[str]:
    """Every word that one edit makes of this one, by saying each edit out."""
    splits = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return (
        {word}
        | {head + tail[1:] for head, tail in splits if tail}
        | {head + letter + tail[1:] for head, tail in splits if tail for letter in letters}
        | {head + letter + tail for head, tail in splits for letter in letters}
        | {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    )


@with_a_database
@given(one=st.text("abä", max_size=5), other=st.text("abä", max_size=5))
async def test_one_edit_is_a_letter_added_dropped_replaced_or_two_changed_about(superuser: Connection, one: str, other: str) -> None:
    assert await superuser.fetchval("select value.within_one_edit($1, $2)", one, other) == (other in one_edit_away(one, "abä"))


def merkle_root(leaves: list[bytes]) -> bytes:
    """The tree hash as RFC 6962 defines it, split at the largest power of two."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + merkle_root(leaves[:split]) + merkle_root(leaves[split:])).digest()


def leaf(fields: list[str | None]) -> bytes:
    """The leaf hash, field by field."""
    parts = (b"\x00" if text is None else b"\x01" + len(text.encode()).to_bytes(4, "big") + text.encode() for text in fields)
    return hashlib.sha256(b"\x00" + b"".join(parts)).digest()


fields_of_a_line = st.lists(st.none() | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8), max_size=5)


@with_a_database
@given(lines=st.lists(fields_of_a_line, max_size=9))
async def test_leaves_and_root_are_those_of_rfc_6962(superuser: Connection, lines: list[list[str | None]]) -> None:
    leaves = [await superuser.fetchval("select value.leaf(variadic $1::text[])", line) for line in lines]
    assert leaves == [leaf(line) for line in lines]
    assert await superuser.fetchval("select value.merkle_root($1::bytea[])", leaves) == merkle_root(leaves)


async def test_no_two_lines_have_one_leaf(superuser: Connection) -> None:
    lines = [[], [None], [""], ["", None], [None, ""], ["a", "b"], ["ab"], ["ab", ""], ["\\x00"], ["\\", "x00"]]
    assert len({await superuser.fetchval("select value.leaf(variadic $1::text[])", line) for line in lines}) == len(lines)


async def test_a_missing_leaf_is_an_error(superuser: Connection) -> None:
    with pytest.raises(asyncpg.NullValueNotAllowedError):
        await superuser.fetchval("select value.merkle_root($1::bytea[])", [b"1", None])
