"""The screens of somebody at work: loaded while the login is on the screen, so that nobody waits for them."""

from __future__ import annotations

from tui.screens.card import CardScreen
from tui.screens.contact import ContactScreen
from tui.screens.contact_reading import KIND as CONTACT
from tui.screens.due import DueScreen
from tui.screens.home import HomeScreen
from tui.screens.host import HostScreen
from tui.screens.hosts import HostsScreen
from tui.screens.outcomes import OutcomesScreen
from tui.screens.payment import PaymentScreen
from tui.screens.purposes import PurposesScreen
from tui.screens.register import RegisterScreen
from tui.screens.staff import StaffScreen

__all__ = [
    "CONTACT",
    "CardScreen",
    "ContactScreen",
    "DueScreen",
    "HomeScreen",
    "HostScreen",
    "HostsScreen",
    "OutcomesScreen",
    "PaymentScreen",
    "PurposesScreen",
    "RegisterScreen",
    "StaffScreen",
]
