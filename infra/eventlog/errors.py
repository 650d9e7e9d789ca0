"""What can go wrong between an application and its log, as a small family.

All of them are `eventsourcing.persistence` errors, so code that knows only the library still catches them.
The names are outcomes rather than accidents, because the caller's next step depends on the outcome.
"""

from __future__ import annotations

from eventsourcing.persistence import DataError, InternalError, OperationalError


class Fenced(OperationalError):
    """Another owner has taken this partition over.

    Nothing may be assumed about the transaction that met it. This owner must stop: drop its state, close, and
    take the partition over again only if it is still meant to have it.
    """


class CommitRefused(OperationalError):
    """The transaction is certainly not in the log: its commit was never asked for. It may be tried again."""


class CommitUncertain(OperationalError):
    """The commit was asked for and its fate is unknown.

    Drop the in-memory state, take the partition over again (which resolves the open transaction one way or the
    other), catch up, and look whether the events are there.
    """


class LogUnavailable(OperationalError):
    """The broker did not answer in time. Nothing was written; try again when the cluster is well."""


class ClusterRefuses(OperationalError):
    """The broker answers and refuses who we are or how we speak: trying again is of no use."""


class NotTakenOver(OperationalError):
    """A write through a recorder that does not own its partition: it only reads, or was never taken over."""


class LogCorrupted(InternalError):
    """The log itself breaks its own rules: a gap in the positions, a broken hash, a record of another writer.

    The message names topic, partition, position and offset. Nothing after that offset was read.
    """

    def __init__(self, topic: str, partition: int, offset: int, position: int | None, problem: str) -> None:
        self.topic, self.partition, self.offset, self.position = topic, partition, offset, position
        at = f"position {position}, offset {offset}" if position is not None else f"offset {offset}"
        super().__init__(
            f"The log {topic}, partition {partition}, is corrupted at {at}: {problem}. Everything before it was "
            "kept. Do not write to this partition; compare it with a mirror or an export to find what changed."
        )


class RecordTooLarge(DataError):
    """One record is larger than the log accepts. Nothing was written."""


class TopicSettingsError(OperationalError):
    """Topics whose settings would lose or misplace events. Each problem names the setting and its remedy."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "The topics of the log are not set up as they must be:\n" + "\n".join(f"- {p}" for p in problems)
        )
