"""Rules of the tables, by the names of their constraints, in the words of a person who broke one."""

from typing import Final

ENDS: Final = ("Päättyminen on ennen alkamista.", "The end is before the start.")
KIND: Final = ("Tällaista lajia ei ole.", "There is no such kind.")

RULES: Final[dict[str, tuple[str, str]]] = {
    "address_ends_after_start": ENDS,
    "address_has_street_or_box": ("Osoitteesta puuttuu katu tai postilokero.", "The address lacks a street or a box."),
    "address_kind_known": KIND,
    "address_postcode_is_finnish": ("Suomalaisessa postinumerossa on viisi numeroa.", "A Finnish postcode has five digits."),
    "contact_point_kind_known": KIND,
    "contact_point_normal_fits_kind": (
        "Yhteystieto ei ole sitä lajia, joksi se on merkitty.",
        "The contact is not of the kind it is marked as.",
    ),
    "contact_point_person_fkey": ("Henkilöä ei ole enää.", "The person is no longer there."),
    "draft_is_small": ("Luonnos on liian suuri säilytettäväksi.", "The draft is too large to be kept."),
    "draft_title_length": ("Luonnoksen nimi on liian pitkä.", "The name of the draft is too long."),
    "identifier_hetu_is_secret": (
        "Kirjoita tunniste; henkilötunnus tallennetaan omalla toiminnollaan (i).",
        "Type the identifier; an identity code is saved by its own act (i).",
    ),
    "identifier_scheme_known": ("Tällaista tunnistelajia ei ole.", "There is no such scheme."),
    "identifier_value_fits_scheme": ("Tunniste ei ole lajinsa mukainen.", "The identifier does not fit its scheme."),
    "identifier_value_length": ("Tunniste on liian pitkä.", "The identifier is too long."),
    "import_file_is_short": ("Tiedoston nimi on liian pitkä.", "The name of the file is too long."),
    "import_header_is_small": ("Tiedoston otsikkorivi on liian pitkä.", "The heading row of the file is too long."),
    "import_mapping_is_small": ("Sarakkeiden kohdennus on liian suuri.", "The mapping of columns is too large."),
    "import_mapping_itself_is_small": ("Sarakkeiden kohdennus on liian suuri.", "The mapping of columns is too large."),
    "import_mapping_name_is_short": ("Kohdennuksen nimessä on 1–60 merkkiä.", "The name of a mapping has 1–60 characters."),
    "login_language_known": ("Kieli on suomi (fi) tai englanti (en).", "The language is Finnish (fi) or English (en)."),
    "marketing_permission_consent_has_wording": (
        "Suostumuksesta puuttuu se, mitä henkilölle sanottiin.",
        "The consent lacks the words that were said.",
    ),
    "marketing_permission_how_known": ("Näin päätöstä ei voi antaa.", "A decision cannot be given in this way."),
    "marketing_permission_person_fkey": ("Henkilöä ei ole enää.", "The person is no longer there."),
    "marketing_permission_product_group_fkey": ("Tällaista tuoteryhmää ei ole.", "There is no such product group."),
    "marketing_permission_state_known": ("Tällaista päätöstä ei ole.", "There is no such decision."),
    "marketing_permission_wording_fkey": ("Tällaista suostumustekstiä ei ole.", "There is no such wording."),
    "party_ended_after_since": ENDS,
    "party_kind_known": KIND,
    "party_name_ends_after_start": ENDS,
    "party_name_type_known": ("Tällaista nimilajia ei ole.", "There is no such kind of name."),
    "party_status_known": ("Tällaista tilaa ei ole.", "There is no such status."),
    "party_unit_fkey": ("Tällaista yksikköä ei ole.", "There is no such unit."),
    "person_role_ends_after_start": ENDS,
    "person_role_known": ("Tällaista roolia ei ole.", "There is no such role."),
    "person_role_once": ("Henkilöllä on jo tämä rooli.", "The person has this role already."),
    "person_role_person_fkey": ("Henkilöä ei ole enää.", "The person is no longer there."),
    "unit_grant_unit_fkey": ("Tällaista yksikköä ei ole.", "There is no such unit."),
}
