"""How many copies topics have, and what the loss of one broker would do to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kafka import KafkaAdminClient
from kafka import errors as kafka_errors

from infra.eventlog.admin.broker_time_out import SETTING, doubt_about_time_out, request_time_out_of
from infra.eventlog.admin.topic_admin import topic_settings

INTERNAL = ("__transaction_state", "__consumer_offsets")
"""What transactions and groups stand on: lost with it would be who owns what, and which commands were handled."""


@dataclass(frozen=True)
class TopicCopies:
    """One topic: the copies of the partition that has fewest, and how many of them must have a record."""

    topic: str
    count: int
    in_sync: int
    is_unclean: bool = False
    """Whether a broker that missed records may become leader, and so take them back."""

    def doubt(self, brokers: int) -> str:
        """What cannot be meant, and what to do, where there are so many brokers; empty when nothing is wrong.

        No advice makes less of what a record is safe by.
        """
        if brokers == 1:
            return ""  # there is no other broker to have a copy
        if self.is_unclean:
            return "A leader may take back records: set unclean.leader.election.enable to false."
        if self.count == 1:
            return (
                "One broker's disk holds all of it: give it three copies (kafka-reassign-partitions.sh), two in sync."
            )
        if self.in_sync >= self.count:
            return (
                "One broker that is away stops it: it needs one copy more than must have a record, as three with two "
                "in sync (kafka-reassign-partitions.sh)."
            )
        if self.in_sync == 1:
            return "What only one broker has can be lost with it: set min.insync.replicas to 2 (kafka-configs.sh)."
        return ""


def copies_of(admin: KafkaAdminClient, topics: Sequence[str]) -> list[TopicCopies]:
    """Those of these topics that exist. Raises KafkaError."""
    found = []
    for topic in admin.describe_topics(list(topics)):
        if topic.get("error_code", 0) == 0 and topic["partitions"]:
            name = topic["name"]
            settings = topic_settings(admin, [name])[name]
            fewest = min(len(partition["replica_nodes"]) for partition in topic["partitions"])
            unclean = settings["unclean.leader.election.enable"] == "true"
            found.append(TopicCopies(name, fewest, int(settings["min.insync.replicas"]), unclean))
    return found


def doubts_about(admin: KafkaAdminClient, topics: Sequence[str]) -> list[str]:
    """A sentence for each of these topics, and of Kafka's own, whose copies cannot be meant so; and one when the
    brokers wait too long for one of them that hangs.

    Nothing of what we are not allowed to ask about: it is no reason not to start.
    """
    try:
        brokers = [broker["broker_id"] for broker in admin.describe_cluster()["brokers"]]
    except kafka_errors.KafkaError:
        return []
    return [*_about_copies(admin, topics, len(brokers)), *_about_time_out(admin, brokers)]


def _about_copies(admin: KafkaAdminClient, topics: Sequence[str], brokers: int) -> list[str]:
    try:
        copies = copies_of(admin, [*topics, *INTERNAL])
    except kafka_errors.KafkaError:
        return []
    return [
        f"{one.topic} has {one.count} copies, of which {one.in_sync} must have a record. {doubt}"
        for one in copies
        if (doubt := one.doubt(brokers))
    ]


def _about_time_out(admin: KafkaAdminClient, brokers: Sequence[int]) -> list[str]:
    try:
        time_out_ms = request_time_out_of(admin, brokers)
    except kafka_errors.KafkaError:
        return []
    doubt = doubt_about_time_out(time_out_ms, len(brokers))
    return [f"The brokers' {SETTING} is {time_out_ms}. {doubt}"] if doubt else []
