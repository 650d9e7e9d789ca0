"""The order of one partition: positions and versions count without a gap, and each event follows the last by hash."""

from __future__ import annotations

from uuid import UUID

from infra.audit.checker.event import Seen, first_previous_hash
from infra.audit.checker.report import CheckReport


class Sequence:
    """Follows a partition event by event. After a break it goes on from what it found, to name each break once."""

    def __init__(self, log_id: str, partition: int, report: CheckReport) -> None:
        self._report = report
        self._position = 0
        self._hash = first_previous_hash(log_id, partition)
        self._versions: dict[UUID, int] = {}

    def follow(self, event: Seen) -> None:
        """The next event of the partition."""
        self._follow_position(event)
        self._follow_version(event)
        self._follow_hash(event)

    def _follow_position(self, event: Seen) -> None:
        if event.position != self._position + 1:
            message = f"Position {event.position} follows {self._position} (offset {event.offset})."
            self._report.found("position_gap", event.where, message)
        self._position = event.position

    def _follow_version(self, event: Seen) -> None:
        before = self._versions.get(event.aggregate_id, 0)
        if event.version != before + 1:
            message = f"Version {event.version} of {event.aggregate_id} follows version {before}."
            self._report.found("version_gap", event.where, message)
        self._versions[event.aggregate_id] = event.version

    def _follow_hash(self, event: Seen) -> None:
        if event.wrong_hash:
            message = f"The bytes at offset {event.offset} are not those that were hashed: they were altered."
            self._report.found("hash", event.where, message)
        if event.previous_hash != self._hash:
            message = "The previous hash that it names is not the hash of the event before it."
            self._report.found("chain", event.where, message)
        self._hash = event.hash
