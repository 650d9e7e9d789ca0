"""How far the log has come, what waits in front of it, and how far the read models have followed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass

from kafka import TopicPartition

from infra.audit.history import LogHistory
from infra.cli.database import connected
from infra.eventlog.admin.topics import LogTopics
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from projections.balances.answers import InClearing


@dataclass(frozen=True, slots=True)
class LogStatus:
    """The position of the last event in each partition, and how many commands no writer has handled yet."""

    log_id: str
    topic: str
    positions: Mapping[int, int]
    commands_waiting: int

    @property
    def events(self) -> int:
        """All of them: positions have no gaps."""
        return sum(self.positions.values())


@dataclass(frozen=True, slots=True)
class ReadModelStatus:
    """Positions by model and partition, and what is parked in any of them."""

    positions: Mapping[str, Mapping[int, int]]
    parked_aggregates: int
    parked_events: int
    in_clearing: tuple[InClearing, ...]

    def lag(self, last: Mapping[int, int]) -> dict[str, int]:
        """Events that are in the log, which ends at ``last``, and not in the model."""
        return {
            model: sum(max(0, end - reached.get(partition, 0)) for partition, end in last.items())
            for model, reached in self.positions.items()
        }


def log_status(settings: Settings) -> LogStatus:
    """Asks the cluster. Raises TopicSettingsError, LogUnavailable."""
    with LogHistory(settings) as history:
        waiting = commands_waiting(settings, history.partitions)
        return LogStatus(history.log.log_id, history.log.topic, history.last_positions(), waiting)


def commands_waiting(settings: Settings, partitions: range) -> int:
    """Commands behind the writers' committed offsets."""
    topic = LogTopics(settings.log).commands
    places = [TopicPartition(topic, number) for number in partitions]
    consumer = connection_of(settings).consumer(group_id=LogTopics(settings.log).group_of("writer"))
    with closing(consumer):
        begins, ends = consumer.beginning_offsets(places), consumer.end_offsets(places)
        return sum(ends[place] - (consumer.committed(place) or begins[place]) for place in places)


def read_model_status(settings: Settings) -> ReadModelStatus:
    """Asks the database. Raises what ``open_read_models`` raises."""
    from infra.postgres.parked import parked_totals
    from infra.postgres.progress import positions
    from projections.balances.queries import clearing

    with connected(settings) as opened:
        reached, on_its_way = positions(opened), clearing(opened)
        with opened.cursor() as cursor:
            return ReadModelStatus(reached, *parked_totals(cursor), tuple(on_its_way))
