"""Two people at one customer, step by step in a drawn order, and a book of what they were told: the database must agree with the book."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

import asyncpg

from tests.databases import Connection
from tests.parties import home, party, reach
from tests.people import PASSWORD, RUN, Town, leave, open_card, save, verifier
from tests.siege import told
from tests.sql.many import apply, preview

FIELDS: Final = {"party": "name", "address": "street", "contact_point": "given"}
"""The field of each row that both people write."""

CARD: Final = " union all ".join(
    f"select '{entity}' as entity, id, version, {column}::text as value from register.{entity} where id = ${place}"
    for place, (entity, column) in enumerate(FIELDS.items(), 1)
)

STORED: Final = f"""
select jsonb_build_object(
    'rows', jsonb_build_object({
    ", ".join(f"'{entity}', (select to_jsonb(t) from register.{entity} t where id = ${n})" for n, entity in enumerate(FIELDS, 2))
}),
    'lines', (select coalesce(jsonb_agg(to_jsonb(l) order by l.seq), '[]') from audit.change_log l where l.seq > $1 and l.party = $2),
    'decisions', (select count(*) from register.marketing_permission m where m.party = $2)
)
"""

Row = tuple[str, int]
LOST: Final = (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, asyncpg.AdminShutdownError, ConnectionError, OSError)


@dataclass(slots=True)
class Person:
    """One login: its connection, what it last read, and what it has typed."""

    name: str
    connection: Connection
    seen: dict[Row, tuple[int, Any]] = field(default_factory=dict)
    typed: dict[Row, str] = field(default_factory=dict)
    draft: tuple[UUID, str] | None = None


@dataclass(slots=True)
class Book:
    """What was acknowledged, in order: the state that a serial replay of it gives."""

    values: dict[Row, Any] = field(default_factory=dict)
    versions: dict[Row, int] = field(default_factory=dict)
    done: dict[UUID, tuple[str, dict[Row, tuple[Any, Any]]]] = field(default_factory=dict)
    decisions: int = 0

    def write(self, op: UUID, who: str, changes: dict[Row, Any]) -> None:
        """One acknowledged change, done once."""
        assert op not in self.done
        self.done[op] = (who, {row: (self.values[row], value) for row, value in changes.items()})
        for row, value in changes.items():
            self.values[row] = value
            self.versions[row] += 1

    def take_back(self, op: UUID, who: str, undone: UUID) -> None:
        """An acknowledged undoing, of one's own change alone."""
        maker, changes = self.done[undone]
        assert maker == who
        assert all(self.values[row] == new for row, (_, new) in changes.items())
        self.write(op, who, {row: old for row, (old, _) in changes.items()})


