"""Domain names in the database: what is one, and the letters of the name system that follow from those people read."""

from __future__ import annotations

from typing import Any

import idna
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import values
from db.errors import Invalid
from tests.sql.test_values import refusal, with_a_database

LABEL = st.text("abcdefghijklmnopqrstuvwxyzåäöščžđéüñłøαβγжщю0123456789", min_size=1, max_size=30)


@with_a_database
@given(labels=st.lists(LABEL, min_size=1, max_size=3))
async def test_letters_of_the_name_system_are_those_of_the_standard(superuser: Any, labels: list[str]) -> None:
    try:
        name = values.domain_name(".".join([*labels, "example"]))
    except Invalid:
        return
    assert await superuser.fetchval("select value.domain_ascii($1)", name) == idna.encode(name).decode()
    assert await refusal(superuser, "domain_name", name) is None


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("example.fi", None),
        ("äitienpäivä.example.fi", None),
        ("a-1.example.fi", None),
        ("example", "value_domain_name_shape"),
        ("exa mple.fi", "value_domain_name_shape"),
        ("-example.fi", "value_domain_name_shape"),
        ("example-.fi", "value_domain_name_shape"),
        ("example..fi", "value_domain_name_shape"),
        ("example.fi.", "value_domain_name_shape"),
        ("example.123", "value_domain_name_shape"),
        ("xn--itienpiv-zzagc.fi", "value_domain_name_shape"),
        ("https://example.fi", "value_domain_name_shape"),
        (f"{'ä' * 60}.fi", "value_domain_name_shape"),
        (f"{'a' * 64}.fi", "value_domain_name_shape"),
        ("Example.fi", "value_domain_name_lower_case"),
        ("a\u0308iti.fi", "value_domain_name_lower_case"),
        (f"{'a.' * 130}fi", "value_domain_name_length"),
    ],
)
async def test_domain_name_is_lower_case_letters_in_labels(superuser: Any, name: str, rule: str | None) -> None:
    assert await refusal(superuser, "domain_name", name) == rule


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ÄITIENPÄIVÄ.Example.fi", "äitienpäivä.example.fi"),
        ("xn--itienpiv-zzagc.example.fi", "äitienpäivä.example.fi"),
        (" https://www.example.fi/haku?x=1 ", "www.example.fi"),
        ("example.fi.", "example.fi"),
    ],
)
def test_domain_name_is_read_kindly_at_the_edge(typed: str, name: str) -> None:
    assert values.domain_name(typed) == name


@pytest.mark.parametrize("typed", ["", "example", "a b.fi", "example.123", "xn--a.fi", f"{'a' * 300}.fi"])
def test_what_is_no_domain_name_is_refused_at_the_edge(typed: str) -> None:
    with pytest.raises(Invalid):
        values.domain_name(typed)


def test_amounts_have_euros_and_cents() -> None:
    assert [values.amount(text) for text in ("12,9", "1 200,00 €", "0012")] == ["12.90", "1200.00", "12.00"]
    with pytest.raises(Invalid):
        values.amount("12,999")
