"""Joining a consumer group with kafka-python, without the two ways in which its member stays outside.

1. A poll that ends before a join does leaves the join to the next poll, which asks again whether there is need of
   one. When the cause was a change in the topic's metadata, the join itself has removed that cause: nobody takes up
   its result, no heartbeat is sent, and the member, thrown out of the group, waits for ever (kafka-python 3.0.12;
   seen in one start of twenty on a busy machine). Here a join that has begun is needed until it is finished.
2. A member that joins before it has heard of its topic gets nothing, and joins again when it has. Here it hears first.

This reaches into kafka-python's private parts, which is why that dependency is pinned to one minor version;
`tests/integration/eventlog/test_group_joining.py` fails when it no longer works, and when it is no longer needed.
"""

from __future__ import annotations

from kafka import ConsumerRebalanceListener, KafkaConsumer


def subscribe(consumer: KafkaConsumer, topic: str, listener: ConsumerRebalanceListener) -> None:
    """Make the consumer a member of its group for this topic. The joining itself happens in its polls."""
    coordinator = consumer._coordinator
    is_needed = coordinator.need_rejoin
    coordinator.need_rejoin = lambda: coordinator.rejoining or is_needed()  # 1
    consumer.subscribe([topic], listener=listener)
    consumer.topics()  # 2. asks the cluster, after the subscription, so that the change is not seen as a new one
