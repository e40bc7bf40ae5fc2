"""Sentences of what billing history refuses; a part of ``errors``."""

from typing import Final

BILLING: Final[dict[str, tuple[str, str]]] = {
    "invoice_held": (
        "Kirjanpitolaki: lasku säilytetään {until} asti.",
        "The Bookkeeping Act: the invoice is held until {until}.",
    ),
    "payment_of_bank": (
        "Pankin suoritusta ei poisteta: irrota se laskusta (x).",
        "A payment of the bank is not removed: unmatch it (x).",
    ),
    "reference_unknown": (
        "Viitteellä tai numerolla ei ole laskua, jonka näet.",
        "No invoice that you may see has this reference or number.",
    ),
    "invoice_settled": ("Laskussa ei ole enää avointa.", "Nothing of the invoice is open any more."),
    "payment_used_up": ("Suoritus on jo kokonaan kohdistettu.", "All of the payment is matched already."),
    "payment_of_another": (
        "Suoritus on kohdistettu toisen asiakkaan laskuun: irrota se ensin.",
        "The payment is matched with an invoice of another customer: unmatch it first.",
    ),
    "amount_unfit": ("Summa on euroina suurempi kuin nolla.", "An amount is in euros and more than nothing."),
    "received_later": ("Maksupäivä ei voi olla tulevaisuudessa.", "A payment cannot be of a day to come."),
    "controller_missing": (
        "Pääkäyttäjä sanoo ensin, kuka rekisterinpitäjä on: seloste controller set.",
        "The main user first says who the controller is: seloste controller set.",
    ),
    "seller_differs": ("Laskun myyjä ei ole rekisterinpitäjä.", "The seller of the invoice is not the controller."),
    "account_not_ours": ("Tiliotteen tili ei ole rekisterinpitäjän.", "The account of the statement is not the controller's."),
    "controller_is_one": ("Rekisterinpitäjiä on yksi.", "There is one controller."),
    "controller_postcode_is_finnish": ("Suomalaisessa postinumerossa on viisi numeroa.", "A Finnish postcode has five digits."),
    "controller_vat_is_its_own": ("ALV-numero ei ole Y-tunnuksen mukainen.", "The VAT ID does not fit the business ID."),
    "credit_exceeds": ("Laskusta on hyvittämättä {left} €.", "Only €{left} of the invoice is left to credit."),
    "credit_reason_missing": ("Hyvityksen syy puuttuu.", "The reason of the credit is missing."),
    "credit_later": ("Hyvityslaskua ei voi päivätä tulevaisuuteen.", "A credit note cannot be dated in the future."),
    "credit_before_invoice": ("Hyvitys on ennen laskuaan.", "The credit is before its invoice."),
    "credit_year_over": ("Tilikausi päättyi {ended}: hyvitä tälle tilikaudelle.", "The financial year ended {ended}: credit in this one."),
    "undo_voucher": (
        "Lasku ja hyvityslasku ovat tositteita, joita ei kumota: tee uusi lasku (KPL 2:7).",
        "Invoices and credit notes are vouchers and are not undone: make a new invoice (Bookkeeping Act 2:7).",
    ),
    "file_unnamed": ("Anna tiedosto, tai --undo.", "Name a file, or --undo."),
    "undo_file_nothing": ("Sinulla ei ole tuotua tiedostoa kumottavana.", "You have brought in no file that is to undo."),
    "import_undone_since": ("Tuonti on jo kumottu: tuo tiedosto uudelleen.", "The import was undone: bring the file in again."),
    "undo_file_year_over": (
        "Ei kumota: {voucher} kuuluu tilikauteen, joka päättyi {ended}.",
        "Not undone: {voucher} is of a financial year that ended {ended}.",
    ),
    "undo_file_matched": (
        "Ei kumota: suoritus {voucher} on kohdistettu käsin tuonnin jälkeen. Irrota se ensin laskuista (x).",
        "Not undone: payment {voucher} was matched by hand since. Unmatch it first (x).",
    ),
    "undo_file_credited": ("Ei kumota: lasku {voucher} on hyvitetty.", "Not undone: invoice {voucher} was credited."),
    "undo_file_disputed": ("Ei kumota: lasku {voucher} on riitautettu.", "Not undone: invoice {voucher} is or was disputed."),
    "undo_file_reminded": ("Ei kumota: laskusta {voucher} on muistutettu.", "Not undone: invoice {voucher} was reminded of."),
    "undo_file_paid": ("Ei kumota: laskua {voucher} on maksettu.", "Not undone: invoice {voucher} was paid, in full or in part."),
    "undo_file_moved": (
        "Ei kumota: {voucher} on siirtynyt toiselle asiakkaalle.",
        "Not undone: {voucher} has come to another customer since.",
    ),
    "invoice_reason_of_credit": ("Vain hyvityslaskulla on syy.", "Only a credit note has a reason."),
    "credit_note_is_paid_out": (
        "Hyvityslaskuun ei kohdisteta suoritusta eikä muistutusta.",
        "A credit note takes no payment and no reminder.",
    ),
    "reminder_disputed": (
        "Lasku on riitautettu: muistutusta ei lähetetä.",
        "The invoice is disputed: it is not reminded of.",
    ),
    "reminder_not_due": ("Laskun eräpäivä ei ole vielä mennyt.", "The invoice is not overdue yet."),
    "reminder_out_of_order": (
        "Muistutukset kirjataan järjestyksessä: ensin muistutus, sitten toinen, sitten perintäkirje.",
        "Reminders are noted in order: the first, the second, then the collection notice.",
    ),
    "reminder_fee_consumer": (
        "Kuluttajalta muistutusmaksu on enintään 5 € (laki saatavien perinnästä 10 a §).",
        "A consumer pays at most €5 for a reminder (Debt Collection Act 513/1999, section 10 a).",
    ),
    "dispute_is_open": ("Lasku on jo riitautettu.", "The invoice is disputed already."),
    "dispute_is_closed": ("Riitautus on jo päätetty.", "The dispute is closed already."),
    "buyer_unknown": (
        "Laskun asiakasta ei ole rekisterissä (tai näy sinulle).",
        "The customer of the invoice is not in the register (or not for you to see).",
    ),
    "buyer_differs": (
        "Laskun asiakasnumero ja Y-tunnus ovat eri asiakkaiden.",
        "The customer number and the business ID of the invoice are of different customers.",
    ),
    "buyer_several": (
        "Laskun Y-tunnus on usealla asiakkaalla: yhdistä ne ensin.",
        "Several customers have the business ID of the invoice: make them one first.",
    ),
    "invoice_differs": (
        "Asiakkaalla on jo tämän numeron lasku, jossa on muut tiedot.",
        "The customer has an invoice of this number already, and it says something else.",
    ),
    "merge_invoice_numbers": (
        "Asiakkailla on saman numeron laskuja: selvitä ne ensin.",
        "The customers have invoices of one number: settle that first.",
    ),
    "invoices_unreadable": (
        "Laskuja ei voi lukea, tai niitä on kerralla liikaa.",
        "The invoices cannot be read, or are too many at once.",
    ),
    "payments_unreadable": (
        "Suorituksia ei voi lukea, tai niitä on kerralla liikaa.",
        "The payments cannot be read, or are too many at once.",
    ),
    "financial_year_is_short_enough": (
        "Tilikausi on enintään 18 kuukautta.",
        "A financial year has 18 months at most.",
    ),
    "financial_year_apart": ("Tilikaudet eivät saa mennä päällekkäin.", "Financial years must not overlap."),
    "invoice_kind_known": ("Laskun laji on lasku tai hyvityslasku.", "An invoice is an invoice or a credit note."),
    "invoice_credits_fkey": ("Hyvitettävää laskua ei ole.", "There is no invoice that is credited."),
    "invoice_number_length": ("Laskun numerossa on enintään 40 merkkiä.", "The number of an invoice has 40 characters at most."),
    "invoice_number_once": ("Asiakkaalla on jo tämänniminen lasku.", "The customer has an invoice of this number already."),
    "invoice_due_after_issued": (
        "Eräpäivä ei voi olla ennen laskun päivää.",
        "An invoice cannot be due before it is issued.",
    ),
    "invoice_vat_lines_readable": ("ALV-erittelyä ei voi lukea.", "The VAT breakdown cannot be read."),
    "invoice_currency_is_euro": ("Laskut ovat euroissa.", "Invoices are in euros."),
    "invoice_total_adds_up": (
        "Laskun veroton summa ja vero eivät ole yhteensä sen loppusumma.",
        "The net and the tax of the invoice do not add up to its total.",
    ),
    "invoice_vat_adds_up": (
        "ALV-erittely ei ole yhteensä laskun veroton summa ja vero.",
        "The VAT breakdown does not add up to the net and the tax of the invoice.",
    ),
    "invoice_sign_fits_kind": (
        "Laskun summa on plusmerkkinen, hyvityslaskun miinusmerkkinen.",
        "The total of an invoice is positive, of a credit note negative.",
    ),
    "payment_is_positive": ("Suorituksen summa on suurempi kuin nolla.", "A payment is more than nothing."),
    "payment_archive_id_length": (
        "Arkistointitunnuksessa on enintään 40 merkkiä.",
        "An archive id has 40 characters at most.",
    ),
    "allocation_payment_fkey": ("Suoritusta ei enää ole.", "The payment is no more."),
    "allocation_invoice_fkey": ("Laskua ei ole.", "There is no such invoice."),
    "allocation_is_positive": ("Kohdistettava summa on suurempi kuin nolla.", "What is matched is more than nothing."),
    "allocation_once": ("Suoritus on jo kohdistettu tähän laskuun.", "The payment is matched with this invoice already."),
    "reminder_invoice_fkey": ("Laskua ei ole.", "There is no such invoice."),
    "reminder_step_known": ("Tällaista muistutusta ei ole.", "There is no such reminder."),
    "reminder_fee_is_small": ("Muistutusmaksu on 0–1000 €.", "A reminder fee is €0–1000."),
    "reminder_step_once": ("Tämä muistutus on jo kirjattu.", "This reminder is noted already."),
    "dispute_invoice_fkey": ("Laskua ei ole.", "There is no such invoice."),
    "dispute_closed_after_opened": (
        "Riitautus ei voi päättyä ennen alkuaan.",
        "A dispute cannot close before it opened.",
    ),
    "dispute_open_once": ("Lasku on jo riitautettu.", "The invoice is disputed already."),
    "payment_of_bank_once": ("Suoritus on jo tuotu pankin tiliotteelta.", "The payment was imported from the bank already."),
    "xml_too_large": (
        "Tiedosto on liian suuri ({bytes}, enintään {largest}). Mitään ei luettu.",
        "The file is too large ({bytes}, at most {largest}). Nothing was read.",
    ),
    "xml_doctype": (
        "Tiedostossa on dokumenttityyppi (DOCTYPE), jota laskuissa ja tiliotteissa ei ole. Mitään ei luettu.",
        "The file has a document type (DOCTYPE), which invoices and statements have not. Nothing was read.",
    ),
    "xml_broken": ("Tiedosto ei ole ehjää XML:ää: rivi {line}.", "The file is not whole XML: line {line}."),
    "finvoice_none": ("Tiedostossa ei ole Finvoice-laskua.", "There is no Finvoice invoice in the file."),
    "finvoice_version": ("Lasku ei ole Finvoice 3.0.", "The invoice is not Finvoice 3.0."),
    "finvoice_kind": (
        "{path}: sanoma ei ole lasku eikä hyvityslasku.",
        "{path}: the message is neither an invoice nor a credit note.",
    ),
    "finvoice_field": (
        "Finvoice-laskun kohta {path} puuttuu tai ei ole odotettua muotoa.",
        "In the Finvoice invoice, {path} is missing or not of the expected form.",
    ),
    "camt_version": (
        "Tiedosto ei ole tiliote camt.053, versio 001.02–001.08.",
        "The file is not a camt.053 statement, version 001.02–001.08.",
    ),
    "camt_none": ("Tiedostossa ei ole tiliotetta.", "There is no statement in the file."),
    "camt_field": (
        "Tiliotteen kohta {path} puuttuu tai ei ole odotettua muotoa. Mitään ei luettu.",
        "In the statement, {path} is missing or not of the expected form. Nothing was read.",
    ),
    "camt_currency": ("{path}: suoritus ei ole euroissa. Mitään ei luettu.", "{path}: the payment is not in euros. Nothing was read."),
    "camt_sum": (
        "{path}: erittely ei ole yhteensä tapahtuman summa. Mitään ei luettu.",
        "{path}: the details do not add up to the entry. Nothing was read.",
    ),
    "camt_twice": (
        "Tiliotteella on kaksi suoritusta samalla arkistointitunnuksella. Mitään ei luettu.",
        "Two payments of the statement have one archive id. Nothing was read.",
    ),
    "money_shape": ("Summa on euroja ja senttejä: 1234,50.", "An amount is euros and cents: 1234.50."),
}
