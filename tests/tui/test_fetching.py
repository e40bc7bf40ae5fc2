"""Fetching from YTJ at the keyboard: the difference field by field, accepted or left, and what happens when YTJ does not play."""

from __future__ import annotations

from uuid import uuid4

from db import desk
from tests.people import Town, login_of, save
from tests.sql.test_save import edit
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tests.ytj import Server, address, company
from tui.screens.card import CardScreen
from tui.screens.fetched import FetchedScreen
from tui.screens.register import RegisterScreen

POST = address(2, "Uusikuja", "3", "44800", "Pihtipudas")
LINE = {"type": "56302", "typeCodeSet": "TOIMI3", "descriptions": [], "registrationDate": "2015-05-05", "source": "1"}


def koivu(**fields: object) -> dict[str, object]:
    """Koivu as YTJ knows it: another name, another address, facts of the company."""
    given = {"addresses": [POST], "mainBusinessLine": LINE, "website": {"url": "www.koivu.example.fi", "source": "0"}}
    return company("1572860-0", "Koivun Kahvila Oy", **{**given, **fields})


async def asked_in_the_list(hands: Hands) -> None:
    """From the dashboard to the question which company is to be a customer."""
    await hands.press("slash")
    await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
    await hands.sees("F7 Uusi")
    await hands.press("down", "b")
    await hands.sees("Mikä yritys?")


async def at_card(hands: Hands, town: Town, name: str) -> None:
    hands.desk.open_card(town.ids[name])
    await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)


async def at_differences(hands: Hands, town: Town, name: str = "koivu") -> FetchedScreen:
    await at_card(hands, town, name)
    await hands.press("b")
    return await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, FetchedScreen) else None)


async def test_the_differences_look_as_agreed(town: Town, ytj: Server) -> None:
    ytj.companies = [koivu()]
    async with at_desk(town, "hanna") as hands:
        await at_differences(hands, town)
        await hands.press("space")
        await hands.sees("Kahvila Koivu Oy")
        agreed("fetched", await hands.still())


async def test_the_differences_look_as_agreed_on_a_wide_screen(town: Town, ytj: Server) -> None:
    ytj.companies = [koivu(names=[{"name": "Kahvila ja Konditoria Koivun Parhaat Pullat Pihtiputaan Torilla Oy", "type": "1"}])]
    async with at_desk(town, "salla", language="en", size=(140, 40)) as hands:
        await at_differences(hands, town)
        await hands.sees("Main name")
        agreed("fetched-wide-en", await hands.still())


async def test_what_is_accepted_is_saved_and_what_is_left_is_not_asked_again(town: Town, ytj: Server) -> None:
    ytj.companies = [koivu()]
    async with at_desk(town, "hanna") as hands:
        screen = await at_differences(hands, town)
        assert [step.difference.what for step in screen.steps] == ["main", "verified", "post", "legal_form", "industry", "website"]
        await hands.press("down", "down", "enter", "ctrl+s")
        await hands.sees("Hyväksytty 4, jätetty 2.")
        await hands.press("b")
        screen = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, FetchedScreen) else None)
        assert [(step.difference.what, step.left is not None) for step in screen.steps] == [("main", True), ("verified", True)]
        await hands.sees("jätetty")
        ytj.companies[0]["names"] = [{"name": "Koivulan Kahvila Oy", "type": "1"}]
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))
        await hands.press("b")
        screen = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, FetchedScreen) else None)
        assert [(step.difference.what, step.left is not None) for step in screen.steps] == [("main", False), ("verified", True)]
    owner = await town.owner()
    kept = await owner.fetch("select query, differences, accepted, settled_at is not null as settled from audit.external_fetch order by id")
    assert [tuple(row) for row in kept] == [
        ("1572860-0", ["post", "main", "verified", "firm"], ["post", "firm"], True),
        ("1572860-0", [], [], False), ("1572860-0", [], [], False),
    ]  # fmt: skip
    payloads = await owner.fetchval("select count(distinct payload_hash) from audit.external_fetch")
    assert payloads == 2, "what is kept of an answer is its hash"


