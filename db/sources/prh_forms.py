"""Legal forms of YTJ (code list YRMU) and the kind of customer each one is."""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal["company", "association", "public_body", "sole_trader"]

_COMPANIES: Final = (
    "2", "5", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "19", "20", "23", "24", "25", "28", "30", "56", "58", "60",
    "80", "83", "84", "85",
)  # fmt: skip
"""Housing, real-estate, limited, general and limited partnership, co-operative, bank, insurance, foreign and European companies."""

_ASSOCIATIONS: Final = ("4", "6", "18", "21", "29", "31", "32", "35", "37", "38", "39", "46", "47", "70", "71", "90")
"""Associations of every law, foundations, religious communities, chambers of commerce, reindeer herding co-operatives."""

_PUBLIC_BODIES: Final = ("22", "40", "41", "42", "43", "44", "45", "48", "49", "61", "62", "64")
"""State, municipalities and their unions and enterprises, Åland, the Evangelical Lutheran and the Orthodox Church."""

KIND_OF_FORM: Final[dict[str, Kind]] = {
    **dict.fromkeys(_COMPANIES, "company"),
    **dict.fromkeys(_ASSOCIATIONS, "association"),
    **dict.fromkeys(_PUBLIC_BODIES, "public_body"),
    "26": "sole_trader",
}
"""A form that is not here (an estate of a deceased person, a bankruptcy estate, a tax unit …) is for a person to decide."""
