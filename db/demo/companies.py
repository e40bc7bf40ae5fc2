"""Names of organisations that do not exist, the way Finnish companies, associations and public bodies are named."""

from __future__ import annotations

from typing import Final

from db.demo.people import called
from db.demo.tables import Chance, listed, pick

_TRADES_FI: Final = listed("""
Kuljetusliike, Rakennusliike, Tilitoimisto, Maalausliike, Parturi-kampaamo, Sähköasennus, Putkiliike, Leipomo, Autokorjaamo, Kukkakauppa,
Asianajotoimisto, Arkkitehtitoimisto, Hammaslääkäriasema, Metsäkoneurakointi, Maansiirto, Konepaja, Puutarha, Kirjakauppa, Optikkoliike,
Eläinlääkäriasema, Valokuvaamo, Insinööritoimisto, Fysioterapia, Siivouspalvelu, Pitopalvelu, Nuohous, Taksi, Lomakylä, Panimo,
Käännöstoimisto, Mainostoimisto, Koneurakointi, Ompelimo, Huonekaluliike, Apteekki
""")
_TRADES_SV: Final = listed("""
Bageri, Byggfirma, Bokföringsbyrå, Måleri, Frisörsalong, Elinstallation, Rörfirma, Bilverkstad, Blomsterhandel, Advokatbyrå, Arkitektbyrå,
Tandläkarstation, Trädgård, Bokhandel, Fotostudio, Ingenjörsbyrå, Städservice, Sågverk, Båtvarv, Växthus
""")
_STEMS: Final = listed("""
Kuusi, Koivu, Revontuli, Otava, Kaiku, Lumo, Tuuli, Virta, Pilvi, Routa, Kettu, Karhu, Ilves, Jänne, Kivi, Hohto, Vire, Säde, Ydin, Äly,
Öljy, Pohjan, Nordic, Baltic, Arctic, Aurora, Sampo, Kalevan, Tähti, Aalto
""")
_ENDINGS: Final = listed(
    "soft, tek, data, logi, net, lab, rak, metalli, verkko, media, energia, turva, hoiva, kone, puu, vesi, palvelu, design"
)
_PLACES_FI: Final = tuple(
    (first + nominative, first + genitive)
    for first in listed("Kivi, Koivu, Kuusi, Haapa, Honka, Halla, Suvi, Musta, Valko, Iso, Pitkä, Korpi, Hauki, Kurki, Karhu, Ylä, Äyrä")
    for nominative, genitive in (
        ("niemi", "niemen"), ("lahti", "lahden"), ("mäki", "mäen"), ("koski", "kosken"), ("järvi", "järven"), ("saari", "saaren"),
        ("vaara", "vaaran"), ("kylä", "kylän"), ("salmi", "salmen"), ("harju", "harjun"), ("joki", "joen"), ("ranta", "rannan"),
    )
)  # fmt: skip
_PLACES_SV: Final = tuple(
    first + second
    for first in listed("Björk, Sand, Sten, Lind, Ek, Gran, Söder, Norr, Öster, Väster, Sjö, Hav, Ål, Ängs")
    for second in listed("by, vik, holm, backa, sund, strand, hamn, berg")
)
_CIRCLES_FI: Final = listed("""
Martat, Kyläyhdistys, Urheiluseura, Metsästysseura, Nuorisoseura, Soittokunta, Omakotiyhdistys, Eläkkeensaajat, Kotiseutuyhdistys,
Ratsastajat, Hiihtoseura, Lentopalloseura, Yrittäjät, Kuoro, Mehiläishoitajat, Kalastuskunta, Jousiampujat, Partiolaiset, Kennelkerho
""")
_CIRCLES_SV: Final = listed(
    "Hembygdsförening, Ungdomsförening, Idrottsförening, Marthaförening, Jaktförening, Blåsorkester, Byaförening, Segelsällskap"
)
_BODIES_FI: Final = listed("""
kunta, kaupunki, seurakunta, kunnan tekninen toimi, kunnan sivistystoimi, kaupunginkirjasto, seurakuntayhtymä, koulutuskuntayhtymä,
vesihuoltolaitos, kansalaisopisto, kaupungin tilapalvelu
""")
_BODIES_SV: Final = listed("kommun, stad, församling, kommuns tekniska verk, stadsbibliotek, medborgarinstitut, kyrkliga samfällighet")
_LONG_FI: Final = listed("""
Maaseudun Tietoliikenne- ja Viestintäpalveluiden Tuotanto- ja Kehittämisosuuskunta,
Sähkö- ja Automaatiosuunnittelun sekä Kiinteistöjen Energiatehokkuuden Asiantuntijapalvelut Oy,
Metsänhoito- ja Puunkorjuupalvelut sekä Maanrakennusurakointi Veljekset ja Kumppanit Ky
""")
_LONG_CIRCLE_FI: Final = "Omakotiyhdistys ja Kyläseura, Maatalousnaiset, Nuorisoseura sekä Kotiseutumuseon Kannatusyhdistys ry"
_LONG_SV: Final = "Landsbygdens Utvecklings- och Produktionsandelslag för Telekommunikation och Informationsteknik Ab"


