"""What is typed into a card is there at the next opening, whatever ended the program."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from tests.clock import Watch
from tests.databases import Connection
from tests.people import PASSWORD, Town, login_of
from tests.tui.desks import PATIENCE
from tests.tui.ttys import Tty

TYPED = "Kahvilassa on nyt uusi nimi ja uudet ikkunat"
KEYS_A_SECOND = 12


@pytest.fixture
def opened(town: Town, tmp_path: Path) -> Iterator[Callable[[], Tty]]:
    """Starts the program, logs Hanna in and opens the card of Kahvila Koivu: each line comes in one packet, as on a slow line."""
    ttys: list[Tty] = []

    def open_card() -> Tty:
        tty = Tty(town.database.installer_dsn, tmp_path)
        ttys.append(tty)
        tty.sees("Salasana")
        tty.rests()
        tty.sends(f"{login_of('hanna')}\r{PASSWORD}\r")
        tty.sees("Asiakkaat")
        tty.sends("/koivu\r")
        tty.sees("Kahvila Koivu Oy #")
        return tty

    yield open_card
    for tty in ttys:
        tty.close()


def test_a_crash_of_the_program_leaves_no_image_of_what_it_held(opened: Callable[[], Tty]) -> None:
    limits = Path(f"/proc/{opened().pid}/limits").read_text()
    assert next(line.split()[4] for line in limits.splitlines() if line.startswith("Max core file size")) == "0"


def begin(tty: Tty) -> None:
    """Empty the customer's name and begin to type."""
    tty.sends("e\x15")
    tty.sees("1 muutos")


async def kept(owner: Connection) -> str:
    """The name in the draft that is on the server."""
    found = await owner.fetchval("select fields -> 'changes' -> $1 ->> 'name' from desk.draft", "party:1")
    return found or ""


async def comes_back(opened: Callable[[], Tty], text: str) -> None:
    """Open the card again and see what was typed."""
    tty = await asyncio.to_thread(opened)
    tty.sees("Luonnos palautettu")
    tty.sees(text)


async def test_nothing_is_lost_on_sighup(town: Town, opened: Callable[[], Tty]) -> None:
    tty = await asyncio.to_thread(opened)
    begin(tty)
    tty.sends(TYPED)
    tty.sees(TYPED)
    tty.gets(signal.SIGHUP)
    assert tty.ends() == 129
    assert await kept(await town.owner()) == TYPED
    await comes_back(opened, TYPED)


async def test_nothing_is_lost_when_the_line_closes(town: Town, opened: Callable[[], Tty]) -> None:
    tty = await asyncio.to_thread(opened)
    begin(tty)
    tty.sends(TYPED)
    tty.sees(TYPED)
    tty.hangs_up()
    assert tty.ends() == 129
    assert await kept(await town.owner()) == TYPED


@pytest.mark.alone
async def test_a_kill_in_the_middle_of_typing_loses_the_last_second_at_most(town: Town, opened: Callable[[], Tty]) -> None:
    tty = await asyncio.to_thread(opened)
    begin(tty)
    watch = Watch(tty.pid)
    tty.types(TYPED, 1 / KEYS_A_SECOND)
    last = 1 + watch.waited
    tty.gets(signal.SIGKILL)
    assert tty.ends() == -signal.SIGKILL
    found = await kept(await town.owner())
    assert TYPED.startswith(found)
    assert len(found) >= len(TYPED) - KEYS_A_SECOND * last - 1
    await comes_back(opened, found[-20:])


async def test_what_is_typed_after_the_database_went_is_kept_when_it_is_back(town: Town, opened: Callable[[], Tty]) -> None:
    tty = await asyncio.to_thread(opened)
    owner = await town.owner()
    begin(tty)
    tty.sends(TYPED[:10])
    tty.sees(TYPED[:10])
    await owner.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = $1", login_of("hanna"))
    tty.sends(TYPED[10:])
    tty.sees(TYPED)
    ends = monotonic() + PATIENCE
    while await kept(owner) != TYPED and monotonic() < ends:
        tty.read(0.05)
    tty.gets(signal.SIGKILL)
    tty.ends()
    await comes_back(opened, TYPED)


async def test_a_draft_that_was_saved_does_not_come_back(town: Town, opened: Callable[[], Tty]) -> None:
    tty = await asyncio.to_thread(opened)
    begin(tty)
    tty.types(TYPED, 0.03)
    tty.sends("\x13")
    tty.sees("Tallennettu.")
    tty.sends("\x1b")
    owner = await town.owner()
    assert await owner.fetchval("select name from register.party where id = 1") == TYPED
    for _ in range(30):
        tty.read(0.05)
    assert await owner.fetchval("select count(*) from desk.draft") == 0
