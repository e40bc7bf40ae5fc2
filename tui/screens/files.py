"""What the list of customers offers about files: bringing one in, handing customers out in one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final
from uuid import uuid4

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from tui.background import background
from tui.commands import bindings
from tui.screens.asking import ask_until, choose, reason_for
from tui.screens.base import BaseScreen, No, sentence, shown_moment, thousands
from tui.widgets.ask import Ask, Confirm, Dialog
from tui.widgets.picks import Picks
from tui.words import how_many, say

if TYPE_CHECKING:
    from db.exporting import Begun, Use
    from db.importing import Progress as Done
    from db.many import Selection
    from tui.screens.columns import Ready

BRINGS: Final = frozenset({"seloste_billing", "seloste_support", "seloste_administration", "seloste_relations"})
HANDS_OUT: Final = BRINGS | {"seloste_faults", "seloste_marketing", "seloste_privacy"}
"""Who is offered it; the database decides."""
ABOUT: Final = {"export_recipient_missing": "recipient", "export_outside_eea": "country", "export_basis_missing": "basis"}
"""Which answer a refusal is about."""


def parts():
    """What files need, loaded when the first one is brought in or handed out."""
    from tui.screens import files_parts

    return files_parts


class PickFields(Dialog[str]):
    """Fields to be ticked; Enter answers their names with commas."""

    DEFAULT_CSS = "PickFields Picks { width: 72; }"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(say("handing.ask_fields"), say("handing.pick_keys"))
        self.names = names

    def body(self) -> ComposeResult:
        """The fields, the first of them ticked."""
        yield Picks([(name, parts().field_name(name)) for name in self.names], self.names[:2])

    def on_key(self, event: events.Key) -> None:
        """Enter answers."""
        if event.key == "enter":
            event.stop()
            self.dismiss(",".join(self.query_one(Picks).codes) or None)


class Files(BaseScreen[None]):
    """Two keys of the list."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("bring_in", "hand_out")]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what the purpose may do."""
        if action in {"bring_in", "hand_out"}:
            return self.session.purpose in (BRINGS if action == "bring_in" else HANDS_OUT)
        return super().check_action(action, parameters)

    @property
    def handed(self) -> list[tuple[str, str, Selection]]:
        """Whom there is to hand out: code, words, selection."""
        return []

    def brought_in(self) -> None:
        """Something was brought in: show it."""

    async def last_import(self) -> Done | None:
        """The login's last import that may be undone."""
        if self.session.purpose not in BRINGS:
            return None
        last = await self.ask(parts().importing.last(self.session))
        return None if isinstance(last, No) or last is None or not last.undoable else last

    async def look_at(self, progress: Done) -> None:
        """An import that was begun before: to be gone on with, or undone."""
        await self.answer_of(parts().BringingScreen(None, progress))
        self.brought_in()

    @background("asking")
    async def action_bring_in(self) -> None:
        """Bring in a file, or go on with one."""
        last = await self.ask(parts().importing.last(self.session))
        if isinstance(last, No):
            return
        if last is not None and (last.todo or last.checked < last.staged):
            chosen = await self._unfinished(last)
            if chosen != "another":
                return
        ready = await self._columns()
        if ready and await self.answer_of(parts().BringingScreen(parts().Sending(*ready))):
            self.brought_in()

    async def _unfinished(self, last: Done) -> str | None:
        told = say(
            "bringing.ask_unfinished", file=last.file, at=shown_moment(last.at), applied=thousands(last.applied), todo=thousands(last.todo)
        )
        chosen = await choose(self, told, [(one, say(f"bringing.{one}")) for one in ("go_on", "another", "drop")])
        if chosen == "go_on":
            await self.look_at(last)
        if chosen == "drop":
            await self.ask(parts().importing.drop(self.session, uuid4(), last.plan))
        return chosen

    async def _columns(self) -> Ready | None:
        """A file with its columns agreed on, None for Esc or one that cannot be read."""
        table = await ask_until(self, say("bringing.ask_file"), parts().read, label=say("bringing.file"))
        if table is None:
            return None
        kind = parts().kind_of(table.header)
        kept = await self.ask(parts().importing.mappings(self.session, kind.name))
        fitting = None if isinstance(kept, No) else parts().importing.fitting(kept, table.header)
        if fitting and not await self.answer_of(Confirm(say("bringing.ask_mapping", name=fitting[0]))):
            fitting = None
        me = self.session.me
        unit = str(me.unit_ids[0]) if me and me.unit_ids else ""
        return await self.answer_of(parts().ColumnsScreen(table, kind, fitting[1] if fitting else None, unit))

    @background("asking")
    async def action_hand_out(self) -> None:
        """Hand out customers in a file."""
        whom = await self._whom()
        form = (
            await choose(self, say("handing.ask_format"), [(one, say(f"handing.format_{one}")) for one in parts().FORMATS])
            if whom
            else None
        )
        names = await self._fields() if form else None
        use = await self._use() if names else None
        proposed = f"{Path.home()}/{say('handing.file_name')}.{form}"
        path = await ask_until(self, say("handing.ask_file"), parts().free, label=say("handing.file"), value=proposed) if use else None
        if whom and form and names and use and path:
            await self._hand_out(whom, form, names, use, path)

    async def _whom(self) -> Selection | None:
        found = self.handed
        if len(found) < 2:
            return found[0][2] if found else None
        chosen = await choose(self, say("handing.ask_whom"), [(code, words) for code, words, _ in found])
        return next((selection for code, _, selection in found if code == chosen), None)

    async def _fields(self) -> list[str] | None:
        names = await self.ask(parts().exporting.fields(self.session))
        if isinstance(names, No):
            return None
        choices = [("all", say("handing.fields_all", count=len(names))), ("chosen", say("handing.fields_chosen"))]
        chosen = await choose(self, say("handing.ask_fields"), choices)
        if chosen == "chosen":
            picked = await self.answer_of(PickFields(names))
            return picked.split(",") if picked else None
        return list(names) if chosen else None

    async def _use(self) -> Use | None:
        kind = await choose(self, say("handing.ask_use"), [(one, say(f"handing.use_{one}")) for one in ("own_use", "disclosure")])
        told: dict[str, Any] = {}
        for name in ("recipient", "country", "basis") if kind == "disclosure" else ():
            answer = await self._told(name, "FI" if name == "country" else None)
            if not answer:
                return None
            told[name] = answer
        reason = await reason_for(self, say("handing.ask_reason")) if kind else None
        return parts().exporting.Use(kind, reason, **told) if kind and reason else None

    async def _told(self, name: str, value: str | None, trouble: str = "") -> str | None:
        answer = await self.answer_of(Ask(say(f"handing.ask_{name}"), label=say(f"handing.{name}"), value=value, trouble=trouble))
        return answer.upper() if answer and name == "country" else answer

    async def _begun(self, whom: Selection, form: str, names: list[str], use: Use) -> Begun | None:
        """The disclosure as it is recorded; what was refused of the answers is asked again, the others stand."""
        while isinstance(begun := await self.ask(parts().exporting.begin(self.session, uuid4(), whom, names, form, use)), No):
            name = ABOUT.get(begun.error.code)
            if name is None:
                return None
            self.tell("")
            answer = await self._told(name, getattr(use, name), sentence(begun.error))
            if not answer:
                return None
            use = replace(use, **{name: answer})
        return begun

    async def _hand_out(self, whom: Selection, form: str, names: list[str], use: Use, path: Path) -> None:
        begun = await self._begun(whom, form, names, use)
        if begun is None:
            return
        count = await self.ask(self._write(begun, form, path))
        if not isinstance(count, No):
            self.tell(say("handing.done", whom=how_many("search.count", count), path=path, number=begun.disclosure))

    async def _write(self, begun: Begun, form: str, path: Path) -> int:
        count = 0
        with parts().writing(path, form, begun.fields) as writer:
            async for page in parts().exporting.pages(self.session, begun):
                for cells in page:
                    writer.row(cells)
                count += len(page)
                self.tell(say("handing.writing", done=thousands(count), total=thousands(begun.total)))
        return count
