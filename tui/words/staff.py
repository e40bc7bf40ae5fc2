"""Words about: staff. Logins, what they hold, and their end."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Tunnukset", "Logins"),
    "login": ("Tunnus", "Login"),
    "person": ("Nimi", "Name"),
    "purposes": ("Tarkoitukset", "Purposes"),
    "units": ("Yksiköt", "Units"),
    "ends": ("Päättyy", "Ends"),
    "state": ("Tila", "State"),
    "state_ended": ("päättynyt", "ended"),
    "state_locked": ("lukittu", "locked"),
    "state_connected": ("yhteydessä", "connected"),
    "empty": ("Tunnuksia ei ole.\nn  Lisää tunnus", "There are no logins.\nn  Add a login"),
}