async def test_a_fact_of_the_company_that_was_left_is_remembered_until_the_source_says_otherwise(town: Town, ytj: Server) -> None:
    ytj.companies = [koivu()]
    async with at_desk(town, "hanna") as hands:
        screen = await at_differences(hands, town)
        await hands.press(*["down"] * 4, "enter", "ctrl+s")
        await hands.sees("Hyväksytty 2, jätetty 4.")

        async def again() -> dict[str, bool]:
            await hands.press("b")
            screen = await hands.until(lambda: hands.desk.screen if isinstance(hands.desk.screen, FetchedScreen) else None)
            found = {step.difference.what: step.left is not None for step in screen.steps}
            await hands.press("escape")
            await hands.until(lambda: isinstance(hands.desk.screen, CardScreen))
            return found

        assert screen.steps[4].difference.what == "industry"
        assert await again() == {"main": True, "verified": True, "post": True, "industry": True}
        ytj.companies[0]["mainBusinessLine"] = {**ytj.companies[0]["mainBusinessLine"], "type": "56290"}
        assert await again() == {"main": True, "verified": True, "post": True, "industry": False}
    left = "select firm_said ->> 'industry', standing from register.source_claim where datum = 'industry'"
    assert tuple(await (await town.owner()).fetchrow(left)) == ("56302", "ours")
    for who, sees in (("anna", False), ("tuki", False), ("salla", True), ("petra", True)):
        connection = await town.opened(who, "koivu")
        datums = {row["datum"] for row in await connection.fetch("select datum from api.card_claims($1)", town.ids["koivu"])}
        assert ("industry" in datums) is sees, who
        told = str([tuple(row) for row in await connection.fetch("select entity, diff from api.history($1)", town.ids["koivu"])])
        assert ("56302" in told) is sees, who


async def test_one_undo_takes_all_of_it_back(town: Town, ytj: Server) -> None:
    ytj.companies = [koivu()]
    async with at_desk(town, "hanna") as hands:
        await at_differences(hands, town)
        await hands.press("a", "a", "a", "ctrl+s")
        await hands.sees("Hyväksytty 6, jätetty 0.")
        await hands.press("u")
        await hands.sees("Kumottu")
    owner, number = await town.owner(), town.ids["koivu"]
    assert await owner.fetchval("select name from register.party where id = $1", number) == "Kahvila Koivu Oy"
    for table in ("source_claim", "firmographic"):
        assert await owner.fetchval(f"select count(*) from register.{table} where party = $1", number) == 0


async def test_a_purpose_cannot_accept_what_it_may_not_write(town: Town, ytj: Server) -> None:
    ytj.companies = [koivu()]
    async with at_desk(town, "salla") as hands:
        screen = await at_differences(hands, town)
        await hands.press("down", "down", "a")
        assert hands.told == "Tässä tarkoituksessa tätä ei muuteta."
        await hands.press("home", "a", "ctrl+s")
        await hands.sees("Koivun Kahvila Oy")
        assert screen.fetched.stated.source == "ytj"
    owner = await town.owner()
    assert await owner.fetchval("select count(*) from register.address where party = $1", town.ids["koivu"]) == 1


async def test_somebody_saving_meanwhile_is_compared_with_anew(town: Town, ytj: Server) -> None:
    ytj.companies = [koivu()]
    hanna, number = await town.opened("hanna", "koivu"), town.ids["koivu"]
    async with at_desk(town, "hanna") as hands:
        await at_differences(hands, town)
        await hands.press("a")
        await save(hanna, number, edit("party", number, 1, name="Koivu Oy"))
        await hands.press("ctrl+s")
        await hands.until(lambda: hands.told == "Joku tallensi ensin: erot luettiin uudelleen.")
        await hands.sees("Koivu Oy")
        await hands.press("ctrl+s")
        await hands.sees("Hyväksytty")
    assert await (await town.owner()).fetchval("select name from register.party where id = $1", number) == "Koivun Kahvila Oy"


