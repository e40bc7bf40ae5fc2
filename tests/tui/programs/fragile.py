"""A program that is ended in every way there is; run by the tests in a terminal of their own."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from pathlib import Path

from tui.safety import prepare, require_terminal

prepare()
require_terminal()

from textual.app import ComposeResult  # noqa: E402
from textual.css.query import NoMatches  # noqa: E402

from tui.background import background  # noqa: E402
from tui.driver import chosen  # noqa: E402
from tui.safe_app import SafeApp, run_safely  # noqa: E402
from tui.widgets.form import Field, Form, Item, Section  # noqa: E402

CANARY = os.environ.get("CANARY", "")
SAVED = Path(os.environ["SAVED"])


def save(text: str) -> None:
    with SAVED.open("a") as saved:
        saved.write(f"saved {text}\n")


class Fragile(SafeApp[None]):
    def compose(self) -> ComposeResult:
        yield Form((Section("s", "Tiedot", (Item("i", (Field("a", "Nimi", "alku"), Field("b", "Katu"))),)),))

    def on_mount(self) -> None:
        self.form.edit()

    @property
    def form(self) -> Form:
        return self.query_one(Form)

    async def on_hangup(self) -> None:
        try:
            text = self.form.changes().get("i", {}).get("a") or ""
        except NoMatches:
            text = "form gone"
        save(text)
        if "slow" in sys.argv:
            await asyncio.sleep(60)

    def key_f5(self) -> None:
        code = CANARY
        raise ValueError(f"no such code: {code}") from KeyError(code)

    @background("search")
    async def search(self, code: str) -> None:
        raise ValueError(code)

    def key_f7(self) -> None:
        self.search(CANARY)

    def key_f8(self) -> None:
        async def forgotten(code: str) -> None:
            raise ValueError(code)

        self.lost = asyncio.create_task(forgotten(CANARY))
        del self.lost
        threading.Thread(target=int, args=(CANARY,)).start()

    def key_f10(self) -> None:
        self.panic(CANARY)


if __name__ == "__main__":
    sys.exit(run_safely(Fragile(driver_class=chosen())))
