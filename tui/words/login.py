"""Words about: login. The first screen, for somebody who has read nothing."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Kirjaudu", "Log in"),
    "what": (
        "Asiakasrekisteri. Kukin näkee sen, mitä tehtävä vaatii; jokainen luku ja muutos kirjataan.",
        "Customer register. Each sees what the task needs; every read and change is logged.",
    ),
    "keys": (
        "/ hakee    Enter avaa    p vaihtaa tehtävää    ? näyttää näppäimet    q lopettaa",
        "/ search    Enter open    p switch task    ? show the keys    q quit",
    ),
    "login": ("Tunnus", "Login"),
    "password": ("Salasana", "Password"),
    "hint": ("Enter kirjaa sisään", "Enter logs in"),
    "again": ("F5 yrittää uudelleen", "F5 tries again"),
    "demo": ("Kokeile keksityillä tiedoilla: numero, tai nuoli ja Enter", "Try it on invented data: a number, or arrow and Enter"),
    "demo_password": ("Kaikkien salasana: {password}", "Everybody's password: {password}"),
    "person": ("Nimi", "Name"),
    "about": ("Mitä kokeilla", "What to try"),
    "trying": ("Kirjaudutaan: {login}…", "Logging in: {login}…"),
    "type_login": ("Kirjoita ensin tunnus.", "Type a login first."),
}
