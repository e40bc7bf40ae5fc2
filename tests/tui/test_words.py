"""The words: every key that is said exists, in both languages, with the same facts; and none is there for nobody."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from string import Formatter
from typing import Final

import pytest

from tui.words import SUBJECTS, of_subject
from tui.words.cli import ARGPARSE

ROOT: Final = Path(__file__).parents[2]
WORDS: Final = ROOT / "tui" / "words"
KEY: Final = re.compile(rf"(?:{'|'.join(SUBJECTS)})\.[a-z0-9_.A-Z]+")
SPEAKERS: Final = {"say", "known"}

FROM_THE_DATABASE: Final = ("errors", "values")
"""Subjects whose words are also named by codes and constraints of the database."""

OF_YTJ: Final = {"importing.SANE", "importing.SELTILA", "importing.KONK"}
"""Words of codes that come from outside."""

BY_ARGPARSE: Final = {f"cli.{name}" for name in ARGPARSE.values()}


@cache
def sources() -> dict[Path, str]:
    """The program's own text, its words aside."""
    found = [*(ROOT / "tui").rglob("*.py"), *(ROOT / "db").rglob("*.py")]
    return {path: path.read_text() for path in found if WORDS not in path.parents or path.stem in {"__init__", "refusing"}}


def calls(text: str) -> Iterator[ast.Call]:
    """Calls that say something."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and node.args and getattr(node.func, "id", getattr(node.func, "attr", "")) in SPEAKERS:
            yield node


def literals(node: ast.AST) -> Iterator[str]:
    """The keys that an argument may stand for, as far as it is written out."""
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from literals(body)
            yield from literals(orelse)
        case _:
            return


@cache
def said() -> dict[str, str]:
    """Keys that are written out in a call, with where."""
    return {
        key: f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, text in sources().items()
        for node in calls(text)
        for key in literals(node.args[0])
    }


@cache
def beginnings() -> frozenset[str]:
    """What begins a key that is put together while the program runs: ``purposes.`` of ``f"purposes.{purpose}"``."""
    found: set[str] = set()
    for text in sources().values():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                beginning = str(node.values[0].value)
                if beginning.partition(".")[0] in SUBJECTS and "." in beginning:
                    found.add(beginning)
    return frozenset(found)


@cache
def written() -> frozenset[str]:
    """Everything else in the source that looks like a name or a key: a table of keys says them later."""
    return frozenset(
        node.value
        for text in sources().values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[A-Za-z0-9_.]+", node.value)
    )


def facts(words: str) -> set[str]:
    """The names in braces."""
    return {field for _, field, _, _ in Formatter().parse(words) if field is not None}


def test_every_key_that_is_said_has_words() -> None:
    missing = {key: place for key, place in said().items() if KEY.fullmatch(key) and not is_there(key)}
    assert missing == {}


@pytest.mark.parametrize("part", sorted(path.stem for path in WORDS.glob("*.py") if "**" in path.read_text()))
def test_no_words_are_lost_under_others_of_the_same_name(part: str) -> None:
    module, tree = import_module(f"tui.words.{part}"), ast.parse((WORDS / f"{part}.py").read_text())
    for merged in (node for node in ast.walk(tree) if isinstance(node, ast.Dict) and None in node.keys):
        named = [key.value for key in merged.keys if isinstance(key, ast.Constant)]
        for each in (value for key, value in zip(merged.keys, merged.values, strict=True) if key is None):
            assert isinstance(each, ast.Name)
            named += getattr(module, each.id)
        assert [name for name, count in Counter(named).items() if count > 1] == []


def is_there(key: str) -> bool:
    """Whether a key has words."""
    subject, _, name = key.partition(".")
    return name in of_subject(subject)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_both_languages_say_the_same_with_the_same_facts(subject: str) -> None:
    for name, pair in of_subject(subject).items():
        assert len(pair) == 2, name
        assert all(words.strip() for words in pair), name
        assert facts(pair[0]) == facts(pair[1]), name


@pytest.mark.parametrize("subject", [subject for subject in SUBJECTS if subject not in FROM_THE_DATABASE])
def test_no_words_are_there_for_nobody(subject: str) -> None:
    idle = [name for name in of_subject(subject) if not is_used(subject, name)]
    assert idle == []


def is_used(subject: str, name: str) -> bool:
    """Whether a word is said, may be put together, or is named by a table of the program or by the database."""
    key = f"{subject}.{name}"
    if key in said() or key in written() or key in BY_ARGPARSE | OF_YTJ:
        return True
    if any(key[:cut] in written() and named(key[cut + 1 :]) for cut in cuts(key)):
        return True
    begun = {beginning for beginning in beginnings() if key.startswith(beginning)}
    if any(beginning != f"{subject}." for beginning in begun):
        return True
    return bool(begun) and (named(name.partition(".")[0]) or any(named(name[:cut]) and named(name[cut + 1 :]) for cut in cuts(name)))


def cuts(name: str) -> list[int]:
    """Where a name may have been put together of two."""
    return [place for place, sign in enumerate(name) if sign == "_"]


def named(part: str) -> bool:
    """Whether the program or the database has a name."""
    return part in written() or part in named_in_sql() or part in fragments()


@cache
def fragments() -> frozenset[str]:
    """What stands between the braces of names that are put together, such as ``step`` of ``f"step_{name}"``."""
    return frozenset(
        str(part.value).strip("_")
        for text in sources().values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant)
    )


@cache
def named_in_sql() -> frozenset[str]:
    """Every name in the database's own text."""
    return frozenset(name for path in (ROOT / "sql").rglob("*.sql") for name in re.findall(r"[a-z_0-9]+", path.read_text()))


def test_no_words_are_written_outside_the_words() -> None:
    """Finnish letters in the program itself would be a text that English readers meet; examples and comments are free."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.value!r}"
        for path, text in sources().items()
        if ROOT / "tui" in path.parents
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.search(r"[äöåÄÖÅ]", node.value)
        and not is_docstring(text, node)
    ]
    assert found == []


def is_docstring(text: str, wanted: ast.Constant) -> bool:
    """Whether a string stands alone, as documentation does."""
    return any(isinstance(node, ast.Expr) and node.value is not None and at(node.value) == at(wanted) for node in ast.walk(ast.parse(text)))


def at(node: ast.AST) -> tuple[int, int]:
    """Where something stands."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)
