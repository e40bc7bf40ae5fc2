"""Words about: importing from the business information system (YTJ) and other outside sources."""

from typing import Final

ERRORS: Final[dict[str, tuple[str, str]]] = {
    "prh_no_answer": ("YTJ:n vastaus oli tyhjä. Yritä hetken kuluttua uudelleen.", "YTJ's answer was empty. Try again in a moment."),
    "prh_not_json": (
        "YTJ ei vastannut tiedoilla vaan muulla tekstillä. Yritä hetken kuluttua uudelleen.",
        "YTJ answered with some other text, not with data. Try again in a moment.",
    ),
    "prh_truncated": ("YTJ:n vastaus katkesi kesken. Hae uudelleen.", "YTJ's answer broke off half way. Fetch it again."),
    "prh_too_large": (
        "YTJ:n vastaus on liian suuri ({bytes} tavua, enintään {largest}). Mitään ei luettu.",
        "YTJ's answer is too large ({bytes} bytes, at most {largest}). Nothing was read.",
    ),
    "prh_refused": ("YTJ hylkäsi haun. Tarkista hakuehto.", "YTJ refused the request. Check what was asked."),
    "prh_not_an_answer": ("Tiedosto ei ole YTJ:n yrityshaun vastaus.", "This is not an answer of YTJ's company search."),
    "prh_field": (
        "YTJ:n vastauksessa kohta {path} ei ole odotettua muotoa ({expected}). Mitään ei tallennettu.",
        "In YTJ's answer, {path} is not of the expected form ({expected}). Nothing was saved.",
    ),
    "prh_empty": ("YTJ ei tunne tätä Y-tunnusta.", "YTJ does not know this business ID."),
    "prh_several": (
        "YTJ vastasi {count} yrityksellä, vaikka kysyttiin yhtä. Hae Y-tunnuksella.",
        "YTJ answered with {count} companies though one was asked for. Fetch by business ID.",
    ),
    "prh_another": (
        "YTJ vastasi toisen yrityksen tiedoilla. Mitään ei tallennettu.",
        "YTJ answered about another company. Nothing was saved.",
    ),
}
"""Sentences of the codes that reading an answer may raise."""

WORDS: Final[dict[str, tuple[str, str]]] = {
    **ERRORS,
    "title": ("Tiedot YTJ:stä", "Data from YTJ"),
    "fetch": ("Hae YTJ:stä", "Fetch from YTJ"),
    "file": ("Vastaustiedosto", "File with the answer"),
    "source": ("Lähde: PRH, avoin data (CC BY 4.0), {moment}", "Source: PRH, open data (CC BY 4.0), {moment}"),
    "field": ("Tieto", "Field"),
    "ours": ("Rekisterissä", "In the register"),
    "theirs": ("YTJ:ssä", "In YTJ"),
    "same": ("Tiedot ovat samat kuin YTJ:ssä.", "The data are the same as in YTJ."),
    "accept": ("Hyväksy", "Accept"),
    "accept_all": ("Hyväksy kaikki", "Accept all"),
    "accepted": ("Hyväksytty {count} muutosta.", "{count} changes accepted."),
    "unread": ("Ei luettu, laji tuntematon: {paths}", "Not read, type unknown: {paths}"),
    "co_warning": (
        "c/o voi nimetä yksityishenkilön: tarkista ennen hyväksymistä.",
        "c/o may name a private person: check before accepting.",
    ),
    "name": ("Toiminimi", "Name"),
    "main": ("Toiminimi", "Main name"),
    "parallel": ("Rinnakkaistoiminimi", "Parallel name"),
    "auxiliary": ("Aputoiminimi", "Auxiliary name"),
    "business_id": ("Y-tunnus", "Business ID"),
    "form": ("Yritysmuoto", "Legal form"),
    "kind": ("Asiakaslaji", "Kind of customer"),
    "kind_open": (
        "Yritysmuoto {form} ei kerro asiakaslajia: valitse se.",
        "The legal form {form} does not tell the kind of customer: choose it.",
    ),
    "visit": ("Käyntiosoite", "Visiting address"),
    "post": ("Postiosoite", "Postal address"),
    "main_line": ("Päätoimiala", "Main line of business"),
    "website": ("Verkkosivut", "Website"),
    "registered_on": ("Rekisteröity", "Registered"),
    "id_given_on": ("Y-tunnus annettu", "Business ID given"),
    "ended_on": ("Lakannut", "Ceased"),
    "last_modified": ("Muutettu YTJ:ssä", "Changed in YTJ"),
    "status": ("Y-tunnuksen tila", "State of the business ID"),
    "in_force": ("Voimassa", "In force"),
    "not_in_force": ("Ei voimassa", "Not in force"),
    "SANE": ("Yrityssaneeraus", "Restructuring"),
    "SELTILA": ("Selvitystila", "Liquidation"),
    "KONK": ("Konkurssi", "Bankruptcy"),
}
