"""Names of people who do not exist: usual given and family names of Finland, the most usual first, put together by chance."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from db.demo.tables import Chance, by_rank, listed, pick

_WOMEN_FI: Final = """
Maria, Anna, Liisa, Helena, Johanna, Anneli, Kaarina, Marjatta, Hannele, Kristiina, Tuula, Päivi, Sari, Minna, Leena, Tiina, Pirjo, Katja,
Eeva, Riitta, Ritva, Tarja, Heidi, Anne, Satu, Jaana, Mari, Hanna, Laura, Outi, Sirpa, Merja, Raija, Sanna, Jenni, Arja, Kirsi, Eija,
Marja, Elina, Susanna, Niina, Mervi, Noora, Emilia, Emma, Veera, Aino, Sofia, Ella, Venla, Iida, Aada, Helmi, Siiri, Ilona, Inkeri, Tytti,
Anna-Liisa, Eeva-Kaisa, Marja-Leena, Ulla-Maija, Anna-Kaisa, Päivikki, Säde, Tähti, Lyyli, Kyllikki, Irja, Oili
"""

_MEN_FI: Final = """
Juhani, Mikko, Timo, Kari, Antti, Jari, Matti, Pekka, Tapio, Markku, Jukka, Hannu, Heikki, Juha, Janne, Ville, Seppo, Mika, Sami, Marko,
Petri, Tuomas, Jorma, Lauri, Ari, Pentti, Raimo, Risto, Martti, Jaakko, Jani, Harri, Eero, Veikko, Esa, Pasi, Tomi, Olli, Reijo, Jarmo,
Tero, Joni, Arto, Teemu, Vesa, Eetu, Aleksi, Henri, Niko, Joonas, Jussi, Arttu, Eino, Onni, Oskari, Leevi, Väinö, Toivo, Urho, Ilmari,
Jukka-Pekka, Veli-Matti, Juha-Pekka, Olli-Pekka, Ari-Pekka, Tapani, Kyösti, Yrjö, Hermanni, Jalmari, Ensio
"""

_WOMEN_SV: Final = """
Anna, Maria, Birgitta, Christina, Kristina, Ulla, Gunilla, Åsa, Märta, Gun-Britt, Carola, Camilla, Monica, Annika, Benita, Solveig, Siv,
Inger, Majvor, Elin, Ida, Linnéa, Wilma, Saga, Tove, Ebba, Thérèse, Ann-Sofi
"""

_MEN_SV: Final = """
Johan, Erik, Karl, Peter, Mikael, Nils, Henrik, Stefan, Kaj, Bo, Göran, Håkan, Lars, Sven-Olof, Karl-Johan, Jan-Erik, Kjell, Ralf, Rolf,
Tor, Tage, Börje, Sören, Björn, Åke, Östen, Emil, Axel, Oscar, Frej
"""

_FAMILY_FI: Final = """
Korhonen, Virtanen, Mäkinen, Nieminen, Mäkelä, Hämäläinen, Laine, Heikkinen, Koskinen, Järvinen, Lehtonen, Lehtinen, Saarinen, Niemi,
Salminen, Heinonen, Heikkilä, Kinnunen, Salonen, Turunen, Laitinen, Salo, Tuominen, Rantanen, Karjalainen, Jokinen, Mattila, Savolainen,
Lahtinen, Ahonen, Ojala, Leppänen, Hiltunen, Väisänen, Kallio, Leinonen, Miettinen, Pitkänen, Aaltonen, Manninen, Koivisto, Hakala,
Anttila, Laaksonen, Hirvonen, Lehto, Räsänen, Laakso, Toivonen, Aalto, Mustonen, Rantala, Peltonen, Hänninen, Nurmi, Aho, Moilanen,
Hakkarainen, Kettunen, Kärkkäinen, Partanen, Rissanen, Nurminen, Pulkkinen, Peltola, Seppälä, Seppänen, Hyvönen, Mikkonen, Eskola, Nevala,
Kokkonen, Kemppainen, Vainio, Oksanen, Ruotsalainen, Parviainen, Pesonen, Tikkanen, Huttunen, Pöllänen, Ikonen, Luoma, Uusitalo, Erkkilä,
Marttila, Immonen, Yli-Erkkilä, Sillanpää, Ylönen, Jääskeläinen, Öhman, Äijälä, Nykänen, Pyykkönen, Hyytiäinen, Köykkä, Töyrylä, Ääri
"""

_FAMILY_SV: Final = """
Johansson, Nyman, Lindholm, Karlsson, Andersson, Lindström, Lindqvist, Nylund, Eriksson, Holmström, Sundström, Lindroos, Jansson, Nygård,
Öhman, Gustafsson, Bergström, Söderholm, Sjöberg, Björklund, Holm, Blomqvist, Backman, Forsman, Wikström, Österberg, Åkerlund, Ström,
Granholm, Häggblom, Sjöblom, Mattsson, Fagerström, Sandström, Nordström, Smeds, West, Snellman, Svartsjö, Kronqvist, Ådahl, Hägg
"""

_FIRST_HALVES: Final = """
Kivi, Koivu, Haapa, Leppä, Mänty, Kuusi, Honka, Halla, Suvi, Musta, Valko, Iso, Vähä, Pitkä, Korpi, Metsä, Pelto, Lehti, Hauki, Ahven,
Kurki, Karhu, Ilves, Susi, Hirvi, Rauta, Hiekka, Savi, Suo, Vesi, Aura, Palo, Kaski, Kytö, Pohja, Etelä, Länsi, Itä, Ylä, Ala
"""
_SECOND_HALVES: Final = (
    "niemi, lahti, mäki, koski, järvi, saari, vaara, kangas, salo, luoma, ranta, harju, maa, aho, oja, salmi, vuori, viita"
)
_NOBLE: Final = "von Hertzberg, von Knorring, af Ekenäs, von Schoultz, de la Chapelle, von Fersenhielm, van der Berg, van Dijk, von Weymarn"
_ELSEWHERE: Final = (
    ("Kristjan, Ülo, Õnne, Külli, Jüri, Mārtiņš, Jūratė, Žydrūnas", "Tamm, Põldmäe, Mägi, Jõgi, Bērziņš, Kazlauskienė, Ozoliņa"),
    ("Aleksandr, Natalja, Sergei, Olga, Oleksij, Halyna, Łukasz, Małgorzata", "Ivanova, Kovalenko, Ševtšenko, Wiśniewski, Żółkowska"),
    ("Ahmed, Fadumo, Abdirahman, Hodan, Mohammed, Zahra, Amal, Yusuf", "Ali, Hassan, Mohamud, Al-Khatib, Abdullahi, Nur, El Amrani"),
    ("Thị Minh, Văn Hùng, Li, Xiaomei, Priya, Ngọc, Arjun, Sunita", "Nguyễn, Trần, Phạm, Wang, Zhang, Patel, Shrestha, Đặng"),
    ("James, Siobhán, Zoë, Jürgen, José María, Chloé, François, Çiğdem", "O'Brien, Smith-Jones, Groß, Núñez, L'Écuyer, D'Angelo, Yıldız"),
    ("Niillas, Áile, Inker-Anni, Jouni, Máret, Ánte, Biret", "Näkkäläjärvi, Magga, Aikio, Länsman, Valkeapää, Sara, Guttorm"),
)  # fmt: skip

_GIVEN: Final = {
    "fi": (by_rank(listed(_WOMEN_FI)), by_rank(listed(_MEN_FI))),
    "sv": (by_rank(listed(_WOMEN_SV)), by_rank(listed(_MEN_SV))),
}
_FAMILY: Final = {"fi": by_rank(listed(_FAMILY_FI), 30), "sv": by_rank(listed(_FAMILY_SV), 20)}
_COMPOUNDS: Final = tuple(first + second for first in listed(_FIRST_HALVES) for second in listed(_SECOND_HALVES))
_NOBLES: Final = listed(_NOBLE)
_FOREIGN: Final = tuple((listed(given), listed(family)) for given, family in _ELSEWHERE)

TITLES: Final = {
    "fi": listed("toimitusjohtaja, talouspäällikkö, IT-päällikkö, järjestelmäasiantuntija, kirjanpitäjä, toimistosihteeri, puheenjohtaja, "
                 "rahastonhoitaja, markkinointipäällikkö, isännöitsijä, rehtori, kirkkoherra, osastosihteeri, hankinta-asiantuntija"),
    "sv": listed("verkställande direktör, ekonomichef, IT-chef, systemexpert, bokförare, byråsekreterare, ordförande, kassör, disponent"),
    "en": listed("managing director, chief financial officer, IT manager, system specialist, accountant, office manager, chair, treasurer"),
}  # fmt: skip


class Called(NamedTuple):
    """What a person is called."""

    given: str
    family: str

    @property
    def whole(self) -> str:
        """Given names first, as people write themselves."""
        return f"{self.given} {self.family}"


def called(chance: Chance, language: str) -> Called:
    """A name for somebody who speaks ``language`` (fi, sv, en): mostly usual, some double, some noble, some from elsewhere, some long."""
    if language == "en" or chance() < 0.04:
        given, family = pick(chance, _FOREIGN)
        return Called(pick(chance, given), pick(chance, family))
    names = _GIVEN[language][int(chance() * 2)]
    return Called(_given(chance, names), _family(chance, language))


def _given(chance: Chance, names: tuple[str, ...]) -> str:
    fate = chance()
    if fate < 0.85:
        return pick(chance, names)
    several = [pick(chance, names) for _ in range(2 if fate < 0.985 else 4)]
    return " ".join(dict.fromkeys(several))


def _family(chance: Chance, language: str) -> str:
    fate = chance()
    usual = pick(chance, _FAMILY[language])
    if fate < 0.72:
        return usual
    if fate < 0.95:
        return pick(chance, _COMPOUNDS) if language == "fi" else usual
    if fate < 0.992:
        return _double(usual, pick(chance, _FAMILY[language]))
    return pick(chance, _NOBLES) if fate < 0.998 else f"{pick(chance, _NOBLES)}-{usual}"


def _double(first: str, second: str) -> str:
    """The law allows a name of two parts, so one that has a hyphen of its own stays alone."""
    return first if first == second or "-" in first + second else f"{first}-{second}"


_WITHOUT_MARKS: Final = str.maketrans({"ø": "o", "ł": "l", "ß": "ss", "ı": "i", "đ": "d", "'": "", " ": "-"})


@lru_cache(maxsize=16_384)
def plain(name: str) -> str:
    """A name as the local part of an e-mail address has it: maija-liisa, makinen, oy-example-ab."""
    letters = unicodedata.normalize("NFD", name.lower()).translate(_WITHOUT_MARKS)
    kept = "".join(letter for letter in letters if letter.isascii() and (letter.isalnum() or letter == "-"))
    return "-".join(part for part in kept.split("-") if part)
