"""Sentences of what the commands and the register itself refuse; a part of ``errors``."""

from typing import Final

from tui.words.billing_rules import BILLING
from tui.words.card_sources import RULES_OF_SOURCES
from tui.words.importing import ERRORS
from tui.words.rules import RULES
from tui.words.service_rules import SERVICE_RULES
from tui.words.support_rules import SUPPORT
from tui.words.tables import TABLES

REFUSALS: Final[dict[str, tuple[str, str]]] = {
    **ERRORS,
    **RULES,
    **BILLING,
    **SUPPORT,
    **SERVICE_RULES,
    **TABLES,
    **RULES_OF_SOURCES,
    "no_answer": ("Palvelin ei vastaa.", "The server does not answer."),
    "nothing_here": (
        "Rekisteriä ei ole vielä asennettu ({path}). Kokeile: seloste demo",
        "No register is installed yet ({path}). To try: seloste demo",
    ),
    "no_demo": ("Kokeilua ei ole vielä tehty. Tee se: seloste demo", "There is no demo yet. Make it: seloste demo"),
    "unit_unknown": ("Yksikköä {unit} ei ole. Yksiköt: {units}", "There is no unit {unit}. Units: {units}"),
    "unit_name_once": ("Samanniminen yksikkö on jo.", "There is a unit of that name already."),
    "passwords_differ": ("Salasanat eivät ole samat: mitään ei muutettu.", "The passwords differ: nothing was changed."),
    "file_unread": ("Tiedostoa {path} ei voi lukea.", "The file {path} cannot be read."),
    "holders_several": (
        "Y-tunnus {business_id} on usealla asiakkaalla: {customers}. Yhdistä ne ensin.",
        "Several customers have the business ID {business_id}: {customers}. Make them one first.",
    ),
    "unit_missing": (
        "{business_id} ei ole rekisterissä (tai näy sinulle). Uusi asiakas tarvitsee yksikön: --unit NIMI",
        "{business_id} is not in the register (or not for you to see). A new customer needs a unit: --unit NAME",
    ),
    "kind_missing": (
        "Yritysmuoto {form} ei kerro asiakaslajia: anna --kind.",
        "The legal form {form} does not tell the kind of customer: give --kind.",
    ),
    "name_missing": ("YTJ ei kerro yritykselle {business_id} nimeä.", "YTJ tells no name for {business_id}."),
    "register_missing": ("Palvelimella ei ole rekisteriä.", "There is no register on the server."),
    "register_not_empty": ("Rekisterissä on jo asiakkaita.", "The register holds customers already."),
    "address_protected": ("Osoitteella on turvakielto: avaa se ensin syyllä.", "The address is protected: open it with a reason first."),
    "value_missing": ("Pakollinen tieto puuttuu.", "A value that is required is missing."),
    "value_unfit": ("Arvo ei sovi tähän kenttään.", "The value does not fit this field."),
    "question_unreadable": ("Hakua ei voi lukea.", "The search cannot be read."),
    "changes_unreadable": ("Muutoksia ei voi lukea, tai niitä on liikaa.", "The changes cannot be read, or are too many."),
    "field_not_yours": ("Tätä tietoa ei muuteta tässä tarkoituksessa: {field}.", "Not to be changed under this purpose: {field}."),
    "field_unknown": ("Tällaista tietoa ei ole: {field}.", "There is no such field: {field}."),
    "identity_code_by_itself": ("Henkilötunnus tallennetaan erikseen.", "An identity code is stored by itself."),
    "operation_of_another": ("Toinen tunnus on jo käyttänyt tämän tallennuksen numeroa.", "Another login has used the id of this save."),
    "plan_unknown": ("Muutosta ei ole enää koottuna: kokoa se uudelleen.", "The change is no longer prepared: prepare it again."),
    "plan_undone": ("Joukkomuutos on jo kumottu: tee uusi.", "This change of many was undone: make a new one."),
    "too_many_at_once": ("Enintään {most} asiakasta kerralla: rajaa luetteloa.", "At most {most} customers at once: narrow the list."),
    "operation_missing": ("Tallennukselta puuttuu tunniste.", "The save has no operation id."),
    "role_not_yours": ("Tätä roolia ei muuteta tässä tarkoituksessa.", "This role is not to be changed under this purpose."),
    "unit_not_yours": ("Yksikkö ei kuulu tunnukselle.", "The unit is not among those of the login."),
}
