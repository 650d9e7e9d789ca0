"""The writer without sealing, to measure what sealing costs: each personal text stands in its event as its own bytes.

``python -m bench.unsealed writer`` takes what ``python -m consumers`` takes. What it writes opens with no key.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

import consumers.writer.ownership
from consumers.__main__ import main
from domain.kernel.message import Event
from domain.kernel.personal import Sealed
from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.messages.crypto.personal_fields import change_personal

SomeEvent = TypeVar("SomeEvent", bound=Event)


class _NoKeys:
    """In place of a ``KeyRing``."""

    def __init__(self, *given: object) -> None:
        pass

    def catch_up(self, show_life: Callable[[], None]) -> None:
        """There is nothing to read."""

    follow = close = lambda self: None

    def expect(self, messages: Iterable[object]) -> None:
        """No key is asked for."""

    def seal(self, event: SomeEvent, event_id: UUID) -> SomeEvent:
        """The event in the form that its schema wants."""
        return change_personal(event, lambda text, *_: Sealed(text.encode()))

    def take_records(self) -> list[OutgoingRecord]:
        """No key was made."""
        return []


if __name__ == "__main__":
    consumers.writer.ownership.KeyRing = _NoKeys  # type: ignore[assignment,misc]
    sys.exit(main())
