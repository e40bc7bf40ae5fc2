"""Words about: demo. What making it says, and how to come in."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "begins": (
        "Valmistellaan kokeilua: oma palvelin ja keksityt asiakkaat.",
        "Making the demo: a server of its own and invented customers.",
    ),
    "own_server": (
        "SELOSTE_DSN ei koske kokeilua: sillä on oma palvelin.",
        "SELOSTE_DSN does not count here: the demo has a server of its own.",
    ),
    "filling": ("Keksitään {size} asiakasta…", "Inventing {size} customers…"),
    "hiring": ("Luodaan tunnukset…", "Making the logins…"),
    "importing": ("Tuodaan yritys YTJ:n avoimesta datasta…", "Importing a company from YTJ's open data…"),
    "erasing": ("Poistetaan kokeilun vanhat tiedot…", "Throwing the demo's old data away…"),
    "other_size": (
        "Kokeilussa on jo {size} asiakasta. Eri määrä: seloste demo --fresh --size N",
        "The demo has {size} customers already. For another number: seloste demo --fresh --size N",
    ),
    "ready": ("Kokeilu on valmis: {size} asiakasta, tiedot {path}.", "The demo is ready: {size} customers, data in {path}."),
    "open": ("Avaa se päätteessä: {command} demo", "Open it in a terminal: {command} demo"),
    "password": ("Kaikkien salasana: {password}", "Everybody's password: {password}"),
}
