"""The registry of acts."""

from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

import tui
from tui import screens, widgets
from tui.commands import ALWAYS, COMMANDS, bindings, character, key_name, offered
from tui.words import Language, known, say, speak

DOCUMENTED = {
    "search": "slash", "open": "enter", "edit": "e", "new": "n", "mark": "space", "undo": "u", "permissions": "m", "history": "h",
    "sources": "s", "purpose": "p", "help": "question_mark", "palette": "ctrl+p", "save": "ctrl+s", "back": "escape", "quit": "q",
}  # fmt: skip


@pytest.fixture(autouse=True)
def in_finnish() -> Iterator[None]:
    """Finnish before and after, whatever the environment says."""
    speak("fi")
    yield
    speak("fi")


@pytest.mark.parametrize("language", ["fi", "en"])
def test_every_command_has_a_short_label_and_a_sentence(language: Language) -> None:
    speak(language)
    assert all(known(command.words) and known(f"{command.words}.says") for command in COMMANDS.values())
    assert [command.label for command in COMMANDS.values() if not 1 <= cell_len(command.label) <= 10] == []
    assert [command.id for command in COMMANDS.values() if not len(command.label) < cell_len(command.sentence) <= 48] == []


def test_labels_tell_commands_apart() -> None:
    for language in ("fi", "en"):
        speak(language)
        labels = Counter(command.label for command in COMMANDS.values())
        assert [label for label, times in labels.items() if times > 1] == []


def test_no_words_are_left_without_a_command() -> None:
    from tui.words.commands import WORDS

    assert {name.removesuffix(".says") for name in WORDS} == set(COMMANDS)


def test_every_command_is_offered_somewhere() -> None:
    for package in (tui, screens, widgets):
        for module in iter_modules(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                import_module(module.name)
    ours = (node for node in below(DOMNode) if node.__module__.startswith("tui."))
    offered_by = {binding.id for node in ours for binding in node.__dict__.get("BINDINGS", ()) if isinstance(binding, Binding)}
    assert set(COMMANDS) - offered_by == set()


def below(kind: type[DOMNode]) -> Iterator[type[DOMNode]]:
    """A class of screens or their parts, with all that are made from it."""
    yield kind
    for child in kind.__subclasses__():
        yield from below(child)


def test_a_key_means_one_act_everywhere() -> None:
    keys = Counter(key for command in COMMANDS.values() for key in (command.key, *command.aliases))
    assert [key for key, times in keys.items() if times > 1] == []


def test_orders_are_places_of_their_own() -> None:
    assert len({command.order for command in COMMANDS.values()}) == len(COMMANDS)


def test_the_keys_of_the_keyboard_model_are_kept() -> None:
    assert {name: COMMANDS[name].key for name in DOCUMENTED} == DOCUMENTED


def test_keys_some_terminals_keep_for_themselves_have_a_double() -> None:
    taken = {"ctrl+h", "ctrl+i", "ctrl+j", "ctrl+m", "ctrl+left_square_bracket", "ctrl+q"}
    assert not taken & {key for command in COMMANDS.values() for key in (command.key, *command.aliases)}
    assert COMMANDS["palette"].aliases


def test_destructive_commands_are_shown_and_not_one_careless_letter_from_another() -> None:
    destructive = [command for command in COMMANDS.values() if command.destructive]
    assert destructive
    assert all(command.shown for command in destructive)
    assert all(name in COMMANDS for name in ALWAYS)


def test_bindings_carry_ids_for_keymaps_and_the_doubles() -> None:
    (binding,) = bindings("search")
    assert (binding.key, binding.action, binding.id) == ("slash,f3", "search", "search")


def test_keys_are_named_as_on_the_keyboard() -> None:
    assert [key_name(key) for key in ("slash", "ctrl+s", "f3", "space", "escape", "X", "e")] == ["/", "^S", "F3", "Väli", "Esc", "X", "e"]
    assert [character(key) for key in ("slash", "question_mark", "space", "X", "f3")] == ["/", "?", " ", "X", None]


class OneKey(App[None]):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings("undo", "help")


async def test_a_keymap_changes_the_key_that_is_offered() -> None:
    app = OneKey()
    async with app.run_test() as pilot:
        app.set_keymap({"undo": "z"})
        await pilot.pause()
        assert [(offer.command.id, offer.key) for offer in offered(app.screen)] == [("undo", "z"), ("help", "question_mark")]


def test_sentences_end_without_a_stop_and_say_what_is_done() -> None:
    assert not [name for name in COMMANDS if say(f"commands.{name}.says").endswith(".")]