async def test_no_answer_is_a_sentence_and_the_card_stays(town: Town, ytj: Server) -> None:
    async with at_desk(town, "anna") as hands:
        await at_card(hands, town, "koivu")
        for raw, told in (
            ((500, "text/plain", b"x"), "YTJ on epäkunnossa (500)"),
            ((302, "text/html", b""), "YTJ ohjasi haun muualle (302)"),
            ((200, "text/html", b"<html>"), "YTJ:n vastaus ei ollut tietoja"),
            ((200, "application/json", b'{"totalResults": 0, "companies": []}'), "YTJ ei tunne tätä Y-tunnusta."),
        ):
            ytj.raw = raw
            await hands.press("b")
            await hands.until(lambda told=told: hands.told.startswith(told))
            assert isinstance(hands.desk.screen, CardScreen)
        ytj.raw, ytj.busy, ytj.wait = None, 9, "90"
        await hands.press("b")
        await hands.until(lambda: "odottamaan 90 s" in hands.told)
        noted = "select count(*) from audit.external_fetch where found > 0 or settled_at is not null"
        assert await (await town.owner()).fetchval(noted) == 0, "what brought nothing has changed nothing"
        ytj.busy = 0
        ytj.companies = [koivu()]
        await hands.press("b")
        await hands.until(lambda: isinstance(hands.desk.screen, FetchedScreen))


async def test_a_company_is_brought_in_by_its_name(town: Town, ytj: Server) -> None:
    ytj.companies = [koivu(), company("2903124-9", "Kotisivutaivas Oy", addresses=[POST]), company("2077474-0", "Taivaan Takomo Oy")]
    async with at_desk(town, "anna") as hands:
        await asked_in_the_list(hands)
        await hands.type("taivas")
        await hands.press("enter")
        await hands.sees("2903124-9")
        await hands.press("enter")
        await hands.sees("Uusi asiakas: YTJ · Kotisivutaivas Oy")
        await hands.press("ctrl+s")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
    row = await (await town.owner()).fetchrow(
        """
        select p.kind, p.source, f.party = p.id, f.login from register.party p
        join audit.external_fetch f on f.query = 'taivas' where p.name = $1
        """,
        "Kotisivutaivas Oy",
    )
    assert tuple(row) == ("company", "ytj", True, login_of("anna"))


async def test_a_company_that_is_here_already_is_compared(town: Town, ytj: Server) -> None:
    ytj.companies = [koivu()]
    async with at_desk(town, "anna") as hands:
        await asked_in_the_list(hands)
        await hands.type("1572860-0")
        await hands.press("enter")
        await hands.sees("Haku: YTJ · Kahvila Koivu Oy")


async def test_the_next_page_comes_at_the_last_line(town: Town, ytj: Server) -> None:
    ytj.companies = [koivu(businessId={"value": "1572860-0"}, names=[{"name": f"Kunta {n:03}", "type": "1"}]) for n in range(130)]
    async with at_desk(town, "anna") as hands:
        await at_card(hands, town, "kunta")
        ytj.companies.append(koivu(names=[{"name": "Pihtiputaan kunta, vanha", "type": "1"}]))
        for one in ytj.companies[:130]:
            one["names"] = [{"name": f"Pihtiputaan kunta {uuid4().hex[:6]}", "type": "1"}]
        await hands.press("b")
        await hands.sees("100/131")
        await hands.press("end")
        await hands.sees("131/131")
        assert [asked["page"] for asked in ytj.asked] == ["1", "2"]


