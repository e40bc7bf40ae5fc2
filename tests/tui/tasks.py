"""The tasks that people are fast at: who does what, in how many keys at most, and how it is done with the fewest.

One key or chord counts 1, typed text counts nothing. A task at a customer begins at its card, every other one where its person begins
the day. ``python -m tests.tui.tasks`` prints what each takes.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from tests.people import Town, login_of, save
from tests.tui.desks import Hands
from tui.screens.card import CardScreen
from tui.screens.register import RegisterScreen
from tui.widgets.form import Form

Act = Callable[["Counted"], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Task:
    """``at`` names the customer whose card it begins at; the act drives the screens and asserts what is in the database."""

    who: str
    name: str
    bar: int
    login: str
    purpose: str | None
    at: str | None
    act: Act


TASKS: Final[list[Task]] = []


def task(who: str, name: str, bar: int, *, login: str, purpose: str | None = None, at: str | None = None) -> Callable[[Act], Act]:
    """Put an act on the list."""

    def decorate(act: Act) -> Act:
        TASKS.append(Task(who, name, bar, login, purpose, at, act))
        return act

    return decorate


class Counted:
    """Hands whose keys are counted; what they type is counted by itself."""

    def __init__(self, hands: Hands, town: Town, login: str) -> None:
        self.hands, self.town, self.login = hands, town, login
        self.keys = self.typed = 0

    async def press(self, *keys: str) -> None:
        """Press keys, each counted."""
        self.keys += len(keys)
        await self.hands.press(*keys)

    async def type(self, text: str) -> None:
        """Type a text."""
        self.typed += len(text)
        await self.hands.type(text)

    async def sees(self, text: str) -> None:
        """Wait until a text is on the screen."""
        await self.hands.sees(text)

    async def is_there(self, query: str, *args: object) -> Any:
        """Wait until the database has an answer to a question, and give it."""
        owner = await self.town.owner()
        for _ in range(200):
            if found := await owner.fetchval(query, *args):
                return found
            await self.hands.pilot.pause(0.02)
        raise AssertionError(f"not in the database: {query}\n{self.hands.text()}")


async def begin(work: Counted, task: Task) -> None:
    """Go to where the task begins, uncounted."""
    hands = work.hands
    if task.at is not None:
        hands.desk.open_card(work.town.ids[task.at])
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)


# found and opened ---------------------------------------------------------------------------------------------------

SOUGHT: Final = {
    "name": ("koivu", "koivu"),
    "phone": ("044 555 0111", "matti"),
    "e-mail": ("liisa@luvallinen.example.fi", "lupa"),
    "business ID": ("2077474-0", "takomo"),
    "domain": ("koivu.example.fi", "koivu"),
}


def find(sought: str, typed: str, name: str) -> None:
    """Put the finding by one kind of sign on the list."""

    @task("any", f"find by {sought} and open", 2, login="hanna")
    async def _find(work: Counted) -> None:
        await work.press("slash")
        await work.type(typed)
        await work.press("enter")
        await work.hands.until(lambda: isinstance(work.hands.desk.screen, CardScreen) and work.hands.desk.screen.card)
        opened = "select true from audit.read_log where login = $1 and act = 'card' and party = $2"
        await work.is_there(opened, login_of("hanna"), work.town.ids[name])


for _sought, (_typed, _name) in SOUGHT.items():
    find(_sought, _typed, _name)


# at work ------------------------------------------------------------------------------------------------------------


@task("any", "switch purpose", 2, login="monta", purpose="billing")
async def switch_purpose(work: Counted) -> None:
    """To the second of the purposes that the login holds."""
    session = work.hands.desk.session
    assert session is not None
    await work.press("p")
    await work.sees("Mihin tarkoitukseen")
    number = session.me.purposes.index("seloste_support") + 1 if session.me else 0
    await work.press(str(number))
    await work.hands.until(lambda: session.purpose == "seloste_support")
    found = await session.fetch("select current_user as purpose, session_user as login")
    assert dict(found[0]) == {"purpose": "seloste_support", "login": login_of("monta")}


@task("any", "undo my last change", 1, login="hanna", at="koivu")
async def undo(work: Counted) -> None:
    """What was changed a moment ago, here on another line."""
    koivu, home = work.town.ids["koivu"], work.town.ids["koivu.home"]
    elsewhere = await work.town.opened("hanna", "koivu")
    await save(elsewhere, koivu, {"entity": "address", "id": home, "version": 1, "fields": {"street": "Haapakuja"}})
    await work.sees("Haapakuja")
    await work.press("u")
    await work.is_there("select true from register.address where id = $1 and street = 'Koivukuja'", home)


# support ------------------------------------------------------------------------------------------------------------


@task("support", "caller refuses marketing, stored with proof", 4, login="tuki", at="matti")
async def refuse_marketing(work: Counted) -> None:
    """On every channel, by phone; who took it, when and on which ground are the proof."""
    await work.press("m")
    await work.sees("ei lupaa")
    await work.press("k")
    await work.sees("Miten kiellettiin?")
    await work.press("p")
    proved = """
        select count(*) = 5 from register.marketing_permission
        where party = $1 and state = 'refused' and how = 'phone' and section = 'GDPR 21(3)' and taken_by::text = $2 and taken_at is not null
    """
    await work.is_there(proved, work.town.ids["matti"], login_of("tuki"))


@task("support", "add a maintainer with a phone and an e-mail address", 5, login="tuki", at="matti")
async def add_maintainer(work: Counted) -> None:
    """The name, the number and the address; what else a person has is given."""
    await work.press("t")
    await work.type("Yrjö")
    await work.press("tab")
    await work.type("Ylläpitäjä")
    await work.press("tab")
    await work.type("044 555 0777")
    await work.press("tab")
    await work.type("yrjo@example.fi")
    await work.press("ctrl+s")
    added = """
        select true from register.person p join register.person_role r on r.person = p.id
        where p.given_names = 'Yrjö' and p.family_name = 'Ylläpitäjä' and r.party = $1 and r.role = 'maintainer'
            and exists (select from register.contact_point c where c.person = p.id and c.kind = 'mobile' and c.normal = '+358445550777')
            and exists (select from register.contact_point c where c.person = p.id and c.kind = 'email' and c.normal = 'yrjo@example.fi')
    """
    await work.is_there(added, work.town.ids["matti"])


@task("administration", "add a technical contact with a phone", 5, login="hanna", at="koivu")
async def add_technical(work: Counted) -> None:
    """The name and the number."""
    await work.press("t")
    await work.type("Tiina")
    await work.press("tab")
    await work.type("Tekninen")
    await work.press("tab")
    await work.type("044 555 0778")
    await work.press("ctrl+s")
    added = """
        select true from register.person p join register.person_role r on r.person = p.id join register.contact_point c on c.person = p.id
        where p.family_name = 'Tekninen' and r.party = $1 and r.role = 'technical' and c.kind = 'mobile' and c.normal = '+358445550778'
    """
    await work.is_there(added, work.town.ids["koivu"])


# relations ----------------------------------------------------------------------------------------------------------


@task("relations", "show a person's consent history", 1, login="salla", at="kielto")
async def consent_history(work: Counted) -> None:
    """Every decision with its day, its channel, how it was given and who took it."""
    await work.press("m")
    decided = "select taken_at from register.marketing_permission where party = $1"
    await work.is_there(decided, work.town.ids["kielto"])
    await work.sees("× kielto")
    await work.sees(login_of("salla")[:8])


@task("relations", "show the consent history of a person of a company", 1, login="salla", at="koivu")
async def consent_history_of_person(work: Counted) -> None:
    """Of the person under the cursor."""
    koivu, person = work.town.ids["koivu"], work.town.ids["koivu.decision"]
    form = work.hands.desk.screen.query_one(Form)
    form.go((f"person:{person}", "family_name"))
    await work.press("m")
    refused = "select true from register.marketing_permission where party = $1 and person = $2 and state = 'refused'"
    await work.is_there(refused, koivu, person)
    await work.sees("Koivu Päättäjä · sähköposti")


@task("relations", "whom may I mail about hosting, and why not the others", 4, login="salla")
async def audience(work: Counted) -> None:
    """Of everybody there is: who may be mailed, and the others by what stands against it."""
    await work.sees("Kaikki")
    await work.press("enter")
    await work.hands.until(lambda: isinstance(work.hands.desk.screen, RegisterScreen) and work.hands.desk.screen.rows.row)
    await work.press("A")
    await work.sees("Millä kanavalla?")
    await work.press("enter")
    await work.sees("Mitä tarjotaan?")
    await work.press("w")
    await work.sees("Ei saa: on kieltänyt")
    salla, owner, allowed = await work.town.as_login("salla"), await work.town.owner(), 0
    for row in await owner.fetch("select distinct party from register.contact_point where kind = 'email' and person is null"):
        allowed += bool(await salla.fetchval("select allowed from api.may_market($1, null, 'email', 'hosting')", row["party"]))
    await work.sees(f"{allowed} asiakkaalle saa")


# the main user ------------------------------------------------------------------------------------------------------


@task("main user", "new login with purposes and an end date", 6, login="paula")
async def new_login(work: Counted) -> None:
    """Two purposes; the login's name, units, language and way to log in are proposed."""
    name = f"veikko.{login_of('x').rpartition('.')[2]}"
    await work.press("n")
    await work.sees("Kuka, mihin ja mihin asti")
    await work.type(name.replace(".", " "))
    await work.press("tab", "1", "2", "tab")
    await work.type("31.12.2099")
    await work.press("ctrl+s")
    made = """
        select true from staff.login l where l.login = $1 and l.ends_on = '2099-12-31' and l.ended_at is null
            and (select array_agg(g.purpose::text order by 1) from staff.purpose_grant g where g.login = l.login)
                = '{seloste_billing,seloste_support}'
    """
    await work.is_there(made, name)
    await (await work.town.owner()).execute(f'drop role if exists "{name}"')


