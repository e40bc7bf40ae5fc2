"""What the purpose in use may see and write, for a screen to say before it is tried."""

from __future__ import annotations

from dataclasses import dataclass

from db.call import Asked, rows


@dataclass(frozen=True, slots=True)
class FieldRight:
    """One field the purpose may see."""

    entity: str
    field: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class RoleRight:
    """One role of persons the purpose may see."""

    role: str
    may_write: bool


@dataclass(frozen=True, slots=True)
class Rights:
    """Fields to be seen and written, by table and column, roles of persons that may be written, functions that may be called."""

    seen: frozenset[tuple[str, str]]
    written: frozenset[tuple[str, str]]
    roles_written: frozenset[str]
    acts: frozenset[str] = frozenset()

    def writes(self, entity: str) -> bool:
        """Whether any field of a table may be written."""
        return any(table == entity for table, _ in self.written)


async def of(session: Asked) -> Rights:
    """The rights of the purpose in use."""
    fields = await rows(session, FieldRight, "select entity, field, may_write from api.rights()")
    roles = await rows(session, RoleRight, "select role, may_write from api.role_rights()")
    return Rights(
        frozenset((one.entity, one.field) for one in fields),
        frozenset((one.entity, one.field) for one in fields if one.may_write),
        frozenset(one.role for one in roles if one.may_write),
        frozenset(row["act"] for row in await session.fetch("select act from api.acts() act")),
    )
