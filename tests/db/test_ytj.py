"""Asking YTJ over HTTP, at a server on this machine that has PRH's traps and a few more."""

from __future__ import annotations

import gzip
import json
import socket
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.errors import Invalid, Refused, SelosteError, Setup, Unreachable
from db.settings import load
from db.sources import ytj as asking
from tests.ytj import Server, company, serving
from tui.words import known

NOKIA = "0112038-9"


def many(count: int) -> list[dict[str, Any]]:
    """Companies of like names with numbers that are right."""
    weights = (7, 9, 10, 5, 8, 4, 2)
    found: list[dict[str, Any]] = []
    body = 2000000
    while len(found) < count:
        body += 1
        rest = sum(int(digit) * weight for digit, weight in zip(f"{body:07}", weights, strict=True)) % 11
        if rest != 1:
            found.append(company(f"{body:07}-{(11 - rest) % 11}", f"Koivu {body} Oy"))
    return found


async def test_a_company_is_asked_by_its_business_id(ytj: Server) -> None:
    answer = await asking.by_business_id(NOKIA)
    assert [one.name for one in answer.companies] == ["Nokia Oyj"]
    assert ytj.asked == [{"businessId": NOKIA}]
    assert json.loads(answer.payload)["totalResults"] == 1
    assert "payload" not in repr(answer)


async def test_a_page_past_the_end_is_page_one_again_and_is_not_asked(ytj: Server) -> None:
    ytj.companies = many(130)
    first = await asking.by_name("koivu")
    second = await asking.by_name("koivu", 2, first=first)
    third = await asking.by_name("koivu", 3, first=first)
    assert (len(first.companies), len(second.companies), len(third.companies)) == (100, 30, 0)
    assert (first.has_more, second.has_more, third.has_more) == (True, False, False)
    assert [asked["page"] for asked in ytj.asked] == ["1", "2"]
    assert len({one.business_id for one in (*first.companies, *second.companies)}) == 130
    again = await asking.by_name("koivu", 3)
    assert again.companies == first.companies, "the trap itself: PRH says nothing about it"


async def test_a_form_is_asked_in_letters_and_answered_in_numbers(ytj: Server) -> None:
    ytj.companies.append(company("1572860-0", "Nokian Kahvila Oy"))
    answer = await asking.by_name("nokia", form="OY")
    assert [(one.name, one.form.code if one.form else None) for one in answer.companies] == [("Nokian Kahvila Oy", "16")]


async def test_null_missing_and_empty_are_nothing(ytj: Server) -> None:
    ytj.companies = [company("1572860-0", "Kahvila Koivu Oy", companyForms=None, website=None, lastModified="2026-10-01T08:00:00")]
    (one,) = (await asking.by_business_id("1572860-0")).companies
    assert (one.form, one.website, one.main_line, one.addresses, str(one.last_modified)) == (None, None, None, (), "2026-10-01 08:00:00")


async def test_busy_is_waited_for_and_the_waiting_is_said(ytj: Server) -> None:
    ytj.busy, waits = 2, list[float]()
    assert (await asking.by_business_id(NOKIA, waits.append)).companies
    assert (waits, len(ytj.asked)) == ([0.0, 0.0], 3)


@pytest.mark.parametrize(("wait", "seconds"), [("0", 1), ("3600", 3600)])
async def test_busy_for_long_is_said_with_its_seconds(ytj: Server, wait: str, seconds: int) -> None:
    ytj.busy, ytj.wait = 9, wait
    with pytest.raises(Refused) as caught:
        await asking.by_business_id(NOKIA)
    assert (caught.value.code, caught.value.facts) == ("ytj_busy", {"seconds": seconds})


