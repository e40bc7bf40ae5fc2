"""YTJ on this machine: serves PRH's schema on loopback with its traps, and what else a server may do to who asks it."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest

from db.sources import prh

EXAMPLE: Final = json.loads((Path(prh.__file__).parent / "examples" / "0112038-9.json").read_text(encoding="utf-8"))["companies"][0]
FORMS: Final = {"OY": "16", "OYJ": "17", "AYH": "29"}
"""Legal forms as they are asked and as they are answered."""


def company(business_id: str, name: str, **fields: Any) -> dict[str, Any]:
    """A small company: nulls, blanks and missing fields as PRH has them, its last change with a T or a blank."""
    return {
        "businessId": {"value": business_id, "registrationDate": "2010-02-03", "source": "3"},
        "names": [{"name": name, "type": "1", "registrationDate": "2010-02-03", "endDate": None, "version": 1, "source": "1"}],
        "companyForms": [{"type": "16", "descriptions": None, "registrationDate": "", "version": 1, "source": "1"}],
        "mainBusinessLine": None,
        "website": {"url": "", "source": "0"},
        "addresses": [],
        "status": "2",
        "lastModified": "2026-10-01 08:00:00",
        **fields,
    }


def address(kind: int, street: str, number: str, postcode: str, town: str) -> dict[str, Any]:
    """An address; its type is a number."""
    towns = [{"city": town.upper(), "languageCode": "1", "municipalityCode": "601"}]
    given = {"type": kind, "street": street, "buildingNumber": number, "postCode": postcode, "postOffices": towns}
    return {**given, "entrance": "", "co": None, "country": "", "registrationDate": "2026-09-01", "source": "0"}


@dataclass
class Server:
    """What it knows and how it behaves; ``asked`` holds the queries it was asked."""

    url: str = ""
    companies: list[dict[str, Any]] = field(default_factory=lambda: [deepcopy(EXAMPLE)])
    asked: list[dict[str, str]] = field(default_factory=list)
    busy: int = 0
    """How many questions it refuses with 429 and plain text first, asking to wait for ``wait`` seconds."""
    wait: str = "0"
    raw: tuple[int, str, bytes] | None = None
    """Status, kind and bytes to answer instead."""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    """Headers besides, or in place of, its own."""
    silent: bool = False
    ends: Event = field(default_factory=Event)

    def answer(self, asked: dict[str, str]) -> tuple[int, str, bytes]:
        """Status, kind of content and bytes for a question."""
        if self.busy:
            self.busy -= 1
            return 429, "text/plain", b"Liian monta pyynt\xc3\xb6\xc3\xa4"
        if self.raw:
            return self.raw
        found = [one for one in self.companies if self._fits(one, asked)]
        first = (int(asked.get("page", "1")) - 1) * prh.ON_A_PAGE
        if not 0 <= first < len(found):
            first = 0
        page = {"totalResults": len(found), "companies": found[first : first + prh.ON_A_PAGE]}
        return 200, "application/json", json.dumps(page).encode()

    @staticmethod
    def _fits(one: dict[str, Any], asked: dict[str, str]) -> bool:
        number, name, form = asked.get("businessId"), asked.get("name", "").casefold(), asked.get("companyForm")
        return (
            number in {None, one["businessId"]["value"]}
            and any(name in each["name"].casefold() for each in one["names"])
            and (form is None or any(each["type"] == FORMS[form] for each in one["companyForms"]))
        )


@contextmanager
def serving() -> Generator[Server]:
    """A server on a free port of loopback, until the end."""
    behaviour = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
            behaviour.asked.append(asked)
            if behaviour.silent:
                behaviour.ends.wait(20)
                return
            status, kind, body = behaviour.answer(asked) if parts.path.endswith("/companies") else (404, "text/html", b"<html>")
            self.send_response(status)
            waits = {"Retry-After": behaviour.wait} if status == 429 else {}
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **waits, **behaviour.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    behaviour.url = f"http://127.0.0.1:{server.server_port}/opendata-ytj-api/v3"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield behaviour
    finally:
        behaviour.ends.set()
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def of_ytj() -> Generator[Server]:
    """YTJ as the program finds it by its setting, for as long as it lasts."""
    with serving() as server, pytest.MonkeyPatch.context() as patched:
        patched.setenv("SELOSTE_YTJ", server.url)
        yield server


@pytest.fixture
def ytj() -> Generator[Server]:
    """YTJ as the program finds it by its setting."""
    with of_ytj() as server:
        yield server
