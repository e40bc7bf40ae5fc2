"""Words about: answers. What the commands for logins, units and logs answer."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "added": ("Tunnus luotu: {login}", "Login made: {login}"),
    "granted": ("Annettu tunnukselle {login}: {held}", "Granted to {login}: {held}"),
    "revoked": ("Otettu pois tunnukselta {login}: {held}", "Taken from {login}: {held}"),
    "ended": ("Tunnus {login} on päättynyt. Suljettuja yhteyksiä: {count}", "The login {login} has ended. Sessions closed: {count}"),
    "password_changed": ("Salasana vaihdettu: {login}", "Password changed: {login}"),
    "nothing_to_grant": ("Anna --purpose tai --unit.", "Give --purpose or --unit."),
    "year_said": ("Tilikausi {starts}–{ends}", "Financial year {starts}–{ends}"),
    "year_starts": ("Tilikausi alkaa", "Financial year starts"),
    "year_ends": ("Päättyy", "Ends"),
    "years_else": ("Muut päivät kuuluvat kalenterivuoteensa.", "Other days belong to their calendar year."),
    "unit_made": ("Yksikkö {number}: {name}", "Unit {number}: {name}"),
    "number": ("Nro", "No."),
    "unit": ("Yksikkö", "Unit"),
    "intact": ("Lokit ovat ehjät: {lines} sinetöityä riviä.", "The logs are intact: {lines} sealed lines."),
    "head": ("Viimeinen sinetti: {head}", "Last seal: {head}"),
    "broken": ("Lokeissa on {count} poikkeamaa:", "The logs are not what was sealed, in {count} places:"),
    "record_altered": ("{log} {seq}: riviä on muutettu", "{log} {seq}: the record was altered"),
    "record_missing": ("{log} {seq}: rivi puuttuu", "{log} {seq}: the record is missing"),
    "leaf_altered": ("{log} {seq}: rivin tarkistetta on muutettu", "{log} {seq}: the hash of a record was altered"),
    "batch_missing": ("{log} {seq}: sinetti puuttuu", "{log} {seq}: the seal is missing"),
    "batch_altered": ("{log} {seq}: sinettiä on muutettu", "{log} {seq}: the seal was altered"),
    "logging_off": ("{log}: muutoksia ei kirjata nyt", "{log}: changes are not logged now"),
    "unsealed": ("{log} {seq}: riviä ei ole sinetöity tuntiin", "{log} {seq}: not sealed for an hour"),
    "log_read": ("lukuloki", "read log"),
    "log_change": ("muutosloki", "change log"),
    "no_traces": ("Kukaan ei ole lukenut eikä muuttanut.", "Nobody has read or changed it."),
    "when": ("Milloin (UTC)", "When (UTC)"),
}