class Desk:
    """Two people at one customer."""

    def __init__(self, town: Town, people: list[Person], maker: Connection, owner: Connection, chance: Random) -> None:
        self.town, self.people, self.maker, self.owner, self.chance = town, people, maker, owner, chance
        self.book, self.customer, self.serial = Book(), 0, 0
        self.made, self.logged = uuid4(), set[UUID]()
        self.folded: dict[tuple[str, str], dict[str, Any]] = {}
        self.log, self.counts = 0, dict.fromkeys(("saved", "stale", "undone", "refused", "decided", "marked", "lost", "raced"), 0)

    async def begin(self) -> None:
        """A new customer, whose card both open."""
        self.log = await self.owner.fetchval("select coalesce(max(seq), 0) from audit.change_log")
        rows = [party("company", "Kaksin Kirjoitettu Oy"), home("Alkutie", "44800", "Pihtipudas"), reach("alku@kaksin.example.fi")]
        self.made, self.logged = uuid4(), set()
        answer = await save(self.maker, None, *rows, op=self.made)
        self.customer, self.book, self.folded = answer["party"], Book(), {}
        ids = {"party": self.customer, **{row["entity"]: row["id"] for row in answer["rows"] if row["entity"] in FIELDS}}
        for person in self.people:
            person.typed, person.seen, person.draft = {}, {}, None
            async with deciding(person):
                await open_card(person.connection, self.customer)
            await open_card(person.connection, self.customer)
        for entity, place in ids.items():
            found = await self.owner.fetchrow(f"select {FIELDS[entity]}, version from register.{entity} where id = $1", place)
            self.book.values[entity, place], self.book.versions[entity, place] = found
        for person in self.people:
            await self.read(person)

    async def step(self) -> None:
        """One act of one of them, or a race of both."""
        person = self.chance.choice(self.people)
        act = self.chance.choices(
            (self.read, self.type, self.save, self.undo, self.redo, self.decide, self.mark, self.draft, self.lose, self.race),
            (14, 22, 26, 10, 6, 4, 4, 6, 3, 5),
        )[0]
        await act(person)

    async def read(self, person: Person) -> None:
        """Look at the card: what is shown is what is stored."""
        shown = await person.connection.fetch(CARD, *(place for _, place in self.book.values))
        person.seen = {(row["entity"], row["id"]): (row["version"], row["value"]) for row in shown}
        assert person.seen == {row: (self.book.versions[row], value) for row, value in self.book.values.items()}

    async def type(self, person: Person) -> None:
        """Change a field, unsaved."""
        row = self.chance.choice(list(self.book.values))
        self.serial += 1
        person.typed[row] = {"party": f"Kaksin {self.serial} Oy", "address": f"Katu{self.serial}"}.get(
            row[0], f"n{self.serial}@kaksin.example.fi"
        )

    def request(self, person: Person) -> list[dict[str, Any]]:
        return [
            {"entity": row[0], "id": row[1], "version": person.seen[row][0], "fields": {FIELDS[row[0]]: value}}
            for row, value in sorted(person.typed.items())
        ]

    def told(self, person: Person, op: UUID, answer: dict[str, Any]) -> None:
        """Note what an answer says; of a stale one take their rows and keep what was typed, or give it up."""
        self.counts[answer["outcome"]] += 1
        if answer["outcome"] == "saved":
            self.book.write(op, person.name, dict(person.typed))
            for row, value in person.typed.items():
                person.seen[row] = (self.book.versions[row], value)
            person.typed = {}
            return
        for theirs in answer["rows"]:
            row = (theirs["entity"], theirs["id"])
            person.seen[row] = (theirs["version"], theirs["theirs"].get(FIELDS[row[0]]))
            if self.chance.random() < 0.3:
                person.typed.pop(row, None)

    async def save(self, person: Person) -> None:
        """Save what was typed, sometimes twice over; it is stale exactly when somebody was there first."""
        if not person.typed:
            await self.type(person)
        op, request = uuid4(), self.request(person)
        behind = any(person.seen[row][0] != self.book.versions[row] for row in person.typed)
        answer = await save(person.connection, self.customer, *request, op=op)
        assert answer["outcome"] == ("stale" if behind else "saved")
        if not behind and self.chance.random() < 0.2:
            assert await save(person.connection, self.customer, *request, op=op) == answer
        self.told(person, op, answer)

    async def race(self, _: Person) -> None:
        """Both save at once: of two who write the same row one is told of the other."""
        for person in self.people:
            if not person.typed:
                await self.type(person)
        ops = [uuid4() for _ in self.people]
        saves = (save(person.connection, self.customer, *self.request(person), op=op) for person, op in zip(self.people, ops, strict=True))
        answers = dict(zip(ops, await asyncio.gather(*saves), strict=True))
        first = "select op, min(seq) from audit.change_log where op = any($1) group by op order by 2"
        order = [row["op"] for row in await self.owner.fetch(first, ops)]
        assert set(order) == {op for op, answer in answers.items() if answer["outcome"] == "saved"}
        for op in sorted(ops, key=lambda op: order.index(op) if op in order else 2):
            self.told(self.people[ops.index(op)], op, answers[op])
        self.counts["raced"] += 1

    async def _back(self, person: Person, name: str) -> None:
        op = uuid4()
        said = await told(person.connection, f"select api.{name}($1, $2)", op, self.customer)
        if said.startswith(("undo_", "redo_")):
            self.counts["refused"] += 1
            return
        assert "undone" in said
        undone = await self.owner.fetchval("select undoes from audit.change_log where op = $1 limit 1", op)
        self.book.take_back(op, person.name, undone)
        self.counts["undone"] += 1

    async def undo(self, person: Person) -> None:
        """Press u."""
        await self._back(person, "undo")

    async def redo(self, person: Person) -> None:
        """Press U."""
        await self._back(person, "redo")

    async def decide(self, person: Person) -> None:
        """Record one decision on marketing."""
        op = uuid4()
        state = self.chance.choice(("consent", "refused"))
        asked = "select api.record_permission($1, $2, null, 'post', $3, 'phone', null, null, 'soitto')"
        async with deciding(person):
            await person.connection.fetchval(asked, op, self.customer, state)
        self.book.write(op, person.name, {})
        self.book.decisions += 1
        self.counts["decided"] += 1

    async def mark(self, person: Person) -> None:
        """Mark the customer in the list, and record a refusal of many."""
        change = {"what": "permission", "channels": ["post"], "state": "refused", "how": "form"}
        op = uuid4()
        async with deciding(person):
            plan = await preview(person.connection, {"parties": [self.customer]}, change)
            done = await apply(person.connection, plan["plan"], op=op)
        if done["changed"]:
            self.book.write(op, person.name, {})
            self.book.decisions += 1
        self.counts["marked"] += 1

    async def draft(self, person: Person) -> None:
        """Keep what is typed, or see that it is there."""
        self.serial += 1
        key = person.draft[0] if person.draft else uuid4()
        person.draft = (key, f"luonnos {self.serial}")
        await person.connection.fetchval("select api.keep_draft($1, $2, 'card', 'L', $3)", key, self.customer, {"t": person.draft[1]})

    async def lose(self, person: Person) -> None:
        """The line drops in the middle of a save: asked again with the same operation, it is done once."""
        if not person.typed:
            await self.type(person)
        op, request = uuid4(), self.request(person)
        pid = person.connection.get_server_pid()
        asked = asyncio.create_task(save(person.connection, self.customer, *request, op=op))
        for _ in range(self.chance.randrange(6)):
            await asyncio.sleep(0)
        await self.owner.execute("select pg_terminate_backend($1)", pid)
        with suppress(*LOST):
            await asked
        await leave(person.connection)
        person.connection = await enter_as(self.town, person.name)
        self.told(person, op, await save(person.connection, self.customer, *request, op=op))
        self.counts["lost"] += 1

    def fold(self, lines: list[dict[str, Any]]) -> None:
        """Read new lines of the log: each begins where the one before it ended."""
        for line in lines:
            self.log = line["seq"]
            self.logged |= {UUID(line["op"])} - {self.made}
            if line["table_name"] in FIELDS:
                row = self.folded.setdefault((line["table_name"], line["row_id"]), {})
                for column, (was, becomes) in line["diff"].items():
                    assert line["act"] == "insert" or row.get(column) == was, line
                    row[column] = becomes

    async def check(self) -> None:
        """What is stored is what the book says, and the log explains all of it."""
        stored = await self.owner.fetchval(STORED, self.log, *(place for _, place in self.book.values))
        self.fold(stored["lines"])
        for (entity, place), value in self.book.values.items():
            row = stored["rows"][entity]
            assert (row[FIELDS[entity]], row["version"]) == (value, self.book.versions[entity, place])
            assert self.folded[entity, str(place)].items() <= row.items()
        assert self.logged == set(self.book.done)
        assert stored["decisions"] == self.book.decisions
        for person in self.people:
            kept = await person.connection.fetch("select id, fields from api.drafts() where party = $1", self.customer)
            assert [(row["id"], row["fields"]["t"]) for row in kept] == ([person.draft] if person.draft else [])


