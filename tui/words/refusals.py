"""Sentences of what the commands and the register itself refuse; a part of ``errors``."""

from typing import Final

from tui.words.importing import ERRORS

REFUSALS: Final[dict[str, tuple[str, str]]] = {
    **ERRORS,
    "no_answer": ("Palvelin ei vastaa.", "The server does not answer."),
    "nothing_here": (
        "Rekisteriä ei ole vielä asennettu ({path}). Kokeile: seloste demo",
        "No register is installed yet ({path}). To try: seloste demo",
    ),
    "no_demo": ("Kokeilua ei ole vielä tehty. Tee se: seloste demo", "There is no demo yet. Make it: seloste demo"),
    "unit_unknown": ("Yksikköä {unit} ei ole. Yksiköt: {units}", "There is no unit {unit}. Units: {units}"),
    "unit_name_once": ("Samanniminen yksikkö on jo.", "There is a unit of that name already."),
    "passwords_differ": ("Salasanat eivät ole samat: mitään ei muutettu.", "The passwords differ: nothing was changed."),
    "stale": ("Joku muutti samaa tietoa ensin: tee muutos uudelleen.", "Somebody changed the same first: make the change again."),
    "register_not_empty": ("Rekisterissä on jo asiakkaita.", "The register holds customers already."),
    "address_protected": ("Osoitteella on turvakielto: avaa se ensin syyllä.", "The address is protected: open it with a reason first."),
    "changes_unreadable": ("Muutoksia ei voi lukea, tai niitä on liikaa.", "The changes cannot be read, or are too many."),
    "field_not_yours": ("Tätä tietoa ei muuteta tässä tarkoituksessa: {field}.", "Not to be changed under this purpose: {field}."),
    "field_unknown": ("Tällaista tietoa ei ole: {field}.", "There is no such field: {field}."),
    "identity_code_by_itself": ("Henkilötunnus tallennetaan erikseen.", "An identity code is stored by itself."),
    "operation_missing": ("Tallennukselta puuttuu tunniste.", "The save has no operation id."),
    "role_not_yours": ("Tätä roolia ei muuteta tässä tarkoituksessa.", "This role is not to be changed under this purpose."),
    "unit_not_yours": ("Yksikkö ei kuulu tunnukselle.", "The unit is not among those of the login."),
}
