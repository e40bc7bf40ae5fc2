"""Invoices and statements brought in from a shell: shown first, taken once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.billing import bill, reference, today
from tests.people import PASSWORD, Town, login_of
from tests.statements import camt, detail, entry, finvoice
from tui import cli
from tui.words import speak


@pytest.fixture
def shell(town: Town, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command as anna; gives its status and what it said."""
    monkeypatch.setenv("SELOSTE_DSN", town.database.installer_dsn)
    monkeypatch.setenv("SELOSTE_DATABASE", town.database.name)
    monkeypatch.setenv("SELOSTE_LANGUAGE", "en")
    monkeypatch.setattr("tui.cli_register.password", lambda _login: PASSWORD)

    def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        status = cli.main([*arguments, "--as", login_of("anna")])
        speak("fi")
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def written(tmp_path: Path, name: str, content: bytes) -> str:
    """A file."""
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


async def counted(town: Town, table: str) -> int:
    """Rows that are really there."""
    return await (await town.owner()).fetchval(f"select count(*) from register.{table}")


async def in_thread(run: Any, *arguments: str) -> tuple[int, str]:
    """A command has an event loop of its own."""
    import asyncio

    return await asyncio.to_thread(run, *arguments)


async def test_invoices_are_shown_then_taken_and_the_second_time_nothing_changes(town: Town, shell: Any, tmp_path: Path) -> None:
    stranger = finvoice("7002", business_id="2903124-9")
    file = written(tmp_path, "laskut.xml", finvoice() + stranger)
    status, said = await in_thread(shell, "import", "finvoice", file)
    assert (status, await counted(town, "invoice")) == (1, 0)
    assert f"7001 2026-10-01 €125.50: new #{town.ids['koivu']}" in said
    assert "not in the register" in said
    status, said = await in_thread(shell, "import", "finvoice", file, "--yes")
    assert (status, await counted(town, "invoice")) == (1, 1)
    assert "Saved: 1 new, 1 refused." in said
    status, said = await in_thread(shell, "import", "finvoice", file, "--yes")
    assert (status, await counted(town, "invoice")) == (1, 1)
    assert "Nothing new." in said


async def test_statement_is_matched_by_reference_and_a_second_import_changes_nothing(town: Town, shell: Any, tmp_path: Path) -> None:
    await bill(town, "koivu", 40)
    anna = await town.as_login("anna")
    assert (await today(anna)).year >= 2026
    entries = (
        entry("125.50", detail(reference(101_001))), entry("9.00", detail(payer="Tuntematon"), archive="2610AAA2"),
        entry("5.00", detail(), way="DBIT", archive="2610AAA3"),
    )  # fmt: skip
    file = written(tmp_path, "tiliote.xml", camt(*entries))
    status, said = await in_thread(shell, "import", "camt", file, "--yes", "--unit", "Pihtipudas")
    assert status == 0
    assert f"€125.50 10 10015: matched #{town.ids['koivu']}" in said
    assert "1 entries are no payments" in said
    assert "1 payments wait to be matched" in said
    before = [await counted(town, table) for table in ("payment", "allocation")]
    assert before == [2, 1]
    status, said = await in_thread(shell, "import", "camt", file, "--yes")
    assert (status, [await counted(town, table) for table in ("payment", "allocation")]) == (0, before)
    assert "Nothing new." in said


async def test_file_that_attacks_is_refused_in_a_sentence(town: Town, shell: Any, tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE l [<!ENTITY a "ha">]><l>&a;</l>'
    for act in ("finvoice", "camt"):
        status, said = await in_thread(shell, "import", act, written(tmp_path, "x.xml", bomb), "--yes")
        assert status == 1
        assert "document type" in said
    assert await counted(town, "invoice") == 0


async def test_files_are_undone_the_last_first_and_refused_in_a_sentence_while_the_books_need_them(
    town: Town, shell: Any, tmp_path: Path
) -> None:
    day = await today(await town.as_login("anna"))
    bill_of_today = finvoice().replace(b"20261001", f"{day:%Y%m%d}".encode()).replace(b"20261015", f"{day:%Y%m%d}".encode())
    paid = camt(entry("125.50", detail("1232"))).replace(b"2026-10-12", day.isoformat().encode())
    files = {"finvoice": written(tmp_path, "laskut.xml", bill_of_today), "camt": written(tmp_path, "tiliote.xml", paid)}
    for _ in range(2):
        for act, file in files.items():
            assert (await in_thread(shell, "import", act, file, "--yes"))[0] == 0
        status, said = await in_thread(shell, "import", "finvoice", "--undo")
        assert (status, said.strip()) == (1, "Not undone: invoice 7001 was paid, in full or in part.")
        assert [await counted(town, table) for table in ("invoice", "payment", "allocation")] == [1, 1, 1]
        assert await in_thread(shell, "import", "camt", "--undo") == (0, "Undone: camt.053 S-1, 1 payments.\n")
        assert await in_thread(shell, "import", "finvoice", "--undo") == (0, "Undone: Finvoice laskut.xml, 1 invoices.\n")
        assert [await counted(town, table) for table in ("invoice", "payment", "allocation")] == [0, 0, 0]
    status, said = await in_thread(shell, "import", "camt", "--undo")
    assert (status, said.strip()) == (1, "You have brought in no file that is to undo.")
    assert "Name a file, or --undo." in (await in_thread(shell, "import", "camt"))[1]
