"""The tasks of everybody, of support and of administration: who does what, in how many keys at most, and how with the fewest.

One key or chord counts 1, typed text counts nothing. A task at a customer begins at its card, every other one where its person begins
the day. ``python -m tests.tui.tasks`` prints what each takes.
"""

from __future__ import annotations

import sys
from typing import Final

import pytest

from tests.people import login_of, save
from tests.tui.counting import Counted, task
from tests.ytj import address, company, of_ytj
from tui.screens.card import CardScreen
from tui.widgets.form import Form

# found and opened ---------------------------------------------------------------------------------------------------


SOUGHT: Final = {
    "name": ("koivu", "koivu"),
    "phone": ("044 555 0111", "matti"),
    "e-mail": ("liisa@luvallinen.example.fi", "lupa"),
    "business ID": ("2077474-0", "takomo"),
    "domain": ("koivu.example.fi", "koivu"),
    "a domain of a service": ("kirjasto.example.fi", "kunta"),
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


# billing ------------------------------------------------------------------------------------------------------------


@task("billing", "new billing address from YTJ: fetch, see the difference, accept", 4, login="anna", at="koivu")
async def billing_address(work: Counted) -> None:
    """YTJ is asked for the customer's business ID; the billing address comes first under this purpose."""
    koivu = work.town.ids["koivu"]
    with of_ytj() as server:
        server.companies = [company("1572860-0", "Kahvila Koivu Oy", addresses=[address(2, "Uusikuja", "3", "44800", "Pihtipudas")])]
        await work.press("b")
        await work.sees("Uusikuja 3, 44800 Pihtipudas")
        await work.press("a")
        await work.press("ctrl+s")
        taken = """
            select true from register.address a where a.party = $1 and a.kind = 'billing' and a.street = 'Uusikuja' and a.source = 'ytj'
                and a.source_ref = 'prh-v3 1572860-0 2026-10-01T08:00:00' and a.obtained_by::text = $2
        """
        await work.is_there(taken, koivu, login_of("anna"))


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


@task("support", "log a call with a verified caller on a service", 4, login="tuki", at="lupa")
async def log_call(work: Counted) -> None:
    """The caller and the service are proposed; how the caller was verified is one letter."""
    await work.press("c")
    await work.sees("Mitä saa kertoa")
    await work.press("t")
    await work.press("tab")
    await work.type("Sähköposti ei lähde: palvelimen asetus korjattu.")
    await work.press("ctrl+s")
    logged = """
        select true from register.interaction i
        where i.party = $1 and i.person is null and i.service = $3 and i.verified = 'call_back' and i.channel = 'call'
            and i.staff::text = $2 and i.closed_on is not null and i.summary = 'Sähköposti ei lähde: palvelimen asetus korjattu.'
    """
    ids = work.town.ids
    await work.is_there(logged, ids["lupa"], login_of("tuki"), ids["lupa.service"])


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


@task("support", "add a maintainer of a service, of no customer's own", 5, login="tuki", at="kunta")
async def add_maintainer_of_service(work: Counted) -> None:
    """At the service under the cursor; on the ground of a legitimate interest unless another is said."""
    kunta, service = work.town.ids["kunta"], work.town.ids["kunta.service"]
    form = work.hands.desk.screen.query_one(Form)
    form.go(next(cell.key for cell in form.places.cells if cell.section == "services"))
    await work.press("t")
    await work.type("Yrjö")
    await work.press("tab")
    await work.type("Ylläpitäjä")
    await work.press("tab")
    await work.type("044 555 0779")
    await work.press("ctrl+s")
    added = """
        select true from register.person_role r
        where r.party = $1 and r.service = $2 and r.role = 'maintainer' and r.legal_basis = 'legitimate_interest'
    """
    await work.is_there(added, kunta, service)


@task("any", "whom a fault of a host would hit", 2, login="petra")
async def impact(work: Counted) -> None:
    """The first host of the list, and the customers below it."""
    await work.press("H")
    await work.sees("db1.example.fi")
    await work.press("enter")
    await work.sees("Pihtiputaan kunta")
    await work.is_there("select true from audit.read_log where act = 'host' and login = $1", login_of("petra"))


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


if __name__ == "__main__":
    sys.exit(pytest.main(["-s", "-p", "no:cacheprovider", "tests/tui/test_tasks.py"]))