async def enter_as(town: Town, name: str) -> Connection:
    """A connection of one of the two at work."""
    connection = await asyncpg.connect(town.database.installer_dsn, user=name, password=PASSWORD)
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    await connection.execute("set role seloste_administration")
    return connection


@asynccontextmanager
async def deciding(person: Person) -> AsyncGenerator[None]:
    """Under the purpose that takes decisions on marketing."""
    await person.connection.execute("set role seloste_relations")
    yield
    await person.connection.execute("set role seloste_administration")


@asynccontextmanager
async def at_desk(town: Town, chance: Random) -> AsyncGenerator[Desk]:
    """Two new logins at work, gone afterwards."""
    names = [f"{stem}{chance.randrange(10**6)}.{RUN}" for stem in ("eka", "toka")]
    paula, owner = await town.as_login("paula"), await town.owner()
    for name in names:
        add = "select api.staff_add($1, 'Kirjoittaja', array['seloste_administration', 'seloste_relations'], array[1::smallint], null, $2)"
        await paula.execute(add, name, verifier(PASSWORD))
        await owner.execute(f"alter role \"{name}\" password '{verifier(PASSWORD, 1)}'")
    people = [Person(name, await enter_as(town, name)) for name in names]
    yield Desk(town, people, await town.as_login("hanna"), owner, chance)
    for person in people:
        await leave(person.connection)
        await owner.execute(f'drop role "{person.name}"')
