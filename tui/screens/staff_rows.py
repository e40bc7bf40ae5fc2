"""A login as a line of a list."""

from __future__ import annotations

from db.shown import search_form, shown_date
from db.staff import Login
from tui.widgets.rows import Column, Row
from tui.words import language, say


def columns() -> tuple[Column, ...]:
    """The columns of the list in the language in use."""
    return (
        Column(say("staff.login"), 1.0, least=11, most=24),
        Column(say("staff.person"), 1.4, least=15, most=30),
        Column(say("staff.purposes"), 3.0, least=20),
        Column(say("staff.units"), 2.4, least=12, priority=2),
        Column(say("staff.ends"), 10, priority=1),
        Column(say("staff.state"), 10),
    )


def state(login: Login) -> str:
    """Whether a login is ended, locked or connected now."""
    if login.ended_at:
        return say("staff.state_ended")
    if login.locked:
        return say("staff.state_locked")
    return say("staff.state_connected") if login.connected else ""


def purposes_of(login: Login) -> str:
    """The purposes it holds, in words."""
    return ", ".join(say(f"purposes.{purpose}") for purpose in login.purposes)


def row_of(number: int, login: Login) -> Row:
    """A line of the list."""
    ends = login.ended_at.date() if login.ended_at else login.ends_on
    shown = shown_date(ends, language()) if ends else ""
    cells = (login.login, login.person, purposes_of(login), ", ".join(login.units), shown, state(login))
    return Row(number, cells, dim=login.ended_at is not None)


def matching(logins: tuple[Login, ...], typed: str) -> list[tuple[int, Login]]:
    """Numbers and logins in which every word typed begins a word of the login or the name."""
    words = [f" {word}" for word in search_form(typed).split()]
    names = [f" {search_form(f'{login.login} {login.person}')}" for login in logins]
    return [(at, logins[at]) for at, name in enumerate(names) if all(word in name for word in words)]
