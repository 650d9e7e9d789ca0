"""What a consumer group is told by a member, and whether it knows the member whose offsets these are (KIP-447)."""

from __future__ import annotations

from collections.abc import Mapping

from kafka import TopicPartition
from kafka import errors as kafka_errors
from kafka.structs import ConsumerGroupMetadata, OffsetAndMetadata


def is_known(group: ConsumerGroupMetadata | None) -> bool:
    """Whether this is a member with a generation.

    One that the group has dropped says generation -1 or an empty member id until it has joined again. A broker takes
    just that for a consumer without a group, and commits its offsets without asking whose partition it is.
    """
    return group is not None and bool(group.group_id) and group.generation_id >= 0 and bool(group.member_id)


def group_offsets(topic: str, next_offsets: Mapping[int, int]) -> dict[TopicPartition, OffsetAndMetadata]:
    """Where to read on in the partitions of a topic, as a consumer commits it."""
    return {TopicPartition(topic, number): OffsetAndMetadata(of, "", -1) for number, of in next_offsets.items()}


def must_be_known(group: ConsumerGroupMetadata | None) -> ConsumerGroupMetadata:
    """The member. Raises IllegalGenerationError, as a broker does of one that it has replaced."""
    if group is None or not is_known(group):
        raise kafka_errors.IllegalGenerationError(
            f"the offsets are those of {group}, whom its group does not know: it has to join again first"
        )
    return group
