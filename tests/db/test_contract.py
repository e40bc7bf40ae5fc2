"""Every question that the program puts to the database, held against the database: functions, columns, types and parameters."""

from __future__ import annotations

import ast
import importlib
import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import UnionType
from typing import Any, Final, get_args, get_origin
from uuid import UUID

import pytest

from tests.databases import Connection, Hire, act_as

DB: Final = Path(__file__).parents[2] / "db"
ROW_CALLS: Final = {"rows": 2, "first": 2, "value": 1}
"""Functions of db.call and where their literal stands."""

METHODS: Final = {"fetch", "write", "wait"}
TYPES: Final[dict[str, object]] = {
    "int2": int, "int4": int, "int8": int, "text": str, "name": str, "varchar": str, "bool": bool, "date": date, "timestamptz": datetime,
    "uuid": UUID, "numeric": Decimal, "text[]": list[str], "int2[]": list[int], "int4[]": list[int], "jsonb": Any,
}  # fmt: skip
PUBLIC: Final = {"register.unit", "register.product_group", "register.consent_wording", "register.financial_year"}
SCHEMAS: Final = r"\b(api|rules|register|secret|staff|audit|search|desk|dictionary|value|seloste)\.([a-z_]+)"
PURPOSES: Final = (
    "select r.rolname from pg_roles r where r.rolname in (select purpose from dictionary.purpose union all select 'seloste_staff')"
)
SHAPE: Final = """
select coalesce(e.typname || '[]', t.typname) as name, e.oid is not null as many,
    coalesce(nullif(e.typrelid, 0), nullif(t.typrelid, 0)) as composite
from pg_type t left join pg_type e on e.oid = t.typelem and t.typcategory = 'A' where t.oid = $1"""
ATTRIBUTES: Final = "select attname, atttypid from pg_attribute where attrelid = $1 and attnum > 0 and not attisdropped order by attnum"


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
    if question.row is None:
        return ""
    columns = {column.name: column.type.oid for column in statement.get_attributes()}
    return "; ".join([f"{question.place}: {told}" for told in await differences(connection, question.row, columns)])


async def differences(connection: Connection, row: type, columns: Mapping[str, int]) -> list[str]:
    """Where a row class and columns (their names, and the numbers of their types) are not the same, rows within rows too."""
    hints = typing.get_type_hints(row)
    names = [field.name for field in fields(row)]
    if list(columns) != names:
        return [f"columns {list(columns)}, fields {names} of {row.__name__}"]
    found: list[str] = []
    for name, oid in columns.items():
        shape, inner = await shape_of(connection, oid)
        hint = hints[name]
        within = get_args(hint)[0] if shape == "rows" and get_origin(hint) is tuple else hint
        if shape == "value" and not fits(hint, TYPES[next(iter(inner))]):
            found.append(f"{name} is {next(iter(inner))}, not {hint}")
        elif shape != "value":
            found += await differences(connection, within, inner) if is_dataclass(within) else [f"{name} has {shape}, not {hint}"]
    return found


async def shape_of(connection: Connection, oid: int) -> tuple[str, dict[str, int]]:
    """Whether a type is a value (and its name), a row or rows (and their columns)."""
    type_of = await connection.fetchrow(SHAPE, oid)
    if not type_of["composite"]:
        return "value", {type_of["name"]: oid}
    columns = await connection.fetch(ATTRIBUTES, type_of["composite"])
    return "rows" if type_of["many"] else "row", {row["attname"]: row["atttypid"] for row in columns}


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


@dataclass
class _Wrong:
    """A card whose parts are not what the database gives."""

    customer: _Customer
    names: tuple[_Customer, ...]


@dataclass
class _Customer:
    id: str
    kind: str


async def test_a_row_within_a_row_is_held_against_the_database_too(superuser: Connection) -> None:
    question = "select row(1, 'x', 2)::rules.counted as customer, array[(4, 'n-x')::rules.scoped_word] as names"
    columns = {column.name: column.type.oid for column in (await superuser.prepare(question)).get_attributes()}
    assert await differences(superuser, _Wrong, columns) == [
        "columns ['scope', 'figure', 'step'], fields ['id', 'kind'] of _Customer",
        "columns ['scope', 'word'], fields ['id', 'kind'] of _Customer",
    ]
