"""Products: what is sold at which price, and how many services are of each; one leads to the product and its prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from db import products, services
from db.rights import Rights
from db.services import Product
from db.undo import Undone
from tui.screens.base import No, thousands
from tui.screens.card_services import money
from tui.screens.product import ProductScreen
from tui.screens.whole_list import WholeList
from tui.widgets.rows import Column, Row, RowList
from tui.words import language, say


def row_of(at: int, product: Product, services_of: int, group: str) -> Row:
    """A line of the list; what is not sold any more is dim and says so."""
    name = product.fi if language() == "fi" else product.en
    price = f"{money(product.price)} {say(f'card.period_{product.period}')}"
    return Row(at, (name, group, say(f"card.product_{product.state}"), price, thousands(services_of)), dim=product.state != "sold")


class ProductsScreen(WholeList):
    """Every product there is or was: they are dozens."""

    TOLD: ClassVar[str] = "product"

    def __init__(self) -> None:
        """Nothing is known yet."""
        super().__init__()
        self._products: tuple[Product, ...] = ()

    def columns(self) -> tuple[Column, ...]:
        """Name, price, state, and how many services there are."""
        return (
            Column(say("card.field_product"), 1.4, least=20),
            Column(say("card.field_product_group"), 1.0, least=14, priority=1),
            Column(say("card.field_status"), 12),
            Column(say("card.field_price"), 16, align="right"),
            Column(say("card.section_services"), 9, align="right"),
        )

    @property
    def empty(self) -> str:
        """There is none."""
        return say("card.no_products")

    @property
    def kept(self) -> str:
        """The title."""
        return say("commands.products")

    async def found(self) -> Sequence[Row] | No:
        """The products with their services."""
        found = await self.ask(services.products(self.session))
        counts = await self.ask(products.counts(self.session))
        groups = await self.ask(products.groups(self.session))
        if isinstance(found, No) or isinstance(counts, No) or isinstance(groups, No):
            return next(answer for answer in (found, counts, groups) if isinstance(answer, No))
        named = {group.code: group.fi if language() == "fi" else group.en for group in groups}
        self._products = tuple(sorted(found, key=lambda one: one.state != "sold"))
        return [
            row_of(at, product, counts.get(product.code, 0), named.get(product.product_group, product.product_group))
            for at, product in enumerate(self._products)
        ]

    def may_add(self, found: Rights) -> bool:
        """Who may save a product."""
        return "save_product" in found.acts

    def on_row_list_opened(self, opened: RowList.Opened) -> None:
        """Open the product."""
        opened.stop()
        self.app.push_screen(ProductScreen(self._products[opened.row.id].code))  # pyright: ignore[reportUnknownMemberType]

    def action_new(self) -> None:
        """Enter a new product."""
        self.app.push_screen(ProductScreen(None))  # pyright: ignore[reportUnknownMemberType]

    async def taken_back(self, operation: UUID, *, redo: bool) -> Undone | No:
        """The last own change of any product undone, or that taken back."""
        return await self.ask(products.undo(self.session, operation, None, redo=redo))
