"""Real Finnish postcodes and their towns in both languages, and streets: where the invented customers live.

Postcodes and towns: Posti's postal code file, May 2026. A Swedish name is given where the town has one of its own.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from db.demo.tables import listed

_CITIES: Final = """
Helsinki/Helsingfors 680 6 00100 00140 00180 00220 00260 00300 00330 00370 00410 00500 00540 00580 00610 00650 00690 00730 00770 00800
00840 00880 00920 00960,
Espoo/Esbo 315 7 02100 02120 02140 02160 02180 02210 02240 02260 02280 02320 02340 02380 02610 02630 02660 02710 02730 02750 02770
02810 02860 02940,
Tampere/Tammerfors 255 0 33100 33180 33210 33230 33250 33270 33310 33340 33400 33420 33500 33530 33540 33580 33680 33700 33720 33730
33820 33840 33870,
Vantaa/Vanda 247 2 01200 01230 01280 01340 01360 01380 01400 01420 01480 01510 01530 01610 01630 01650 01660 01680 01700 01720 01740
01760,
Oulu/Uleåborg 215 0 90100 90120 90140 90220 90240 90250 90400 90420 90510 90520 90540 90560 90580 90590 90620 90650 90670,
Turku/Åbo 202 6 20100 20200 20240 20250 20320 20360 20400 20460 20520 20610 20700 20730 20740 20800 20810 20900,
Jyväskylä 148 0 40100 40200 40320 40340 40400 40500 40530 40600 40630 40640 40700 40720,
Kuopio 125 0 70100 70150 70210 70260 70300 70420 70500 70620 70780 70820,
Lahti/Lahtis 121 0 15100 15140 15170 15210 15300 15500 15610 15800 15820 15850,
Pori/Björneborg 83 0 28100 28200 28330 28500 28600 28800, Kouvola 78 0 45100 45120 45130 45150 45160 45200,
Joensuu 78 0 80100 80110 80140 80170 80210 80230, Lappeenranta/Villmanstrand 73 0 53100 53300 53500 53650 53850 53950,
Vaasa/Vasa 69 23 65100 65170 65230 65300 65350, Hämeenlinna/Tavastehus 68 0 13100 13130 13220 13270 13500,
Seinäjoki 66 0 60100 60110 60150 60220 60320, Rovaniemi 65 0 96100 96200 96400 96500 96800,
Mikkeli/S:t Michel 52 0 50100 50160 50200 50600, Porvoo/Borgå 51 28 06100 06150 06400 06450, Salo 51 0 24100 24130 24240 24260,
Kotka 50 0 48100 48230 48600 48770, Kokkola/Karleby 48 13 67100 67300 67500 67700, Hyvinkää/Hyvinge 47 0 05440 05720 05840,
Järvenpää/Träskända 46 0 04400 04410 04430, Lohja/Lojo 46 3 08100 08350 08500, Kirkkonummi/Kyrkslätt 41 15 02400 02410 02480,
Rauma/Raumo 39 0 26100 26200 26660, Kerava/Kervo 38 0 04200 04220 04250, Kajaani/Kajana 36 0 87100 87250 87500,
Kaarina/S:t Karins 35 5 20780, Nokia 35 0 37100 37130, Ylöjärvi 34 0 33470 33480, Kangasala 33 0 36200 36240,
Savonlinna/Nyslott 32 0 57100 57220, Riihimäki 28 0 11100 11310, Raisio/Reso 26 0 21120 21220, Imatra 25 0 55100 55510,
Raahe/Brahestad 24 0 92100 92130, Sipoo/Sibbo 22 30 04130, Iisalmi/Idensalmi 21 0 74100 74150, Tornio/Torneå 21 0 94430 95470,
Kemi 20 0 94100 94700, Jämsä 19 0 42100, Pietarsaari/Jakobstad 19 55 68600 68630, Varkaus 19 0 78200 78500,
Loviisa/Lovisa 14 39 07900 07920 07940
"""

_SWEDISH: Final = """
02580 Siuntio/Sjundeå 27, 02700 Kauniainen/Grankulla 32, 07600 Myrskylä/Mörskom 8, 07800 Lapinjärvi/Lappträsk 29, 10210 Inkoo/Ingå 51,
10300 Karjaa/Karis 60, 10320 Karjaa/Karis 60, 10600 Tammisaari/Ekenäs 55, 10900 Hanko/Hangö 42, 21600 Parainen/Pargas 54,
22100 Maarianhamina/Mariehamn 80, 22150 Jomala 87, 22240 Hammarland 87, 22270 Eckerö 87, 22340 Geta 88, 22410 Godby 85,
22430 Saltvik 90, 22530 Sund 88, 22550 Vårdö 88, 22610 Lemland 89, 22630 Lumparland 88, 22710 Föglö 82, 22720 Sottunga 90,
22730 Kökar 84, 22820 Kumlinge 85, 22920 Brändö 80, 25700 Kemiö/Kimito 68, 25900 Taalintehdas/Dalsbruk 68, 49270 Pyhtää/Pyttis 7,
64100 Kristiinankaupunki/Kristinestad 53, 64200 Närpiö/Närpes 77, 64260 Kaskinen/Kaskö 27, 65610 Mustasaari/Korsholm 66,
66100 Maalahti/Malax 83, 66200 Korsnäs 84, 66600 Vöyri/Vörå 78, 66900 Uusikaarlepyy/Nykarleby 85, 68500 Kruunupyy/Kronoby 75,
68570 Luoto/Larsmo 91, 68800 Kolppi/Kållby 85, 68910 Pännäinen/Bennäs 85, 68930 Purmo 88
"""

_SMALL: Final = """
01900 Nurmijärvi, 03400 Vihti/Vichtis, 03600 Karkkila/Högfors, 04300 Tuusula/Tusby, 04600 Mäntsälä, 07170 Pornainen/Borgnäs,
07500 Askola, 07560 Pukkila, 12210 Hausjärvi, 12700 Loppi, 13880 Hattula, 14240 Janakkala, 15860 Hollola, 16300 Orimattila,
16610 Kärkölä, 17320 Asikkala, 17500 Padasjoki, 17800 Kuhmoinen, 18100 Heinola, 19600 Hartola, 19650 Joutsa, 19700 Sysmä,
19950 Luhanka, 21100 Naantali/Nådendal, 21250 Masku, 21270 Nousiainen/Nousis, 21290 Rusko, 21380 Aura, 21420 Lieto/Lundo,
21490 Marttila, 21530 Paimio/Pemar, 21570 Sauvo/Sagu, 21880 Pöytyä, 23100 Mynämäki, 23210 Vehmaa, 23310 Taivassalo/Tövsala,
23360 Kustavi/Gustavs, 23500 Uusikaupunki/Nystad, 23800 Laitila, 23950 Pyhäranta, 27100 Eurajoki/Euraåminne, 27510 Eura, 27800 Säkylä,
28400 Ulvila/Ulvsby, 29200 Harjavalta, 29250 Nakkila, 29630 Pomarkku/Påmark, 29810 Siikainen, 29900 Merikarvia/Sastmola, 30100 Forssa,
31300 Tammela, 31400 Somero, 31500 Koski Tl, 31600 Jokioinen/Jockis, 31640 Humppila, 31760 Urjala, 31900 Punkalaidun, 32100 Ypäjä,
32200 Loimaa, 32500 Oripää, 32700 Huittinen, 32800 Kokemäki/Kumo, 33920 Pirkkala/Birkala, 34600 Ruovesi, 34800 Virrat/Virdois,
35300 Orivesi, 35540 Juupajoki, 35700 Vilppula, 35800 Mänttä, 36600 Pälkäne, 37350 Vesilahti, 37500 Lempäälä, 37600 Valkeakoski,
37800 Akaa, 38100 Sastamala, 38700 Kankaanpää, 38800 Jämijärvi, 39100 Hämeenkyrö/Tavastkyro, 39500 Ikaalinen/Ikalis, 39700 Parkano,
39820 Kihniö, 39930 Karvia, 40950 Muurame, 41230 Uurainen, 41340 Laukaa, 41520 Hankasalmi, 41660 Toivakka, 41900 Petäjävesi,
42600 Multia, 42700 Keuruu, 43100 Saarijärvi, 43300 Kannonkoski, 43500 Karstula, 43700 Kyyjärvi, 43800 Kivijärvi, 43900 Kinnula,
44100 Äänekoski, 44300 Konnevesi, 44500 Viitasaari, 44800 Pihtipudas, 47520 Iitti, 49400 Hamina/Fredrikshamn, 49700 Miehikkälä,
49900 Virolahti, 51200 Kangasniemi, 51900 Juva, 52200 Puumala, 52550 Hirvensalmi, 52700 Mäntyharju, 54530 Luumäki, 54710 Lemi,
54800 Savitaipale, 54920 Taipalsaari, 56100 Ruokolahti, 56610 Rautjärvi, 58175 Enonkoski, 58700 Sulkava, 58900 Rantasalmi,
59100 Parikkala, 60800 Ilmajoki, 61300 Kurikka, 61500 Isokyrö/Storkyro, 61800 Kauhajoki, 62100 Lapua/Lappo, 62200 Kauhava,
62500 Evijärvi, 62600 Lappajärvi, 62800 Vimpeli, 62900 Alajärvi, 63100 Kuortane, 63300 Alavus, 63700 Ähtäri/Etseri, 63800 Soini,
64350 Karijoki/Bötom, 64700 Teuva/Östermark, 64900 Isojoki/Storå, 66400 Laihia/Laihela, 69100 Kannus, 69300 Toholampi,
69440 Lestijärvi, 69510 Halsua, 69600 Kaustinen/Kaustby, 69700 Veteli/Vetil, 69950 Perho, 71200 Tuusniemi, 71800 Siilinjärvi,
72210 Tervo, 72300 Vesanto, 72400 Pielavesi, 72600 Keitele, 73100 Lapinlahti, 73600 Kaavi, 73900 Rautavaara, 74200 Vieremä,
74300 Sonkajärvi, 74700 Kiuruvesi, 75500 Nurmes, 76100 Pieksämäki, 77600 Suonenjoki, 77700 Rautalampi, 79100 Leppävirta,
79600 Joroinen/Jorois, 79700 Heinävesi, 81100 Kontiolahti, 81700 Lieksa, 82300 Rääkkylä, 82500 Kitee, 82600 Tohmajärvi,
82900 Ilomantsi/Ilomants, 83100 Liperi, 83500 Outokumpu, 83700 Polvijärvi, 83900 Juuka, 84100 Ylivieska, 85100 Kalajoki,
85200 Alavieska, 85320 Sievi, 85500 Nivala, 85800 Haapajärvi, 85900 Reisjärvi, 86100 Pyhäjoki, 86220 Merijärvi, 86300 Oulainen,
86600 Haapavesi, 86710 Kärsämäki, 86810 Pyhäjärvi, 88300 Paltamo, 88400 Ristijärvi, 88600 Sotkamo, 88900 Kuhmo, 89200 Puolanka,
89400 Hyrynsalmi, 89600 Suomussalmi, 90440 Kempele, 90480 Hailuoto/Karlö, 91100 Ii, 91500 Muhos, 91600 Utajärvi, 91700 Vaala,
91800 Tyrnävä, 91900 Liminka/Limingo, 91980 Lumijoki, 92320 Siikajoki, 92600 Pulkkila, 92930 Pyhäntä, 93100 Pudasjärvi,
93400 Taivalkoski, 93600 Kuusamo, 94400 Keminmaa, 95200 Simo, 95300 Tervola, 95600 Ylitornio/Övertorneå, 95700 Pello, 95900 Kolari,
97700 Ranua, 97900 Posio, 98100 Kemijärvi, 98500 Pelkosenniemi, 98800 Savukoski, 98900 Salla, 99100 Kittilä, 99300 Muonio,
99400 Enontekiö/Enontekis, 99600 Sodankylä, 99870 Inari/Enare, 99980 Utsjoki
"""

_STREETS_FI: Final = """
Kirkkokatu, Koulukatu, Asemakatu, Rantatie, Kauppakatu, Keskuskatu, Mäkitie, Koivutie, Mäntytie, Kuusitie, Pihlajatie, Satamakatu,
Puistokatu, Vanhatie, Kyläntie, Niittytie, Metsätie, Pellonreuna, Myllytie, Koskikatu, Linnankatu, Hallituskatu, Valtakatu,
Teollisuustie, Rautatienkatu, Torikatu, Meijeritie, Suokatu, Harjutie, Kivitie, Lehmuskuja, Haapatie, Leppätie, Tuomitie, Vaahteratie,
Orapihlajatie, Kanervatie, Mustikkatie, Puolukkapolku, Vadelmakuja, Sudenkorennontie, Kettupolku, Jäniksenpolku, Ilvestie, Karhuntie,
Hirventie, Joutsentie, Kurjenkuja, Peiponpolku, Västäräkinkuja, Pääskysentie, Käpytie, Kangastie, Rinnetie, Notkotie, Ylätie, Alatie,
Uittotie, Tervahaudantie, Sahatie, Pajakuja, Seppäläntie, Kellosepänkatu, Suutarinkuja, Räätälinpolku, Yrittäjäntie, Varastokatu,
Ratakatu, Siltakatu, Saunatie, Pyhäjärventie, Pitkälahdentie, Ylämyllyntie, Äyritie, Öljymäentie, Isojoentie, Vanha-Heikkiläntie,
Yliopistonkatu
"""

_STREETS_SV: Final = """
Kyrkogatan, Skolgatan, Strandvägen, Köpmansgatan, Storgatan, Björkvägen, Tallvägen, Granvägen, Rönnvägen, Hamngatan, Parkgatan,
Gamlavägen, Byvägen, Ängsvägen, Skogsvägen, Kvarnvägen, Forsgatan, Slottsgatan, Regeringsgatan, Industrivägen, Järnvägsgatan,
Torggatan, Mejerivägen, Åsvägen, Stenvägen, Lindvägen, Aspvägen, Alvägen, Lönnvägen, Ljungvägen, Blåbärsvägen, Rävstigen, Harstigen,
Lodjursvägen, Svanvägen, Tranvägen, Bofinksvägen, Svalvägen, Kottvägen, Backvägen, Övre Åkergatan, Sågvägen, Smedjevägen,
Urmakaregatan, Skomakaregatan, Skräddarestigen, Företagarvägen, Lagergatan, Brogatan, Bastuvägen, Sjöändsvägen, Södra Esplanaden
"""

STREETS: Final = {"fi": listed(_STREETS_FI), "sv": listed(_STREETS_SV)}


class Place(NamedTuple):
    """A post office; ``swedish`` is the share of its people who speak Swedish, 0–1."""

    postcode: str
    town_fi: str
    town_sv: str
    swedish: float


def _pair(town: str) -> tuple[str, str]:
    finnish, _, swedish = town.partition("/")
    return finnish, swedish or finnish


def _of_city(entry: str) -> list[tuple[Place, int]]:
    """``Espoo/Esbo 315 7 02100 …``: thousands of people and Swedish speakers in a hundred, then the postcodes."""
    words = entry.split()
    codes = [word for word in words if len(word) == 5 and word.isdigit()]
    *town, people, swedish = words[: -len(codes)]
    finnish, other = _pair(" ".join(town))
    return [(Place(code, finnish, other, int(swedish) / 100), max(1, int(people) // len(codes))) for code in codes]


def _of_town(entry: str) -> tuple[Place, int]:
    """``64200 Närpiö/Närpes 77``: the last number, where there is one, is Swedish speakers in a hundred."""
    code, _, rest = entry.partition(" ")
    town, _, last = rest.rpartition(" ")
    swedish = int(last) if last.isdigit() else 0
    return Place(code, *_pair(town if swedish else rest), swedish / 100), _PEOPLE_OF_A_SMALL_TOWN


def _weighted() -> list[tuple[Place, int]]:
    cities = [one for entry in listed(_CITIES) for one in _of_city(entry)]
    return [*cities, *(_of_town(entry) for entry in (*listed(_SWEDISH), *listed(_SMALL)))]


_PEOPLE_OF_A_SMALL_TOWN: Final = 6
_WEIGHTED: Final = _weighted()

PLACES: Final = tuple(place for place, _ in _WEIGHTED)
"""Every post office once."""

DRAWN: Final = tuple(place for place, people in _WEIGHTED for _ in range(people))
"""Every post office as often as it has thousands of people, for drawing one."""
