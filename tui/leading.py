"""Which screen follows which: what a screen asks for is opened over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.customers import Filters
from db.desk import Draft
from tui.background import background
from tui.safe_app import SafeApp

if TYPE_CHECKING:
    from tui.screens.due import DueScreen
    from tui.screens.home import HomeScreen
    from tui.screens.host import HostScreen
    from tui.screens.outcomes import OutcomesScreen
    from tui.screens.register import RegisterScreen


def screens():
    """What follows the login; each is loaded when it is first needed, since most of the program's code is there."""
    from tui.screens import at_work

    return at_work


class Leading(SafeApp[int]):
    """Opens what the screens ask for; what is typed on them is kept first where they are left."""

    async def keep_drafts(self) -> bool:
        """Keep what is typed on every card that is open; whether all of it is kept."""
        raise NotImplementedError

    def action_payment(self) -> None:
        """Record a payment by its reference."""
        self.push_screen(screens().PaymentScreen())

    def on_register_screen_chosen(self, message: RegisterScreen.Chosen) -> None:
        """Open the card of a customer found."""
        self.open_card(message.customer)

    def on_outcomes_screen_customer_wanted(self, message: OutcomesScreen.CustomerWanted) -> None:
        """Open the card of a customer behind an outcome."""
        self.open_card(message.customer)

    def open_card(self, customer: int) -> None:
        """Open the card of a customer."""
        self.push_screen(screens().CardScreen(customer))

    def on_host_reading_customer_wanted(self, message: HostScreen.CustomerWanted) -> None:
        """Open the card of a customer whom a host would hit."""
        self.open_card(message.customer)

    def action_hosts(self) -> None:
        """List the hosts over what is open."""
        self.push_screen(screens().HostsScreen())

    def action_products(self) -> None:
        """List the products over what is open."""
        self.push_screen(screens().ProductsScreen())

    def on_register_screen_new_wanted(self) -> None:
        """Enter a new customer."""
        self.push_screen(screens().CardScreen(None))

    def on_home_screen_list_wanted(self, message: HomeScreen.ListWanted) -> None:
        """Open the list that a figure of the dashboard leads to."""
        self.push_screen(screens().RegisterScreen(message.typed, message.filters, in_box=message.in_box))

    def on_home_screen_card_wanted(self, message: HomeScreen.CardWanted) -> None:
        """Open a customer, or go on with a draft, from the dashboard."""
        self.go_on(message.customer, message.draft)

    def go_on(self, customer: int | None, draft: Draft | None) -> None:
        """Open a customer, or what a draft is of."""
        self.push_screen(screens().screen_of(customer, draft))

    def on_home_screen_contact_wanted(self, message: HomeScreen.ContactWanted) -> None:
        """Go on with an own contact that is open."""
        self.push_screen(screens().ContactScreen(message.customer, number=message.number))

    def on_home_screen_due_wanted(self, message: HomeScreen.DueWanted) -> None:
        """List what falls due."""
        self.push_screen(screens().DueScreen(message.kind))

    def on_staff_screen_due_wanted(self) -> None:
        """List the ends of logins."""
        self.push_screen(screens().DueScreen())

    def on_due_screen_wanted(self, message: DueScreen.Wanted) -> None:
        """Open what a line is about: over the list, but for logins, which are below it."""
        if not message.login:
            self.push_screen(screens().screen_of(message.customer, message.draft, message.item, message.host))
            return
        self.pop_screen()
        if isinstance(self.screen, screens().StaffScreen):
            self.screen.open_login(message.login)

    @background("flow")
    async def on_card_screen_search_wanted(self) -> None:
        """Search from a card: back to the list there is, or to a new one."""
        if not await self.keep_drafts():
            return
        while not isinstance(self.screen, screens().RegisterScreen | screens().HomeScreen) and len(self.screen_stack) > 2:
            self.pop_screen()
        if isinstance(self.screen, screens().RegisterScreen):
            self.screen.action_search()
        else:
            self.push_screen(screens().RegisterScreen("", Filters()))
