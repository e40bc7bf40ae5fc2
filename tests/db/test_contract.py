"""Every question that the program puts to the database, held against the database: functions, columns, types and parameters."""

from __future__ import annotations

import ast
import importlib
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_origin
from uuid import UUID

import pytest

from tests.databases import Connection, Hire, act_as

DB: Final = Path(__file__).parents[2] / "db"
ROW_CALLS: Final = {"rows": 2, "first": 2, "value": 1}
"""Functions of db.call and where their literal stands."""

METHODS: Final = {"fetch", "write"}
TYPES: Final[dict[str, object]] = {
    "int2": int, "int4": int, "int8": int, "text": str, "name": str, "varchar": str, "bool": bool, "date": date, "timestamptz": datetime,
    "uuid": UUID, "text[]": list[str], "int2[]": list[int], "int4[]": list[int], "jsonb": Any,
}  # fmt: skip
PUBLIC: Final = {"register.unit", "register.product_group", "register.consent_wording"}
SCHEMAS: Final = r"\b(api|rules|register|secret|staff|audit|search|desk|dictionary|value|seloste)\.([a-z_]+)"
PURPOSES: Final = (
    "select r.rolname from pg_roles r where r.rolname in (select purpose from dictionary.purpose union all select 'seloste_staff')"
)


@dataclass(frozen=True, slots=True)
class Question:
    """One call with its literal; ``row`` is the class of its rows, None for one value."""

    place: str
    query: str
    parameters: int
    row: type | None


def called(node: ast.Call) -> tuple[str, int] | None:
    """The name of a call that asks the database, and where its literal stands."""
    match node.func:
        case ast.Name(id=name) if name in ROW_CALLS:
            return name, ROW_CALLS[name]
        case ast.Attribute(value=ast.Name(id="session"), attr=name) if name in METHODS:
            return name, 0
        case _:
            return None


def asked_in(path: Path) -> Iterator[tuple[ast.Call, str, int]]:
    """Calls of one module that ask."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and (found := called(node)):
            yield node, *found


def questions() -> list[Question]:
    """All of them."""
    found: list[Question] = []
    for path in sorted(DB.rglob("*.py")):
        if path.name == "call.py":
            continue
        module = importlib.import_module(".".join(path.relative_to(DB.parent).with_suffix("").parts))
        for node, name, place in asked_in(path):
            literal = node.args[place]
            where = f"{path.relative_to(DB.parent)}:{node.lineno}"
            assert isinstance(literal, ast.Constant), where
            assert isinstance(literal.value, str), where
            assert not any(isinstance(given, ast.Starred) for given in node.args), where
            row = getattr(module, typing.cast("ast.Name", node.args[1]).id) if name in {"rows", "first"} else None
            found.append(Question(where, literal.value, len(node.args) - place - 1, row))
    return found


QUESTIONS: Final = questions()


def fits(annotation: object, wanted: object) -> bool:
    """Whether a field can hold what a column gives; whether it may be null no column says."""
    if annotation is Any or wanted is Any:
        return True
    if isinstance(annotation, UnionType) or get_origin(annotation) is typing.Union:
        return any(fits(each, wanted) for each in get_args(annotation) if each is not type(None))
    return annotation == wanted


async def complaint(connection: Connection, question: Question) -> str:
    """What is wrong with a question, '' for nothing."""
    statement = await connection.prepare(question.query)
    if len(statement.get_parameters()) != question.parameters:
        return f"{question.place}: {len(statement.get_parameters())} parameters, {question.parameters} given"
    columns = {column.name: column.type.name for column in statement.get_attributes()}
    if question.row is None:
        return ""
    hints = typing.get_type_hints(question.row)
    names = [field.name for field in fields(question.row)]
    if list(columns) != names:
        return f"{question.place}: columns {list(columns)}, fields {names}"
    wrong = [name for name in names if not fits(hints[name], TYPES[columns[name]])]
    return f"{question.place}: {[(name, columns[name], hints[name]) for name in wrong]}" if wrong else ""


async def test_every_question_is_one_that_the_database_answers_as_the_program_expects(superuser: Connection, hire: Hire) -> None:
    reader = await hire("contract_reader", "seloste_support")
    async with act_as(superuser, reader, "seloste_support"):
        complaints = [await complaint(superuser, question) for question in QUESTIONS]
    assert [told for told in complaints if told] == []
    assert len(QUESTIONS) > 40


async def test_every_function_that_is_called_somebody_may_call(superuser: Connection) -> None:
    holders = [row["rolname"] for row in await superuser.fetch(PURPOSES)]
    granted = await superuser.fetch(
        "select distinct p.proname from pg_proc p, unnest($1::name[]) r"
        " where p.pronamespace = 'api'::regnamespace and has_function_privilege(r, p.oid, 'execute')",
        holders,
    )
    wanted = {name for question in QUESTIONS for schema, name in re.findall(SCHEMAS, question.query) if schema == "api"}
    assert wanted - {row["proname"] for row in granted} == set()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.place)
def test_a_question_calls_or_reads_schema_api_alone(question: Question) -> None:
    named = {f"{schema}.{name}" for schema, name in re.findall(SCHEMAS, question.query)}
    assert {name for name in named if not name.startswith("api.")} <= PUBLIC
    assert named
