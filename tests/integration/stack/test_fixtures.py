"""The fixtures that every other integration test stands on."""

from __future__ import annotations

from contextlib import closing

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.admin import NewTopic

from infra.postgres.connect import connect
from infra.runtime.settings import Settings


def test_a_record_written_to_the_broker_is_read_back(settings: Settings) -> None:
    with closing(KafkaAdminClient(bootstrap_servers=settings.kafka_bootstrap)) as admin:
        admin.create_topics([NewTopic(settings.events_topic, 1, 1)])
    with closing(KafkaProducer(bootstrap_servers=settings.kafka_bootstrap)) as producer:
        producer.send(settings.events_topic, b"kept").get(10)
    with closing(
        KafkaConsumer(
            settings.events_topic,
            bootstrap_servers=settings.kafka_bootstrap,
            auto_offset_reset="earliest",
            consumer_timeout_ms=10_000,
        )
    ) as consumer:
        assert next(consumer).value == b"kept"


def test_the_database_is_fresh_and_tells_time_in_utc(settings: Settings) -> None:
    assert settings.database_url is not None
    with closing(connect(settings.database_url)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert cursor.fetchone() == (0,)
        cursor.execute("SHOW timezone")
        assert cursor.fetchone() == ("UTC",)
