"""Words about: what is wrong with a value. A constraint of the database has the same words under its own name, ``value_…``."""

from typing import Final

_RULES: Final[dict[str, tuple[str, str]]] = {
    "identity_code_shape": (
        "Henkilötunnuksessa on 11 merkkiä: syntymäaika, välimerkki, kolme numeroa ja tarkiste.",
        "A personal identity code has 11 characters: date of birth, century sign, three digits and a check character.",
    ),
    "identity_code_date": (
        "Henkilötunnuksen alussa on päivä, jota kalenterissa ei ole.",
        "The personal identity code begins with a day that the calendar does not have.",
    ),
    "identity_code_number": (
        "Henkilötunnuksen yksilönumero alkaa 002:sta.",
        "The individual number of a personal identity code begins from 002.",
    ),
    "identity_code_check_character": (
        "Henkilötunnuksen tarkiste ei täsmää: tarkista jokainen merkki.",
        "The check character of the personal identity code does not agree: check every character.",
    ),
    "business_id_shape": ("Y-tunnus on muotoa 1234567-1.", "A business ID is written 1234567-1."),
    "business_id_check_digit": (
        "Y-tunnuksen tarkiste ei täsmää: tarkista jokainen numero.",
        "The check digit of the business ID does not agree: check every digit.",
    ),
    "vat_id_shape": ("ALV-numero on muotoa FI12345671.", "A Finnish VAT number is written FI12345671."),
    "vat_id_check_digit": (
        "ALV-numeron tarkiste ei täsmää: tarkista jokainen numero.",
        "The check digit of the VAT number does not agree: check every digit.",
    ),
    "association_number_shape": (
        "Yhdistyksen rekisterinumerossa on 1–6 numeroa.",
        "A number in the register of associations has 1–6 digits.",
    ),
    "einvoice_address_shape": (
        "Verkkolaskuosoite on 0037, Y-tunnus ilman viivaa ja enintään viisi merkkiä.",
        "An e-invoice address is 0037, the business ID without its dash and at most five characters.",
    ),
    "einvoice_address_check_digit": (
        "Verkkolaskuosoitteen Y-tunnuksen tarkiste ei täsmää.",
        "The check digit of the business ID in the e-invoice address does not agree.",
    ),
    "einvoice_operator_shape": (
        "Välittäjätunnuksessa on 4–20 kirjainta tai numeroa.",
        "An operator code has 4–20 letters or digits.",
    ),
    "reference_number_shape": ("Viitenumerossa on 4–20 numeroa.", "A reference number has 4–20 digits."),
    "reference_number_check_digit": (
        "Viitenumeron tarkiste ei täsmää: tarkista jokainen numero.",
        "The check digit of the reference number does not agree: check every digit.",
    ),
    "payment_reference_shape": (
        "Viite on 4–20 numeroa, tai RF, kaksi tarkistenumeroa ja viite.",
        "A reference has 4–20 digits, or is RF, two check digits and the reference.",
    ),
    "payment_reference_check_digits": (
        "Viitteen tarkiste ei täsmää: tarkista jokainen merkki.",
        "The check digit of the reference does not agree: check every character.",
    ),
    "rf_reference_shape": (
        "RF-viitteessä on RF, kaksi tarkistenumeroa ja viite.",
        "An RF reference has RF, two check digits and the reference.",
    ),
    "rf_reference_check_digits": (
        "RF-viitteen tarkiste ei täsmää: tarkista jokainen merkki.",
        "The check digits of the RF reference do not agree: check every character.",
    ),
    "iban_shape": (
        "Tilinumero alkaa maan kahdella kirjaimella; suomalaisessa on FI ja 16 numeroa.",
        "An account begins with the two letters of its country; a Finnish one has FI and 16 digits.",
    ),
    "iban_check_digits": (
        "Tilinumeron tarkiste ei täsmää: tarkista jokainen merkki.",
        "The check digits of the account do not agree: check every character.",
    ),
    "iban_account": (
        "Tilinumeron viimeinen numero ei täsmää pankkitilin tarkisteeseen.",
        "The last digit of the account does not agree with the bank's own check digit.",
    ),
    "postcode_shape": (
        "Postinumerossa on enintään 16 kirjainta tai numeroa.",
        "A postcode has at most 16 letters or digits.",
    ),
    "country_known": (
        "Anna maa kahdella kirjaimella, esimerkiksi FI.",
        "Give the country by two letters, for example FI.",
    ),
    "phone_shape": (
        "Puhelinnumerossa on vain numeroita; ulkomainen alkaa plussalla. Alanumero kuuluu muistiinpanoihin.",
        "A telephone number has digits only; a foreign one begins with a plus. An extension belongs in the notes.",
    ),
    "amount_shape": ("Summa on muotoa 12,90.", "An amount is written 12.90."),
    "domain_name_shape": (
        "Verkkotunnus on muotoa example.fi: kirjaimia, numeroita ja väliviivoja, osat pisteellä erotettuina.",
        "A domain name is written example.fi: letters, digits and hyphens, its parts apart by dots.",
    ),
    "domain_name_length": ("Verkkotunnus on liian pitkä.", "The domain name is too long."),
    "domain_name_lower_case": ("Verkkotunnus tallennetaan pienin kirjaimin.", "A domain name is stored in lower case."),
    "email_shape": (
        "Sähköpostiosoite on muotoa nimi@example.fi.",
        "An e-mail address is written name@example.fi.",
    ),
    "email_length": (
        "Sähköpostiosoite on liian pitkä: enintään 254 merkkiä.",
        "The e-mail address is too long: at most 254 characters.",
    ),
    "email_lower_case": (
        "Sähköpostiosoite tallennetaan pienin kirjaimin.",
        "An e-mail address is stored in lower case.",
    ),
    "line_bidi": (
        "Tekstissä on näkymätön merkki, joka kääntää kirjoitussuunnan. Kirjoita teksti uudelleen.",
        "The text has an invisible mark that turns the direction of writing. Type the text again.",
    ),
    "line_blanks": (
        "Tekstin alussa tai lopussa on tyhjää, tai siinä on erikoinen välilyönti.",
        "The text begins or ends with a blank, or has an unusual one.",
    ),
    "line_control": (
        "Tekstissä on ohjausmerkki, jota ei voi näyttää. Kirjoita teksti uudelleen.",
        "The text has a control character that cannot be shown. Type the text again.",
    ),
    "line_length": ("Tekstissä on oltava 1–200 merkkiä.", "The text must have 1–200 characters."),
    "line_normal": (
        "Tekstin tarkkeet ovat irrallaan kirjaimistaan (Unicode NFC).",
        "Accents stand apart from their letters in the text (Unicode NFC).",
    ),
    "note_bidi": (
        "Muistiinpanossa on näkymätön merkki, joka kääntää kirjoitussuunnan. Poista se.",
        "The note has an invisible mark that turns the direction of writing. Remove it.",
    ),
    "note_blanks": (
        "Muistiinpanon alussa tai lopussa on tyhjää.",
        "The note begins or ends with blanks.",
    ),
    "note_control": (
        "Muistiinpanossa on ohjausmerkki, jota ei voi näyttää. Poista se.",
        "The note has a control character that cannot be shown. Remove it.",
    ),
    "note_length": ("Muistiinpanossa on oltava 1–4000 merkkiä.", "A note must have 1–4000 characters."),
    "note_normal": (
        "Muistiinpanon tarkkeet ovat irrallaan kirjaimistaan (Unicode NFC).",
        "Accents stand apart from their letters in the note (Unicode NFC).",
    ),
    "language_known": ("Kieli on suomi, ruotsi tai englanti.", "The language is Finnish, Swedish or English."),
    "channel_known": ("Tuntematon markkinointikanava.", "Unknown channel of marketing."),
    "source_known": ("Tuntematon tietolähde.", "Unknown source."),
    "login_shape": (
        "Kirjautumisnimessä on 2–31 merkkiä: pieniä kirjaimia a–z, numeroita ja merkkejä _ . -; ensin kirjain.",
        "A login name has 2–31 characters: small letters a–z, digits and _ . -; a letter first.",
    ),
    "login_reserved": ("Kirjautumisnimi on varattu.", "The login name is reserved."),
}

