"""Words about: setup."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "unpack": ("Kopioidaan PostgreSQL-ohjelmia…", "Copying PostgreSQL's programs…"),
    "initdb": ("Luodaan tietokantaa…", "Creating the database…"),
    "start": ("Käynnistetään palvelinta…", "Starting the server…"),
}
