"""Words about: fetching. Asking an outside source, its differences field by field, and what a person decided."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "title": ("Haku: {source}", "Fetch: {source}"),
    "new_title": ("Uusi asiakas: {source}", "New customer: {source}"),
    "asking": ("Haetaan YTJ:stä…", "Asking YTJ…"),
    "waiting": ("YTJ pyytää odottamaan {seconds} s; haku jatkuu itsestään…", "YTJ asks to wait {seconds} s; the fetch goes on by itself…"),
    "what": ("Tieto", "Datum"),
    "ours": ("Meillä", "Ours"),
    "theirs": ("Lähteessä", "Theirs"),
    "since": ("Alkaen", "Since"),
    "accepting": (
        "a, väli tai Enter hyväksyy rivin; ^S tallentaa, muut jäävät ennalleen.",
        "a, Space or Enter accepts a line; ^S saves, the others are left as they are.",
    ),
    "same": ("Tiedot ovat samat kuin lähteessä.", "The data are the same as the source's."),
    "not_yours": ("Tässä tarkoituksessa tätä ei muuteta.", "This is not changed under this purpose."),
    "needed": ("Uusi asiakas tarvitsee tämän.", "A new customer needs this."),
    "left_before": ("jätetty {when}, {who}", "left {when}, {who}"),
    "credit": ("PRH, avoin data (CC BY 4.0), {moment}", "PRH, open data (CC BY 4.0), {moment}"),
    "from_register": ("Yhdistysrekisteri, ote {moment}", "Register of associations, extract {moment}"),
    "ours_from": ("Meillä, lähde", "Ours, source"),
    "saved": ("Hyväksytty {accepted}, jätetty {left}.", "Accepted {accepted}, left {left}."),
    "stale": ("Joku tallensi ensin: erot luettiin uudelleen.", "Somebody saved first: the differences were read again."),
    "ask": ("Mikä yritys? Y-tunnus tai nimi", "Which company? Business ID or name"),
    "ask_label": ("Y-tunnus/nimi", "ID or name"),
    "pick_title": ("YTJ: {name}", "YTJ: {name}"),
    "pick_name": ("Nimi", "Name"),
    "pick_id": ("Y-tunnus", "Business ID"),
    "pick_town": ("Toimipaikka", "Town"),
    "pick_form": ("Yritysmuoto", "Legal form"),
    "pick_none": ("YTJ ei tunne tällaista nimeä.", "YTJ knows no such name."),
    "pick_count": ("{shown}/{total}", "{shown}/{total}"),
    "unit": ("Mihin yksikköön?", "To which unit?"),
    "kind": ("Millainen asiakas? Yritysmuoto: {form}", "What kind of customer? Legal form: {form}"),
    "is_here": ("Asiakas on jo rekisterissä: näkyvissä ovat erot.", "The customer is in the register already: these are the differences."),
}
