"""Files as hostile or broken as files come: each row is brought in, or told why not in a sentence of either language, and none is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from db.importing import Line, Progress, write_refused
from db.session import Session
from tests.hostile import worded
from tests.imports import at_work, dry_run, finish, lines
from tests.people import Town
from tui import bringing
from tui.words import Language, speak

HEAD = "Yritys;Sähköposti;Asiakas alkaen"


async def read(hanna: Session, path: Path) -> tuple[Progress, dict[int, Line]]:
    """The rows of a file with their outcomes; whatever is refused has its sentence in both languages."""
    progress = await dry_run(hanna, path)
    found = await lines(hanna, progress)
    languages: tuple[Language, ...] = ("en", "fi")
    for one in found.values():
        assert one.outcome != "refused" or worded((one.why or {})["code"])
        for language in languages:
            speak(language)
            assert bool(bringing.why(one)) == (one.outcome in {"refused", "duplicate"}), one
    return progress, found


def codes(found: dict[int, Line]) -> dict[int, str | None]:
    """Rows with the code of their refusal."""
    return {number: (one.why or {}).get("code") for number, one in found.items()}


def kept(where: Path, text: str | bytes, name: str = "asiakkaat.csv") -> Path:
    path = where / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


async def test_rows_of_any_length_mixed_line_ends_and_a_mark_at_the_beginning(town: Town, tmp_path: Path) -> None:
    text = f"\ufeff{HEAD}\r\nYksi Oy;y@yksi.example.fi;1.2.2020\nKaksi Oy\rKolme Oy;;;ohi;\0li\r\n\r\n;;\nNeljä Oy;n@nelja.example.fi"
    progress, found = await read(await at_work(town, "hanna"), kept(tmp_path, text))
    assert codes(found) == {2: None, 3: None, 4: "cells_too_many", 7: None}
    assert progress.counts == {"new": 3, "refused": 1}
    assert found[4].cells == ["Kolme Oy", "", "", "ohi", "\u2400li"]


async def test_what_stays_out_is_written_with_all_its_cells_mended_and_brought_in(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    long = f"Pitkä Oy;{'x' * 10_000_000};"
    rows = [HEAD, "Ohi Oy;o@ohi.example.fi;;liikaa;täällä", "Nolla\0 Oy;n@nolla.example.fi;", long, "Päivä Oy;;46053", "Oy Lyhyt Ab"]
    progress, found = await read(hanna, kept(tmp_path, "\n".join(rows)))
    assert codes(found) == {2: "cells_too_many", 3: "cell_nul", 4: "cell_too_long", 5: "date_shape", 6: None}
    assert (found[4].why or {})["column"] == "Sähköposti"
    left = tmp_path / "korjattava.csv"
    assert await write_refused(hanna, progress, left, "Miksi ei tuotu", bringing.why) == 4
    _, same = await read(hanna, left)
    assert list(codes(same).values()) == ["cells_too_many", "cell_nul", "email_length", "date_shape"], "nothing was mended"
    assert (same[2].cells or [])[-2:] == ["liikaa", "täällä"]
    mended = left.read_text(encoding="utf-8-sig").replace("\u2400", "").replace("46053", "1.2.2026")
    mended = mended.replace("x" * 4000, "p@pitka.example.fi")
    again, _ = await read(hanna, kept(tmp_path, mended, "korjattu.csv"))
    assert again.counts == {"refused": 1, "new": 3}


async def test_rows_that_are_heavy_are_sent_a_few_at_a_time(town: Town, tmp_path: Path) -> None:
    hanna, columns = await at_work(town, "hanna"), 30
    head = ";".join(["Yritys", *(f"Muuta {place}" for place in range(columns))])
    rows = [f"Yhtiö {nth} Oy;" + ";".join(["€" * 3500] * columns) for nth in range(60)]
    progress, _ = await read(hanna, kept(tmp_path, "\n".join([head, *rows])))
    assert progress.counts == {"new": 60}


async def test_a_workbook_with_numbers_for_dates_formulas_and_headings_twice(town: Town, tmp_path: Path) -> None:
    hanna = await at_work(town, "hanna")
    book = openpyxl.Workbook()
    table: list[list[Any]] = [
        ["Yritys", "Asiakas alkaen", "Puhelin", "Puhelin"],
        ["Yksi Oy", 46053, "0445550901", "0445550902"],
        ["Kaksi Oy", "=TODAY()", None, None],
        ["Kolme Oy", "#N/A", None, None],
        ["Neljä Oy", "31.1.2026", 445550903, None],
    ]
    assert book.active is not None
    for row in table:
        book.active.append(row)
    book.active["B4"].data_type = "e"
    book.save(tmp_path / "kirja.xlsx")
    progress, found = await read(hanna, tmp_path / "kirja.xlsx")
    assert progress.header == ["Yritys", "Asiakas alkaen", "Puhelin", "Puhelin (2)"]
    assert codes(found) == {2: "date_shape", 3: "cell_formula", 4: "cell_error", 5: None}
    assert (await finish(hanna, progress)).applied == 1
