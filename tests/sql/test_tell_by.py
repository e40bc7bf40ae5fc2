"""By when a person is to be told that their data are kept: a month, the first contact or the first disclosure, GDPR 14(3)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tests.people import Connection, Town, save
from tests.sql.test_due import forget_to_tell
from tests.sql.test_save import edit, remove
from tests.sql.test_services import add

CLOCK = "select heard_on, disclosed_on, tell_by - obtained_on as within, tell_why from register.person where id = $1"


async def clock(town: Town, key: str) -> tuple[Any, ...]:
    """How many days after obtaining a person is to be told, and why."""
    row = await (await town.owner()).fetchrow(CLOCK, town.ids[key])
    return row["within"], row["tell_why"]


async def contact(connection: Connection, town: Town, key: str, at: str) -> int:
    """A call with a person of Kahvila Koivu that was logged."""
    fields = {"person": town.ids[key], "at": at, "channel": "call", "summary": "Salasana vaihdettiin."}
    return (await save(connection, town.ids["koivu"], add("interaction", **fields)))["rows"][0]["id"]


async def now_of(connection: Connection) -> str:
    """This moment as a save takes it."""
    return await connection.fetchval("select to_char(now() at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')")


async def test_a_month_unless_the_person_was_spoken_to_before_and_the_logged_contact_counts(town: Town) -> None:
    tuki = await town.opened("tuki", "koivu")
    assert (await clock(town, "koivu.maintainer"))[1] == "month"
    number = await contact(tuki, town, "koivu.maintainer", await now_of(tuki))
    assert await clock(town, "koivu.maintainer") == (0, "contact")
    assert await tuki.fetchval("select tell_why from register.person where id = $1", town.ids["koivu.maintainer"]) == "contact"
    await save(tuki, town.ids["koivu"], edit("interaction", number, person=town.ids["koivu.user"]))
    assert (await clock(town, "koivu.maintainer"))[1] == "month"
    assert (await clock(town, "koivu.user"))[1] == "contact"
    await save(tuki, town.ids["koivu"], remove("interaction", number, 2))
    assert (await clock(town, "koivu.user"))[1] == "month"


async def test_what_was_said_before_the_data_were_obtained_stops_no_clock(town: Town) -> None:
    tuki = await town.opened("tuki", "koivu")
    await contact(tuki, town, "koivu.maintainer", "2020-01-31T10:00:00Z")
    assert (await clock(town, "koivu.maintainer"))[1] == "month"


async def test_a_logged_contact_is_undone_with_its_clock_and_changes_no_version(town: Town) -> None:
    tuki = await town.opened("tuki", "koivu")
    version = await tuki.fetchval("select version from register.person where id = $1", town.ids["koivu.technical"])
    await contact(tuki, town, "koivu.technical", await now_of(tuki))
    assert await tuki.fetchval("select version from register.person where id = $1", town.ids["koivu.technical"]) == version
    await tuki.fetchval("select api.undo($1, $2)", uuid4(), town.ids["koivu"])
    assert (await clock(town, "koivu.technical"))[1] == "month"


async def test_a_disclosure_of_persons_counts_and_own_use_does_not(town: Town) -> None:
    tuki = await town.as_login("tuki")
    to = {"kind": "disclosure", "recipient": "Huoltoyhtiö Oy", "country": "FI", "basis": "GDPR 6(1)(f)", "reason": "palvelimen huolto"}
    own = {"kind": "own_use", "reason": "palvelimen huolto"}
    begin = "select api.export_begin($1, $2, $3, $4, 'csv', $5)"
    for used, fields, why in ((own, ["name", "persons"], "month"), (to, ["name"], "month"), (to, ["name", "persons"], "disclosure")):
        await tuki.fetchval(begin, uuid4(), uuid4(), {"parties": [town.ids["koivu"]]}, fields, used)
        assert (await clock(town, "koivu.maintainer"))[1] == why, (used["kind"], fields)
    assert (await clock(town, "koivu.billing"))[1] == "month", "whom support does not see is not in the file"


async def test_who_was_called_is_due_at_once_and_named_to_those_who_see_the_role(town: Town) -> None:
    await forget_to_tell(town, "koivu.maintainer", 3)
    tuki = await town.opened("tuki", "koivu")
    due = "select due_on = rules.today() as now, ref, item from api.due() where kind = 'told'"
    assert await tuki.fetch(due) == []
    await contact(tuki, town, "koivu.maintainer", await now_of(tuki))
    (line,) = await tuki.fetch(due)
    assert tuple(line) == (True, "Koivu Ylläpito", f"person:{town.ids['koivu.maintainer']}")
