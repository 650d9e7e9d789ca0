"""New events as they are committed: by this process, or, for a recorder that only reads, by any other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from eventsourcing.persistence import ListenNotifySubscription

if TYPE_CHECKING:
    from infra.eventsourcing.application_recorder import KafkaApplicationRecorder


class KafkaSubscription(ListenNotifySubscription["KafkaApplicationRecorder"]):
    """Iterates over a recorder's events from a position on, and waits at the end for more.

    `stop` ends an iteration that waits. When the recorder loses its partition, or the log cannot be read, the
    iteration raises the reason rather than wait for events that will not come.
    """

    def __init__(self, recorder: KafkaApplicationRecorder, gt: int | None = None, topics: Sequence[str] = ()) -> None:
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        recorder.listen(self)
        self.notify()  # what was committed before we listened

    def notify(self) -> None:
        """Says that there may be new events."""
        self._has_been_notified.set()

    def fail(self, error: BaseException) -> None:
        """Ends the iteration with an error."""
        if self._thread_error is None:
            self._thread_error = error
        self.stop()

    def stop(self) -> None:
        super().stop()
        self._recorder.unlisten(self)
