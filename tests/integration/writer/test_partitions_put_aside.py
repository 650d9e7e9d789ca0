"""A partition that cannot be served is put aside with its reason; the others of the process go on."""

from __future__ import annotations

from infra.client import CommandClient
from infra.eventlog.records.partitioner import partition_of
from infra.metrics.aside import ASIDE
from infra.metrics.catalogue import PARTITIONS_ASIDE
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.integration.policies.running import eventually
from tests.integration.writer.conftest import writing
from tests.integration.writer.test_writer import a_claim
from tests.waiting import PATIENCE_S


def claim_of(log: Settings, partition: int) -> int:
    """The number of a claim whose case is in this partition."""
    return next(
        n for n in range(10_000) if partition_of(str(a_claim(n)[0].aggregate_id).encode(), log.partitions) == partition
    )


def test_a_log_that_another_program_wrote_into_is_put_aside_and_the_other_partition_is_served(
    log: Settings, client: CommandClient
) -> None:
    producer = connection_of(log).producer()
    producer.send(log.events_topic, key=b"k", value=b"junk", partition=0).get(timeout=PATIENCE_S)
    producer.close()
    with writing(log):
        assert client.ask(*a_claim(claim_of(log, 1))).accepted
        eventually("a partition is put aside", lambda: 0 in ASIDE.of("writer"))
        assert "is corrupted at position 1" in ASIDE.of("writer")[0]
        assert PARTITIONS_ASIDE.by("writer", 0)._value.get() == 1
        assert client.ask(*a_claim(claim_of(log, 1))).code == "claim_already_received", "and it goes on"
        assert list(ASIDE.of("writer")) == [0]
    assert ASIDE.of("writer") == {}


def test_an_index_that_cannot_be_made_is_named_and_the_partition_comes_back_when_it_can(
    log: Settings, client: CommandClient
) -> None:
    path = log.home / "index" / f"{log.events_topic}-0.sqlite"
    path.mkdir(parents=True)
    with writing(log):
        eventually("a partition is put aside", lambda: 0 in ASIDE.of("writer"))
        assert client.ask(*a_claim(claim_of(log, 1))).accepted
        path.rmdir()
        assert client.ask(*a_claim(claim_of(log, 0))).accepted
        eventually("no partition is", lambda: ASIDE.of("writer") == {})
        assert PARTITIONS_ASIDE.by("writer", 0)._value.get() == 0


def test_junk_on_the_topic_of_replies_keeps_nobody_from_taking_over(log: Settings, client: CommandClient) -> None:
    producer = connection_of(log).producer()
    for partition in range(log.partitions):
        for value in (b"junk", b"", None):
            producer.send(log.replies_topic, key=b"k", value=value, partition=partition)
    producer.close()
    with writing(log):
        for partition in range(log.partitions):
            assert client.ask(*a_claim(claim_of(log, partition))).accepted
        assert ASIDE.of("writer") == {}
