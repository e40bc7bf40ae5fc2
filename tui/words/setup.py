"""Words about: setup."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "unpack": ("Kopioidaan PostgreSQL-ohjelmia…", "Copying PostgreSQL's programs…"),
    "initdb": ("Luodaan tietokantaa…", "Creating the database…"),
    "start": ("Käynnistetään palvelinta…", "Starting the server…"),
    "step_roles": ("Luodaan roolit…", "Making the roles…"),
    "step_database": ("Luodaan tietokanta…", "Making the database…"),
    "step_migrations": ("Ajetaan taulujen muutokset…", "Running migrations…"),
    "step_definitions": ("Rakennetaan oikeudet ja säännöt…", "Building rights and rules…"),
}
