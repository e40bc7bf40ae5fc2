"""Words about: watch. What the service says to its operator."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "watching": (
        "Vartioidaan tietokantaa {database}: lokit sinetöidään sekunnin välein.",
        "Watching database {database}: its logs are sealed every second.",
    ),
    "locking": (
        "Viisi väärää salasanaa 15 minuutissa lukitsee tunnuksen.",
        "Five wrong passwords in 15 minutes lock a login.",
    ),
    "not_locking": (
        "Tunnuksia EI lukita väärien salasanojen takia: {reason}",
        "Logins are NOT locked after wrong passwords: {reason}",
    ),
    "keeping": (
        "Oma palvelin on käynnissä, tiedot {path}, pistoke {socket}.",
        "The embedded server is up, data in {path}, socket in {socket}.",
    ),
    "locked": ("Lukittu viiden väärän salasanan jälkeen: {login}", "Locked after five wrong passwords: {login}"),
    "trouble": ("Vartiointi ei onnistu juuri nyt: {code}. Yritetään uudelleen.", "Cannot watch just now: {code}. Trying again."),
    "again": ("Vartiointi jatkuu.", "Watching again."),
    "ended": ("Vartiointi päättyi.", "The watch has ended."),
}
