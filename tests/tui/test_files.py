"""Bringing in and handing out files, through the real screens."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from db.sources.kinds import KINDS
from tests.imports import held, written
from tests.people import Town
from tests.sql.test_importing import HEAD, KOIVU, LEHTO
from tests.sql.test_imports_outside import CREDIT
from tests.tui.agreed import agreed
from tests.tui.desks import Hands, at_desk
from tests.tui.test_many import listed, told
from tui.bringing import fields_of
from tui.screens.bringing import BringingScreen
from tui.screens.columns import ColumnsScreen
from tui.screens.register import RegisterScreen

ROWS = [
    HEAD,
    LEHTO,
    ["Kahvila Koivu & Pojat Oy", *KOIVU[1:]],
    ["Väärä Oy", "0201724-5", "", "", "", "", ""],
    ["Kahvila Koivu Oy", "", KOIVU[2], "", "", "", ""],
]


async def at_columns(hands: Hands, path: Path) -> ColumnsScreen:
    """In the list, a file named, its columns shown."""
    await listed(hands)
    await hands.press("I")
    await hands.sees("Mistä tiedostosta?")
    await hands.type(str(path))
    await hands.press("enter")
    await hands.until(lambda: isinstance(hands.desk.screen, ColumnsScreen))
    screen = hands.desk.screen
    assert isinstance(screen, ColumnsScreen)
    await hands.until(lambda: screen.rows.pager.answered)
    return screen


async def state(hands: Hands, wanted: str) -> BringingScreen:
    """Wait until the import is in a state."""
    await hands.until(lambda: isinstance(hands.desk.screen, BringingScreen) and hands.desk.screen.state == wanted)
    screen = hands.desk.screen
    assert isinstance(screen, BringingScreen)
    await hands.until(lambda: screen.rows.pager.answered and not screen.rows.pager.jumping)
    return screen


async def test_a_file_is_shown_brought_in_and_undone(town: Town, tmp_path: Path) -> None:
    before = await held(town)
    async with at_desk(town, "hanna") as hands:
        await at_columns(hands, written(tmp_path, ROWS))
        assert "Y-tunnus" in hands.text()
        await hands.press("a")
        screen = await state(hands, "shown")
        assert "Uusi asiakas 1" in hands.text()
        await hands.press("down")
        await hands.until(lambda: "Kahvila Koivu Oy → Kahvila Koivu & Pojat Oy" in hands.text())
        await hands.press("f")
        await hands.sees("Ei voi tuoda 1")
        await hands.press("end", "enter")
        await hands.until(lambda: screen.rows.held == 1)
        assert "Y-tunnus:" in hands.text()
        await hands.press("a")
        await state(hands, "done")
        await told(hands, "Tuotu 2 riviä, 2 jäi pois")
        await hands.press("u")
        await state(hands, "undone")
        await told(hands, "Kumottu 2 riviä")
    assert await held(town) == before


async def test_rows_left_out_are_written_mended_and_brought_in(town: Town, tmp_path: Path) -> None:
    async with at_desk(town, "hanna") as hands:
        await at_columns(hands, written(tmp_path, ROWS))
        await hands.press("a")
        await state(hands, "shown")
        await hands.press("E")
        await hands.sees("Mihin tiedostoon")
        await hands.press("ctrl+u")
        mended = tmp_path / "korjattava.csv"
        await hands.type(str(mended))
        await hands.press("enter")
        await told(hands, "2 riviä:")
        text = mended.read_text(encoding="utf-8-sig")
        assert "Miksi ei tuotu" in text
        assert "Kahvila Koivu Oy (" in text
        mended.write_text(text.replace("0201724-5", "0201724-4"), encoding="utf-8")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        await hands.press("I")
        await hands.sees("on kesken")
        await hands.press("down", "enter")
        await hands.sees("Mistä tiedostosta?")
        await hands.type(str(mended))
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, ColumnsScreen))
        await hands.press("a")
        screen = await state(hands, "shown")
        assert screen.progress is not None
        assert screen.progress.counts == {"new": 1, "duplicate": 1}


async def test_a_column_is_corrected_and_the_mapping_kept_for_the_next_file(town: Town, tmp_path: Path) -> None:
    path = written(tmp_path, [["Kenttä 1", "Kenttä 2"], ["Lehto Oy", "0201724-4"]])
    async with at_desk(town, "hanna") as hands:
        screen = await at_columns(hands, path)
        assert screen.columns.fields == {"Kenttä 2": "business_id"}
        assert "Asiakkaita" in hands.text()
        await hands.press("down", "enter")
        await hands.sees("Mikä sarake Kenttä 1 on?")
        await hands.press("n")
        await hands.until(lambda: bool(screen.columns.fields.get("Kenttä 1")))
        assert screen.columns.fields["Kenttä 1"] == "name"
        await hands.press("ctrl+s")
        await hands.sees("Millä nimellä")
        await hands.type("Lehdet")
        await hands.press("enter")
        await told(hands, "Lehdet tallennettu")
        await hands.press("escape")
        await hands.until(lambda: isinstance(hands.desk.screen, RegisterScreen))
        await hands.press("I")
        await hands.sees("Mistä tiedostosta?")
        await hands.type(str(path))
        await hands.press("enter")
        await hands.sees("Lehdet")
        await hands.press("k")
        await hands.until(lambda: isinstance(hands.desk.screen, ColumnsScreen))
        again = hands.desk.screen
        assert isinstance(again, ColumnsScreen)
        assert again.columns.fields == {"Kenttä 1": "name", "Kenttä 2": "business_id"}


async def test_all_that_are_perhaps_there_are_taken_in_with_one_key(town: Town, tmp_path: Path) -> None:
    alike = [["Kahvila Koivu Oy", "", KOIVU[2], "", "", "", ""], ["Oy Koivu Kahvila", "", KOIVU[2], "", "", "", ""]]
    async with at_desk(town, "hanna") as hands:
        await at_columns(hands, written(tmp_path, [HEAD, LEHTO, *alike, ["Kahvila Koivu", "", KOIVU[2], "", "", "", ""]]))
        await hands.press("a")
        screen = await state(hands, "shown")
        await hands.press("down", "space")
        await hands.until(lambda: screen.progress is not None and screen.progress.counts == {"new": 2, "duplicate": 2})
        await hands.still()
        await hands.press("asterisk")
        await hands.sees("Ruudulla näkyvät: 2")
        assert "Kaikki: 2" in hands.text()
        await hands.press("end", "enter")
        await hands.until(lambda: screen.progress is not None and screen.progress.counts == {"new": 4})
        await told(hands, "4 riviä tuodaan")
        await hands.press("asterisk")
        assert "Ruudulla" not in hands.text()


async def test_a_file_of_credit_checks_is_recognised_brought_in_and_undone(town: Town, tmp_path: Path) -> None:
    owner = await town.owner()
    async with at_desk(town, "anna") as hands:
        screen = await at_columns(hands, written(tmp_path, CREDIT, "asiakastieto.csv"))
        assert re.search("Mitä tiedostossa on .* Luottotietotarkistuksia", hands.text())
        assert screen.columns.fields == {"Y-tunnus": "business_id", "Rating Alfa": "outcome", "Päivä": "asked_on"}
        await hands.press("a")
        await state(hands, "shown")
        assert "Muuttuu 1" in hands.text()
        await hands.press("a")
        await state(hands, "done")
        await told(hands, "Tuotu 1 rivi, 3 jäi pois")
        kept = await owner.fetch("select outcome, asked_on::text, source from register.credit_check where source_ref = 'asiakastieto.csv'")
        assert kept == [("good", "2026-11-01", "asiakastieto")]
        await hands.press("u")
        await state(hands, "undone")
    assert await owner.fetchval("select count(*) from register.credit_check where source_ref = 'asiakastieto.csv'") == 0


async def test_a_file_of_companies_is_taken_for_one_at_the_keyboard_brought_in_and_undone(town: Town, tmp_path: Path) -> None:
    owner, before = await town.owner(), await held(town)
    head, row = ["Y-tunnus", "Kenttä", "Päättäjä", "Väkeä"], ["1572860-0", "56302", "Paula Päätös", "7"]
    async with at_desk(town, "hanna") as hands:
        screen = await at_columns(hands, written(tmp_path, [head, row], "fonecta.csv"))
        assert re.search("Mitä tiedostossa on .* Asiakkaita", hands.text())
        await hands.press("enter")
        await hands.sees("Yritystietoja ja päättäjiä")
        await hands.press("y")
        await hands.until(lambda: re.search("Mitä tiedostossa on .* Yritystietoja ja päättäjiä", hands.text()) is not None)
        assert screen.columns.fields == {"Y-tunnus": "business_id", "Päättäjä": "person_name"}
        places = ["", *(name for name, _ in fields_of(KINDS["firms"]))]
        for column, name in (("Kenttä", "industry"), ("Väkeä", "staff")):
            await hands.press("down", "down", "enter")
            await hands.sees(f"Mikä sarake {column} on?")
            await hands.press(*["down"] * places.index(name), "enter")
            await hands.until(lambda column=column, name=name: screen.columns.fields.get(column) == name)
            await hands.until(lambda: screen.rows.pager.answered)
        await hands.press("a")
        await state(hands, "shown")
        await hands.sees("henkilöstö: 5-9")
        await hands.press("a")
        await state(hands, "done")
        await told(hands, "Tuotu 1 rivi.")
        assert await owner.fetchval("select industry from register.firmographic where source_ref = 'fonecta.csv'") == "56302"
        assert await owner.fetchval("select told_on from register.person where family_name = 'Päätös' and source = 'fonecta'") is None
        await hands.press("u")
        await state(hands, "undone")
    assert await owner.fetchval("select count(*) from register.firmographic where source_ref = 'fonecta.csv'") == 0
    assert await held(town) == before


async def test_a_file_cut_by_a_wrong_delimiter_asks_whether_it_is_right(town: Town, tmp_path: Path) -> None:
    async with at_desk(town, "hanna") as hands:
        screen = await at_columns(hands, written(tmp_path, [["Yritys", "Sähköposti"], ["Lehto Oy", "info@lehto.example.fi"]]))
        await hands.press("end", "enter")
        await hands.sees("pystyviiva")
        await hands.press("end", "enter")
        await told(hands, "onko erotin oikea?")
        assert screen.table.header == ("Yritys;Sähköposti",)


async def test_a_file_that_cannot_be_read_says_why(town: Town, tmp_path: Path) -> None:
    (tmp_path / "rikki.xlsx").write_bytes(b"PK\x03\x04rikki")
    async with at_desk(town, "hanna") as hands:
        await listed(hands)
        await hands.press("I")
        await hands.sees("Mistä tiedostosta?")
        await hands.type(str(tmp_path / "rikki.xlsx"))
        await hands.press("enter")
        await hands.sees("rikki tai kesken")


async def test_the_list_is_handed_out_and_recorded(town: Town, tmp_path: Path) -> None:
    async with at_desk(town, "anna") as hands:
        await listed(hands, "koivu")
        path = tmp_path / "ulos.json"
        await hands.press("E")
        await hands.sees("Missä muodossa?")
        await hands.press("end", "enter")
        await hands.sees("Mitkä kentät?")
        await hands.press("enter")
        await hands.sees("Mihin tiedot menevät?")
        await hands.press("enter")
        await hands.sees("Miksi?")
        await hands.type("kuukauden laskutusajo")
        await hands.press("enter")
        await hands.sees("Mihin tiedostoon?")
        await hands.press("ctrl+u")
        await hands.type(str(path))
        await hands.press("enter")
        await told(hands, "Luovutusloki 1")
        assert [row["name"] for row in json.loads(path.read_text())] == ["Kahvila Koivu Oy"]


async def test_marketing_and_the_main_user_are_not_offered_to_bring_in(town: Town) -> None:
    async with at_desk(town, "maria") as hands:
        await listed(hands)
        await hands.press("I")
        assert "Mistä tiedostosta?" not in hands.text()


@pytest.mark.parametrize("language", ["fi", "en"])
async def test_columns_and_the_dry_run_look_as_agreed(town: Town, tmp_path: Path, language: str) -> None:
    async with at_desk(town, "hanna", language=language) as hands:
        await listed(hands)
        await hands.press("I")
        await hands.sees("CSV")
        await hands.type(str(written(tmp_path, ROWS)))
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, ColumnsScreen))
        agreed(f"import-columns-{language}", await hands.still())
        await hands.press("a")
        await state(hands, "shown")
        await hands.press("down")
        agreed(f"import-rows-{language}", await hands.still())


async def test_a_path_that_cannot_be_read_is_asked_again_with_what_was_typed(town: Town, tmp_path: Path) -> None:
    (tmp_path / "lasku.xml").write_text("\ufeff<?xml version='1.0'?><Finvoice/>", encoding="utf-8")
    (tmp_path / "vastaus.json").write_text('{"totalResults": 0}', encoding="utf-8")
    async with at_desk(town, "hanna") as hands:
        await listed(hands)
        await hands.press("I")
        await hands.sees("Mistä tiedostosta?")
        await hands.type(str(tmp_path / "lasku.xml"))
        await hands.press("enter")
        await hands.sees("Tämä on XML:ää")
        await hands.press(*["backspace"] * len("lasku.xml"))
        await hands.type("vastaus.json")
        await hands.press("enter")
        await hands.sees("Tämä on JSONia")
        await hands.press("ctrl+u")
        await hands.type(str(written(tmp_path, ROWS)))
        await hands.press("enter")
        await hands.until(lambda: isinstance(hands.desk.screen, ColumnsScreen))


async def test_a_file_none_of_whose_columns_is_known_is_not_gone_on_with(town: Town, tmp_path: Path) -> None:
    async with at_desk(town, "hanna") as hands:
        screen = await at_columns(hands, written(tmp_path, [["A", "B"], ["1", "2"]]))
        await hands.press("a")
        await told(hands, "Mitään saraketta ei tuoda")
        assert hands.desk.screen is screen


async def test_enter_shows_a_row_whole_and_brings_nothing_in(town: Town, tmp_path: Path) -> None:
    before = await held(town)
    async with at_desk(town, "hanna") as hands:
        await at_columns(hands, written(tmp_path, ROWS))
        await hands.press("a")
        screen = await state(hands, "shown")
        await hands.press("enter")
        await hands.sees("Tiedostossa:")
        assert "Y-tunnus: 0201724-4" in hands.text()
        await hands.press("escape")
        await hands.until(lambda: hands.desk.screen is screen)
        assert screen.state == "shown"
    assert await held(town) == before


async def test_a_country_that_is_refused_is_asked_again_and_nothing_else(town: Town, tmp_path: Path) -> None:
    async with at_desk(town, "anna") as hands:
        await listed(hands, "koivu")
        await hands.press("E")
        for question, keys in (("Missä muodossa?", ["enter"]), ("Mitkä kentät?", ["enter"]), ("Mihin tiedot menevät?", ["end", "enter"])):
            await hands.sees(question)
            await hands.press(*keys)
        answers = {"Kenelle": "Poliisi", "Mihin maahan?": "us", "lain kohdan": "poliisilaki 4:3", "Miksi?": "kirje 12/2026"}
        for question, answer in (answers | {"Mihin tiedostoon?": str(tmp_path / "ulos.csv")}).items():
            await hands.sees(question)
            await hands.press("ctrl+u")
            await hands.type(answer)
            await hands.press("enter")
        await hands.sees("ETA:n ulkopuolelle")
        await hands.press("ctrl+u")
        await hands.type("se")
        await hands.press("enter")
        await told(hands, "1 asiakas:")
    told_of = await (await town.owner()).fetchrow("select recipient, country, basis from audit.disclosure")
    assert tuple(told_of) == ("Poliisi", "SE", "poliisilaki 4:3")


async def test_a_file_that_was_stopped_before_its_rows_were_checked_is_gone_on_with(town: Town, tmp_path: Path) -> None:
    owner = await town.owner()
    async with at_desk(town, "hanna") as hands:
        await at_columns(hands, written(tmp_path, ROWS))
        async with owner.transaction():
            await owner.execute("lock table desk.import in access exclusive mode")
            await hands.press("a")
            await hands.until(lambda: isinstance(hands.desk.screen, BringingScreen))
            await hands.press("escape")
            await told(hands, "Lopetetaan")
        await hands.until(lambda: hands.told.endswith("F5 jatkaa."))
        await hands.press("f5")
        screen = await state(hands, "shown")
        assert screen.progress is not None
        assert screen.progress.checked == 4
