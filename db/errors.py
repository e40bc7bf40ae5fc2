"""What the database or the machine may answer instead of a result: classes that carry a code, never a sentence."""

from __future__ import annotations


class SelosteError(Exception):
    """An expected answer other than yes; ``code`` names its sentence in ``tui.words`` as ``errors.<code>``."""

    def __init__(self, code: str, /, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Refused(SelosteError):
    """The database said no: the right, the row or the reason is missing."""


class Invalid(SelosteError):
    """A value breaks a rule; ``facts["field"]`` names the field where one is known."""


class Stale(SelosteError):
    """Somebody saved the same record first; ``facts["theirs"]`` holds what changed."""


class Unreachable(SelosteError):
    """No answer from the server: whether a write was applied is not known until it is asked again."""


class Setup(SelosteError):
    """The server, the database or this machine is not ready for use."""
