"""The card: read under a purpose, edited in place, saved once, merged with another's save, its drafts kept."""

from db.records import Change, save
from db.session import Session
from tests.people import PASSWORD, Town, login_of
from tests.people import save as save_rows
from tests.tui.desks import Hands, at_desk
from tui.screens.card import CardScreen
from tui.widgets.form import Form


async def opened(hands: Hands, town: Town, name: str) -> CardScreen:
    """The card of a customer, read."""
    hands.desk.open_card(town.ids[name])
    await hands.until(lambda: isinstance(hands.desk.screen, CardScreen) and hands.desk.screen.card)
    return hands.desk.screen


async def edit(hands: Hands, item: str, field: str) -> Form:
    """Put the cursor on a field and begin to edit."""
    form = hands.desk.screen.query_one(Form)
    await hands.until(lambda: any(key[0].startswith(item) and key[1] == field for key in form.record.entries))
    form.go(next(key for key in form.record.entries if key[0].startswith(item) and key[1] == field))
    await hands.press("e")
    await hands.until(lambda: form.editing)
    form.go(next(key for key in form.record.entries if key[0].startswith(item) and key[1] == field))
    return form


async def retype(hands: Hands, text: str) -> None:
    """Replace what stands in the field."""
    await hands.press("end", "ctrl+u")
    await hands.type(text)


