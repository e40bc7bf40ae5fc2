"""Whatever is searched, drafted or decided: answered, kept exactly, or refused with a code that has words."""

from __future__ import annotations

import re
from typing import Any, Final
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import FEW, NASTY, At, anything, at, rows_of, saying_no, sendable, texts

__all__ = ["at"]

CODE: Final = re.compile(r"(?<![0-9])[0-9]{6}\s*[-+A-FU-Ya-fu-y\u2010-\u2014\u2212]\s*[0-9]{1,3}\s*[0-9A-Za-z]?")
DEEP: Final = 3000

typed = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
drafts = st.dictionaries(texts, typed, max_size=4) | typed


@FEW
@given(title=st.sampled_from([text for text in NASTY if sendable(text)]), content=drafts)
async def test_a_draft_comes_back_as_it_was_typed_or_is_refused(at: At, title: str, content: Any) -> None:
    draft, before = uuid4(), await rows_of(at.owner)
    with saying_no() as codes:
        await at.hanna.fetchval("select api.keep_draft($1, $2, 'card', $3, $4)", draft, at.koivu, title, content)
    if codes:
        assert await rows_of(at.owner) == before
        return
    back = await at.hanna.fetchrow("select title, fields from api.drafts() where id = $1", draft)
    assert without_codes(back["fields"]) == without_codes(content)
    assert without_codes(back["title"]) == without_codes(title)
    await at.hanna.fetchval("select api.drop_draft($1)", draft)


def without_codes(value: Any) -> Any:
    """A value without what looks like an identity code: those are never kept."""
    match value:
        case str():
            return CODE.sub("(identity code)", value)
        case list():
            return [without_codes(each) for each in value]
        case dict():
            return {without_codes(name): without_codes(each) for name, each in value.items()}
        case _:
            return value


@pytest.mark.parametrize(
    "content", ["[" * DEEP + "]" * DEEP, '{"a": ' * DEEP + "1" + "}" * DEEP, '{"a": "' + "ä" * 5_000_000 + '"}', "null"]
)
async def test_a_twisted_draft_is_kept_or_refused_in_words(at: At, content: str) -> None:
    before = await rows_of(at.owner)
    with saying_no() as codes:
        await at.hanna.fetchval("select api.keep_draft($1, $2, 'card', 'x', $3::text::jsonb)", uuid4(), at.koivu, content)
    assert not codes or await rows_of(at.owner) == before


words = st.sampled_from([text for text in NASTY if text.isprintable()]) | st.none()


@FEW
@given(
    party=st.sampled_from((1, 2, 0, -1, 2**31 - 1)) | st.none(), person=st.sampled_from((1, 5, 0, -1, 2**31 - 1)) | st.none(),
    channel=st.sampled_from(("email", "post")) | words,
    state=st.sampled_from(("consent", "refused", "existing_customer", "business_duty")) | words,
    how=st.sampled_from(("phone", "message_link")) | words, group=st.just("hosting") | words,
    wording=st.sampled_from((1, 0, -1)) | st.none(), evidence=words,
)  # fmt: skip
async def test_any_decision_is_recorded_whole_or_refused_whole(
    at: At, party: int | None, person: int | None, channel: str | None, state: str | None, how: str | None, group: str | None,
    wording: int | None, evidence: str | None,
) -> None:  # fmt: skip
    given_all = (party, person, channel, state, how, group, wording, evidence)
    before = await rows_of(at.owner)
    with saying_no() as codes:
        await at.salla.fetchval("select api.record_permission($1, $2, $3, $4, $5, $6, $7, $8, $9)", uuid4(), *given_all)
    if codes:
        assert await rows_of(at.owner) == before
    else:
        last = await at.owner.fetchrow(
            "select party, person, channel, state, how, product_group, evidence from register.marketing_permission order by id desc limit 1"
        )
        assert tuple(last) == (party, person, channel, state, how, group, evidence)


filters = st.dictionaries(st.sampled_from(("kind", "status", "unit", "permission")) | texts, anything, max_size=3) | anything
places = st.lists(anything, max_size=4) | anything


@FEW
@given(
    typed=texts.filter(sendable) | st.none(),
    narrowed=filters,
    place=places | st.none(),
    backward=st.booleans(),
    most=st.sampled_from((0, -1, 64, 2**31 - 1)),
)
async def test_any_question_is_answered_or_refused_in_words(
    at: At, typed: str | None, narrowed: Any, place: Any, backward: bool, most: int
) -> None:
    with saying_no():
        await at.hanna.fetch("select * from api.find($1, $2, $3, $4, $5)", typed, narrowed, place, backward, most)
    with saying_no():
        await at.hanna.fetch("select api.count_found($1, $2, $3)", typed, narrowed, most)


@pytest.mark.parametrize("typed", ["x" * 10_000_000, "ä " * 1_000_000, "1" * 1_000_000, "%" * 1000, "\\" * 1000, "(" * 1000])
async def test_a_very_long_text_is_searched_without_a_wait(at: At, typed: str) -> None:
    assert await at.hanna.fetch("select * from api.find($1)", typed) == []
