"""Headers taken apart at one blow where their layout has been seen before.

The records of a log have few layouts: the same names in the same order, with values of the same lengths. A layout
that is known is one `Struct`, and what it finds between the values must be, byte for byte, the names and lengths that
belong there. Lengths are read from left to right, so a match of all of them is the only way to read these bytes: what
is found is what reading them one after another finds. Anything else is left to the reader that goes one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import Struct

from infra.eventlog.records.record_encoding import encode_name, varint

_FIRST_MARK, _LAST_MARK = b"ce_type", b"version"

KINDS_MAX = 4096
SAME_KIND_MAX = 8  # more layouts than these of one kind are read one by one, which costs time and nothing else

SplitHeaders = tuple[tuple[str, ...], tuple[bytes | None, ...]]
"""Names and values of a record's headers, in their order."""


class HeaderLayout:
    """Header names in their order, with values of certain lengths."""

    __slots__ = ("_between", "_unpack", "names", "size")

    def __init__(self, names: Sequence[str], lengths: Sequence[int]) -> None:
        self.names = tuple(names)
        between = [encode_name(name) + varint(length) for name, length in zip(names, lengths, strict=True)]
        layout = Struct("".join(f"{len(head)}s{length}s" for head, length in zip(between, lengths, strict=True)))
        self._between, self._unpack, self.size = tuple(between), layout.unpack, layout.size

    def values(self, data: bytes) -> tuple[bytes, ...] | None:
        """The values of headers that take `size` bytes, when they have this layout."""
        pieces = self._unpack(data)
        return pieces[1::2] if pieces[::2] == self._between else None


_Kind = tuple[int, int, int]
_known: dict[_Kind, tuple[HeaderLayout, ...]] = {}


def _kind_of(data: bytes) -> _Kind:
    """What few layouts have in common and is found quickly: the length, and where two of an event's names stand."""
    return len(data), data.find(_FIRST_MARK), data.rfind(_LAST_MARK)


def split_headers(data: bytes) -> tuple[tuple[str, ...], tuple[bytes, ...]] | None:
    """The names and the values of encoded headers, when a layout like theirs was noted; else nothing is said."""
    for layout in _known.get(_kind_of(data), ()):
        values = layout.values(data)
        if values is not None:
            return layout.names, values
    return None


def note_layout(data: bytes, headers: Sequence[tuple[str, bytes | None]]) -> None:
    """Remember how ``headers``, which are encoded in ``data``, are laid out. Null values have no bytes of their own,
    and are not for this."""
    lengths = [len(value) for _, value in headers if value is not None]
    if len(lengths) < len(headers):
        return
    layout = HeaderLayout([name for name, _ in headers], lengths)
    if len(_known) >= KINDS_MAX:
        _known.clear()
    kind = _kind_of(data)
    _known[kind] = (layout, *_known.get(kind, ()))[:SAME_KIND_MAX]
