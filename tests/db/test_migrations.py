"""Reading migrations and definitions from files: numbers, sums, order."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import definitions, migrations, scripts
from db.errors import Setup
from tests.trees import shop, write


def names(found: tuple[scripts.Script, ...]) -> list[str]:
    return [script.name for script in found]


@pytest.mark.parametrize(
    ("files", "wrong"),
    [
        (["0002_b.sql"], "0002_b.sql"),
        (["0001_a.sql", "0003_c.sql"], "0003_c.sql"),
        (["0001_a.sql", "0001_b.sql"], "0001_b.sql"),
        (["0001_a.sql", "2_b.sql"], "2_b.sql"),
        (["0001_Big.sql"], "0001_Big.sql"),
    ],
    ids=["not from one", "gap", "twice", "short number", "capital letters"],
)
def test_misnumbered_migrations_are_refused(tmp_path: Path, files: list[str], wrong: str) -> None:
    shop(tmp_path, migrations=dict.fromkeys(files, "select 1"))
    with pytest.raises(Setup) as refused:
        migrations.read(tmp_path)
    assert (refused.value.code, refused.value.facts["file"]) == ("migrations_misnumbered", wrong)


def test_line_ends_do_not_change_the_sum(tmp_path: Path) -> None:
    (tmp_path / "unix.sql").write_bytes(b"select 1;\nselect 2;\n")
    (tmp_path / "dos.sql").write_bytes(b"select 1;\r\nselect 2;\r\n")
    assert scripts.read(tmp_path / "unix.sql").sha256 == scripts.read(tmp_path / "dos.sql").sha256


def test_definitions_follow_what_they_need_and_the_alphabet_otherwise(tmp_path: Path) -> None:
    files = {
        "zebra.sql": "",
        "middle.sql": "-- needs: zebra last",
        "last.sql": "-- needs: zebra",
        "first.sql": "-- a comment\n-- needs: nothing",
    }
    write(tmp_path, "definitions", files)
    assert names(definitions.read(tmp_path)) == ["first.sql", "zebra.sql", "last.sql", "middle.sql"]


def test_a_circle_of_definitions_is_refused_and_named(tmp_path: Path) -> None:
    write(tmp_path, "definitions", {"a.sql": "-- needs: b", "b.sql": "-- needs: c", "c.sql": "-- needs: a"})
    with pytest.raises(Setup) as refused:
        definitions.read(tmp_path)
    assert refused.value.code == "definitions_cycle"
    assert refused.value.facts["cycle"] in {"a → b → c → a", "b → c → a → b", "c → a → b → c"}


def test_a_definition_that_needs_an_unknown_one_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "definitions", {"a.sql": "-- needs: gone"})
    with pytest.raises(Setup) as refused:
        definitions.read(tmp_path)
    assert (refused.value.code, refused.value.facts) == ("definition_unknown", {"file": "a.sql", "needed": "gone"})


@pytest.mark.parametrize("change", ["rename", "edit", "add"])
def test_the_sum_of_definitions_sees_every_change(tmp_path: Path, change: str) -> None:
    before = definitions.sum_of(definitions.read(shop(tmp_path)))
    folder = tmp_path / "definitions"
    match change:
        case "rename":
            (folder / "access.sql").rename(folder / "accessible.sql")
        case "edit":
            (folder / "access.sql").write_text("-- needs: rules\n")
        case _:
            (folder / "more.sql").write_text("")
    assert definitions.sum_of(definitions.read(tmp_path)) != before


def test_a_migration_edited_after_it_ran_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Setup) as refused:
        migrations.pending(migrations.read(shop(tmp_path)), {1: "another sum"})
    assert (refused.value.code, refused.value.facts) == ("migration_edited", {"file": "0001_shop.sql"})


def test_a_database_newer_than_the_program_is_refused(tmp_path: Path) -> None:
    known = migrations.read(shop(tmp_path))
    with pytest.raises(Setup) as refused:
        migrations.pending(known, {1: known[0].script.sha256, 2: "of the future"})
    assert (refused.value.code, refused.value.facts) == ("database_newer", {"database": 2, "program": 1})
