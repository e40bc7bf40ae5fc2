"""Files brought in and handed out from a shell."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tests.cli.running import Came, Run
from tests.cli.test_work import PRIVACY, TYPED, WORKER, database, kept, mould, run
from tests.imports import written
from tests.sql.test_importing import HEAD, LEHTO
from tests.sql.test_imports_outside import CREDIT

__all__ = ["database", "kept", "mould", "run"]
"""The fixtures of the register that commands are tried at."""


def brought(run: Run, *more: str) -> Came:
    """An import as the one who administers."""
    return run("import", "table", *more, "--as", WORKER, typed=TYPED)


def handed(run: Run, path: Path, *more: str) -> Came:
    """An export as the one who administers."""
    return run("export", str(path), *more, "--as", WORKER, typed=TYPED)


def test_a_file_is_tried_brought_in_and_undone(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, [HEAD, LEHTO, ["Väärä Oy", "0201724-5", "", "", "", "", ""]])
    tried = brought(run, str(path), "--dry-run")
    assert tried.status == 0, tried.err
    assert "New customer" in tried.out
    assert "Row 3: Väärä Oy: Y-tunnus: " in tried.out
    assert "--yes" in brought(run, str(path)).err
    left = tmp_path / "left.csv"
    done = brought(run, str(path), "--yes", "--refused", str(left), "--keep", "shop")
    assert (done.status, "Brought in 1 row" in done.out) == (1, True), done.err
    assert "0201724-5" in left.read_text(encoding="utf-8-sig")
    assert "2 rows" not in brought(run, "--undo").out
    assert "Nothing" in brought(run, "--undo").err or brought(run, "--undo").status == 1
    assert brought(run, str(path), "--mapping", "shop", "--dry-run").status == 0


def test_columns_are_named_on_the_command_line(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, [["a=b", "c"], ["Lehto Oy", "huomautus"]])
    assert "There is no field" in brought(run, str(path), "--map", "a=b=nimi").err
    assert "no column" in brought(run, str(path), "--map", "x=name").err
    done = brought(run, str(path), "--map", "a=b=name", "--unit", "Oulu", "--set", "kind=association", "--yes")
    assert done.status == 0, done.err


def test_an_unfinished_import_is_gone_on_with(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, [HEAD, LEHTO])
    assert "No import is unfinished" in brought(run, "--resume").err
    assert brought(run, str(path)).status == 1
    done = brought(run, "--resume", "--yes")
    assert "Brought in 1 row" in done.out, done.err


def test_what_is_handed_out_is_recorded(run: Run, tmp_path: Path) -> None:
    assert brought(run, str(written(tmp_path, [HEAD, LEHTO])), "--yes").status == 0
    said = handed(run, tmp_path / "out.csv", "--fields", "name,phone", "--reason", "monthly invoicing")
    assert said.status == 0, said.err
    rows = list(csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
    assert rows == [["name", "phone"], ["Lehto Hosting Oy", "'+358445550777"]]
    given = ("--reason", "request 12/2026", "--recipient", "Poliisi", "--basis", "poliisilaki 4:3")
    assert handed(run, tmp_path / "out.json", *given).status == 0
    assert json.loads((tmp_path / "out.json").read_text())[0]["name"] == "Lehto Hosting Oy"
    told = run("audit", "disclosures", "--as", PRIVACY, typed=TYPED).out
    assert "Poliisi FI" in told
    assert "own use" in told


def test_what_may_not_be_handed_out_is_refused_before_a_file_is_made(run: Run, tmp_path: Path) -> None:
    assert (
        "EEA" in handed(run, tmp_path / "a.csv", "--reason", "request 12/2026", "--recipient", "X", "--country", "US", "--basis", "Y").err
    )
    assert "name must end" in handed(run, tmp_path / "a.txt", "--reason", "monthly invoicing").err
    (tmp_path / "b.csv").write_text("mine")
    assert "already" in handed(run, tmp_path / "b.csv", "--reason", "monthly invoicing").err
    assert [one.name for one in tmp_path.iterdir()] == ["b.csv"]


def test_what_a_file_holds_is_told_and_may_be_said(run: Run, tmp_path: Path) -> None:
    path = written(tmp_path, CREDIT, "asiakastieto.csv")
    found = brought(run, str(path), "--dry-run")
    assert found.status == 0, found.err
    assert "What is in the file: Credit checks (Asiakastieto)" in found.out
    assert "4 / 4 rows (100 %)" in found.out
    said = brought(run, str(path), "--dry-run", "--kind", "customers")
    assert "What is in the file: Customers" in said.out
    assert "credit" in brought(run, str(path), "--kind", "muuta").err
