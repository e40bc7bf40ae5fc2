"""The tasks about files, of administration and billing; see ``tasks``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.imports import written
from tests.people import login_of
from tests.tui.counting import Counted, task
from tui.screens.bringing import BringingScreen
from tui.screens.columns import ColumnsScreen


@task("administration", "bring in a file of customers, its columns recognised, each row seen", 6, login="hanna")
async def bring_in(work: Counted) -> None:
    """From the dashboard by the list: the path is typed, the columns and the dry run are agreed to."""
    with tempfile.TemporaryDirectory() as room:
        path = written(Path(room), [["Yritys", "Sähköposti"], ["Lehto Oy", "info@lehto.example.fi"]])
        await work.press("slash")
        await work.sees("Koivu")
        await work.press("down")
        await work.press("I")
        await work.sees("Mistä tiedostosta?")
        await work.type(str(path))
        await work.press("enter")
        await work.hands.until(lambda: isinstance(work.hands.desk.screen, ColumnsScreen))
        await work.press("a")
        await work.hands.until(lambda: isinstance(work.hands.desk.screen, BringingScreen) and work.hands.desk.screen.state == "shown")
        await work.press("a")
        await work.is_there("select true from register.party where name = 'Lehto Oy' and source_ref = 'asiakkaat.csv'")


@task("billing", "hand out customers to a file for our own use", 8, login="anna")
async def hand_out(work: Counted) -> None:
    """Everybody in the list, all fields, as CSV, with a reason, under the name that is proposed."""
    await work.press("slash")
    await work.sees("Koivu")
    await work.press("down")
    await work.press("E")
    for question in ("Missä muodossa?", "Mitkä kentät?", "Mihin tiedot menevät?"):
        await work.sees(question)
        await work.press("enter")
    await work.sees("Miksi?")
    await work.type("kuukauden laskutusajo")
    await work.press("enter")
    await work.sees("Mihin tiedostoon?")
    with tempfile.TemporaryDirectory() as room:
        await work.hands.press("ctrl+u")
        await work.type(f"{room}/asiakkaat.csv")
        await work.press("enter")
        recorded = "select true from audit.disclosure where login = $1 and kind = 'own_use' and count > 5"
        await work.is_there(recorded, login_of("anna"))
        await work.hands.until(lambda: "Luovutusloki" in work.hands.told)
