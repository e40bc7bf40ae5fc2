"""What the program is given when it opens: who may be at the keyboard, and how the register is reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """A login of the demo, shown on the login screen with its password; ``about`` is in Finnish and in English."""

    login: str
    password: str
    person: str
    about: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reached:
    """``dsn_of`` gives the address of the register for a login; ``peer_login`` is proved by the operating system already."""

    dsn_of: Callable[[str], str]
    peer_login: str | None = None


Reach = Callable[[Callable[[str], object]], Reached]
"""Takes as long as it takes, in a thread, and says its steps to what it is given; SelosteError when there is no register to open."""


@dataclass(frozen=True, slots=True)
class Opening:
    """``reach`` is called once the login is on the screen: reading the settings and asking the server may take a while."""

    reach: Reach
    demo_logins: tuple[DemoLogin, ...] = ()
