"""Writer and projector without sealing, to measure what it costs: a personal text stands in its event as its own bytes.

``python -m bench.unsealed writer`` takes what ``python -m consumers`` takes. What it writes, only this projector reads.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar
from uuid import UUID

import consumers.projector.worker
import consumers.writer.ownership
from consumers.__main__ import main
from domain.kernel.message import Event
from domain.kernel.personal import Sealed
from domain.kernel.recorded import RecordedEvent
from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.messages.crypto.personal_fields import change_personal

SomeEvent = TypeVar("SomeEvent", bound=Event)


class _NoKeys:
    """In place of a ``KeyRing``."""

    def __init__(self, *given: object) -> None:
        pass

    def catch_up(self, show_life: Callable[[], None]) -> None:
        """There is nothing to read."""

    def follow(self) -> None:
        """Nor to follow."""

    def close(self) -> None:
        """Nor to let go of."""

    def expect(self, messages: Iterable[object]) -> None:
        """No key is asked for."""

    def seal(self, event: SomeEvent, event_id: UUID) -> SomeEvent:
        """The event in the form that its schema wants."""
        return change_personal(event, lambda text, *_: Sealed(text.encode()))

    def take_records(self) -> list[OutgoingRecord]:
        """No key was made."""
        return []


class _InTheClear:
    """In place of a ``TopicOpener``."""

    def __init__(self, *given: object) -> None:
        pass

    def follow(self, partitions: Collection[int]) -> None:
        """There is nothing to read."""

    def read_on(self, partition: int) -> int:
        """The beginning of an empty topic."""
        return 0

    def close(self) -> None:
        """There is nothing to let go of."""

    def open_all(self, recorded: Sequence[RecordedEvent]) -> list[RecordedEvent]:
        """The events with their texts."""
        return [each._replace(event=change_personal(each.event, _text)) for each in recorded]


def _text(text: str, *_: object) -> str:
    assert isinstance(text, Sealed)
    return text.content.decode()


if __name__ == "__main__":
    consumers.writer.ownership.KeyRing = _NoKeys  # type: ignore[assignment,attr-defined]
    consumers.projector.worker.database_opener = _InTheClear  # type: ignore[assignment,attr-defined]
    sys.exit(main())
