"""Whom the server runs as: PostgreSQL refuses root, so root lends it an unprivileged user."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

from db.errors import Setup

UNPRIVILEGED: Final = ("seloste", "postgres", "nobody", "daemon")


class Identity(TypedDict, total=False):
    """The arguments of ``subprocess.Popen`` that change the user of a child."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Account:
    """An operating system user."""

    name: str
    uid: int
    gid: int

    @property
    def identity(self) -> Identity:
        """How a child becomes this user; nothing where it already is."""
        return {} if self.uid == os.geteuid() else {"user": self.uid, "group": self.gid, "extra_groups": []}


def of_uid(uid: int) -> Account:
    """The user of a number; peer logins and initdb both need its name."""
    try:
        entry = pwd.getpwuid(uid)
    except KeyError as error:
        raise Setup("no_user_name", uid=uid) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def existing(name: str) -> Account | None:
    """The unprivileged user of that name, where there is one."""
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


def for_server(cluster: Path) -> Account:
    """Whoever runs this program; under root the owner of an existing ``cluster``, otherwise the first of UNPRIVILEGED found."""
    if os.geteuid():
        return of_uid(os.geteuid())
    if cluster.is_dir() and (owner := cluster.lstat().st_uid):
        return of_uid(owner)
    found = next((account for name in UNPRIVILEGED if (account := existing(name))), None)
    if found is None:
        raise Setup("no_unprivileged_user", names=", ".join(UNPRIVILEGED))
    return found