_AT_THE_EDGE: Final[dict[str, tuple[str, str]]] = {
    "identity_code_future": ("Henkilötunnuksen syntymäaika on tulevaisuudessa.", "The date of birth is in the future."),
    "business_id_check_digit": (
        "Y-tunnuksen tarkiste ei täsmää: viimeisen numeron pitäisi olla {expected}, tai jokin muu numero on väärin.",
        "The business ID does not agree: its last digit should be {expected}, or another digit is wrong.",
    ),
    "business_id_never_issued": (
        "Tällaista Y-tunnusta ei ole annettu kenellekään: tarkista jokainen numero.",
        "No such business ID is ever issued: check every digit.",
    ),
    "vat_id_check_digit": (
        "ALV-numeron tarkiste ei täsmää: viimeisen numeron pitäisi olla {expected}, tai jokin muu numero on väärin.",
        "The VAT number does not agree: its last digit should be {expected}, or another digit is wrong.",
    ),
    "vat_id_never_issued": (
        "Tällaista ALV-numeroa ei ole annettu kenellekään: tarkista jokainen numero.",
        "No such VAT number is ever issued: check every digit.",
    ),
    "einvoice_address_check_digit": (
        "Verkkolaskuosoitteen Y-tunnus ei täsmää: sen viimeisen numeron pitäisi olla {expected}, tai jokin muu numero on väärin.",
        "The business ID in the e-invoice address does not agree: its last digit should be {expected}, or another digit is wrong.",
    ),
    "einvoice_address_never_issued": (
        "Verkkolaskuosoitteen Y-tunnusta ei ole annettu kenellekään: tarkista jokainen numero.",
        "The business ID in the e-invoice address is never issued: check every digit.",
    ),
    "reference_number_check_digit": (
        "Viitenumeron tarkiste ei täsmää: viimeisen numeron pitäisi olla {expected}, tai jokin muu numero on väärin.",
        "The reference number does not agree: its last digit should be {expected}, or another digit is wrong.",
    ),
    "iban_country": (
        "Maan {country} tilinumero on eri mittainen tai muotoinen.",
        "An account of {country} has another length or form.",
    ),
    "postcode_finland": ("Suomalaisessa postinumerossa on viisi numeroa.", "A Finnish postcode has five digits."),
    "phone_impossible": (
        "Numerossa on liian vähän tai liikaa numeroita, tai suuntanumeroa ei ole.",
        "The number has too few or too many digits, or its area does not exist.",
    ),
    "line_bidi": (
        "Tekstissä on näkymätön merkki {sign}, joka kääntää kirjoitussuunnan. Kirjoita teksti uudelleen.",
        "The text has an invisible mark {sign} that turns the direction of writing. Type the text again.",
    ),
    "line_control": (
        "Tekstissä on merkki {sign}, jota ei voi näyttää. Kirjoita teksti uudelleen.",
        "The text has a character {sign} that cannot be shown. Type the text again.",
    ),
    "line_empty": ("Kirjoita tähän jotakin.", "Write something here."),
    "line_too_long": (
        "Teksti on liian pitkä: {length} merkkiä, enintään {most}.",
        "The text is too long: {length} characters, at most {most}.",
    ),
    "note_bidi": (
        "Muistiinpanossa on näkymätön merkki {sign}, joka kääntää kirjoitussuunnan. Poista se.",
        "The note has an invisible mark {sign} that turns the direction of writing. Remove it.",
    ),
    "note_control": (
        "Muistiinpanossa on merkki {sign}, jota ei voi näyttää. Poista se.",
        "The note has a character {sign} that cannot be shown. Remove it.",
    ),
    "note_empty": ("Kirjoita muistiinpano.", "Write a note."),
    "note_too_long": (
        "Muistiinpano on liian pitkä: {length} merkkiä, enintään {most}.",
        "The note is too long: {length} characters, at most {most}.",
    ),
    "date_shape": ("Päivä kirjoitetaan 23.11.2026 tai 2026-11-23.", "A date is written 23.11.2026 or 2026-11-23."),
    "date_absent": ("Kalenterissa ei ole tällaista päivää.", "The calendar has no such day."),
}

WORDS: Final[dict[str, tuple[str, str]]] = _RULES | {f"value_{rule}": words for rule, words in _RULES.items()} | _AT_THE_EDGE
