"""How well a customer entered a second time is recognised, and how often a new one is taken for another.

Customers of the invented register are entered again as a hurried person would: a letter wrong, words in another order, the form
of the company left out, numbers written otherwise, half of the data missing. As many that are not in the register are entered too.
Recall: of those entered again, how many are shown. Precision: of all customers shown for either, how many are the one meant.

At the threshold of 65, on 2 busy processors, the server's own work for a login with all units:

| customers | recall | precision | new ones warned of | p50 ms |
|-----------|--------|-----------|--------------------|--------|
| 20,000    | 0.944  | 0.954     | 0.030              | 4.0    |
| 100,000   | 0.920  | 0.884     | 0.048              | 3.7    |

With a number known the recall is 1.000, with a name and an address 0.96 to 0.99; what is missed is a person known by name alone.
A threshold of 75 would gain 0.08 of precision at 100,000 and lose 0.04 of recall: looking at one too many costs a key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any, Final

from benchmarks.measure import CELLS, Table, Times, cells, within
from benchmarks.register import Register, serving
from db import duplicates
from db.demo.party import Party
from db.demo.register import invent
from db.duplicates import Duplicate

ASKED: Final = 600
FORMS: Final = frozenset({"oy", "ab", "oyj", "abp", "ky", "kb", "ay", "tmi", "ry", "rf", "osk"})
LETTERS: Final = "aeiklnorstuäö"

Changes = list[dict[str, Any]]
Spelling = Callable[[Random, str], str]


def typo(chance: Random, name: str) -> str:
    """One letter of a long word wrong, missing, doubled or in its neighbour's place."""
    words = name.split()
    place = max(range(len(words)), key=lambda at: (len(words[at]) > 4, chance.random()))
    word = words[place]
    at = chance.randrange(1, max(2, len(word) - 1))
    words[place] = chance.choice((
        word[:at] + word[at + 1 :], word[:at] + word[at] + word[at:], word[:at] + chance.choice(LETTERS) + word[at + 1 :],
        word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
    ))  # fmt: skip
    return " ".join(words)


def reordered(chance: Random, name: str) -> str:
    """Words in another order."""
    words = name.split()
    turn = chance.randrange(1, len(words)) if len(words) > 1 else 0
    return " ".join(words[turn:] + words[:turn])


def formless(_chance: Random, name: str) -> str:
    """Without the form of the company, in capitals."""
    return " ".join(word for word in name.split() if word.lower() not in FORMS).upper() or name


SPELLINGS: Final[tuple[tuple[str, Spelling], ...]] = (
    ("as it is", lambda _chance, name: name), ("one typing error", typo), ("another order", reordered), ("no form, capitals", formless),
)  # fmt: skip


def dialled(chance: Random, normal: str) -> str:
    """A Finnish number as one writes it."""
    national = "0" + normal.removeprefix("+358")
    return chance.choice(
        (normal, "00" + normal[1:], national, f"{national[:3]} {national[3:6]} {national[6:]}", f"{national[:3]}-{national[3:]}")
    )


@dataclass(frozen=True, slots=True)
class Entered:
    """What is typed of a customer; ``meant`` is its number in the register, None for a new one."""

    meant: int | None
    spelt: str
    known_by: str
    changes: Changes


def entered(chance: Random, party: Party, meant: int | None) -> Entered:
    """A customer as it is entered by somebody in a hurry."""
    spelt, spell = chance.choice(SPELLINGS)
    changes: Changes = [{"entity": "party", "fields": {"kind": party.kind, "name": spell(chance, party.name)}}]
    own = [point for point in party.contacts if point.person is None and chance.random() < 0.5]
    for point in own:
        given = point.given if point.kind == "email" else dialled(chance, point.normal)
        changes.append({"entity": "contact_point", "fields": {"kind": point.kind, "given": given}})
    numbers = [one for one in party.identifiers if chance.random() < 0.4]
    changes += [{"entity": "identifier", "fields": {"scheme": one.scheme, "value": one.value}} for one in numbers]
    home = next((at for at in party.addresses if at.street and at.valid_to is None), None) if chance.random() < 0.7 else None
    if home is not None:
        street = f"{home.street} {home.number or ''}".strip() if chance.random() < 0.5 else home.street
        fields = {
            "street": street,
            "number": None if street != home.street else home.number,
            "postcode": home.postcode,
            "town": home.town_fi,
        }
        changes.append({"entity": "address", "fields": {name: value for name, value in fields.items() if value}})
    known_by = "a number" if own or numbers else "name and address" if home else "name alone"
    return Entered(meant, spelt, known_by, changes)


def drawn(size: int) -> Iterator[Entered]:
    """Customers of a register entered again, and as many that come after its last."""
    chance = Random(11)
    again = set(chance.sample(range(1, size + 1), min(size, ASKED)))
    for party in islice(invent(size + ASKED), size + ASKED):
        if party.id > size:
            yield entered(chance, party, None)
        elif party.id in again and not party.restricted:
            yield entered(chance, party, party.id)


Answer = tuple[Entered, tuple[Duplicate, ...]]


def recall(answers: Sequence[Answer]) -> str:
    """Of those entered again, how many are shown."""
    again = [(one, found) for one, found in answers if one.meant is not None]
    return f"{sum(one.meant in {each.id for each in found} for one, found in again) / len(again):.3f}" if again else "–"


def precision(answers: Sequence[Answer]) -> str:
    """Of those shown, how many are meant."""
    shown = [each.id == one.meant for one, found in answers for each in found]
    return f"{sum(shown) / len(shown):.3f}" if shown else "–"


def warned(answers: Sequence[Answer]) -> str:
    """Of the new ones, for how many somebody is shown."""
    new = [bool(found) for one, found in answers if one.meant is None]
    return f"{sum(new) / len(new):.3f}" if new else "–"


def _above(answers: Sequence[Answer], least: int) -> list[Answer]:
    return [(one, tuple(each for each in found if each.score >= least)) for one, found in answers]


def found_table(answers: Sequence[Answer]) -> Table:
    """By what is known, and by how it is spelt."""
    table = Table("Entered a second time", ("what", "asked", "recall", "precision", "new ones warned of"))
    groups: list[tuple[str, Callable[[Entered], bool]]] = [("all", lambda _one: True)]
    groups += [(kind, lambda one, kind=kind: one.known_by == kind) for kind in ("a number", "name and address", "name alone")]
    groups += [(spelt, lambda one, spelt=spelt: one.spelt == spelt) for spelt, _ in SPELLINGS]
    for title, belongs in groups:
        mine = [answer for answer in answers if belongs(answer[0])]
        table.add(title, str(len(mine)), recall(mine), precision(mine), warned(mine))
    return table


def threshold_table(answers: Sequence[Answer]) -> Table:
    """What a higher threshold would give."""
    table = Table("Thresholds", ("score", "recall", "precision", "new ones warned of"))
    for least in range(65, 100, 5):
        mine = _above(answers, least)
        table.add(str(least), recall(mine), precision(mine), warned(mine))
    return table


async def run(register: Register) -> list[Table]:
    """Recall and precision, and how long an answer takes."""
    answers: list[Answer] = []
    async with register.at_work("bench_all") as session:
        times = Times(pid=await serving(session))
        for one in drawn(register.size):
            async with times.once():
                found = await duplicates.of_new(session, one.changes)
            answers.append((one, found))
    speed = Table("Likely duplicates", ("what", *CELLS, "bar", ""))
    speed.add("all units", *cells(times), "≤ 15 ms", within(times.median <= 15))
    return [found_table(answers), threshold_table(answers), speed]
