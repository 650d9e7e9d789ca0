"""What MirrorMaker is told: to copy each topic that a restore needs, and nothing that would be untrue elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from infra.eventlog.admin.topics import LogSpec, LogTopics
from infra.machines.beat import beats_topic
from infra.publishing.public_topics import progress_topic, public_topics
from infra.runtime.settings import Settings
from infra.webhooks.book import deliveries_topic, webhooks_topic
from tests.unit.deploy.test_deploy import DEPLOY

LOG = Settings.log
OF_THE_LOG = [one.name for one in LogSpec(LogTopics(LOG), 4).topic_specs()]


@pytest.fixture(scope="module")
def told() -> Mapping[str, str]:
    lines = (DEPLOY / "mirror-maker.properties").read_text("utf-8").splitlines()
    said = [line.split(" = ", 1) for line in lines if line and not line.startswith("#")]
    assert len(dict(said)) == len(said), "nothing is said twice"
    return dict(said)


def is_copied(told: Mapping[str, str], topic: str) -> bool:
    excluded = told["source->target.topics.exclude"].split(",")
    return bool(re.fullmatch(told["source->target.topics"], topic)) and not any(
        re.fullmatch(each.strip(), topic) for each in excluded
    )


@pytest.mark.parametrize("topic", [*OF_THE_LOG, webhooks_topic(LOG), deliveries_topic(LOG)])
def test_each_topic_that_a_restore_needs_is_copied(told: Mapping[str, str], topic: str) -> None:
    assert is_copied(told, topic)


@pytest.mark.parametrize(
    "topic", [beats_topic(LOG), progress_topic(LOG), *public_topics(LOG).values(), "others.events"]
)
def test_what_is_of_one_cluster_alone_is_not(told: Mapping[str, str], topic: str) -> None:
    assert not is_copied(told, topic)


def test_each_record_is_copied_once_under_its_own_topic_and_only_when_it_is_committed(told: Mapping[str, str]) -> None:
    wanted = {
        "replication.policy.class": "org.apache.kafka.connect.mirror.IdentityReplicationPolicy",
        "source.consumer.isolation.level": "read_committed",
        "target.exactly.once.source.support": "enabled",
        "dedicated.mode.enable.internal.rest": "true",  # exactly once needs it
        "target->source.enabled": "false",
    }
    assert wanted.items() <= told.items()
