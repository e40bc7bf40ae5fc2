"""Contacts with the invented customers: what they ask a hosting company, how they were verified, a few still open; nobody is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, Final

from db.demo.bonds import AS_OF
from db.demo.party import Party
from db.demo.tables import Chance, pick

SEED: Final = 679
HELPED: Final = 20_000
"""Customers that have been in contact: the first ones, so that a register of a million is filled in its time."""

COLUMNS: Final = (
    "party", "person", "service", "scope", "at", "channel", "direction", "verified", "summary", "staff", "follow_up_on", "closed_on",
    "source", "obtained_on", "obtained_by",
)  # fmt: skip
_STAFF: Final = ("mikko", "mikko", "mikko", "tuija", "jarkko")
_HELPS: Final = frozenset({"technical", "user", "maintainer"})
_CHANNELS: Final = ("call",) * 11 + ("email",) * 6 + ("ticket",) * 4 + ("meeting",)
_SOURCES: Final = {"call": "call", "email": "e-mail", "meeting": "staff", "ticket": "customer"}
_VERIFIED: Final[dict[str, tuple[str | None, ...]]] = {
    "call": ("call_back", "call_back", "call_back", "strong", None, None, None),
    "email": ("registered_email", "registered_email", "registered_email", None),
    "meeting": ("document",),
    "ticket": ("strong", "strong", "registered_email"),
}
_SUMMARIES: Final = (
    "Sähköposti ei lähde puhelimesta. Lähtevän postin palvelin ja portti 587 annettu, nyt toimii.",
    "Postilaatikko täynnä. Ohjattu tyhjentämään roskakori ja kerrottu isommasta tilasta.",
    "Sivusto näyttää virheen 500. Lisäosan päivitys oli jäänyt kesken, palautettu varmuuskopiosta.",
    "Kysyy, miten verkkotunnus siirretään meille. Ohjeet siirtoavaimesta lähetetty sähköpostilla.",
    "Salasana unohtunut hallintapaneeliin. Tunnistettu ja lähetetty vaihtolinkki rekisterin osoitteeseen.",
    "SSL-varmenne vanhentunut. Uusittu ja automaattinen uusinta kytketty päälle.",
    "WordPress hidas. Välimuisti kytketty päälle ja PHP vaihdettu versioon 8.4.",
    "Roskapostia tulee paljon. Suodatuksen taso nostettu, seurataan viikko.",
    "Kysyi laskun eräpäivää. Ohjattu laskutukseen, tukeen ei kuulu.",
    "DNS-tietue puuttuu: lisätty A- ja MX-tietueet pyynnön mukaan, muutos näkyy tunnissa.",
    "Lomake ei lähetä viestejä. Lähettäjän osoite ei ollut oman verkkotunnuksen, neuvottu vaihtamaan.",
    "Kävijämäärä kasvanut. Ehdotettu suurempaa webhotellia, asiakas miettii.",
    "Tiedostot hävisivät siirrossa. Palautettu eilisen varmuuskopio.",
    "FTP-yhteys katkeaa. Ohjattu käyttämään SFTP-yhteyttä, toimii.",
    "Verkkokaupan maksut eivät kirjaudu. Maksunvälittäjän osoite päivitetty, testattu.",
    "Haluaa uuden sähköpostilaatikon työntekijälle. Luotu ja tunnukset toimitettu yhteyshenkilölle.",
    "Ilmoitti huoltokatkosta omalla puolellaan. Kirjattu tiedoksi, valvonta hiljennetty yöksi.",
    "Soittaja ei osannut tunnistautua. Neuvottu yleisesti, tarjottu takaisinsoittoa rekisterin numeroon.",
)
_OPEN: Final = (
    "Sivusto hidastelee iltaisin. Lokit kerätään viikolta, palataan asiaan.",
    "Verkkotunnuksen siirto odottaa vahvistusta edelliseltä välittäjältä.",
    "Palvelimen muistin lisäys tilattu. Sovitaan huoltoikkuna.",
    "Postin perille tulo epävarmaa yhteen osoitteeseen. Selvitetään vastaanottajan palvelimen kanssa.",
)


class Support:
    """A stream of chance of its own leaves the customers as they are."""

    def __init__(self, seed: int = SEED) -> None:
        self._chance: Chance = Random(seed).random  # noqa: S311

    def add(self, party: Party, scope: int, services: Sequence[int], rows: dict[str, list[tuple[Any, ...]]]) -> None:
        """Put what a customer asked among the rows."""
        if party.id > HELPED or party.status == "prospect":
            return
        chance, last = self._chance, party.ended_on or AS_OF
        days = max(1, (last - party.since).days)
        people = [person.number for person in party.persons if any(role.role in _HELPS for role in person.roles)]
        for _ in range(int(chance() ** 2 * 5)):
            began = last - timedelta(days=int(min(days, 1500) * chance() ** 2))
            at = datetime(began.year, began.month, began.day, 6, tzinfo=UTC) + timedelta(minutes=int(chance() * 480))
            who = pick(chance, people) if people and chance() < 0.8 else None
            what = pick(chance, services) if services and chance() < 0.7 else None
            rows["interaction"].append((party.id, who, what, scope, *self._contact(at)))

    def _contact(self, at: datetime) -> tuple[Any, ...]:
        chance, day = self._chance, at.date()
        channel, staff = pick(chance, _CHANNELS), pick(chance, _STAFF)
        is_open = (AS_OF - day).days < 25 and chance() < 0.3
        returns = AS_OF + timedelta(days=10 + int(chance() * 25)) if is_open and chance() < 0.6 else None
        direction = "in" if chance() < 0.88 else "out"
        closed = None if is_open else day + timedelta(days=int(chance() ** 4 * 9))
        summary = pick(chance, _OPEN if is_open else _SUMMARIES)
        return (
            at, channel, direction, pick(chance, _VERIFIED[channel]), summary, staff, returns, closed,
            _SOURCES[channel], day, staff,
        )  # fmt: skip
