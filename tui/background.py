"""Work beside the screen, with defaults that neither end the app nor show anybody's data."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from textual import work
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.worker import Worker

from tui.safe_app import SafeApp

P = ParamSpec("P")
T = TypeVar("T")


class Blinking(Protocol):
    """A widget of Textual's with a blinking cursor."""

    cursor_blink: Any


class Opening(Protocol):
    """A screen that is not open yet while this is not nought."""

    opening: int


B = TypeVar("B", bound=Blinking)


def background(
    group: str, *, exclusive: bool = True, opens: bool = False
) -> Callable[[Callable[P, Coroutine[Any, Any, T]]], Callable[P, Worker[T]]]:
    """Make a method a worker of that group: a new one cancels the last, an error is logged and told, no argument is kept as text.

    That a screen which was left has no parts any more is not an error that anybody is told of. What ``opens`` a screen reads what keys
    are about: those that come meanwhile wait for it, see ``key_turns``.
    """

    def decorate(method: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Worker[T]]:
        @wraps(method)
        async def watched(*args: P.args, **kwargs: P.kwargs) -> T:
            screen = cast("Opening", args[0]) if opens else None
            if screen:
                screen.opening += 1
            try:
                return await method(*args, **kwargs)
            except NoMatches as error:
                if not _leaves(args[0]):
                    _report(args[0], error)
                raise
            except Exception as error:
                _report(args[0], error)
                raise
            finally:
                if screen:
                    screen.opening -= 1

        return work(watched, name=group, group=group, exclusive=exclusive, exit_on_error=False, description=group)

    return decorate


def _leaves(node: object) -> bool:
    """Whether a node is out of the app or on its way: it is not displayed from then on, and loses its parts before its workers."""
    return isinstance(node, DOMNode) and not (node.is_attached and node.display)


def _report(node: object, error: Exception) -> None:
    app = node.app if isinstance(node, DOMNode) else None  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    if isinstance(app, SafeApp):
        app.report(error)


def still(widget: B) -> B:
    """The same widget with a cursor that does not blink: blinking keeps a dead line alive."""
    widget.cursor_blink = False
    return widget
