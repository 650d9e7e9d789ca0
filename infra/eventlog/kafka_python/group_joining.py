"""Joining a consumer group with kafka-python, without the three ways in which its member does harm.

1. A poll that ends before a join does leaves the join to the next poll, which asks again whether there is need of
   one. When the cause was a change in the topic's metadata, the join itself has removed that cause: nobody takes up
   its result, no heartbeat is sent, and the member, thrown out of the group, waits for ever (kafka-python 3.0.12;
   seen in one start of twenty on a busy machine). Here a join that has begun is needed until it is finished.
2. A member that joins before it has heard of its topic gets nothing, and joins again when it has. Here it hears first.
3. A coordinator that has died is still named by the cluster until it has moved the group. Its member asks, drops the
   answer because the connection to it has just failed, and asks again at once: a third of a core and thousands of log
   lines a second. Here it rests between two questions for LOOKUP_REST_S, and a first one is asked at once.

This reaches into kafka-python's private parts, which is why that dependency is pinned to one minor version;
`tests/integration/eventlog/test_group_joining.py` fails when it no longer works, and when it is no longer needed.
"""

from __future__ import annotations

import time
from typing import Any

from kafka import ConsumerRebalanceListener, KafkaConsumer

LOOKUP_REST_S = 0.25


def subscribe(consumer: KafkaConsumer, topic: str, listener: ConsumerRebalanceListener) -> None:
    """Make the consumer a member of its group for this topic. The joining itself happens in its polls.

    Raises KafkaError when the cluster does not say what it has; the consumer is closed then.
    """
    coordinator = consumer._coordinator
    is_needed = coordinator.need_rejoin
    coordinator.need_rejoin = lambda: coordinator.rejoining or is_needed()  # 1
    _rest_between_lookups(coordinator)  # 3
    consumer.subscribe([topic], listener=listener)
    try:
        consumer.topics()  # 2. asks the cluster, after the subscription, so that the change is not seen as a new one
    except BaseException:
        consumer.close(autocommit=False)
        raise


def _rest_between_lookups(coordinator: Any) -> None:
    look_up, asked_at = coordinator._send_group_coordinator_request, -LOOKUP_REST_S

    async def rest_and_look_up() -> Any:
        nonlocal asked_at
        rest_s = asked_at + LOOKUP_REST_S - time.monotonic()
        if rest_s > 0:
            await coordinator._net.sleep(rest_s)
        asked_at = time.monotonic()
        return await look_up()

    coordinator._send_group_coordinator_request = rest_and_look_up