async def test_administration_changes_a_street_in_place(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        await edit(hands, "address:", "street")
        await retype(hands, "Haapakuja")
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu.")
        await hands.sees("Haapakuja 1")
        owner = await town.owner()
        assert await owner.fetchval("select street from register.address where party = $1", town.ids["koivu"]) == "Haapakuja"


async def test_support_sees_the_town_and_no_street(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await opened(hands, town, "koivu")
        await hands.sees("Pihtipudas")
        assert "Koivukuja" not in hands.text()


async def test_support_is_told_that_it_does_not_change_the_name(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await opened(hands, town, "koivu")
        await hands.press("e")
        await hands.sees("tätä ei muuteta")


async def test_a_protected_address_is_not_on_the_card(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "suoja")
        await hands.sees("turvakielto")
        assert "Piilokuja" not in hands.text()


async def test_an_identifier_one_digit_off_is_said_while_typing_and_nothing_is_lost(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        form = await edit(hands, "identifier:", "value")
        await retype(hands, "1572860-1")
        await hands.press("ctrl+s")
        await hands.until(lambda: form.errors())
        assert form.changes()[form.here[0]]["value"] == "1572860-1"
        assert form.editing


async def test_a_stale_save_shows_theirs_beside_mine_and_then_saves(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        card = await opened(hands, town, "koivu")
        form = await edit(hands, "party:", "name")
        await retype(hands, "Kahvila Koivikko Oy")
        other = Session(town.database.installer_dsn, login_of("hanna"), PASSWORD)
        await other.open()
        await other.work_under("seloste_administration")
        from uuid import uuid4

        await save(
            other,
            uuid4(),
            town.ids["koivu"],
            [Change("party", {"name": "Kahvila Kuusi Oy"}, town.ids["koivu"], card.card.customer.version)],
        )
        await other.close()
        await hands.press("ctrl+s")
        await hands.until(lambda: form.contested())
        await hands.sees("Kahvila Kuusi Oy")
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu.")
        owner = await town.owner()
        assert await owner.fetchval("select name from register.party where id = $1", town.ids["koivu"]) == "Kahvila Koivikko Oy"
        former = await owner.fetch("select name from register.party_name where party = $1", town.ids["koivu"])
        assert {row["name"] for row in former} == {"Kahvila Koivu Oy", "Kahvila Kuusi Oy"}


async def test_what_another_saved_can_be_taken_instead_and_the_conflict_is_gone(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        form = await edit(hands, "party:", "name")
        await retype(hands, "Kahvila Koivikko Oy")
        other = await town.opened("hanna", "koivu")
        change = {"entity": "party", "id": town.ids["koivu"], "version": 1, "fields": {"name": "Kahvila Kuusi Oy"}}
        await save_rows(other, town.ids["koivu"], change)
        await hands.press("ctrl+s")
        await hands.until(form.contested)
        await hands.sees("^T vaihtaa")
        await hands.press("ctrl+t", "ctrl+s")
        await hands.until(lambda: hands.told == "Toisen tallentama jää voimaan.")
        assert not form.contested()
        await hands.sees("Kahvila Kuusi Oy")


async def test_what_was_typed_comes_back_as_a_draft(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "matti")
        form = await edit(hands, "address:", "street")
        await retype(hands, "Luonnostie")
        await hands.press("escape")
        await hands.sees("Luonnos säilytetty")
        owner = await town.owner()
        await hands.until(lambda: form.changes())
        while not await owner.fetchval("select count(*) from desk.draft"):
            await hands.pilot.pause(0.01)
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "matti")
        await hands.sees("Luonnos palautettu")
        assert "Luonnostie" in str(hands.desk.screen.query_one(Form).changes())


async def test_a_person_half_typed_comes_back_with_all_their_fields_and_is_saved(town: Town) -> None:
    async with at_desk(town, "tuki") as hands:
        await opened(hands, town, "matti")
        await hands.press("t")
        await hands.type("Leena")
        await hands.press("tab")
        await hands.type("Luonnos")
        await hands.press("escape")
        owner = await town.owner()
        while not await owner.fetchval("select count(*) from desk.draft"):
            await hands.pilot.pause(0.01)
    async with at_desk(town, "tuki") as hands:
        await opened(hands, town, "matti")
        await hands.sees("Luonnos palautettu")
        form = hands.desk.screen.query_one(Form)
        form.go(next(key for key in form.record.entries if key[0].startswith("contact_point:new")))
        await hands.type("09 555 0101")
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu.")
        kinds = await owner.fetch(
            "select c.kind, r.role from register.person p join register.contact_point c on c.person = p.id"
            " join register.person_role r on r.person = p.id where p.family_name = 'Luonnos'"
        )
        assert [tuple(row) for row in kinds] == [("phone", "maintainer")]


async def test_a_draft_of_one_purpose_is_not_there_under_another(town: Town) -> None:
    async with at_desk(town, "monta", "relations") as hands:
        await opened(hands, town, "matti")
        await edit(hands, "contact_point:", "given")
        await retype(hands, "toinen@example.fi")
        await hands.press("escape")
        owner = await town.owner()
        while not await owner.fetchval("select count(*) from desk.draft"):
            await hands.pilot.pause(0.01)
    async with at_desk(town, "monta", "billing") as hands:
        await opened(hands, town, "matti")
        assert "palautettu" not in hands.text()


async def test_another_save_shows_at_once_on_an_open_card(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        card = await opened(hands, town, "koivu")
        other = Session(town.database.installer_dsn, login_of("hanna"), PASSWORD)
        await other.open()
        await other.work_under("seloste_administration")
        from uuid import uuid4

        await save(
            other,
            uuid4(),
            town.ids["koivu"],
            [Change("party", {"name": "Kahvila Leppä Oy"}, town.ids["koivu"], card.card.customer.version)],
        )
        await other.close()
        await hands.sees("Kahvila Leppä Oy")


async def test_a_new_company_with_a_person_is_saved_in_one_operation(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        hands.desk.push_screen(CardScreen(None))
        await hands.sees("Millainen asiakas?")
        await hands.press("y")
        form = await hands.until(
            lambda: (
                isinstance(hands.desk.screen, CardScreen)
                and hands.desk.screen.query_one(Form).editing
                and hands.desk.screen.query_one(Form)
            )
        )
        await hands.type("Uusi Yritys Oy")
        form.go(("identifier:new1", "value"))
        await hands.type("2903124-9")
        await hands.press("ctrl+s")
        await hands.sees("Uusi Yritys Oy #")
        await hands.press("t")
        await hands.until(lambda: form.editing)
        await hands.type("Aino")
        await hands.press("tab")
        await hands.type("Alku")
        await hands.press("ctrl+s")
        await hands.sees("Aino Alku")
        owner = await town.owner()
        operations = await owner.fetchval(
            "select count(distinct op) from audit.change_log where table_name in ('person', 'person_role') and diff::text like '%Alku%'"
        )
        assert operations == 1


async def test_a_broken_rule_of_the_database_is_shown_at_its_field(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "koivu")
        form = await edit(hands, "address:", "postcode")
        await retype(hands, "448")
        await hands.press("ctrl+s")
        await hands.until(lambda: form.errors())
        assert form.here[1] == "postcode"


async def test_a_server_gone_in_the_middle_of_a_save_is_waited_for_and_the_save_is_done_once(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "matti")
        await edit(hands, "address:", "street")
        await retype(hands, "Katkotie")
        owner = await town.owner()
        await owner.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where usename like 'hanna%' and datname = current_database()"
        )
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu.")
        count = await owner.fetchval(
            "select count(*) from audit.change_log where table_name = 'address' and act = 'update' and party = $1", town.ids["matti"]
        )
        assert count == 1


async def test_main_data_is_hidden_from_fault_notices_but_the_name(town: Town) -> None:
    async with at_desk(town, "ville") as hands:
        await opened(hands, town, "koivu")
        await hands.sees("Kahvila Koivu Oy")
        text = hands.text()
        assert "Koivukuja" not in text
        assert "1572860-0" not in text
        assert "info@koivu" not in text


async def test_leaving_at_once_keeps_the_last_letter_typed(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "matti")
        await edit(hands, "address:", "street")
        await retype(hands, "Kiiretie")
        await hands.press("escape", "escape")
        await hands.until(lambda: not isinstance(hands.desk.screen, CardScreen))
        owner = await town.owner()
        assert "Kiiretie" in await owner.fetchval("select fields::text from desk.draft")


async def test_a_field_left_empty_that_the_database_needs_is_named_and_can_be_filled(town: Town) -> None:
    async with at_desk(town, "hanna") as hands:
        await opened(hands, town, "matti")
        form = await edit(hands, "address:", "town")
        await hands.press("escape")
        await hands.until(lambda: not form.editing)
        form.go(next(key for key in form.record.entries if key[0].startswith("address:")))
        await hands.press("n")
        await hands.until(lambda: form.editing)
        item = form.here[0]
        form.go((item, "street"))
        await hands.type("Tyhjätie")
        form.go((item, "postcode"))
        await hands.type("44800")
        await hands.press("ctrl+s")
        await hands.until(lambda: form.errors())
        assert form.here == (item, "town")
        await hands.type("Pihtipudas")
        await hands.press("ctrl+s")
        await hands.sees("Tallennettu.")


async def test_marketing_is_offered_no_editing_since_its_decisions_have_a_screen_of_their_own(town: Town) -> None:
    async with at_desk(town, "maria") as hands:
        card = await opened(hands, town, "matti")
        await hands.until(lambda: card.rights.written)
        assert not any(card.check_action(act, ()) for act in ("edit", "new", "revoke"))
        await hands.press("enter")
        await hands.sees("tätä ei muuteta")
        assert not card.form.editing


async def test_marketing_reads_the_group_of_products_by_its_name(town: Town) -> None:
    async with at_desk(town, "maria") as hands:
        await opened(hands, town, "lupa")
        await hands.sees("Palvelimet")
        await hands.press("f8")
        await hands.sees("Servers")
        await hands.still()
        assert not hands.told
