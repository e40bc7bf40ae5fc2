"""A login at work: one connection of its own, under one purpose at a time, found again when the line drops."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Final, LiteralString, cast
from uuid import UUID

from db.call import first, translated
from db.errors import Refused, SelosteError, Unreachable

CONNECT_SECONDS: Final = 10
WRITE_SECONDS: Final = 60
PAUSES: Final = (0.05, 0.1, 0.25, 0.5, 1.0)
SLOW: Final = 1.0
"""Seconds that an answer may take before somebody who waits is told so."""

OnState = Callable[[str], None]
"""Told ``here``, ``lost`` or ``saving`` (its outcome is not known yet)."""


@dataclass(frozen=True, slots=True)
class Me:
    """Who is at work; ``purposes`` are names of roles."""

    login: str
    person: str
    language: str
    purposes: list[str]
    units: list[str]
    unit_ids: list[int]
    ends_on: Any


def load_driver() -> None:
    """Load what speaks to PostgreSQL, which takes a while, before it is needed."""
    import asyncpg

    _ = asyncpg


def _unheard(_state: str) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Session:
    """The connection of one login; questions are put one after the other."""

    dsn: str
    login: str
    password: str | None = field(repr=False, default=None)
    on_state: OnState = _unheard
    purpose: str | None = None
    me: Me | None = None
    _connection: Any = field(repr=False, default=None)
    _turn: asyncio.Lock = field(repr=False, default_factory=asyncio.Lock)
    _listener: Callable[[dict[str, Any]], None] | None = field(repr=False, default=None)
    _writing: dict[UUID, float] = field(repr=False, default_factory=dict[UUID, float])
    _unknown: set[UUID] = field(repr=False, default_factory=set[UUID])

    async def open(self) -> Me:
        """Log in; Refused("login_refused") alike for wrong, unknown, locked, expired and ended logins, Unreachable without a server."""
        await self._ready()
        found = await first(self, Me, "select login, person, language, purposes, units, unit_ids, ends_on from api.me()")
        if found is None:
            await self.close()
            raise Refused("login_refused")
        self.me = found
        return found

    async def work_under(self, purpose: str) -> None:
        """Work under a purpose from now on; Refused("purpose_not_yours") for one the login does not hold."""
        async with self._asking():
            await self._choose(purpose)
        self.purpose = purpose

    async def _choose(self, purpose: str) -> None:
        try:
            await self._connection.execute("select set_config('role', $1, false)", purpose)
        except Exception as error:
            answer = translated(error)
            if answer is None or isinstance(answer, Unreachable):
                raise
            raise Refused("purpose_not_yours") from None

    async def _dial(self, seconds: float | None, **settings: str) -> Any:
        import asyncpg

        connect: Any = cast("Any", asyncpg).connect
        return await connect(
            self.dsn,
            user=self.login,
            password=self.password,
            timeout=CONNECT_SECONDS,
            command_timeout=seconds,
            server_settings={"application_name": "seloste", **settings},
        )

    async def _connect(self) -> Any:
        connection = await self._dial(WRITE_SECONDS)
        await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
        connection.add_termination_listener(self._ended)
        if self._listener is not None:
            await connection.add_listener("seloste", self._heard)
        return connection

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: Any) -> None:
        """Pass on a notice; anybody may send one, so only an object counts, and it is a hint, never a fact."""
        with contextlib.suppress(ValueError):
            told: object = json.loads(payload)
            if self._listener is not None and isinstance(told, dict):
                self._listener(cast("dict[str, Any]", told))

    def _ended(self, connection: Any) -> None:
        """Tell that the line is lost when nothing is being asked, too; one that we dropped ourselves is not ours any more."""
        if connection is self._connection:
            self._connection = None
            self.on_state("lost")

    async def reach(self) -> None:
        """Find the line again before anything is asked; Unreachable while it is not there."""
        async with self._turn:
            await self._ready()

    async def listen(self, heard: Callable[[dict[str, Any]], None]) -> None:
        """Be told when somebody saves, ``{"party": id, "op": operation}``, or begins or ends to edit, ``{"party": id, "editing": true}``."""
        self._listener = heard
        async with self._asking():
            await self._connection.add_listener("seloste", self._heard)

    async def _ready(self) -> None:
        """Make sure there is a live connection under the purpose; raises the translated answer."""
        if self.connected:
            return
        try:
            self._connection = await self._connect()
            if self.purpose is not None:
                await self._choose(self.purpose)
        except Exception as error:
            self._drop()
            answer = translated(error)
            if answer is None:
                raise
            if isinstance(answer, Unreachable):
                self.on_state("lost")
            raise answer from None
        self.on_state("here")

    def _drop(self) -> None:
        """Forget the connection without waiting for it."""
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    @contextlib.asynccontextmanager
    async def _asking(self) -> AsyncGenerator[None]:
        """One question at a time; driver exceptions come out as expected answers, a lost line is dropped."""
        async with self._turn:
            await self._ready()
            try:
                yield
            except Exception as error:
                answer = self._answer_to(error)
                if answer is None:
                    raise
                if isinstance(answer, Unreachable):
                    self._drop()
                    self.on_state("lost")
                raise answer from None

    def _answer_to(self, error: Exception) -> SelosteError | None:
        """What an exception stands for; the driver stumbles over a part of its own that is gone when the line goes between two of its steps."""
        return Unreachable("unreachable") if isinstance(error, AttributeError) and not self.connected else translated(error)

    async def fetch(self, query: LiteralString, *args: object) -> Sequence[Mapping[str, Any]]:
        """All rows of a question; asked once more on a new connection when the line turns out to be gone."""
        try:
            return await self._fetch(query, *args)
        except Unreachable:
            return await self._fetch(query, *args)

    async def _fetch(self, query: LiteralString, *args: object) -> Sequence[Mapping[str, Any]]:
        async with self._asking():
            return await self._connection.fetch(query, *args)

    async def write(self, query: LiteralString, *args: object) -> Any:
        """The one value of a function that takes an operation id: asked until its answer is known, for a minute at most.

        The first parameter is the operation id; the database does an operation once however often it is asked.
        """
        if not (args and isinstance(args[0], UUID)):
            raise TypeError("operation id first")
        operation, begun = args[0], monotonic()
        self._unknown.add(operation)
        self._writing[operation] = begun
        try:
            found = await self._until_known(query, *args, ends=begun + WRITE_SECONDS)
        except SelosteError as error:
            if not isinstance(error, Unreachable):
                self._unknown.discard(operation)
            raise
        finally:
            del self._writing[operation]
        self._unknown.discard(operation)
        return next(iter(found[0].values()))

    async def _until_known(self, query: LiteralString, *args: object, ends: float) -> Sequence[Mapping[str, Any]]:
        attempt = 0
        while True:
            try:
                found = await self._fetch(query, *args)
            except Unreachable:
                if monotonic() > ends:
                    raise
                self.on_state("saving")
                await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
                attempt += 1
            else:
                self.on_state("here")
                return found

    def is_unknown(self, operation: UUID) -> bool:
        """Whether nobody knows if it was done: to be asked again under the same id."""
        return operation in self._unknown

    @property
    def unanswered(self) -> bool:
        """Whether something is being written, and it is not known yet whether that was done."""
        return any(monotonic() - begun > SLOW for begun in self._writing.values())

    async def wait(self, query: LiteralString, *args: object) -> Any:
        """The one value of a question that waits long, on a connection of its own without a purpose, which ends with the question.

        The server looks every second whether anybody still waits: a program that is killed cannot take its question back.
        """
        try:
            connection = await self._dial(None, statement_timeout="0", client_connection_check_interval="1s")
            try:
                return await connection.fetchval(query, *args)
            finally:
                connection.terminate()
        except Exception as error:
            answer = translated(error)
            if answer is None:
                raise
            raise answer from None

    @property
    def connected(self) -> bool:
        """Whether there is a line now, as far as is known."""
        return self._connection is not None and not self._connection.is_closed()

    async def close(self) -> None:
        """End the connection; a server that does not answer is not waited for."""
        self._drop()
