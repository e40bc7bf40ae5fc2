"""Words about: login. The first screen, for somebody who has read nothing."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Kirjaudu", "Log in"),
    "what": (
        "Asiakasrekisteri: asiakkaat, henkilöt, yhteystiedot ja luvat.\nNäet sen, mitä tehtävä vaatii; jokainen luku ja muutos kirjataan.",
        "Customers, persons, contact details and permissions.\nYou see what your task needs; every read and change is logged.",
    ),
    "keys": (
        "/ haku   Enter avaa   p tehtävä   ? näppäimet   q lopeta   F8 in English",
        "/ search   Enter open   p task   ? keys   q quit   F8 suomeksi",
    ),
    "login": ("Tunnus", "Login"),
    "password": ("Salasana", "Password"),
    "hint": ("Enter kirjaa sisään", "Enter logs in"),
    "no_server": ("Palvelin ei vastaa. F5 yrittää uudelleen.", "The server does not answer. F5 tries again."),
    "demo": ("Kokeile keksityillä tiedoilla: numero, tai nuoli ja Enter", "Try it on invented data: a number, or arrow and Enter"),
    "demo_password": ("Kaikkien salasana: {password}", "Everybody's password: {password}"),
    "person": ("Nimi", "Name"),
    "about": ("Mitä kokeilla", "What to try"),
    "trying": ("Kirjaudutaan: {login}…", "Logging in: {login}…"),
    "type_login": ("Kirjoita ensin tunnus.", "Type a login first."),
    "first": ("Kirjaudu ensin.", "Log in first."),
}
