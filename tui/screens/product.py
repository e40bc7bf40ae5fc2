"""One product: edited in place, withdrawn, and what it has cost from when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar, cast
from uuid import UUID

from textual.binding import BindingType
from textual.widget import Widget

from db import products, rights
from db.audit import Entry
from db.desk import Draft
from db.errors import Invalid, Stale
from db.products import Group, Kept, Price
from db.records import Theirs
from tui.background import background
from tui.commands import bindings
from tui.screens.base import No
from tui.screens.card_field_kinds import choice_of, text_of
from tui.screens.card_fields import stored
from tui.screens.card_saving import refusals, theirs_by_field, typed_rows
from tui.screens.card_services import money, plain_money, price_of
from tui.screens.card_undoing import said_of
from tui.screens.drafting import Drafting
from tui.screens.history import HistoryScreen
from tui.widgets.ask import Confirm
from tui.widgets.form import Changes, Field, Form, Item, Section
from tui.words import language, say

STATES = ("sold", "kept", "ended")
PERIODS = ("month", "year", "once")


def fields_of(groups: tuple[Group, ...]) -> tuple[Field, ...]:
    """What a product is, what it costs, and whether it is sold."""
    alike = tuple((group.code, group.fi if language() == "fi" else group.en) for group in groups)
    return (
        text_of("fi", required=True),
        text_of("en", required=True),
        Field("product_group", say("card.field_product_group"), kind="choice", choices=alike, required=True),
        price_of(required=True),
        choice_of("period", PERIODS, "period", required=True, beside=True),
        replace(choice_of("state", STATES, "product", required=True), label=say("card.field_status")),
    )


class ProductScreen(Drafting):
    """Without a code a new product is entered."""

    AUTO_FOCUS = "Form"
    KIND: ClassVar[str] = "product"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("edit", "save", "undo", "redo", "history", "revoke", "discard", "reload")]

    def __init__(self, code: str | None, draft: Draft | None = None) -> None:
        """A draft begins with what was typed in it."""
        super().__init__(draft)
        self.code = code
        self.product: Kept | None = None
        self._groups: tuple[Group, ...] = ()
        self._prices: tuple[Price, ...] = ()
        self._may_write = False
        self._version = 0
        self._own: set[str] = set()

    def body(self) -> Iterable[Widget]:
        """One form."""
        yield Form(id="product")

    @property
    def about(self) -> str | None:
        """Its code."""
        return self.code

    @property
    def heading(self) -> str:
        """Its name."""
        if self.product is None:
            return say("card.new_product")
        return self.product.fi if language() == "fi" else self.product.en

    def on_mount(self) -> None:
        """Read the product, or begin a new one."""
        super().on_mount()
        self.form.focus()
        self._start()

    @background("product", opens=True)
    async def _start(self) -> None:
        found = await self.ask(rights.of(self.session))
        groups = await self.ask(products.groups(self.session))
        if isinstance(found, No) or isinstance(groups, No):
            return
        self._may_write, self._groups = "save_product" in found.acts, groups
        if self.code is None:
            self.form.show(self._sections())
            self.form.edit(at=("product:new", "fi"))
            self.refresh_bindings()
        elif not await self.read():
            return
        await self.find_draft()

    async def read(self) -> bool:
        """Read the product and its prices; whether it is there."""
        code = self.code or ""
        found = await self.ask(products.one(self.session, code))
        prices = await self.ask(products.prices(self.session, code))
        if isinstance(found, No) or isinstance(prices, No):
            return False
        self.product, self._version, self._prices = found, found.version, prices
        self.form.show(self._sections())
        self.renew_header()
        self.refresh_bindings()
        return True

    def _sections(self) -> tuple[Section, ...]:
        """The product and what it has cost, or a new one."""
        found = self.product
        if found is None:
            given = {"period": "month", "state": "sold"}
            fields = tuple(replace(field, value=given.get(field.id)) for field in fields_of(self._groups))
            return (Section("product", say("card.section_product"), (Item("product:new", fields, new=True),)),)
        fields = tuple(
            replace(field, value=stored(getattr(found, field.id)), read_only=not self._may_write) for field in fields_of(self._groups)
        )
        return (Section("product", say("card.section_product"), (Item(f"product:{found.code}", fields),)), _history(self._prices))

    def spoken_otherwise(self) -> None:
        """Say the product in the other language, under what is being typed."""
        super().spoken_otherwise()
        if self.form.record.sections:
            self.form.say_anew(self._sections())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what the purpose may do."""
        reading = self.product is not None and not self.form.editing
        if action == "edit":
            return self._may_write and not self.form.editing
        if action in {"undo", "redo"}:
            return self._may_write and reading
        if action == "revoke":
            return self._may_write and reading and self.product is not None and self.product.state == "sold"
        if action in {"save", "discard"}:
            return self.form.editing or self.unsaved
        return reading if action == "history" else True

    def action_edit(self) -> None:
        """Edit where the cursor is."""
        self._edit(self.form.here[1] if self.form.here else "fi")

    def on_form_edit_requested(self, message: Form.EditRequested) -> None:
        """Open the product; prices that were are history."""
        message.stop()
        self._edit(message.field)

    def _edit(self, field: str) -> None:
        if not self._may_write:
            self.tell(say("card.read_only", purpose=say(f"purposes.{self.session.purpose}")), bad=True)
            return
        self.form.edit("product", at=(f"product:{self.product.code if self.product else 'new'}", field))
        self.refresh_bindings()

    def on_form_submitted(self, message: Form.Submitted) -> None:
        """Save what differs."""
        message.stop()
        self._save(typed_rows(message.changes))

    @background("save")
    async def _save(self, typed: Changes) -> None:
        if not typed:
            self.form.read()
            self.tell(say("card.nothing_changed"))
            return
        fields: dict[str, Any] = {name: value for given in typed.values() for name, value in given.items()}
        if fields.get("price"):
            fields["price"] = plain_money(fields["price"])
        await self._send(fields, typed, "card.saved")

    async def _send(self, fields: dict[str, Any], typed: Changes, told: str) -> None:
        operation = self._own_operation(repr(fields), self._version)
        answer = await self.ask(products.save(self.session, operation, self.code, self._version, fields))
        if isinstance(answer, No):
            if isinstance(answer.error, Stale):
                theirs = cast("tuple[Theirs, ...]", answer.error.facts.get("theirs", ()))
                self._version = max(row.version for row in theirs)
                self.form.show_conflicts(theirs_by_field(theirs))
            elif isinstance(answer.error, Invalid):
                self.form.show_errors(refusals(answer.error, typed))
            return
        await self.drop_draft()
        self.code = answer
        if await self.read():
            self.tell(say(told))

    def _own_operation(self, *act: object) -> UUID:
        operation = self.operation(*act)
        self._own.add(str(operation))
        return operation

    @background("save")
    async def action_revoke(self) -> None:
        """Sell it no more; whoever has it keeps it."""
        if await self.answer_of(Confirm(say("card.confirm_withdraw"))):
            await self._send({"state": "kept"}, {}, "card.withdrawn")

    def action_undo(self) -> None:
        """Undo the last own change of this product."""
        self._take_back(redo=False)

    def action_redo(self) -> None:
        """Take the last undoing back."""
        self._take_back(redo=True)

    @background("save")
    async def _take_back(self, *, redo: bool) -> None:
        answer = await self.ask(products.undo(self.session, self._own_operation(redo), self.code, redo=redo))
        told = said_of(self, answer, redo=redo)
        if not isinstance(answer, No) and answer.gone:
            self.dismiss(None)
        elif told and await self.read():
            self.tell(told)

    def heard(self, told: dict[str, Any]) -> None:
        """Somebody saved this product: show it, or say so to a person who is typing."""
        if told.get("product") != self.code or told.get("op") in self._own or self.product is None:
            return
        if self.form.editing or self.unsaved:
            self.tell(say("card.product_saved"))
        else:
            self.action_reload()

    @background("product")
    async def action_reload(self) -> None:
        """Read the product again, but not under somebody who is typing."""
        if self.code is not None and not self.form.editing and not self.unsaved:
            await self.read()

    def action_history(self) -> None:
        """What was changed of this product, when and by whom."""
        if self.product is not None:
            self.app.push_screen(ProductHistoryScreen(self.product.code, self.heading))  # pyright: ignore[reportUnknownMemberType]


def _history(prices: tuple[Price, ...]) -> Section:
    """What it has cost, the last price first; the first one began with the product."""
    items = tuple(
        Item(
            f"price:{at}",
            (
                Field("starts_on", say("card.field_starts_on"), price.starts_on.isoformat(), kind="date", read_only=True),
                Field("price", say("card.field_price"), money(price.price), read_only=True),
            ),
            label=say("card.field_starts_on"),
        )
        for at, price in enumerate(prices)
    )
    return Section("prices", say("card.section_prices"), items)


class ProductHistoryScreen(HistoryScreen):
    """What was changed of a product, newest first; what was one's own is undone at the product."""

    def __init__(self, code: str, name: str) -> None:
        """The product's code and name."""
        super().__init__(0, name)
        self._code = code

    @property
    def may_see_reads(self) -> bool:
        """A product is nobody's data: who reads it is not logged."""
        return False

    async def older(self, before: int | None) -> tuple[Entry, ...] | No:
        """Changes before one, the newest first."""
        return await self.ask(products.history(self.session, self._code, before))
