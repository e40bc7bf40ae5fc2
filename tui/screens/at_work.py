"""The screens of somebody at work: loaded while the login is on the screen, so that nobody waits for them."""

from __future__ import annotations

from tui.screens.card import CardScreen
from tui.screens.contact import ContactScreen
from tui.screens.drafting import Drafting
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

Typed = CardScreen | ContactScreen | Drafting
"""Screens that keep what is typed in them."""

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
    "Typed",
    "screen_of",
]
