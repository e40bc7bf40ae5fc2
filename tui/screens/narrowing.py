"""A list of customers narrowed by filters, and said in its title."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType

from db import services
from db.customers import Filters
from db.services import Product
from tui.background import background
from tui.commands import bindings
from tui.screens.base import No
from tui.screens.filtering import FiltersScreen, in_words
from tui.screens.marking import Marking


class Narrowing(Marking):
    """What the list is narrowed to, chosen by one key."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("filters")]

    def __init__(self, filters: Filters | None = None) -> None:
        """Narrowed to these from the beginning."""
        super().__init__()
        self.filters = filters or Filters()
        self.sees_products = False
        self._products: tuple[Product, ...] = ()

    @property
    def narrowed(self) -> Filters:
        """What the list is narrowed to."""
        return self.filters

    @property
    def narrowed_in_words(self) -> list[str]:
        """The same in words."""
        return in_words(self.filters, self.session.me, self._products)

    @background("asking")
    async def action_filters(self) -> None:
        """Narrow the list; by products where the purpose sees who has which."""
        if self.sees_products and not self._products and not isinstance(found := await self.ask(services.products(self.session)), No):
            self._products = found
        chosen = await self.answer_of(FiltersScreen(self.filters, self.session.me, self.session.purpose or "", self._products))
        if chosen is not None and chosen != self.filters:
            self.filters = chosen
            self.query_changed()
            self.renew_header()
            self.rows.restart()
