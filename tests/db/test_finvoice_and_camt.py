"""Files of invoices and of payments: what they say, what is refused, and what a stranger may try with XML."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import Invalid
from db.sources import camt, finvoice, trees
from tests.billing import ACCOUNT
from tests.hostile import FEW, texts, worded
from tests.statements import camt as statement
from tests.statements import detail, entry, framed
from tests.statements import finvoice as invoice

REFERENCE = "1232"


def code_of(given_: bytes, read: object) -> str:
    """The code with which a file is refused, which has words."""
    with pytest.raises(Invalid) as caught:
        read(given_)  # type: ignore[operator]
    assert worded(caught.value.code), caught.value.code
    return caught.value.code


@contextmanager
def read_or_refused() -> Generator[None]:
    """A file is read, or refused in words."""
    try:
        yield
    except Invalid as error:
        if not worded(error.code):
            raise AssertionError(error.code) from error


def test_finvoice_becomes_an_invoice() -> None:
    (one,) = finvoice.read(invoice())
    assert (one.kind, one.number, one.issued_on, one.due_on) == ("invoice", "7001", date(2026, 10, 1), date(2026, 10, 15))
    assert (one.net, one.vat, one.total, one.currency) == (Decimal("100.00"), Decimal("25.50"), Decimal("125.50"), "EUR")
    assert one.vat_lines == (finvoice.VatLine(Decimal("25.5"), Decimal("100.00"), Decimal("25.50")),)
    assert (one.reference, one.business_id, one.customer) == (REFERENCE, "1572860-0", None)


def test_finvoices_of_one_file_are_read_one_after_the_other_with_or_without_frames() -> None:
    assert [one.number for one in finvoice.read(framed(invoice("1")) + framed(invoice("2")) + invoice("3"))] == ["1", "2", "3"]


def test_credit_note_is_negative_however_its_sums_are_written() -> None:
    written = {"kind": "INV02", "credits": "<OriginalInvoiceNumber>7001</OriginalInvoiceNumber>"}
    for sums in ({}, {"net": "-100,00", "vat": "-25,50", "total": "-125,50"}):
        (one,) = finvoice.read(invoice("7002", **written, **sums))
        assert (one.kind, one.total, one.net, one.credits) == ("credit_note", Decimal("-125.50"), Decimal("-100.00"), "7001")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ((b'Version="3.0"', b'Version="1.3"'), "finvoice_version"), ((b"INV01", b"REM01"), "finvoice_kind"),
        ((b"Original<", b"Cancel<"), "finvoice_kind"), ((b"125,50", b"125.50"), "finvoice_field"),
        ((b"20261001", b"20261301"), "finvoice_field"),
        ((b"</Finvoice>", b""), "xml_broken"), ((b"<InvoiceNumber>", b"<X>"), "xml_broken"), ((b"Finvoice", b"Invoice"), "finvoice_none"),
        ((b"<Finvoice", b"<!DOCTYPE x [<!ENTITY a 'b'>]><Finvoice"), "xml_doctype"),
    ],
)  # fmt: skip
def test_finvoice_that_is_none_is_refused_in_words(change: tuple[bytes, bytes], code: str) -> None:
    assert code_of(invoice().replace(*change), finvoice.read) == code


@pytest.mark.parametrize("version", [2, 4, 8])
def test_statement_of_every_version_becomes_payments(version: int) -> None:
    status = "<Sts><Cd>BOOK</Cd></Sts>" if version == 8 else "<Sts>BOOK</Sts>"
    (one,) = camt.read(statement(entry("10.50", detail("0000001232", version=version), status=status), version=version))
    assert one.account == ACCOUNT
    assert one.payments == (camt.GivenPayment("2610AAA1", date(2026, 10, 12), Decimal("10.50"), REFERENCE, "Maija Maksaja", None),)


@pytest.mark.parametrize("version", [2, 4])
def test_batch_of_reference_payments_is_taken_apart(version: int) -> None:
    details = [
        detail(REFERENCE, amount="4.00", archive="A1", version=version),
        detail("RF111232", amount="6.50", archive="A2", version=version),
    ]
    (one,) = camt.read(statement(entry("10.50", "".join(details)), version=version))
    assert [(each.archive_id, each.amount) for each in one.payments] == [("A1", Decimal("4.00")), ("A2", Decimal("6.50"))]
    assert [each.reference for each in one.payments] == [REFERENCE, "RF111232"]


def test_payment_without_an_archive_id_gets_the_same_one_each_time_and_none_that_another_has() -> None:
    file = statement(*(entry("5.00", detail(), archive="") for _ in range(2)))
    ids = [one.archive_id for one in camt.read(file)[0].payments]
    assert len(set(ids)) == 2
    assert ids == [one.archive_id for one in camt.read(file)[0].payments]


def test_wrong_reference_stays_as_the_message_of_the_payer() -> None:
    (one,) = camt.read(statement(entry("5.00", detail("1233", free="kiitos"))))[0].payments
    assert (one.reference, one.message) == (None, "1233 kiitos")


def test_debits_reversals_and_what_is_not_booked_are_counted_and_left_out() -> None:
    entries = (
        entry("1.00", detail(), way="DBIT"), entry("1.00", detail(), status="<Sts>PDNG</Sts>"),
        entry("1.00", detail(), more="<RvslInd>true</RvslInd>"), entry("2.00", detail(), archive="B"),
    )  # fmt: skip
    (one,) = camt.read(statement(*entries))
    assert (len(one.payments), one.out) == (1, 3)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (statement(entry("5.00", detail()), version=9), "camt_version"), (b"<a/>", "camt_version"),
        (statement(account="FI99"), "camt_field"),
        (statement(entry("-5.00", detail())), "camt_field"), (statement(entry("0.00", detail())), "camt_field"),
        (statement(entry("5.00", detail()).replace('"EUR"', '"SEK"')), "camt_currency"),
        (statement(entry("5.00", detail(amount="2.00") * 2)), "camt_sum"), (statement(entry("5", detail()) * 2), "camt_twice"),
        (statement(entry("5.00", detail())).replace(b"2026-10-12", b"yesterday"), "camt_field"),
        (b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>', "xml_doctype"),
        (b'<!DOCTYPE d SYSTEM "http://localhost/x.dtd"><d/>', "xml_doctype"), (b"<d>&x;</d>", "xml_broken"), (b"", "xml_broken"),
        (b"\x00" * 100, "xml_broken"), (b'<?xml version="1.0" encoding="klingon"?><d/>', "xml_broken"), (b"<a>" * 100, "xml_too_large"),
        (b"x" * (trees.LARGEST + 1), "xml_too_large"), ("<a>\ud800</a>".encode("utf-8", "surrogatepass"), "xml_broken"),
    ],
    ids=range(18),
)  # fmt: skip
def test_statement_that_is_none_is_refused_in_words(file: bytes, code: str) -> None:
    assert code_of(file, camt.read) == code


def test_laughing_entities_and_endless_beginnings_cost_nothing() -> None:
    laughs = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'
    begins = perf_counter()
    assert code_of(laughs, trees.read) == "xml_doctype"
    assert code_of(b"<Finvoice " * 500_000, finvoice.read) == "xml_broken"
    assert perf_counter() - begins < 5


@FEW
@given(texts, st.sampled_from(["number", "reference", "net", "business_id", "credits"]))
def test_hostile_text_in_an_invoice_is_read_or_refused(text: str, where: str) -> None:
    plain = text.replace("<", "").replace("&", "").encode("iso-8859-15", "replace").decode("iso-8859-15")
    with read_or_refused():
        (one,) = finvoice.read(invoice(**{where: plain}))
        assert "\0" not in str(one.as_json())


@FEW
@given(texts)
def test_hostile_text_of_a_payer_is_one_plain_line_or_none(text: str) -> None:
    plain = text.replace("<", "").replace("&", "").encode("utf-8", "replace").decode()
    with read_or_refused():
        (one,) = camt.read(statement(entry("5.00", detail(payer=plain, free=plain))))[0].payments
        assert all(line is None or (line.isprintable() and len(line) <= 200) for line in (one.payer, one.message))
