"""Writing XML as a stream: what is written is never held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from domain.kernel.text import escaped


class XmlOut:
    """An XML document in UTF-8. Characters that XML cannot hold are shown as escapes."""

    def __init__(self, file: BinaryIO) -> None:
        self._xml = XMLGenerator(file, "utf-8", short_empty_elements=True)
        self._xml.startDocument()
        self._depth = 0

    @contextmanager
    def inside(self, name: str, attributes: Mapping[str, str] | None = None) -> Iterator[None]:
        """Everything written meanwhile is inside an element of this name."""
        self._line()
        self._xml.startElement(name, AttributesImpl(dict(attributes or {})))
        self._depth += 1
        yield
        self._depth -= 1
        self._line()
        self._xml.endElement(name)

    def text(self, name: str, text: object, most: int = 256) -> None:
        """An element that holds a text, of so many characters at most."""
        self._line()
        self._xml.startElement(name, AttributesImpl({}))
        self._xml.characters(escaped(str(text)).replace("\n", " ")[:most])
        self._xml.endElement(name)

    def _line(self) -> None:
        self._xml.ignorableWhitespace("\n" + "  " * self._depth)
