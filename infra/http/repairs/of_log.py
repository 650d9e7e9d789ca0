"""Repairs on the real log and the real read models."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from uuid import UUID

import psycopg2
from eventsourcing.persistence import PersistenceError
from kafka.errors import KafkaError
from psycopg2.extensions import connection

from infra.eventlog.errors import LogUnavailable
from infra.http.problems import HttpProblem, unavailable
from infra.messages.crypto.topic_opener import TopicOpener
from infra.postgres.connect import DatabaseUnavailable
from infra.postgres.parked import Retried
from infra.runtime.clock import Clock
from infra.runtime.key_access import opener_for_once
from infra.runtime.read_models_access import open_read_models
from infra.runtime.rejected_commands import RejectedCommand, RejectedTopic
from infra.runtime.settings import Settings

RetryParked = Callable[[connection, datetime, UUID | None, TopicOpener], Sequence[Retried]]
"""The projector's own way to fold again; it is given by whoever may reach into the workers."""


class RepairsOfTheLog:
    """``settings`` name the database with the rights of a writer, which reading alone does not need."""

    def __init__(self, settings: Settings, clock: Clock, retry: RetryParked) -> None:
        self._settings, self._clock, self._retry = settings, clock, retry

    def retry_parked(self, aggregate_id: UUID | None, /) -> Sequence[Retried]:
        """See Repairs."""
        with _told(), closing(open_read_models(self._settings)) as opened, opener_for_once(self._settings) as opener:
            return self._retry(opened, self._clock.now(), aggregate_id, opener)

    def rejected(self) -> Sequence[RejectedCommand]:
        """See Repairs."""
        with _told(), RejectedTopic(self._settings) as topic:
            return sorted(topic.read(), key=lambda one: (one.rejected_at, one.place))

    def send_again(self, one: RejectedCommand, /) -> None:
        """See Repairs."""
        with _told(), RejectedTopic(self._settings) as topic:
            topic.send_again([one], self._clock.now())


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except psycopg2.errors.InsufficientPrivilege:
        raise HttpProblem(
            "only_reads",
            "This process may only read the read models, so nothing was tried. Run `caseledger parked retry` where the "
            "projector runs, or name the writer's database with CASELEDGER_DATABASE_URL.",
        ) from None
    except (DatabaseUnavailable, psycopg2.OperationalError, KafkaError, LogUnavailable, PersistenceError) as error:
        raise unavailable(error) from None
