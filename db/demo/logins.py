"""Units and logins of the demo: six people whose purposes differ, so that each sees another register."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

UNITS: Final = ("Pihtipudas", "Helsinki", "Tampere", "Turku", "Vaasa", "Oulu")
"""Unit 1 is the first."""

ALL_UNITS: Final = tuple(range(1, len(UNITS) + 1))

PASSWORD: Final = "seloste-demo"  # noqa: S105 known to everybody: the demo has a server of its own, with invented customers
"""The password of every login of the demo."""


class Login(NamedTuple):
    """``purposes`` are roles without their prefix; ``about`` says in Finnish and in English what to try with it."""

    login: str
    name: str
    language: Literal["fi", "en"]
    purposes: tuple[str, ...]
    units: tuple[int, ...]
    about: tuple[str, str]


LOGINS: Final = (
    Login(
        "anna", "Anna Laskula", "fi", ("billing", "administration"), ALL_UNITS,
        ("Laskutus ja hallinto: henkilötunnus vain syyllä", "Billing and administration: identity code with a reason"),
    ),
    Login(
        "mikko", "Mikko Tukiainen", "fi", ("support",), (1, 3),
        ("Tekninen tuki kahdessa yksikössä: osoitteesta vain paikkakunta", "Technical support in two units: of addresses the town only"),
    ),
    Login(
        "salla", "Salla Suhdela", "fi", ("relations", "marketing"), ALL_UNITS,
        ("Asiakassuhteet ja markkinointi: kenelle saa lähettää ja miksi", "Customer relations and marketing: whom to write to, and why"),
    ),
    Login(
        "ville", "Ville Vikala", "en", ("faults",), ALL_UNITS,
        ("Vikatilanteet: keille viasta kerrotaan", "Faults: who is to be told"),
    ),
    Login(
        "petra", "Petra Suoja", "en", ("privacy",), ALL_UNITS,
        ("Tietosuojavastaava: kaikki luettavissa, rajoitetutkin", "Data protection officer: reads everything, restricted customers too"),
    ),
    Login(
        "eeva", "Eeva Valtanen", "fi", ("main_user",), ALL_UNITS,
        ("Pääkäyttäjä: antaa tunnukset, ei näe asiakkaita", "Main user: grants logins and sees no customers"),
    ),
)  # fmt: skip