async def test_support_is_offered_no_fetch(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await at_card(hands, town, "koivu")
        await hands.press("b")
        assert isinstance(hands.desk.screen, CardScreen)
        assert "Nouda" not in hands.text()


async def extract(hands: Hands, *lines: str) -> None:
    """An extract typed line by line, "" for what is there already."""
    for line in lines:
        await hands.sees("Yhdistysrekisterin ote")
        await hands.type(line)
        await hands.press("enter")


async def test_an_association_is_compared_with_its_typed_extract(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await at_card(hands, town, "yhdistys")
        await hands.press("b")
        await hands.sees("Mistä rekisteristä?")
        await hands.press("enter")
        await extract(hands, "", "", "Pihlajakuja 2", "44800 Pihtipudas", "")
        await hands.sees("Pihlajakuja 2, 44800")
        agreed("fetched-association", await hands.still())
        await hands.press("a", "a", "ctrl+s")
        await hands.sees("Hyväksytty 2, jätetty 0.")
    owner, number = await town.owner(), town.ids["yhdistys"]
    kept = await owner.fetchrow("select source, source_ref from register.address where party = $1", number)
    assert (kept["source"], kept["source_ref"][:24]) == ("prh_associations", "yhdistysrekisteri 12.345")
    assert await owner.fetchval("select verified_how from register.identifier where party = $1", number) == "yhdistysrekisteri"
    assert await owner.fetchval("select query from audit.external_fetch where party = $1", number) == "12345"


async def test_an_extract_that_was_left_is_a_draft_that_comes_back_and_goes_when_it_is_saved(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await at_card(hands, town, "yhdistys")
        await hands.press("b", "enter")
        await extract(hands, "", "", "Pihlajakuja 2")
        await hands.type("4480")
        await hands.press("escape")
        await hands.until(lambda: hands.told == "Ote on luonnoksissa: b jatkaa sitä.")
        await hands.press("g")
        await hands.sees("Yhdistysrekisterin ote: ")
        await hands.press("d", "enter")
        await hands.sees("Kesken jäänyt ote palautettu.")
        assert "Pihlajakuja 2" in hands.text()
        await hands.press("down", "down", "down", "end")
        await hands.type("0 Pihtipudas")
        await hands.press("ctrl+s")
        await hands.sees("Pihlajakuja 2, 44800")
        assert [one.kind for one in await desk.drafts(hands.desk.session)] == ["association_extract"]
        await hands.press("a", "a", "ctrl+s")
        await hands.sees("Hyväksytty 2, jätetty 0.")
        assert not await desk.drafts(hands.desk.session)


async def test_an_extract_of_a_new_association_is_gone_on_with_from_the_drafts(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await asked_in_the_list(hands)
        await hands.type("54.321")
        await hands.press("enter")
        await extract(hands, "")
        await hands.type("Uusi Yhdistys ry")
        await hands.press("escape")
        await hands.until(lambda: hands.told == "Ote on luonnoksissa: b jatkaa sitä.")
        await hands.press("g")
        await hands.sees("Yhdistysrekisterin ote: Uusi Yhdistys ry")
        await hands.press("d", "enter")
        await hands.sees("Kesken jäänyt ote palautettu.")
        await hands.press("ctrl+s")
        await hands.sees("Uusi asiakas: yhdistysrekisteri")


async def test_a_new_association_is_entered_from_its_extract(town: Town) -> None:
    async with at_desk(town, "anna") as hands:
        await asked_in_the_list(hands)
        await hands.type("54.321")
        await hands.press("enter")
        await extract(hands, "", "Uusi Yhdistys ry", "", "", "")
        await hands.sees("Uusi asiakas: yhdistysrekisteri")
        assert "Meillä" not in hands.text()
        await hands.press("ctrl+s")
        await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
    kind = """
        select kind from register.party p
        join register.identifier i on i.party = p.id and i.value = '54321' and p.source = 'prh_associations'
    """
    assert await (await town.owner()).fetchval(kind) == "association"


async def test_a_business_id_whose_check_digit_is_wrong_is_not_asked_as_a_name(town: Town, ytj: Server) -> None:
    async with at_desk(town, "hanna") as hands:
        await asked_in_the_list(hands)
        await hands.type("1572860-1")
        await hands.sees("tarkiste ei täsmää")
        await hands.press("enter", "backspace", "0", "enter")
        await hands.until(lambda: ytj.asked)
    assert [asked["businessId"] for asked in ytj.asked] == ["1572860-0"]


async def test_what_is_told_takes_a_second_line_where_one_would_cut_it(town: Town, ytj: Server) -> None:
    ytj.raw = (200, "text/html", b"<html>huolto</html>")
    async with at_desk(town, "hanna") as hands:
        await at_card(hands, town, "koivu")
        before = await hands.still()
        await hands.press("b")
        await hands.sees("YTJ:n vastaus ei ollut tietoja vaan muuta tekstiä: yritä hetken päästä\n uudelleen.")
        await hands.press("down", "e")
        await hands.press("escape")
        await hands.misses("uudelleen.")
        assert len((await hands.still()).splitlines()) == len(before.splitlines())
