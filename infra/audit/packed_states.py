"""The states of very many aggregates: those that changed last as they are, all others packed.

A case with its payments and persons takes some 8 kB as objects, and an eighth of that packed, with their ids: equal
classes, names and slices stand in all of them, and the first ones that are packed teach the compression what those are.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from zstandard import ZstdCompressionDict, ZstdCompressor, ZstdDecompressor

AS_THEY_ARE = 10_000
"""States; what a partition of a small log has is never packed."""
TAUGHT_BY = 50
"""States."""


class PackedStates:
    """States by the ids of their aggregates. ``as_they_are`` of them at least are not packed."""

    def __init__(self, as_they_are: int = AS_THEY_ARE) -> None:
        self._limit = as_they_are
        self._latest: dict[UUID, object] = {}
        self._packed: dict[UUID, bytes] = {}
        self._packing: tuple[ZstdCompressor, ZstdDecompressor] | None = None

    def __len__(self) -> int:
        return len(self._latest) + len(self._packed)

    def get(self, aggregate: UUID, initial: object) -> object:
        """The state of this aggregate, ``initial`` when it has none."""
        found = self._latest.get(aggregate)
        if found is not None:
            return found
        packed = self._packed.get(aggregate)
        return initial if packed is None else self._unpacked(packed)

    def keep(self, aggregate: UUID, state: object) -> None:
        """The aggregate's state from now on."""
        self._packed.pop(aggregate, None)
        self._latest.pop(aggregate, None)  # so that it is the last of them
        self._latest[aggregate] = state
        if len(self._latest) >= 2 * self._limit:
            self._pack()

    def items(self) -> Iterator[tuple[UUID, object]]:
        """Each aggregate with its state."""
        yield from self._latest.items()
        for aggregate, packed in self._packed.items():
            yield aggregate, self._unpacked(packed)

    def values(self) -> Iterator[object]:
        """Each state."""
        return (state for _, state in self.items())

    def _pack(self) -> None:
        """Pack those that changed the longest ago, half of all."""
        oldest = list(islice(self._latest, self._limit))
        pickled = {one: pickle.dumps(self._latest.pop(one), pickle.HIGHEST_PROTOCOL) for one in oldest}
        if self._packing is None:
            self._packing = _packing(b"".join(islice(pickled.values(), TAUGHT_BY)))
        compressor, _ = self._packing
        for aggregate, content in pickled.items():
            # A copy: what the library gives keeps the room that it was given before it was compressed.
            self._packed[aggregate] = bytes(memoryview(compressor.compress(content)))

    def _unpacked(self, packed: bytes) -> object:
        assert self._packing is not None, "it was packed"
        return pickle.loads(self._packing[1].decompress(packed))


def _packing(examples: bytes) -> tuple[ZstdCompressor, ZstdDecompressor]:
    learnt = ZstdCompressionDict(examples)
    return ZstdCompressor(level=1, dict_data=learnt), ZstdDecompressor(dict_data=learnt)
