"""The screens of somebody at work: the first of them loaded while the login is on the screen, the others one by one when there is time."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tui.screens.card import CardScreen
    from tui.screens.contact import ContactScreen
    from tui.screens.due import DueScreen
    from tui.screens.going_on import screen_of
    from tui.screens.home import HomeScreen
    from tui.screens.host import HostScreen
    from tui.screens.hosts import HostsScreen
    from tui.screens.outcomes import OutcomesScreen
    from tui.screens.payment import PaymentScreen
    from tui.screens.products import ProductsScreen
    from tui.screens.purposes import PurposesScreen
    from tui.screens.register import RegisterScreen
    from tui.screens.staff import StaffScreen

__all__ = [
    "CardScreen",
    "ContactScreen",
    "DueScreen",
    "HomeScreen",
    "HostScreen",
    "HostsScreen",
    "OutcomesScreen",
    "PaymentScreen",
    "ProductsScreen",
    "PurposesScreen",
    "RegisterScreen",
    "StaffScreen",
    "screen_of",
]

MODULES: Final = {
    "PurposesScreen": "purposes",
    "HomeScreen": "home",
    "RegisterScreen": "register",
    "CardScreen": "card",
    "ContactScreen": "contact",
    "screen_of": "going_on",
    "DueScreen": "due",
    "StaffScreen": "staff",
    "HostScreen": "host",
    "HostsScreen": "hosts",
    "ProductsScreen": "products",
    "OutcomesScreen": "outcomes",
    "PaymentScreen": "payment",
}
"""Where each is, in the order they are likely to be wanted in."""


def __getattr__(name: str) -> Any:
    """Load the screen of that name, the first time it is wanted."""
    if name not in MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"tui.screens.{MODULES[name]}"), name)
