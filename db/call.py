"""One question to the database: a literal, its parameters, and a row class or an expected answer back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, LiteralString, Protocol, TypeVar, cast, get_args, get_origin, get_type_hints

from db.errors import Invalid, Refused, SelosteError, Unreachable

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    class Row(DataclassInstance, Protocol):
        """A frozen dataclass whose fields are named like columns."""

        __dataclass_fields__: ClassVar[dict[str, Any]]


R = TypeVar("R", bound="Row")

REFUSED: Final[Mapping[str, str]] = {
    "28": "login_refused",
    "42501": "not_yours",
    "57014": "took_too_long",
    "3D000": "register_missing",
    "3F000": "upgrade_pending",
    "42883": "upgrade_pending",
}
"""What a SQLSTATE, or its beginning, means; a schema or function that is not there yet is the program's to bring."""

RETRIED: Final = ("57P", "08", "25006", "40001", "40P01", "53300")
"""SQLSTATEs, or their beginnings, after which the same question may be asked again."""


class Connection(Protocol):
    """What is asked of an asyncpg connection."""

    async def fetch(self, query: str, *args: object) -> Sequence[Mapping[str, Any]]:
        """All rows of one question."""
        ...


class Asked(Protocol):
    """Something that puts a question to the database as a login under a purpose: a session."""

    async def fetch(self, query: LiteralString, *args: object) -> Sequence[Mapping[str, Any]]:
        """All rows; Refused, Invalid or Unreachable."""
        ...

    async def write(self, query: LiteralString, *args: object) -> Any:
        """The answer of a function that does each operation once, asked until it is known."""
        ...


def row_of(row_class: type[R], record: Mapping[str, Any]) -> R:
    """A row built by field name, so that a column added by an upgrade harms no old session; a column may hold rows itself."""
    return row_class(**{name: record[name] if built is None else built(record[name]) for name, built in _columns(row_class)})


@cache
def _columns(row_class: type[Row]) -> tuple[tuple[str, Callable[[Any], Any] | None], ...]:
    """Fields of a row class, and how to build those that are a row or a tuple of rows."""
    hints = get_type_hints(row_class)
    return tuple((field.name, _built(hints[field.name])) for field in dataclasses.fields(row_class))


def _built(hint: Any) -> Callable[[Any], Any] | None:
    """How to build a field that is a row or a tuple of rows, None for a value."""
    if get_origin(hint) is tuple and dataclasses.is_dataclass(each := get_args(hint)[0]):
        return lambda records: tuple(row_of(cast("type[Row]", each), record) for record in records)
    return partial(row_of, cast("type[Row]", hint)) if dataclasses.is_dataclass(hint) else None


async def rows(session: Asked, row_class: type[R], query: LiteralString, *args: object) -> tuple[R, ...]:
    """All rows of a question as row classes."""
    return tuple(row_of(row_class, record) for record in await session.fetch(query, *args))


async def first(session: Asked, row_class: type[R], query: LiteralString, *args: object) -> R | None:
    """The first row of a question, None without rows."""
    found = await session.fetch(query, *args)
    return row_of(row_class, found[0]) if found else None


async def value(session: Asked, query: LiteralString, *args: object) -> Any:
    """The one value of a question."""
    found = await session.fetch(query, *args)
    return next(iter(found[0].values()), None) if found else None


def facts_of(detail: str | None) -> dict[str, Any]:
    """What a refusal of the register tells besides its code."""
    try:
        told = json.loads(detail or "{}")
    except ValueError:
        return {}
    return cast("dict[str, Any]", told) if isinstance(told, dict) else {}


def translated(error: BaseException) -> SelosteError | None:
    """The expected answer that an exception of the driver stands for, None for one that nobody expected.

    Only codes and names of constraints are taken over: PostgreSQL's texts may repeat personal data.
    """
    state = getattr(error, "sqlstate", None)
    if not isinstance(state, str):
        return Unreachable("unreachable") if isinstance(error, OSError | TimeoutError) or _is_lost(error) else None
    if state == "SE001":
        return Refused(str(getattr(error, "message", "refused")), **facts_of(getattr(error, "detail", None)))
    if state == "SE002":
        return Invalid(str(getattr(error, "message", "value_unfit")), **{"field": None, **facts_of(getattr(error, "detail", None))})
    if state.startswith("23") or state in {"22001", "22003"}:
        name = getattr(error, "constraint_name", None)
        column = getattr(error, "column_name", None)
        return Invalid(name or ("value_missing" if state == "23502" else "value_unfit"), field=column)
    if state.startswith("22"):
        return Invalid("value_unfit", field=None)
    if state.startswith(RETRIED):
        return Unreachable("unreachable", state=state)
    return next((Refused(code) for begins, code in REFUSED.items() if state.startswith(begins)), None)


def _is_lost(error: BaseException) -> bool:
    """Whether the driver says that the connection is gone; asked by name, since asyncpg loads slowly."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"InterfaceError", "InternalClientError", "PostgresConnectionError"})
