"""The controller on the command line: what was said of it, and how it is told."""

from __future__ import annotations

from argparse import Namespace
from typing import Any, Final

from db import values
from db.controller import Controller
from tui.words import say

FIELDS: Final = ("name", "business_id", "vat_id", "street", "postcode", "town", "phone", "email")


def said_of(given: Namespace) -> dict[str, Any]:
    """What the command line says of the controller, in the forms that are kept."""
    checks = {"business_id": values.business_id, "phone": values.phone, "email": values.email}
    said: dict[str, Any] = {
        name: checks.get(name, values.line)(text) for name in FIELDS if (text := getattr(given, f"controller_{name}", None)) is not None
    }
    if given.controller_iban:
        said["ibans"] = [values.iban(one) for one in given.controller_iban]
    if "business_id" in said:
        said["vat_id"] = values.vat_id(f"FI{said['business_id'].replace('-', '')}")
    return said


def lines_of(found: Controller) -> list[str]:
    """The controller as the notice names it."""
    place = " ".join(part for part in (found.postcode, found.town) if part)
    told = {
        "name": found.name,
        "business_id": found.business_id,
        "vat_id": found.vat_id,
        "address": ", ".join(part for part in (found.street, place) if part),
        "phone": found.phone,
        "email": found.email,
        "ibans": ", ".join(found.ibans),
    }
    return [f"{say(f'answers.controller_{name}')}: {text}" for name, text in told.items() if text]
