"""Words about: files of tables that cannot be read, and cells that cannot be used; a part of ``errors``."""

from typing import Final

TABLES: Final[dict[str, tuple[str, str]]] = {
    "table_empty": ("Tiedostossa ei ole rivejä.", "The file holds no rows."),
    "table_too_large": ("Tiedosto on liian suuri: enintään {most} Mt.", "The file is too large: {most} MB at most."),
    "table_too_long": (
        "Rivejä on liikaa: enintään {most}. Jaa tiedosto osiin.",
        "There are too many rows: {most} at most. Divide the file.",
    ),
    "table_too_wide": ("Sarakkeita on liikaa: enintään {most}.", "There are too many columns: {most} at most."),
    "table_line_too_long": ("Tiedosto ei ole taulukko: siinä on ylipitkä rivi.", "The file is no table: one of its lines is endless."),
    "table_old_excel": (
        "Tiedosto on vanhaa Excel-muotoa tai salasanan takana. Tallenna se XLSX-muodossa ilman salasanaa.",
        "The file is in the old format of Excel or behind a password. Save it as XLSX without a password.",
    ),
    "table_is_xml": (
        "Tämä on XML:ää, ei taulukko. Laskut: seloste import finvoice, tiliote: seloste import camt.",
        "This is XML, no table. Invoices: seloste import finvoice, a statement: seloste import camt.",
    ),
    "table_is_json": (
        "Tämä on JSONia, ei taulukko. YTJ:n vastaus tuodaan komennolla seloste import prh.",
        "This is JSON, no table. An answer of YTJ is brought in by seloste import prh.",
    ),
    "table_broken": ("Tiedosto on rikki tai kesken: lataa se uudelleen.", "The file is broken or incomplete: fetch it again."),
    "table_no_workbook": ("Tiedosto ei ole Excel-työkirja.", "The file is not a workbook of Excel."),
    "table_bomb": ("Tiedosto paisuu purettuna yli rajojen. Sitä ei lueta.", "Unpacked, the file grows beyond all bounds. It is not read."),
    "table_entities": ("Tiedosto viittaa itsensä ulkopuolelle. Sitä ei lueta.", "The file points outside itself. It is not read."),
    "table_sheet_unknown": ("Työkirjassa ei ole taulukkoa {sheet}.", "The workbook has no sheet {sheet}."),
    "table_encoding_unknown": (
        "Merkistöä {encoding} ei tunneta. Tunnetut: utf-8, windows-1252, latin-1, utf-16.",
        "The encoding {encoding} is not known. Known: utf-8, windows-1252, latin-1, utf-16.",
    ),
    "table_encoding": (
        "Rivin {row} merkkejä ei voi lukea merkistöllä {encoding}: valitse toinen.",
        "The characters of row {row} cannot be read as {encoding}: choose another encoding.",
    ),
    "table_delimiter_unknown": ("Erottimeksi kelpaa yksi merkki, ei lainausmerkki.", "A delimiter is one character, not a quotation mark."),
    "table_quotes": (
        "Rivin {row} lainausmerkit eivät sulkeudu oikein: korjaa rivi tai valitse toinen erotin.",
        "The quotation marks of row {row} do not close properly: mend the row or choose another delimiter.",
    ),
    "cell_too_long": ("Solussa on yli 4000 merkkiä; tässä on sen alku.", "The cell holds more than 4,000 characters; here they begin."),
    "cell_nul": ("Solussa on merkki, jota ei voi tallentaa (␀).", "The cell holds a character that cannot be kept (␀)."),
    "cell_error": ("Solussa on laskentavirhe.", "The cell holds an error of calculation."),
    "cell_formula": ("Solussa on kaava, jota ei ole laskettu.", "The cell holds a formula that was never calculated."),
    "cells_too_many": ("Rivillä on soluja otsikoiden ohi: tarkista erotin.", "The row has cells beyond the headings: check the delimiter."),
    "import_changed_since": (
        "Asiakasta on muutettu esikatselun jälkeen: tuo rivi uudelleen.",
        "The customer was changed after the preview: bring the row in again.",
    ),
    "import_unchecked": ("Rivejä ei ole vielä tarkistettu.", "The rows are not checked yet."),
    "import_unknown": ("Asiakasta {number} ei löydy.", "There is no customer {number}."),
    "import_several": ("Tunniste on usealla asiakkaalla: {customers}.", "Several customers have the identifier: {customers}."),
    "import_identifier_differs": ("Asiakkaalla on jo toinen tunniste: {ours}.", "The customer already has another identifier: {ours}."),
    "import_repeats": ("Sama kuin rivi {row}.", "The same as row {row}."),
    "import_row_empty": ("Rivillä ei ole mitään tuotavaa.", "The row holds nothing to bring in."),
    "import_word_unknown": ("Sanaa ”{word}” ei tunneta tässä.", "The word “{word}” is not known here."),
    "import_number_shape": ("Asiakasnumero on luku.", "A customer number is a number."),
    "import_person_name": ("Henkilöltä puuttuu etu- tai sukunimi.", "The person lacks a given name or a family name."),
    "mapping_of_another": ("Toinen on tallentanut tämän nimen: valitse uusi.", "Somebody else keeps that name: choose another."),
    "export_field_not_yours": ("Kenttä {field} ei kuulu tähän tarkoitukseen.", "The field {field} is not of this purpose."),
    "export_recipient_missing": ("Kenelle tiedot luovutetaan?", "To whom are the data disclosed?"),
    "export_basis_missing": ("Minkä lain kohdan nojalla?", "By which statute?"),
    "export_outside_eea": (
        "Tietoja ei luovuteta EU:n eikä ETA:n ulkopuolelle: anna maan tunnus, esim. FI.",
        "Data are not disclosed outside the EU and the EEA: give the code of the country, such as FI.",
    ),
    "export_nobody": ("Ketään ei ole valittu.", "Nobody is chosen."),
    "file_exists": ("Tiedosto {path} on jo. Valitse toinen nimi.", "The file {path} is there already. Choose another name."),
    "file_unwritten": ("Tiedostoon {path} ei voi kirjoittaa.", "The file {path} cannot be written."),
    "export_format": ("Nimen lopuksi kelpaa .csv, .xlsx tai .json: {path}", "The name must end in .csv, .xlsx or .json: {path}"),
    "import_nothing_unfinished": ("Kesken ei ole mitään tuontia.", "No import is unfinished."),
    "import_kind_unknown": ("Ei tunneta: {kind}. Tunnetaan: {kinds}", "Not known: {kind}. Known: {kinds}"),
    "import_mapping_unknown": ("Tuontipohjaa {name} ei ole. On: {names}", "There is no mapping {name}. There are: {names}"),
    "import_column_unknown": ("Tiedostossa ei ole saraketta {column}. On: {columns}", "The file has no column {column}. It has: {columns}"),
    "import_field_unknown": ("Kenttää {field} ei ole. On: {fields}", "There is no field {field}. There are: {fields}"),
    "import_pair": ("Anna muodossa nimi=arvo, ei {text}", "Give it as name=value, not {text}"),
}
"""Sentences of what reading a file and bringing it in may refuse."""
