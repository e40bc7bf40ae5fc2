"""Every act a person can call by a key: one line each, from which keys, footer, help and palette are made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import key_to_character
from textual.screen import Screen
from textual.widget import Widget

from tui.words import known, say


@dataclass(frozen=True, slots=True)
class Command:
    """An act: the widget or screen that offers it has ``action_<id>``; a key means the same act everywhere."""

    id: str
    key: str
    order: int
    """Its place in the footer; the highest go first where there is no room."""
    aliases: tuple[str, ...] = ()
    destructive: bool = False
    shown: bool = True
    """Whether the footer names it."""
    everywhere: bool = False
    """Whether it is called under what is asked over a screen, too."""

    @property
    def words(self) -> str:
        """Where its words are."""
        return f"commands.{self.id}"

    @property
    def label(self) -> str:
        """At most ten characters for the footer."""
        return say(self.words)

    @property
    def sentence(self) -> str:
        """What it does, for help and the palette."""
        return say(f"{self.words}.says")


def _registry(*commands: Command) -> dict[str, Command]:
    return {command.id: command for command in commands}


COMMANDS: Final = _registry(
    Command("search", "slash", 10, aliases=("f3",)),
    Command("open", "enter", 11),
    Command("edit", "e", 12, aliases=("f2",)),
    Command("save", "ctrl+s", 13),
    Command("new", "n", 14, aliases=("f7",)),
    Command("accept", "a", 15),
    Command("mark", "space", 16),
    Command("mark_all", "asterisk", 19),
    Command("undo", "u", 17, aliases=("f4",)),
    Command("redo", "U", 18, shown=False),
    Command("call", "c", 20),
    Command("person", "t", 21),
    Command("told", "z", 49),
    Command("hosts", "H", 53, shown=False),
    Command("products", "P", 54, shown=False),
    Command("permissions", "m", 22),
    Command("refuse", "k", 23),
    Command("payment", "y", 24),
    Command("invoices", "L", 43),
    Command("remind", "R", 44),
    Command("dispute", "K", 45),
    Command("credit", "C", 46),
    Command("fetch", "b", 25),
    Command("history", "h", 30),
    Command("timeline", "T", 50),
    Command("sources", "s", 31),
    Command("identity", "i", 32),
    Command("filters", "f", 34),
    Command("due", "w", 35),
    Command("drafts", "d", 36),
    Command("merge", "j", 37),
    Command("unmerge", "J", 38, shown=False),
    Command("swap", "o", 39),
    Command("change_many", "B", 28),
    Command("audience", "A", 29),
    Command("bring_in", "I", 47),
    Command("hand_out", "E", 48),
    Command("revoke", "x", 40, destructive=True),
    Command("discard", "D", 42, aliases=("f12",), destructive=True),
    Command("purpose", "p", 51),
    Command("home", "g", 52),
    Command("reload", "f5", 60, shown=False),
    Command("mouse", "f6", 61, shown=False),
    Command("language", "f8", 62, shown=False, everywhere=True),
    Command("palette", "ctrl+p", 70, aliases=("f9",)),
    Command("back", "escape", 80),
    Command("help", "question_mark", 90, aliases=("f1",)),
    Command("quit", "q", 91, aliases=("f10",)),
)

ALWAYS: Final = frozenset({"help", "quit"})
"""Commands the footer names however narrow the screen."""


def bindings(*ids: str) -> list[Binding]:
    """Textual's bindings for these commands, each with its id so that a keymap can change its key."""
    return [_binding(COMMANDS[name]) for name in ids]


def _binding(command: Command) -> Binding:
    keys = ",".join((command.key, *command.aliases))
    return Binding(keys, command.id, command.id, show=command.shown, id=command.id, priority=command.everywhere)


class Offer(NamedTuple):
    """A command that can be called now: by which key, on what, and whether the person's rights allow it at this moment."""

    command: Command
    key: str
    node: DOMNode
    action: str
    enabled: bool


def offered(screen: Screen[object]) -> list[Offer]:
    """The commands of the focused widget, its screen and the program, in the footer's order."""
    offers: dict[str, Offer] = {}
    for key, active in screen.active_bindings.items():
        command = COMMANDS.get(active.binding.id or "")
        if command and command.id not in offers and not _types(screen.focused, active.node, key):
            offers[command.id] = Offer(command, key, active.node, active.binding.action, active.enabled)
    return sorted(offers.values(), key=lambda offer: offer.command.order)


def _types(focused: Widget | None, node: DOMNode, key: str) -> bool:
    """Whether the focused field takes the key as text before ``node`` sees it."""
    return focused is not None and focused is not node and focused.check_consume_key(key, character(key))


def character(key: str) -> str | None:
    """What a key types; Textual knows no character for ``slash``."""
    return "/" if key == "slash" else key_to_character(key)


async def run(offer: Offer) -> None:
    """Call the command where it was offered."""
    await offer.node.app.run_action(offer.action, offer.node)  # pyright: ignore[reportUnknownMemberType]


def key_name(key: str) -> str:
    """A key as a person reads it on the keyboard: ``^S``, ``F3``, ``Enter``."""
    if key.startswith("ctrl+"):
        return f"^{key[5:].upper()}"
    if known(f"common.key_{key}"):
        return say(f"common.key_{key}")
    return key.upper() if len(key) > 1 else key