@task("main user", "leaver out everywhere", 3, login="paula")
async def leaver(work: Counted) -> None:
    """Found by a part of the name, ended at once, connections and all."""
    await work.town.as_login("nolla")
    await work.press("x")
    await work.type("nolla")
    await work.press("enter")
    await work.hands.misses("Etsi")
    await work.press("k")
    gone = """
        select true from staff.login l where l.login = $1 and l.ended_at is not null
            and not exists (select from staff.purpose_grant g where g.login = l.login)
            and not exists (select from pg_stat_activity a where a.usename = $1 and a.datname = current_database())
    """
    await work.is_there(gone, login_of("nolla"))


# data protection ----------------------------------------------------------------------------------------------------


@task("privacy officer", "what was read of a customer, by whom and why", 2, login="petra", at="koivu")
async def reads(work: Counted) -> None:
    """One line for each reading, under which purpose."""
    await work.press("h")
    await work.sees("Muutoshistoria")
    await work.press("tab")
    read = "select true from audit.read_log where party = $1 and login = $2"
    await work.is_there(read, work.town.ids["koivu"], login_of("petra"))
    await work.sees("avasi kortin")


def table(measured: dict[str, int]) -> str:
    """``who | task | keys | bar``, a line for each task that was measured."""
    lines = [
        ("who", "task", "keys", "bar"),
        *((each.who, each.name, str(measured[each.name]), str(each.bar)) for each in TASKS if each.name in measured),
    ]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return "\n".join(" | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines)


if __name__ == "__main__":
    sys.exit(pytest.main(["-s", "-p", "no:cacheprovider", "tests/tui/test_tasks.py"]))
