"""What a command would be answered now: decided on the aggregate as it stands, and nothing written or sent."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from typing import Any, Protocol
from uuid import UUID

from domain.kernel.decision import Context, Decision
from domain.kernel.directory import Creditors
from domain.kernel.recorded import RecordedEvent
from domain.kernel.refusal import Refusal
from infra.audit.database_keys import DatabaseKeys
from infra.audit.lookup import ByReadModels
from infra.creditors.names import CreditorNames
from infra.eventlog.errors import LogUnavailable
from infra.http.answers.events import event_document
from infra.http.commands.outcomes import refused_document
from infra.http.commands.sending import AskedCommand
from infra.http.open_logs import OpenLogs
from infra.http.problems import HttpProblem, unavailable
from infra.http.read_models import ReadModels
from infra.messages.crypto.errors import WrappingKeyMissing
from infra.messages.crypto.opening import Opener
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from infra.runtime.creditor_access import creditor_directory
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

log = logging.getLogger("caseledger.http")


class Histories(Protocol):
    """Where the events of one aggregate, and the registered creditors, are to be had."""

    def events_of(self, aggregate_id: UUID) -> list[RecordedEvent]:
        """All of them, in order; empty when there are none. Raises HttpProblem."""

    def histories_of(self, aggregate_ids: Collection[UUID]) -> dict[UUID, list[RecordedEvent]]:
        """The same of several at once. Raises HttpProblem."""

    def opened(self, events: Sequence[RecordedEvent]) -> list[RecordedEvent]:
        """The events with their personal texts; one that cannot be opened here says so in its place. Whether the
        caller may see them, and that they did, is up to who asks. Raises HttpProblem."""

    def creditor_names(self) -> CreditorNames:
        """The same as ``creditors``, by what they are called. Raises HttpProblem."""

    def creditors(self) -> Creditors:
        """Everybody whose registration has been answered by now. Raises HttpProblem."""


class HistoriesOfTheLog:
    """Finds events by the read models, and reads them in Kafka. Safe for several threads."""

    def __init__(self, settings: Settings, read_models: ReadModels, logs: OpenLogs) -> None:
        from infra.eventlog.admin.topics import LogTopics

        self._settings, self._read_models, self._logs = settings, read_models, logs
        self._wrapping = WrappingKeyFile(settings.wrapping_keys)
        self._directory = creditor_directory(connection_of(settings), LogTopics(settings.log))

    def events_of(self, aggregate_id: UUID) -> list[RecordedEvent]:
        """See Histories."""
        return self.histories_of([aggregate_id])[aggregate_id]

    def histories_of(self, aggregate_ids: Collection[UUID]) -> dict[UUID, list[RecordedEvent]]:
        """See Histories."""
        try:
            with self._read_models.session() as opened, self._logs.reading() as log:
                return ByReadModels(log, opened).histories_of(aggregate_ids)
        except LogUnavailable as error:
            raise unavailable(error) from error

    def opened(self, events: Sequence[RecordedEvent]) -> list[RecordedEvent]:
        """See Histories."""
        try:
            with self._read_models.session() as opened:
                return Opener(self._wrapping, DatabaseKeys(self._settings, opened).find).open_all(events)
        except WrappingKeyMissing as error:
            log.warning("personal texts stay sealed: %s", error)
            return list(events)
        except LogUnavailable as error:
            raise unavailable(error) from error

    def creditor_names(self) -> CreditorNames:
        """See Histories."""
        self.creditors()
        return CreditorNames(self._directory.entries())

    def creditors(self) -> Creditors:
        """See Histories."""
        try:
            self._directory.read_on(to_what_was_written=True)
        except LogUnavailable as error:
            raise unavailable(error) from error
        return self._directory

    def close(self) -> None:
        """Let go of the connection."""
        self._directory.close()


def decided(asked: AskedCommand, histories: Histories) -> dict[str, Any]:
    """The answer's document: with the events that would be written, or the problem that the refusal is."""
    events = histories.events_of(asked.aggregate_id)
    kind, version = asked.path.kind, len(events)
    if events and events[0].aggregate_kind != kind.name:
        return _refused(asked, Refusal("aggregate_of_another_kind", f"This id is not that of a {kind.name}."))
    if asked.expected_version not in (None, version):
        raise HttpProblem("version_differs", f"The {kind.name} is at version {version}.", dry_run=True)
    state = kind.evolve_all(kind.initial, [one.event for one in events])
    context = Context(asked.now, asked.occurred_at, asked.caller.actor, histories.creditors())
    decision: Decision = kind.decide(state, asked.command, context)
    if isinstance(decision, Refusal):
        return _refused(asked, decision)
    return {
        "status": "would_be_accepted",
        "dry_run": True,
        "aggregate_id": str(asked.aggregate_id),
        "version": version + len(decision),
        "events": [event_document(event, in_the_clear=False) for event in decision],
    }


def _refused(asked: AskedCommand, refusal: Refusal) -> dict[str, Any]:
    more = {"dry_run": True, "aggregate_id": str(asked.aggregate_id)}
    return refused_document(refusal.code, refusal.message, refusal.rule, more)
