"""Which function folds which event: the table of one read model, one row for each event type."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from domain.kernel.aggregate import Event
from domain.kernel.recorded import RecordedEvent
from projections.kit.model import CannotFold

Rows = TypeVar("Rows")
SomeEvent = TypeVar("SomeEvent", bound=Event)
Fold = Callable[[Rows, RecordedEvent, SomeEvent], None]


class EventTable(Generic[Rows]):
    """Functions ``(rows, recorded, event)`` that add to ``rows`` what an event changes."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._folds: dict[type[Event], Fold[Rows, Any]] = {}
        self._ignored: set[type[Event]] = set()

    def on(self, event_type: type[SomeEvent]) -> Callable[[Fold[Rows, SomeEvent]], Fold[Rows, SomeEvent]]:
        """Function decorator: this function folds events of ``event_type``."""

        def register(function: Fold[Rows, SomeEvent]) -> Fold[Rows, SomeEvent]:
            self._folds[event_type] = function
            return function

        return register

    def ignore(self, *event_types: type[Event]) -> None:
        """These events are known not to change the model."""
        self._ignored.update(event_types)

    @property
    def handled(self) -> frozenset[type[Event]]:
        """The events that a function folds."""
        return frozenset(self._folds)

    @property
    def ignored(self) -> frozenset[type[Event]]:
        """The events that are known not to change the model."""
        return frozenset(self._ignored)

    def apply(self, rows: Rows, events: Iterable[RecordedEvent]) -> None:
        """Fold the events into ``rows``, in order. Raises CannotFold for an event that nobody thought of."""
        folds = self._folds
        for recorded in events:
            event = recorded.event
            fold = folds.get(type(event))
            if fold is not None:
                fold(rows, recorded, event)
            elif type(event) not in self._ignored:
                raise CannotFold(f"{self._model} neither folds nor ignores {type(event).__name__}")
