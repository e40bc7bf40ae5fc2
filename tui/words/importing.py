"""Words about: importing from the business information system (YTJ) and other outside sources."""

from typing import Final

ERRORS: Final[dict[str, tuple[str, str]]] = {
    "prh_no_answer": ("YTJ:n vastaus oli tyhjä. Yritä hetken kuluttua uudelleen.", "YTJ's answer was empty. Try again in a moment."),
    "prh_not_json": (
        "YTJ:n vastaus ei ollut tietoja vaan muuta tekstiä: yritä hetken päästä uudelleen.",
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
    "ytj_busy": (
        "YTJ pyytää odottamaan {seconds} s: liian monta hakua. Hae sen jälkeen uudelleen.",
        "YTJ asks to wait {seconds} s: too many requests. Fetch again after that.",
    ),
    "ytj_slow": (
        "YTJ ei vastannut {seconds} sekunnissa. Mitään ei muuttunut; hae hetken kuluttua uudelleen.",
        "YTJ did not answer in {seconds} seconds. Nothing has changed; fetch again in a moment.",
    ),
    "ytj_unreachable": (
        "YTJ:hin ei saada yhteyttä, mitään ei muuttunut: hae hetken päästä uudelleen ({url}).",
        "YTJ cannot be reached, nothing has changed: fetch again in a moment ({url}).",
    ),
    "ytj_moved": (
        "YTJ ohjasi haun muualle ({status}), mitään ei muuttunut: kerro ylläpidolle.",
        "YTJ sent the request elsewhere ({status}), nothing has changed: tell the administrators.",
    ),
    "ytj_unproved": (
        "YTJ:n varmenne ei kelpaa, mitään ei kysytty: kerro ylläpidolle ({url}).",
        "YTJ's certificate does not hold, nothing was asked: tell the administrators ({url}).",
    ),
    "ytj_cut": (
        "YTJ:n vastaus katkesi kesken, mitään ei muuttunut: hae uudelleen ({url}).",
        "YTJ's answer broke off, nothing has changed: fetch again ({url}).",
    ),
    "ytj_down": (
        "YTJ on epäkunnossa ({status}). Mitään ei muuttunut; hae myöhemmin uudelleen.",
        "YTJ is out of order ({status}). Nothing has changed; fetch again later.",
    ),
    "prh_another": (
        "YTJ vastasi toisen yrityksen tiedoilla. Mitään ei tallennettu.",
        "YTJ answered about another company. Nothing was saved.",
    ),
}
"""Sentences of the codes that reading an answer may raise."""

WORDS: Final[dict[str, tuple[str, str]]] = {
    **ERRORS,
    "waiting": ("YTJ pyytää odottamaan {seconds} s…", "YTJ asks to wait {seconds} s…"),
    "association_place": ("Kirjoita postinumero ja toimipaikka: 44800 Pihtipudas", "Write postcode and town: 44800 Pihtipudas"),
    "nothing_to_import": (
        "Anna tiedosto tai Y-tunnus: seloste import prh TIEDOSTO, tai --business-id TUNNUS",
        "Give a file or a business ID: seloste import prh FILE, or --business-id ID",
    ),
    "left_before": ("jätetty {when} {who}", "left {when} {who}"),
    "legal_form": ("Yritysmuoto", "Legal form"),
    "industry": ("Toimiala", "Industry"),
    "website": ("Verkkosivut", "Website"),
    "turnover": ("Liikevaihto", "Turnover"),
    "staff": ("Henkilöstö", "Staff"),
    "offices": ("Toimipaikkoja", "Offices"),
    "billing": ("Laskutusosoite", "Billing address"),
    "association": ("Yhdistysnumero", "Association number"),
    "source": ("Lähde: PRH, avoin data (CC BY 4.0), {moment}", "Source: PRH, open data (CC BY 4.0), {moment}"),
    "same": ("Tiedot ovat samat kuin YTJ:ssä.", "The data are the same as in YTJ."),
    "unread": ("Ei luettu, laji tuntematon: {paths}", "Not read, type unknown: {paths}"),
    "co_warning": (
        "c/o voi nimetä yksityishenkilön: tarkista ennen hyväksymistä.",
        "c/o may name a private person: check before accepting.",
    ),
    "main": ("Toiminimi", "Main name"),
    "parallel": ("Rinnakkaistoiminimi", "Parallel name"),
    "auxiliary": ("Aputoiminimi", "Auxiliary name"),
    "business_id": ("Y-tunnus", "Business ID"),
    "kind": ("Asiakaslaji", "Kind of customer"),
    "kind_open": (
        "Yritysmuoto {form} ei kerro asiakaslajia: valitse se.",
        "The legal form {form} does not tell the kind of customer: choose it.",
    ),
    "visit": ("Käyntiosoite", "Visiting address"),
    "post": ("Postiosoite", "Postal address"),
    "status": ("Y-tunnuksen tila", "State of the business ID"),
    "not_in_force": ("Ei voimassa", "Not in force"),
    "SANE": ("Yrityssaneeraus", "Restructuring"),
    "SELTILA": ("Selvitystila", "Liquidation"),
    "KONK": ("Konkurssi", "Bankruptcy"),
    "of_customer": ("{name} ({business_id}), asiakas {customer}", "{name} ({business_id}), customer {customer}"),
    "of_new": ("{name} ({business_id}), uusi asiakas", "{name} ({business_id}), a new customer"),
    "line": ("  {what}: {ours} → {theirs}", "  {what}: {ours} → {theirs}"),
    "added": ("  {what}: + {theirs}", "  {what}: + {theirs}"),
    "former": ("Entinen toiminimi", "Former name"),
    "verified": ("Tunnus tarkistettu", "Number verified"),
    "relation": ("Asiakkuus", "Relation"),
    "address_left_out": (
        "Osoite jäi pois: siitä puuttuu katu tai postitoimipaikka.",
        "An address was left out: it lacks a street or a town.",
    ),
    "address_kept_secret": (
        "Turvakielto: osoitteisiin ei kosketa.",
        "Non-disclosure order: addresses are left alone.",
    ),
    "saved": ("Tallennettu: asiakas {customer}.", "Saved: customer {customer}."),
    "not_saved": ("Mitään ei tallennettu.", "Nothing was saved."),
    "say_yes": ("Tallenna valitsimella --yes.", "Save with --yes."),
    "kind_company": ("yritys", "company"),
    "kind_association": ("yhdistys", "association"),
    "kind_public_body": ("julkisyhteisö", "public body"),
    "kind_sole_trader": ("toiminimi", "sole trader"),
    "kind_person": ("henkilö", "person"),
    "status_prospect": ("mahdollinen", "prospect"),
    "status_customer": ("asiakas", "customer"),
    "status_former": ("entinen", "former"),
}
