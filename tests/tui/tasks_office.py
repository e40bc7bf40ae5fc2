"""The tasks of relations, of the main user and of data protection."""

from __future__ import annotations

import asyncpg

from tests.people import PASSWORD, RUN, leave, login_of, verifier
from tests.tui.counting import Counted, task
from tui.screens.register import RegisterScreen
from tui.widgets.form import Form

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
    name = f"lauri.{RUN}"
    paula = await work.town.as_login("paula")
    proof = verifier(PASSWORD)
    await paula.execute("select api.staff_add($1, 'Lauri Lähtijä', array['seloste_support'], array[1::smallint], null, $2)", name, proof)
    work.town.connections.push_async_callback(leave, await asyncpg.connect(work.town.database.installer_dsn, user=name, password=PASSWORD))
    await work.hands.desk.screen.run_action("reload")
    await work.sees(name)
    await work.press("x")
    await work.type("lauri")
    await work.press("enter")
    await work.hands.misses("Etsi")
    await work.press("k")
    gone = """
        select true from staff.login l where l.login = $1 and l.ended_at is not null
            and not exists (select from staff.purpose_grant g where g.login = l.login)
            and not exists (select from pg_stat_activity a where a.usename = $1 and a.datname = current_database())
    """
    await work.is_there(gone, name)
    await (await work.town.owner()).execute(f'drop role "{name}"')


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
