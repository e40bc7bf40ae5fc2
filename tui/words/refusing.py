"""Refusals as sentences: a code of the database or of this program, with its facts, in the language in use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tui.words import known, language, say

ADVICE: Final[Mapping[str, str]] = {
    "database_missing": "next_init",
    "half_done": "next_init",
    "nothing_here": "next_init",
    "register_missing": "next_init",
    "upgrade_pending": "next_migrate",
}
"""Which command helps against a refusal, by the name of its words in ``setup``."""

_AMOUNTS: Final = {"credit_exceeds": "left"}
"""Which fact of a refusal is a sum of money."""

_SUBJECTS: Final = ("errors", "values", "importing")


def refusal(code: str, facts: Mapping[str, object]) -> str:
    """The sentence of a code; one without words, or whose words miss a fact, is shown by its name so that it can be reported."""
    told = {name: _field(fact) if name == "field" else fact for name, fact in facts.items()}
    if (amount := _AMOUNTS.get(code)) in told:
        told[amount] = str(told[amount]).replace(".", "," if language() == "fi" else ".")
    for subject in _SUBJECTS:
        if known(f"{subject}.{code}"):
            try:
                return say(f"{subject}.{code}", **told)
            except (KeyError, IndexError):
                break
    return say("errors.unworded", code=code)


def _field(name: object) -> object:
    return say(f"card.field_{name}") if known(f"card.field_{name}") else name
