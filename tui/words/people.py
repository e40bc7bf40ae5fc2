"""Words about: people. The personal identity code and addresses under a non-disclosure order."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {
    "ask_reveal": ("Näytä henkilötunnus: {name}. Miksi?", "Reveal the identity code: {name}. Why?"),
    "ask_address": ("Avaa turvakiellon alainen osoite: {name}. Miksi?", "Open the protected address: {name}. Why?"),
    "reason_logged": ("Syy, aika ja nimesi jäävät lokiin.", "The reason, the time and your name are logged."),
    "no_code": ("Henkilötunnusta ei ole: {name}.", "There is no identity code: {name}."),
    "hidden_again": ("Henkilötunnus on taas piilossa.", "The identity code is hidden again."),
    "goes_away": ("Mikä tahansa näppäin sulkee, tai {seconds} s.", "Any key closes, or {seconds} s."),
    "ask_four": ("Henkilötunnuksen neljä viimeistä: {name}", "The last four of the identity code: {name}"),
    "four_wrong": ("Kolme numeroa ja tarkistusmerkki, esim. 900P.", "Three digits and the check character, such as 900P."),
    "four_match": ("Täsmää: {name}.", "They match: {name}."),
    "four_differ": ("Ei täsmää, tai tunnusta ei ole: {name}.", "They do not match, or there is no code: {name}."),
    "too_many_tries": (
        "Kolme vertailua on tehty: odota 10 minuuttia ja varmista muuten.",
        "Three comparisons were made: wait 10 minutes, or verify otherwise.",
    ),
    "ask_code": ("Tallenna henkilötunnus: {name}", "Store the identity code: {name}"),
    "code_hidden": (
        "Tunnusta ei näytetä missään luettelossa eikä lokissa, ja se korvaa entisen.",
        "The code is shown in no list or log, and it replaces the former one.",
    ),
    "ask_needed": ("Mihin tunnusta tarvitaan? (esim. laskutus)", "What is the code needed for? (such as billing)"),
    "ask_verified": ("Miten tunnus varmistettiin? (esim. ajokortti)", "How was it verified? (such as a driving licence)"),
    "code_stored": ("Henkilötunnus tallennettu: {name}.", "The identity code was stored: {name}."),
    "address_open": ("Suojattu osoite on auki 15 minuuttia: {name}.", "The protected address is open for 15 minutes: {name}."),
    "reason": ("Syy", "Reason"),
    "four": ("Neljä viimeistä", "Last four"),
    "code": ("Henkilötunnus", "Identity code"),
    "needed": ("Tarvitaan", "Needed for"),
    "verified": ("Varmistettu", "Verified"),
    "which_secret": ("Mitä tehdään?", "What is to be done?"),
    "nothing_secret": ("Tässä ei ole tähän tarkoitukseen kuuluvaa salaista tietoa.", "There is nothing secret here for this purpose."),
    "act_reveal": ("näytä henkilötunnus", "show the identity code"),
    "act_compare": ("vertaa neljää viimeistä", "compare the last four"),
    "act_store": ("tallenna henkilötunnus", "store an identity code"),
    "act_open_address": ("avaa turvakiellon alainen osoite", "open the protected address"),
}
