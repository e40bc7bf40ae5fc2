"""The screens of somebody at work: those wanted soon loaded while the login is on the screen, the others when they are first wanted."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tui.screens.audience import AudienceScreen
    from tui.screens.card import CardScreen
    from tui.screens.contact import ContactScreen
    from tui.screens.due import DueScreen
    from tui.screens.going_on import screen_of
    from tui.screens.history import HistoryScreen
    from tui.screens.home import HomeScreen
    from tui.screens.host import HostScreen
    from tui.screens.hosts import HostsScreen
    from tui.screens.invoice import InvoiceScreen
    from tui.screens.invoices import InvoicesScreen
    from tui.screens.many import ManyScreen
    from tui.screens.merging import MergeScreen, take_apart
    from tui.screens.merging_likely import merge_likely
    from tui.screens.outcomes import OutcomesScreen
    from tui.screens.payment import PaymentScreen
    from tui.screens.permissions import PermissionsScreen
    from tui.screens.products import ProductsScreen
    from tui.screens.purposes import PurposesScreen
    from tui.screens.register import RegisterScreen
    from tui.screens.sources import SourcesScreen
    from tui.screens.staff import StaffScreen
    from tui.screens.timeline import TimelineScreen

__all__ = [
    "AudienceScreen",
    "CardScreen",
    "ContactScreen",
    "DueScreen",
    "HistoryScreen",
    "HomeScreen",
    "HostScreen",
    "HostsScreen",
    "InvoiceScreen",
    "InvoicesScreen",
    "ManyScreen",
    "MergeScreen",
    "OutcomesScreen",
    "PaymentScreen",
    "PermissionsScreen",
    "ProductsScreen",
    "PurposesScreen",
    "RegisterScreen",
    "SourcesScreen",
    "StaffScreen",
    "TimelineScreen",
    "merge_likely",
    "screen_of",
    "take_apart",
]

MODULES: Final = {
    "PurposesScreen": "purposes",
    "HomeScreen": "home",
    "RegisterScreen": "register",
    "CardScreen": "card",
    "ContactScreen": "contact",
    "screen_of": "going_on",
    "ManyScreen": "many",
    "MergeScreen": "merging",
    "take_apart": "merging",
    "AudienceScreen": "audience",
    "DueScreen": "due",
    "StaffScreen": "staff",
    "HostScreen": "host",
    "HostsScreen": "hosts",
    "ProductsScreen": "products",
    "OutcomesScreen": "outcomes",
    "PaymentScreen": "payment",
    "HistoryScreen": "history",
    "InvoiceScreen": "invoice",
    "InvoicesScreen": "invoices",
    "PermissionsScreen": "permissions",
    "SourcesScreen": "sources",
    "TimelineScreen": "timeline",
    "merge_likely": "merging_likely",
}
"""Where each is."""

SOON: Final = ("PurposesScreen", "HomeScreen", "RegisterScreen", "CardScreen")
"""What everybody wants first, in this order; the others take a moment and some memory, once they are wanted."""


def __getattr__(name: str) -> Any:
    """Load the screen of that name, the first time it is wanted."""
    if name not in MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"tui.screens.{MODULES[name]}"), name)
