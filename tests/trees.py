"""Small trees of SQL files for tests of the engine that runs them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

TABLE = """
set local role seloste_owner;
create schema shop;
create table shop.article (id integer primary key, name text not null);
alter table shop.article enable row level security;
"""

RULES = """
set local role seloste_reader;
create function rules.visible(id integer) returns boolean language sql return id < 100;
grant execute on function rules.visible to seloste_staff;
"""

ACCESS = """-- needs: rules
set local role seloste_owner;
create policy article_staff_sees on shop.article using (rules.visible(id));
grant select (id) on shop.article to seloste_support;
create function rules.noted() returns trigger language plpgsql as 'begin return new; end';
create trigger article_noted before insert on shop.article for each row execute function rules.noted();
"""


def write(root: Path, folder: str, files: Mapping[str, str]) -> None:
    """Replace the files of one folder by these."""
    place = root / folder
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("*.sql"):
        old.unlink()
    for name, text in files.items():
        (place / name).write_text(text)


def shop(root: Path, *, migrations: Mapping[str, str] | None = None, definitions: Mapping[str, str] | None = None) -> Path:
    """A register of one table with a policy, a grant and a trigger, unless other files are given."""
    write(root, "migrations", {"0001_shop.sql": TABLE} if migrations is None else migrations)
    write(root, "definitions", {"access.sql": ACCESS, "rules.sql": RULES} if definitions is None else definitions)
    return root
