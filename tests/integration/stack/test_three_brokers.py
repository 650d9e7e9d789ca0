"""Three brokers on one machine: three copies of everything, and one of them may go."""

from __future__ import annotations

import signal
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from kafka import KafkaProducer
from kafka.protocol.metadata import MetadataRequest

from infra.cli.doctor.doctor import examine
from infra.cli.doctor.looked_at import Level
from infra.cli.operations.bringing_up import prepare_log
from infra.cli.operations.server_status import server_statuses
from infra.cli.operations.system_status import ask_all
from infra.cli.session import Session
from infra.eventlog.admin.topic_admin import create_topics
from infra.eventlog.admin.topics import TopicSpec
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from infra.stack.errors import OtherBrokers
from infra.stack.local_stack import LocalStack


def test_a_log_on_three_brokers_goes_on_without_one_of_them(home: Path) -> None:
    stack = LocalStack(home, brokers=3)
    endpoints = stack.up()
    environ = {"CASELEDGER_HOME": str(home)}
    settings = Settings.load(environ)
    assert settings.kafka_bootstrap == endpoints.kafka_bootstrap
    log = prepare_log(settings)
    with closing(connection_of(settings).admin()) as admin:
        (topic,) = admin.describe_topics([log.topic])
        internal = admin.describe_topics(["__consumer_offsets"])
    assert {len(one["replica_nodes"]) for one in topic["partitions"]} == {3}
    assert all(len(one["replica_nodes"]) == 3 for of in internal for one in of["partitions"])
    assert_each_broker_knows_what_was_just_created(settings)

    stack.kill("kafka-2", signal.SIGKILL)
    options = {"bootstrap_servers": endpoints.kafka_bootstrap.split(","), "acks": "all"}
    with closing(KafkaProducer(**options)) as producer:
        for partition in range(log.partitions):
            producer.send(settings.commands_topic, b"", partition=partition).get(30)
    answers = {one.name: one.answers for one in server_statuses(settings, environ)}
    assert answers == {"kafka-1": True, "kafka-2": False, "kafka-3": True, "postgres": True}
    status = ask_all(settings, environ, datetime.now(UTC))
    assert status.log is not None and len(status.log.positions) == log.partitions and not status.is_well
    found = {one.what: one for one in examine(Session(environ=environ), None)}
    assert (found["kafka-2"].level, found["kafka-2"].found) == (Level.BAD, "it does not run")
    assert "topics" in found, "whatever of Kafka can be asked is looked at"
    assert found["PostgreSQL"].level is Level.GOOD

    with pytest.raises(OtherBrokers, match=r"kept by 3 brokers.*one broker"):
        LocalStack(home, brokers=1).up()
    assert LocalStack(home).up().kafka_bootstrap == endpoints.kafka_bootstrap, "the one that fell is started again"
    assert stack.status().running


def assert_each_broker_knows_what_was_just_created(settings: Settings) -> None:
    with closing(connection_of(settings).admin()) as admin:
        manager = admin._manager
        for name in (f"new-{number}" for number in range(10)):
            create_topics(admin, [TopicSpec(name, 12, {})], 3)
            request = MetadataRequest(topics=[MetadataRequest.MetadataRequestTopic(name=name)])
            told = [manager.run(manager.send, request, broker.node_id) for broker in manager.cluster.brokers()]
            assert [(topic.error_code, len(topic.partitions)) for one in told for topic in one.topics] == [(0, 12)] * 3
