"""What the program is given when it opens: where the register is and who may be at the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A login of the demo, shown on the login screen with its password; ``about`` is in Finnish and in English."""

    login: str
    password: str
    person: str
    about: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Opening:
    """``dsn_of`` gives the address of the register for a login; ``peer_login`` is proved by the operating system already."""

    dsn_of: Callable[[str], str]
    log: Path
    demo_logins: tuple[DemoLogin, ...] = ()
    peer_login: str | None = None
