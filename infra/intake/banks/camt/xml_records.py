"""The parts of a camt message one after another, however large it is: no tree of the whole is ever built.

A bank file comes from outside, so whatever makes XML dangerous is refused before it is looked at: a DOCTYPE (and with
it every entity, internal or external), more than DEPTH_MAX levels, a part or a text without an end. The parser is the
standard library's expat, for it alone tells the byte at which each part begins, and it fetches nothing by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from infra.intake.refused.codes import BankFileCode
from infra.intake.refused.rejected import BankFileRejected

DEPTH_MAX = 64
LEAVES_MAX = 20_000
"""Values in one part. A part is one transaction, an entry without its transactions, or a piece of the head."""
TEXT_LENGTH_MAX = 20_000
NAMES_MAX = 5_000
"""Different names of elements in one file; a camt message has a few hundred."""
PART_BYTES_MAX = 4 * 1024 * 1024
_CHUNK_BYTES = 1 << 16

ROOT, MESSAGE, REPORT, IN_REPORT, IN_ENTRY, IN_DETAILS = range(1, 7)
"""Levels: Document, the message, its head or one report of an account, what stands in that, an entry's own children,
and what stands in an entry's NtryDtls."""
_HAVE_ORIGINALS = (IN_REPORT, IN_DETAILS)


@dataclass(slots=True)
class XmlPart:
    """A piece of the message, given when it ends: ``name`` is its element's, ``leaves`` its texts by path in their
    order, with an empty one where a ``Strd`` begins. Its own text has the path "". Parts in it come before it.

    ``line`` counts from 1 and ``position`` bytes from 0: where the element begins. ``original`` is its bytes, of an
    entry those before its details.
    """

    name: str
    depth: int
    line: int
    position: int
    leaves: list[tuple[str, str]] = field(default_factory=list)
    original: bytes = b""

    def values(self) -> dict[str, str]:
        """The first text under each path."""
        return dict(reversed(self.leaves))

    def all(self, path: str) -> list[str]:
        """Every text under the path."""
        return [text for name, text in self.leaves if name == path]


def read_parts(file: BinaryIO, file_name: str) -> Iterator[XmlPart]:
    """All parts of the message; the first one is the root with its namespace in the leaf ``xmlns``.

    Raises BankFileRejected for what is no well-formed XML, or dangerous.
    """
    file.seek(0)
    reader = _XmlReader(file_name)
    while chunk := file.read(_CHUNK_BYTES):
        yield from reader.feed(chunk, False)
    yield from reader.feed(b"", True)


@dataclass
class _XmlReader:
    """Handlers of expat: they only note what they see. ``_window`` are the bytes since the oldest open part."""

    file_name: str
    _depth: int = 0
    _stack: list[XmlPart] = field(default_factory=list)
    _ready: list[XmlPart] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)
    _path: list[str] = field(default_factory=list)
    _window: bytearray = field(default_factory=bytearray)
    _window_begins: int = 0
    _text_length: int = 0

    def __post_init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.ExternalEntityRefHandler = self._doctype

    def feed(self, chunk: bytes, is_end: bool) -> list[XmlPart]:
        """What is complete with these bytes."""
        self._window += chunk
        try:
            self._parser.Parse(chunk, is_end)
        except expat.ExpatError as error:
            raise self._rejected(
                "not_well_formed", f"It is no well-formed XML ({expat.ErrorString(error.code)}): cut off or damaged."
            ) from None
        except (LookupError, ValueError):
            raise self._rejected("not_well_formed", "It is written in an encoding that is not known.") from None
        self._trim(len(chunk))
        ready, self._ready = self._ready, []
        return ready

    def _trim(self, chunk_bytes: int) -> None:
        """Forget the bytes before those whose original is still wanted."""
        wanted = self._stack[-1] if self._stack else None
        open_since = wanted is not None and wanted.depth in _HAVE_ORIGINALS and not wanted.original
        keep_from = wanted.position if wanted is not None and open_since else self._parser.CurrentByteIndex
        del self._window[: max(0, keep_from - self._window_begins)]
        self._window_begins = max(self._window_begins, keep_from)
        if len(self._window) > PART_BYTES_MAX + chunk_bytes:
            raise self._too_large()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise self._rejected("too_deep", f"Its elements are nested more than {DEPTH_MAX} deep.")
        local = self._local(name)
        self._text, self._text_length = [], 0
        if self._depth == ROOT:
            root = XmlPart(local, ROOT, self._parser.CurrentLineNumber, self._parser.CurrentByteIndex)
            root.leaves.append(("xmlns", name.rpartition(" ")[0]))
            self._ready.append(root)
        elif self._opens_part(local):
            self._open(local)
        else:
            self._path.append(local)
        if local == "Strd":
            self._add("/".join(self._path), "")
        if "Ccy" in attributes:
            self._add("/".join(self._path) + "@Ccy", attributes["Ccy"])

    def _open(self, local: str) -> None:
        position = self._parser.CurrentByteIndex
        if self._depth == IN_DETAILS and not self._stack[-1].original:
            self._stack[-1].original = self._original(self._stack[-1].position, position)
        self._stack.append(XmlPart(local, self._depth, self._parser.CurrentLineNumber, position))
        self._path = []

    def _opens_part(self, local: str) -> bool:
        """The message, its head, a report, each piece of that, and each transaction and batch in an entry."""
        if self._depth <= REPORT:
            return True
        if self._depth == IN_REPORT:
            return self._stack[-1].name != "GrpHdr"
        return self._depth == IN_DETAILS and self._path == ["NtryDtls"] and local in ("TxDtls", "Btch")

    def _end(self, name: str) -> None:
        text = "".join(self._text).strip()
        self._text = []
        if text and self._stack:
            self._add("/".join(self._path), text)
        if self._path:
            self._path.pop()
        elif self._stack:
            self._close(self._stack.pop())
        self._depth -= 1

    def _close(self, part: XmlPart) -> None:
        if part.depth in _HAVE_ORIGINALS and not part.original:
            end = self._window.find(b">", self._parser.CurrentByteIndex - self._window_begins) + 1
            part.original = self._original(part.position, end + self._window_begins)
        self._ready.append(part)
        self._path = ["NtryDtls"] if part.depth == IN_DETAILS else []

    def _original(self, begin: int, end: int) -> bytes:
        return bytes(self._window[begin - self._window_begins : end - self._window_begins])

    def _characters(self, text: str) -> None:
        self._text_length += len(text)
        if self._text_length > TEXT_LENGTH_MAX:
            raise self._too_large()
        self._text.append(text)

    def _add(self, path: str, text: str) -> None:
        leaves = self._stack[-1].leaves if self._stack else []
        if len(leaves) >= LEAVES_MAX:
            raise self._too_large()
        leaves.append((path, text))

    def _local(self, name: str) -> str:
        local = self._names.get(name)
        if local is None:
            if len(self._names) >= NAMES_MAX:
                raise self._too_large()
            local = self._names[name] = name.rpartition(" ")[2]
        return local

    def _doctype(self, *_: object) -> int:
        raise self._rejected(
            "forbidden_xml", "It has a DOCTYPE or an entity, which no bank file needs and an attack would use."
        )

    def _too_large(self) -> BankFileRejected:
        return self._rejected("too_large_a_part", "One part of it is larger than any entry can be.")

    def _rejected(self, code: BankFileCode, message: str) -> BankFileRejected:
        return BankFileRejected(
            self.file_name, self._parser.CurrentLineNumber, None, code,
            f"{message} Nothing of the file was booked. Ask the bank to send it again.",
        )  # fmt: skip
