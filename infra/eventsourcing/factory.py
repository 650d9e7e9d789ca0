"""The factory that PERSISTENCE_MODULE=infra.eventsourcing chooses."""

from __future__ import annotations

from typing import TypeVar

from eventsourcing.persistence import InfrastructureFactory
from eventsourcing.utils import Environment, EnvType, resolve_topic

from infra.eventlog.admin.log_identity import EventLog, describe_event_log
from infra.eventlog.admin.topic_admin import create_topics, verify_topics
from infra.eventlog.admin.topics import TopicSpec, compacted_spec, events_spec
from infra.eventsourcing.aggregate_recorder import KafkaAggregateRecorder
from infra.eventsourcing.application_recorder import KafkaApplicationRecorder
from infra.eventsourcing.factory_settings import FactorySettings, creates_topics
from infra.eventsourcing.process_recorder import KafkaProcessRecorder
from infra.eventsourcing.tracking_recorder import KafkaTrackingRecorder

Recorder = TypeVar("Recorder", KafkaAggregateRecorder, KafkaApplicationRecorder, KafkaProcessRecorder)
Chosen = TypeVar("Chosen")


class KafkaFactory(InfrastructureFactory[KafkaTrackingRecorder]):
    """Makes recorders that own their partition and are up to date, or, with KAFKA_ACCESS=read, only read it."""

    aggregate_recorder_class = KafkaAggregateRecorder
    application_recorder_class = KafkaApplicationRecorder
    tracking_recorder_class = KafkaTrackingRecorder
    process_recorder_class = KafkaProcessRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        super().__init__(env)
        self._settings = FactorySettings.from_environment(self.env)
        self._recorders: list[KafkaAggregateRecorder | KafkaTrackingRecorder] = []

    def aggregate_recorder(self, purpose: str = "events") -> KafkaAggregateRecorder:
        return self._started(self._event_recorder(self.aggregate_recorder_class, purpose))

    def application_recorder(self) -> KafkaApplicationRecorder:
        chosen = self._chosen(self.APPLICATION_RECORDER_TOPIC, self.application_recorder_class)
        return self._started(self._event_recorder(chosen, "events"))

    def process_recorder(self) -> KafkaProcessRecorder:
        chosen = self._chosen(self.PROCESS_RECORDER_TOPIC, self.process_recorder_class)
        return self._started(self._event_recorder(chosen, "events", tracking_topic=self._tracking_topic()))

    def tracking_recorder(
        self, tracking_recorder_class: type[KafkaTrackingRecorder] | None = None
    ) -> KafkaTrackingRecorder:
        chosen = tracking_recorder_class or self._chosen(self.TRACKING_RECORDER_TOPIC, self.tracking_recorder_class)
        assert issubclass(chosen, KafkaTrackingRecorder), chosen
        settings = self._settings
        recorder = chosen(
            settings.connection, self._tracking_topic(), settings.partition, reads_only=settings.reads_only
        )
        self._recorders.append(recorder)
        if not settings.reads_only:
            recorder.take_over()
        return recorder

    def close(self) -> None:
        while self._recorders:
            self._recorders.pop().close()

    def _event_recorder(self, recorder_class: type[Recorder], purpose: str, **options: str) -> Recorder:
        settings = self._settings
        recorder = recorder_class(
            settings.connection,
            self._event_log(settings.topic(purpose)),
            settings.partition,
            settings.index_dir,
            originator_id_type=settings.originator_id_type,
            reads_only=settings.reads_only,
            **options,  # type: ignore[arg-type]
        )
        self._recorders.append(recorder)
        return recorder

    def _started(self, recorder: Recorder) -> Recorder:
        if not self._settings.reads_only:
            recorder.take_over()
        recorder.catch_up()
        return recorder

    def _event_log(self, topic: str) -> EventLog:
        settings = self._settings
        self._prepare(events_spec(topic, settings.partitions, settings.durability))
        return describe_event_log(settings.connection, topic)

    def _tracking_topic(self) -> str:
        settings = self._settings
        topic = settings.topic("tracking")
        self._prepare(compacted_spec(topic, settings.partitions, settings.durability))
        return topic

    def _prepare(self, spec: TopicSpec) -> None:
        """Creates the topic if it is missing and that is wanted, and checks its settings."""
        settings = self._settings
        replication_factor = settings.durability.replication_factor
        admin = settings.connection.admin()
        try:
            if creates_topics(self.env) and not settings.reads_only:
                create_topics(admin, [spec], replication_factor)
            verify_topics(admin, settings.connection, [spec], replication_factor)
        finally:
            admin.close()

    def _chosen(self, variable: str, default: type[Chosen]) -> type[Chosen]:
        topic = self.env.get(variable)
        if not topic:
            return default
        chosen: type[Chosen] = resolve_topic(topic)
        assert issubclass(chosen, default), chosen
        return chosen
