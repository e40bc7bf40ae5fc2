"""Words about: merging. Likely duplicates of a new customer, and two customers merged into one."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "likely": ("Onko tämä jo rekisterissä?", "Is this one in the register already?"),
    "score": ("Varmuus", "Score"),
    "name": ("Nimi", "Name"),
    "kind": ("Laji", "Kind"),
    "town": ("Paikkakunta", "Town"),
    "matched": ("Samaa", "The same"),
    "by_identifier": ("tunniste", "identifier"),
    "by_email": ("sähköposti", "e-mail"),
    "by_phone": ("puhelin", "phone"),
    "by_name": ("nimi", "name"),
    "by_address": ("osoite", "address"),
    "by_town": ("paikkakunta", "town"),
    "keys": ("Enter avaa vanhan   ^S tallenna silti uutena   Esc takaisin", "Enter open the old one   ^S save anyway   Esc back"),
    "title": ("Yhdistä", "Merge"),
    "into": ("{name} #{number} säilyy", "{name} #{number} is kept"),
    "from": ("{name} #{number} yhdistetään siihen", "{name} #{number} goes into it"),
    "what": ("Tieto", "Datum"),
    "kept": ("Säilyy", "Kept"),
    "dropped": ("Yhdistetään", "Goes into it"),
    "moves": ("siirtyy ←", "moves ←"),
    "doubled": ("sama =", "same ="),
    "becomes_name": ("jää nimeksi ←", "past name ←"),
    "stays": ("jää pois", "left out"),
    "about": (
        "Kaikki siirtyy lähteineen; sama tieto jää kerran, toinen lokiin. Markkinointikielto voittaa. J purkaa.",
        "All moves with its sources; the same datum stays once, the other in the log. A refusal wins. J takes it apart.",
    ),
    "party": ("Perustiedot", "Customer"),
    "party_name": ("Nimi", "Name"),
    "identifier": ("Tunniste", "Identifier"),
    "address": ("Osoite", "Address"),
    "contact_point": ("Yhteystieto", "Contact"),
    "person_role": ("Henkilö", "Person"),
    "nothing": ("Ei tietoja.", "No data."),
    "confirm": (
        "Yhdistetäänkö {dropped} asiakkaaseen {keep}?",
        "Merge {dropped} into {keep}?",
    ),
    "merged": (
        "Yhdistetty asiakkaaseen {keep}: siirtyi {moved}, samaa oli {doubled}. J purkaa.",
        "Merged into {keep}: {moved} moved, {doubled} were the same. J takes it apart.",
    ),
    "none": ("Tähän asiakkaaseen ei ole yhdistetty muita.", "Nothing was merged into this customer."),
    "confirm_apart": (
        "Puretaanko yhdistäminen? {name} #{number} palautuu omaksi asiakkaakseen ({by}, {moment}).",
        "Take the merging apart? {name} #{number} comes back as a customer of its own ({by}, {moment}).",
    ),
    "apart": ("Purettu: {name} #{number} on taas oma asiakkaansa.", "Taken apart: {name} #{number} is a customer of its own again."),
    "changed": (
        "Ei voi purkaa, koska yhdistämisen jälkeen on muutettu: {rows}.",
        "It cannot be taken apart, since somebody has changed: {rows}.",
    ),
    "led_here": ("Asiakas #{number} on yhdistetty tähän.", "Customer #{number} was merged into this one."),
}
