"""Asking YTJ over HTTP (PRH's open data API v3): one request, one answer read and checked, or a refusal that says what to do."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from db.errors import Invalid, Refused, SelosteError, Unreachable
from db.settings import load
from db.sources import prh
from db.sources.prh import Company, Page

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    import httpx

SOURCE: Final = "ytj"
TRIES: Final = 3
LONGEST_WAIT: Final = 20.0
"""Seconds for which a person is kept waiting when YTJ asks to wait; for longer, they are told to come back."""

Waiting = Callable[[float], None]
"""Told for how many seconds YTJ asks to wait, before they are waited."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its bytes, of which the register keeps the hash alone, and the companies of this page."""

    query: str
    payload: bytes = field(repr=False)
    page: Page
    number: int = 1

    @property
    def companies(self) -> tuple[Company, ...]:
        """The companies of this page."""
        return self.page.companies

    @property
    def has_more(self) -> bool:
        """Whether there is a next page."""
        return self.page.has(self.number + 1)


def _unheard(_seconds: float) -> None:
    """Tell nobody."""


async def by_business_id(number: str, waiting: Waiting = _unheard, url: str | None = None) -> Answer:
    """The company with a business ID; Invalid("prh_empty") when YTJ knows none, "prh_another" when it tells of another."""
    answer = await _asked({"businessId": number}, number, 1, waiting, url)
    if not answer.companies:
        raise Invalid("prh_empty")
    if [one.business_id for one in answer.companies] != [number]:
        raise Invalid("prh_several" if len(answer.companies) > 1 else "prh_another", count=len(answer.companies))
    return answer


async def by_name(
    name: str, page: int = 1, waiting: Waiting = _unheard, url: str | None = None, *, form: str | None = None, first: Answer | None = None
) -> Answer:
    """Companies of a name, a hundred to a page; ``form`` is asked in letters, such as OY, and answered as a number, such as 16.

    Asked for a page past the end, PRH answers with page 1 again: with the ``first`` page at hand that is not asked.
    """
    if first is not None and not first.page.has(page):
        return Answer(first.query, b"", Page(first.page.total, ()), page)
    asked = {"name": name, "page": str(page), **({"companyForm": form} if form else {})}
    return await _asked(asked, name[:200], page, waiting, url)


async def _asked(asked: Mapping[str, str], query: str, page: int, waiting: Waiting, url: str | None) -> Answer:
    settings = load()
    async with _client(url or settings.ytj, settings.ytj_seconds) as client:
        for left in range(TRIES - 1, -1, -1):
            status, seconds, payload = await _answered(client, asked)
            if status != 429:
                return Answer(query, payload, _read(status, payload), page)
            if seconds > LONGEST_WAIT or not left:
                raise Refused("ytj_busy", seconds=round(max(seconds, 1)))
            waiting(seconds)
            await asyncio.sleep(seconds)
    raise Refused("ytj_busy", seconds=round(LONGEST_WAIT))


def _read(status: int, payload: bytes) -> Page:
    """The page of an answer; errors may be plain text, so the status speaks before the text is looked at."""
    if status == 200:
        return prh.read_page(payload)
    if status == 404:
        return Page(0, ())
    if 300 <= status < 400:
        raise Unreachable("ytj_moved", status=status)
    raise Invalid("prh_refused") if 400 <= status < 500 else Unreachable("ytj_down", status=status)


@asynccontextmanager
async def _client(url: str, seconds: float) -> AsyncGenerator[httpx.AsyncClient]:
    """A client for one question; what goes wrong on the way becomes an expected answer."""
    import httpx

    limits = httpx.Timeout(seconds, connect=min(seconds, 5))
    headers = {"Accept": "application/json", "User-Agent": "seloste"}
    ours = url.startswith("http://")
    try:
        async with httpx.AsyncClient(base_url=url, timeout=limits, headers=headers, trust_env=not ours) as client:
            yield client
    except SelosteError:
        raise
    except httpx.TimeoutException:
        raise Unreachable("ytj_slow", seconds=round(seconds)) from None
    except httpx.DecodingError:
        raise Invalid("prh_truncated") from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(_failure(error), url=url) from None


def _failure(error: BaseException) -> str:
    """What went wrong on the way: the server could not prove who it is, the answer broke off, or there is no way there."""
    import httpx

    if isinstance(error, httpx.RemoteProtocolError):
        return "ytj_cut"
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__ or cause.__context__
    return "ytj_unproved" if cause else "ytj_unreachable"


async def _answered(client: httpx.AsyncClient, asked: Mapping[str, str]) -> tuple[int, float, bytes]:
    """Status, seconds to wait, and the bytes, no more than an answer can have."""
    async with client.stream("GET", "/companies", params=dict(asked)) as response:
        payload = bytearray()
        async for piece in response.aiter_bytes():
            payload += piece
            if len(payload) > prh.LARGEST:
                raise Invalid("prh_too_large", bytes=len(payload), largest=prh.LARGEST)
        return response.status_code, _seconds(response.headers.get("Retry-After")), bytes(payload)


def _seconds(header: str | None) -> float:
    """What Retry-After asks, five seconds where it asks nothing that can be read."""
    return float(header) if header and header.isascii() and header.isdigit() and len(header) < 7 else 5.0
