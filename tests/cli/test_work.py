"""Logins, units, logs and imports from a shell, as the installer and as people of a small register."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from db import database as databases
from db.cluster import Cluster, Server
from tests.cli.running import EXAMPLE, Came, Run, runner
from tests.databases import ask
from tests.ytj import Server as YtjServer

MAIN, WORKER, PRIVACY = "paula.w", "hanna.w", "petra.w"
PASSWORD, OTHER = "hyvä salasana 1", "toinen salasana 2"
TYPED = f"{PASSWORD}\n"


@pytest.fixture(scope="module")
def kept(room: Path, request: pytest.FixtureRequest) -> Generator[Server]:
    """The server of one file, which another that borrows this finds empty."""
    cluster = Cluster(room / request.node.path.stem.removeprefix("test_"), durable=False, sealed=False)
    with cluster.start() as running:
        yield running
        cluster.stop()


@pytest.fixture(scope="module")
def mould(kept: Server) -> str:
    """A database with a main user, somebody who administers and the data protection officer; cloned for each test."""
    with pytest.MonkeyPatch.context() as setting:
        from tui import cli

        answers = iter([PASSWORD] * 3)
        setting.setenv("SELOSTE_DATA", str(kept.places.directory))
        setting.setenv("SELOSTE_DATABASE", "mould")
        setting.setattr("tui.cli_terminal._secret", lambda _prompt: next(answers))
        assert cli.main(["init", "--main-user", MAIN, "--name", "Paula Pääkäyttäjä", "--unit", "Oulu", "--unit", "Turku"]) == 0
        assert cli.main(["staff", "add", WORKER, "--name", "Hanna Hallinto", "--purpose", "administration", "--unit", "Oulu"]) == 0
        assert cli.main(["staff", "add", PRIVACY, "--name", "Petra Suoja", "--purpose", "privacy", "--unit", "1", "--unit", "2"]) == 0
    return "mould"


@pytest.fixture
def database(kept: Server, mould: str, monkeypatch: pytest.MonkeyPatch) -> Generator[str]:
    """The name of a copy of the mould."""
    name = "copy"

    async def copied() -> None:
        connection = await asyncpg.connect(kept.dsn)
        await connection.execute(f'create database "{name}" template "{mould}" strategy file_copy')
        await databases.close_to_public(connection, name)
        await connection.close()

    asyncio.run(copied())
    yield name
    asyncio.run(ask(kept.dsn, f'drop database "{name}" with (force)'))


@pytest.fixture
def run(kept: Server, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    made = runner(kept.places.directory, monkeypatch, capsys)
    monkeypatch.setenv("SELOSTE_DATABASE", database)
    return made


@pytest.fixture
def superuser(kept: Server, database: str) -> Callable[..., None]:
    """Runs statements in the register as the superuser."""
    return lambda *statements: asyncio.run(ask(kept.dsn_of("postgres", database), *statements))


@pytest.fixture
def leaver(kept: Server) -> Generator[str]:
    """A name for a login that is dropped after the test."""
    yield "lasse.w"
    asyncio.run(ask(kept.dsn, 'drop role if exists "lasse.w"'))


def imported(run: Run, *more: str, file: Path = EXAMPLE, login: str = WORKER) -> Came:
    """An import as the one who administers."""
    return run("import", "prh", str(file), "--as", login, *more, typed=TYPED)


def changed(tmp_path: Path, change: Callable[[Any], None]) -> Path:
    """The example of PRH with something in it changed."""
    answer = json.loads(EXAMPLE.read_text())
    change(answer["companies"][0])
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(answer))
    return path


def test_the_main_user_makes_a_login_that_can_work_and_ends_it(run: Run, kept: Server, database: str, leaver: str) -> None:
    said = run(
        "staff", "add", leaver, "--name", "Lasse Lähtijä", "--purpose", "support", "--unit", "turku", "--until", "31.12.2099", "--as", MAIN,
        typed=f"{PASSWORD}\n{OTHER}\n",
    )  # fmt: skip
    assert said.status == 0, said.err
    listed = run("staff", "list", "--as", MAIN, typed=TYPED).out
    assert "Lasse Lähtijä" in listed
    assert "2099-12-31" in listed

    async def enters() -> bool:
        try:
            await (await asyncpg.connect(kept.dsn_of(leaver, database, OTHER))).close()
        except asyncpg.PostgresError:
            return False
        return True

    assert asyncio.run(enters())
    assert run("staff", "grant", leaver, "--purpose", "faults", "--unit", "Oulu").status == 0
    assert run("staff", "revoke", leaver, "--purpose", "support").status == 0
    assert "faults" in next(line for line in run("staff", "list").out.splitlines() if line.startswith(leaver))
    assert run("staff", "end", leaver, "--as", MAIN, typed=TYPED).status == 0
    assert not asyncio.run(enters())
    assert run("staff", "end", leaver).status == 1


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("staff", "add", "Iso Tunnus", "--name", "Iso"), "small letters"),
        (("staff", "add", MAIN, "--name", "Toinen"), "is taken"),
        (("staff", "add", "uusi.w", "--name", "Uusi", "--unit", "Mars"), "no unit Mars. Units: Oulu, Turku"),
        (("staff", "add", "uusi.w", "--name", "Uusi", "--until", "31.2.2099"), "day"),
        (("staff", "add", "uusi.w", "--name", "Uusi", "--until", "1.1.2020"), "in the past"),
        (("staff", "add", "uusi.w", "--name", "Uusi", "--purpose", "main_user", "--purpose", "support"), "no other purpose"),
        (("staff", "password", "nobody.w"), "no such login"),
        (("units", "add", "Oulu"), "unit of that name"),
    ],
)
def test_what_the_register_refuses_is_said_in_words(run: Run, arguments: tuple[str, ...], told: str) -> None:
    said = run(*arguments, typed=TYPED)
    assert said.status == 1
    assert told in said.err


def test_only_the_main_user_grants_and_nobody_to_themselves(run: Run) -> None:
    assert "does not hold this purpose" in run("staff", "list", "--as", WORKER, typed=TYPED).err
    assert "not yours to change" in run("staff", "grant", MAIN, "--purpose", "privacy", "--as", MAIN, typed=TYPED).err
    assert "not accepted" in run("staff", "list", "--as", MAIN, typed="väärä salasana 1\n").err
    assert "not accepted" in run("staff", "list", "--as", "nobody.w", typed=TYPED).err


def test_a_person_changes_their_own_password(run: Run) -> None:
    assert run("staff", "password", WORKER, "--as", WORKER, typed=f"{PASSWORD}\n{OTHER}\n").status == 0
    assert run("import", "prh", str(EXAMPLE), "--as", WORKER, typed=TYPED).status == 1
    assert run("staff", "password", WORKER, "--as", MAIN, typed=f"{PASSWORD}\n{PASSWORD}\n").status == 0


def test_units_are_made_and_listed(run: Run) -> None:
    assert "Unit 3: Vaasa" in run("units", "add", "Vaasa", "--as", MAIN, typed=TYPED).out
    assert "Vaasa" in run("units", "list").out


def test_an_import_shows_first_and_saves_only_when_told_to(run: Run) -> None:
    shown = imported(run, "--unit", "Oulu")
    assert shown.status == 1
    assert "Nokia Oyj (0112038-9), a new customer" in shown.out
    assert "Former name: + Oy Nokia Ab (1966-06-10–1997-08-31)" in shown.out
    assert "Visiting address: + Karakaari 7, 02610 Espoo" in shown.out
    assert "--yes" in shown.err
    saved = imported(run, "--unit", "Oulu", "--yes")
    assert saved.status == 0, saved.err
    assert "Saved: customer" in saved.out


def test_importing_twice_changes_nothing(run: Run, superuser: Callable[..., None]) -> None:
    imported(run, "--unit", "Oulu", "--yes")
    again = imported(run, "--yes")
    assert again.status == 0
    assert "The data are the same as in YTJ." in again.out
    assert "Saved" not in again.out


def test_without_a_file_a_company_is_fetched_from_ytj(run: Run, ytj: YtjServer) -> None:
    ytj.busy = 1
    fetched = run("import", "prh", "--business-id", "0112038-9", "--as", WORKER, "--unit", "Oulu", "--yes", typed=TYPED)
    assert (fetched.status, ytj.asked[-1]) == (0, {"businessId": "0112038-9"}), fetched.err
    assert "Saved: customer" in fetched.out
    assert "YTJ asks to wait 0 s" in fetched.err
    assert "Give a file or a business ID" in run("import", "prh").err


def test_every_datum_of_an_import_tells_its_source(run: Run, kept: Server, database: str) -> None:
    imported(run, "--unit", "Oulu", "--yes")

    async def sources(table: str) -> set[Any]:
        connection = await asyncpg.connect(kept.dsn_of("postgres", database))
        rows = await connection.fetch(
            f"select source, source_ref, obtained_by, obtained_on = (now() at time zone 'Europe/Helsinki')::date from register.{table}"
        )
        await connection.close()
        return {tuple(row) for row in rows}

    for table in ("party", "party_name", "identifier", "address", "firmographic"):
        assert asyncio.run(sources(table)) == {("ytj", "prh-v3 0112038-9 2026-08-19T10:04:06", WORKER, True)}


def test_a_new_name_and_address_in_ytj_replace_the_old_ones_which_are_kept(run: Run, tmp_path: Path) -> None:
    imported(run, "--unit", "Oulu", "--yes")

    def moved(company: Any) -> None:
        company["names"][0] |= {"name": "Nokia Uusi Oyj", "registrationDate": "2026-09-01"}
        company["names"].append({"name": "Nokia Oyj", "type": "1", "registrationDate": "1997-09-01", "endDate": "2026-08-31"})
        company["addresses"][0] |= {"street": "Uusikatu", "registrationDate": "2026-09-01"}
        company["lastModified"] = "2026-09-02 10:00:00"

    file = changed(tmp_path, moved)
    said = imported(run, "--yes", file=file)
    assert said.status == 0, said.err
    assert "Main name: Nokia Oyj → Nokia Uusi Oyj" in said.out
    assert "Karakaari 7, 02610 Espoo → Uusikatu 7, 02610 Espoo" in said.out
    assert "Former name: + Nokia Oyj (1997-09-01–2026-08-31)" in said.out
    assert "the same as in YTJ" in imported(run, "--yes", file=file).out


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "was empty"),
        (EXAMPLE.read_bytes()[:3000], "broke off half way"),
        (b"<html>busy</html>", "some other text"),
        (b"[1, 2]", "not an answer of YTJ"),
        (b'{"totalResults": 0, "companies": []}', "does not know this business ID"),
        (EXAMPLE.read_bytes().replace(b'"0112038-9"', b'"0112038-8"'), "companies.0.businessId"),
        (b"\xff\xfe\x00", "some other text"),
        (b" " * 8_000_001, "too large"),
    ],
)
def test_a_bad_file_is_told_in_a_sentence_before_anybody_logs_in(run: Run, tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "answer.json"
    path.write_bytes(content)
    said = run("import", "prh", str(path), "--as", WORKER)
    assert (said.status, said.out) == (1, "")
    assert told in said.err


def test_a_file_that_is_not_there_is_named(run: Run) -> None:
    assert "/nowhere.json cannot be read" in run("import", "prh", "/nowhere.json").err


def test_a_company_that_is_not_in_the_register_needs_a_unit_of_ones_own(run: Run) -> None:
    assert "--unit NAME" in imported(run, "--yes").err
    assert "not among those" in imported(run, "--unit", "Turku", "--yes").err
    assert "does not hold this purpose" in imported(run, "--unit", "Oulu", login=PRIVACY).err


def test_one_of_several_companies_is_named(run: Run, tmp_path: Path) -> None:
    answer = json.loads(EXAMPLE.read_text())
    answer["companies"].append({"businessId": {"value": "1572860-0"}, "names": [{"name": "Toinen Oy", "type": "1"}]})
    path = tmp_path / "page.json"
    path.write_text(json.dumps(answer))
    assert "2 companies" in imported(run, file=path).err
    assert "form" in imported(run, "--business-id", "1572860-0", "--unit", "Oulu", "--yes", file=path).err
    said = imported(run, "--business-id", "1572860-0", "--unit", "Oulu", "--kind", "company", "--yes", file=path)
    assert said.status == 0, said.err


def test_verifying_finds_one_flipped_byte_and_names_the_record(run: Run, superuser: Callable[..., None]) -> None:
    imported(run, "--unit", "Oulu", "--yes")
    whole = run("audit", "verify", "--as", PRIVACY, typed=TYPED)
    assert whole.status == 0, whole.err
    assert "intact" in whole.out
    superuser(
        "update audit.change_log set row_id = row_id || '1' where seq = (select min(seq) from audit.change_log where table_name = 'party')"
    )
    for said in (run("audit", "verify"), run("audit", "verify", "--as", MAIN, typed=TYPED)):
        assert said.status == 1
        assert "the record was altered" in said.err
        assert "change log" in said.err


def test_verifying_names_a_record_that_was_removed(run: Run, superuser: Callable[..., None]) -> None:
    imported(run, "--unit", "Oulu", "--yes")
    run("audit", "verify")
    superuser("delete from audit.read_log where seq = (select min(seq) from audit.read_log)")
    said = run("audit", "verify")
    assert said.status == 1
    assert "the record is missing" in said.err


def test_data_protection_sees_who_read_and_changed_a_customer_and_others_do_not(run: Run) -> None:
    customer = imported(run, "--unit", "Oulu", "--yes").out.split("customer ")[-1].strip(" .\n")
    imported(run)
    said = run("audit", "show", customer, "--as", PRIVACY, typed=TYPED)
    assert said.status == 0, said.err
    assert WORKER in said.out
    assert "opened the card" in said.out
    assert run("audit", "show", customer, "--as", WORKER, typed=TYPED).status == 1
    assert "There is none" in run("audit", "show", "999999", "--as", PRIVACY, typed=TYPED).err
