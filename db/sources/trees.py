"""Trees of XML that a stranger wrote: no document type, so no entities and nothing fetched; bounded in bytes, depth and elements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from db.errors import Invalid

LARGEST: Final = 10_000_000
"""Bytes of a file."""

BUFFER: Final = 1 << 20
DEEPEST: Final = 40
MOST_ELEMENTS: Final = 1_000_000


@dataclass(slots=True)
class Element:
    """An element by its name without a namespace; ``text`` is what stands in it before and between its children."""

    name: str
    space: str
    attributes: dict[str, str] = field(default_factory=dict[str, str])
    text: str = ""
    children: list[Element] = field(default_factory=list["Element"])

    def all(self, path: str) -> Iterator[Element]:
        """Every element under a path of names: ``Ntry/NtryDtls``."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                yield from child.all(rest) if rest else (child,)

    def one(self, path: str) -> Element | None:
        """The first of them."""
        return next(self.all(path), None)

    def word(self, *paths: str) -> str:
        """The text of the first path that is there, without blanks at its ends; "" for none."""
        return next((found.text.strip() for path in paths if (found := self.one(path)) is not None), "")


class _Builder:
    """Builds the tree from what expat reads."""

    def __init__(self) -> None:
        self.top: Element | None = None
        self._path: list[Element] = []
        self._count = 0

    def begin(self, named: str, attributes: dict[str, str]) -> None:
        space, _, name = named.rpartition(" ")
        element = Element(name, space, attributes)
        self._count += 1
        if len(self._path) >= DEEPEST or self._count > MOST_ELEMENTS:
            raise Invalid("xml_too_large", bytes=self._count, largest=MOST_ELEMENTS)
        if self._path:
            self._path[-1].children.append(element)
        else:
            self.top = element
        self._path.append(element)

    def end(self, _named: str) -> None:
        self._path.pop()

    def data(self, text: str) -> None:
        if self._path:
            self._path[-1].text += text


def _refuse(*_told: object) -> None:
    raise Invalid("xml_doctype")


def read(given: bytes) -> Element:
    """The tree of a document; Invalid xml_too_large, xml_doctype or xml_broken, with the line and never what stood there."""
    if len(given) > LARGEST:
        raise Invalid("xml_too_large", bytes=len(given), largest=LARGEST)
    parser, builder = expat.ParserCreate(namespace_separator=" "), _Builder()
    parser.buffer_text, parser.buffer_size = True, BUFFER
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = builder.begin, builder.end
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(given, True)
    except expat.ExpatError as error:
        raise Invalid("xml_broken", line=error.lineno) from None
    except (LookupError, ValueError):
        raise Invalid("xml_broken", line=1) from None
    if builder.top is None:
        raise Invalid("xml_broken", line=1)
    return builder.top