@pytest.mark.parametrize(("raw", "code"), [
    ((200, "text/html", b"<html>kirjaudu verkkoon</html>"), "prh_not_json"),
    ((200, "application/json", b""), "prh_no_answer"),
    ((200, "application/json", b'{"companies": ['), "prh_truncated"),
    ((200, "application/json", b'{"totalResults": 0, "companies": []}'), "prh_empty"),
    ((404, "text/plain", b"Not found"), "prh_empty"),
    ((400, "application/json", b'{"timestamp": "2026-01-01 00:00:00", "message": "x", "errorcode": 2}'), "prh_refused"),
    ((500, "text/plain", b"Internal error"), "ytj_down"),
    ((503, "text/html", b"<html>"), "ytj_down"),
    ((502, "text/html", b"<html><h1>Bad Gateway"), "ytj_down"),
    ((301, "text/html", b""), "ytj_moved"),
    ((302, "text/html", b""), "ytj_moved"),
    ((307, "application/json", b"{}"), "ytj_moved"),
    ((200, "application/json", b" " * 9_000_000), "prh_too_large"),
])  # fmt: skip
async def test_every_other_answer_is_told_in_words(ytj: Server, raw: tuple[int, str, bytes], code: str) -> None:
    ytj.raw = raw
    with pytest.raises(SelosteError) as caught:
        await asking.by_business_id(NOKIA)
    assert caught.value.code == code
    assert known(f"importing.{code}")


async def test_a_redirect_is_not_followed(ytj: Server) -> None:
    with serving() as elsewhere:
        ytj.raw, ytj.headers = (302, "text/html", b""), {"Location": f"{elsewhere.url}/companies"}
        with pytest.raises(Unreachable, match="ytj_moved"):
            await asking.by_business_id(NOKIA)
        assert elsewhere.asked == []


async def test_a_compressed_answer_is_read(ytj: Server) -> None:
    status, kind, body = ytj.answer({"businessId": NOKIA})
    ytj.raw, ytj.headers = (status, kind, gzip.compress(body)), {"Content-Encoding": "gzip"}
    assert (await asking.by_business_id(NOKIA)).companies[0].business_id == NOKIA


@pytest.mark.parametrize(
    ("body", "headers", "code"),
    [
        (b"{}", {"Content-Encoding": "gzip"}, "prh_truncated"),
        (gzip.compress(b" " * 20_000_000, 1), {"Content-Encoding": "gzip"}, "prh_too_large"),
        (b"{}", {"Content-Length": "900"}, "ytj_cut"),
    ],
)
async def test_an_answer_that_breaks_on_the_way_is_told_in_words(ytj: Server, body: bytes, headers: dict[str, str], code: str) -> None:
    ytj.raw, ytj.headers = (200, "application/json", body), headers
    with pytest.raises(SelosteError) as caught:
        await asking.by_business_id(NOKIA)
    assert caught.value.code == code
    assert known(f"importing.{code}")


async def test_a_server_that_cannot_prove_who_it_is_is_not_asked(ytj: Server) -> None:
    with pytest.raises(Unreachable, match="ytj_unproved"):
        await asking.by_business_id(NOKIA, url=ytj.url.replace("http://", "https://"))
    assert ytj.asked == []
    assert known("importing.ytj_unproved")


async def test_another_company_than_was_asked_for_is_refused(ytj: Server) -> None:
    ytj.raw = ytj.answer({})
    with pytest.raises(Invalid, match="prh_another"):
        await asking.by_business_id("1572860-0")


async def test_silence_ends_in_a_sentence(ytj: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELOSTE_YTJ_SECONDS", "0.2")
    ytj.silent = True
    with pytest.raises(Unreachable, match="ytj_slow"):
        await asking.by_business_id(NOKIA)


async def test_no_network_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("SELOSTE_YTJ", f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(Unreachable, match="ytj_unreachable"):
            await asking.by_business_id(NOKIA)


@pytest.mark.parametrize("url", ["http://avoindata.prh.fi/v3", "ftp://x", "nonsense", "https://", "http://127.0.0.1.example.fi"])
def test_ytj_is_asked_over_tls_or_on_this_machine_alone(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("SELOSTE_YTJ", url)
    with pytest.raises(Setup) as caught:
        load()
    assert caught.value.facts == {"name": "SELOSTE_YTJ"}


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["1", "2026-01-01", "\x00", NOKIA])
JUNK = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3), max_leaves=6
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.integers(200, 599),
    body=JUNK.map(json.dumps).map(str.encode) | st.binary(max_size=60),
    kind=st.sampled_from(["x", "text/plain"]),
)
async def test_hostile_answers_never_raise_anything_unexpected(ytj: Server, status: int, body: bytes, kind: str) -> None:
    ytj.raw = (status if status not in {204, 205, 304} else 200, kind, body)
    with pytest.raises(SelosteError):
        await asking.by_business_id(NOKIA)