def company(chance: Chance, language: str) -> str:
    """A limited company mostly, some partnerships, co-operatives and housing companies, a few with sixty characters and more."""
    fate = chance()
    if fate < 0.008:
        return _long(chance, language)
    if fate < 0.10:
        return _housing(chance, language)
    return _swedish_company(chance) if language == "sv" else _finnish_company(chance)


def _long(chance: Chance, language: str) -> str:
    if language == "sv":
        return f"{pick(chance, _PLACES_SV)} {_LONG_SV}"
    return f"{pick(chance, _PLACES_FI)[1]} {pick(chance, _LONG_FI)}"


def _housing(chance: Chance, language: str) -> str:
    if language == "sv":
        return f"Bostads Ab {pick(chance, _PLACES_SV)}"
    form = "Asunto Oy" if chance() < 0.8 else "Kiinteistö Oy"
    return f"{form} {pick(chance, _PLACES_FI)[1]} {pick(chance, _STEMS)}"


def _finnish_company(chance: Chance) -> str:
    fate = chance()
    family = called(chance, "fi").family
    trade = pick(chance, _TRADES_FI)
    if fate < 0.3:
        return f"{trade} {family} Oy"
    if fate < 0.45 and family.endswith(("nen", "la", "lä")):
        return f"{_genitive(family)} {trade} Oy"
    if fate < 0.75:
        return _coined(chance, *pick(chance, _PLACES_FI))
    if fate < 0.85:
        return f"{pick(chance, _PLACES_FI)[1]} {trade} {'Oy' if chance() < 0.8 else 'Osk'}"
    return f"{trade} {family} & {called(chance, 'fi').family} {'Ky' if chance() < 0.6 else 'Oy'}"


def _coined(chance: Chance, place: str, of_place: str) -> str:
    coined = pick(chance, _STEMS) + pick(chance, _ENDINGS)
    return pick(chance, (f"{of_place} {coined} Oy", f"{of_place} {coined} Oy", f"{coined} {place} Oy", f"{coined} Oy"))


def _swedish_company(chance: Chance) -> str:
    fate = chance()
    trade = pick(chance, _TRADES_SV)
    if fate < 0.4:
        return f"{_of(called(chance, 'sv').family)} {trade} Ab"
    if fate < 0.7:
        return f"Oy {pick(chance, _PLACES_SV)} {trade} Ab"
    return f"Ab {pick(chance, _STEMS)}{pick(chance, _ENDINGS)} Oy"


def association(chance: Chance, language: str) -> str:
    """A registered association, ry in Finnish and rf in Swedish."""
    if language == "sv":
        return f"{pick(chance, _PLACES_SV)} {pick(chance, _CIRCLES_SV)} rf"
    place = pick(chance, _PLACES_FI)[1]
    if chance() < 0.015:
        return f"{place}–{pick(chance, _PLACES_FI)[1]} {_LONG_CIRCLE_FI}"
    return f"{place} {pick(chance, _CIRCLES_FI)} ry"


def public_body(chance: Chance, language: str) -> str:
    """A municipality, a parish or a part of one, at a place that is on no map."""
    if language == "sv":
        return f"{_of(pick(chance, _PLACES_SV))} {pick(chance, _BODIES_SV)}"
    return f"{pick(chance, _PLACES_FI)[1]} {pick(chance, _BODIES_FI)}"


def trade_name(chance: Chance, language: str, whole: str, family: str) -> str:
    """The name a sole trader works under."""
    fate = chance()
    if fate < 0.55:
        return f"{'Firma' if language == 'sv' else 'Tmi'} {whole}"
    trade = pick(chance, _TRADES_SV if language == "sv" else _TRADES_FI)
    return f"{trade} {family}" if fate < 0.85 else f"{pick(chance, _STEMS)}{pick(chance, _ENDINGS)}"


def other_name(chance: Chance, name: str) -> str:
    """A parallel name in English or an auxiliary name, which share a part with the main one or stand alone."""
    if chance() < 0.5:
        return f"{pick(chance, _STEMS)} {pick(chance, _ENDINGS).capitalize()} {'Finland' if chance() < 0.5 else 'Group'}"
    return f"{name.split(' ', 1)[0]} {pick(chance, _STEMS)}{pick(chance, _ENDINGS)}"


def _genitive(family: str) -> str:
    """Korhosen, Mattilan: of names that end in -nen, -la or -lä."""
    return f"{family[:-3]}sen" if family.endswith("nen") else f"{family}n"


def _of(name: str) -> str:
    return name if name.endswith("s") else f"{name}s"
