"""Sentences of what support contacts refuse; a part of ``errors``."""

from typing import Final

SUPPORT: Final[dict[str, tuple[str, str]]] = {
    "caller_not_matched": (
        "Tätä ei ole verrattu, tai se ei täsmännyt: vertaa ensin.",
        "This was not compared, or did not match: compare it first.",
    ),
    "contact_in_future": ("Yhteydenotto ei voi olla tulevaisuudessa.", "A contact cannot be of a time to come."),
    "interaction_channel_known": ("Tällaista yhteydenoton tapaa ei ole.", "There is no such way of contact."),
    "interaction_direction_known": ("Yhteydenotto tulee meille tai lähtee meiltä.", "A contact comes to us or goes from us."),
    "interaction_verified_known": (
        "Näin ei ketään tunnisteta: tuttu ääni ei ole tunnistus.",
        "Nobody is verified so: a voice one knows is no verification.",
    ),
    "interaction_person_fkey": ("Henkilöä ei ole enää.", "The person is no longer there."),
    "interaction_service_fkey": ("Palvelua ei ole enää.", "The service is no longer there."),
    "interaction_closed_after_start": ("Hoidettu ennen yhteydenottoa.", "Closed before the contact."),
}
