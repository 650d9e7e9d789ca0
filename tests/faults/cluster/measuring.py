"""How long a fault was felt: by Kafka itself, and by whoever sends commands."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from threading import Event, Thread

from tests.faults.cluster.roles import leads_nothing
from tests.faults.world import World


@dataclass(frozen=True)
class Felt:
    """Seconds. ``silence`` is the longest time without an answer of the partition that had to wait longest;
    ``kafka`` is when Kafka had moved all leaders, inf when it never did; ``served`` when each partition had answered
    what was sent after the fault began; None where that was not to be known. ``deaths``: worker processes that ended.
    """

    fault: str
    silence: float
    kafka: float | None
    served: float | None
    deaths: int


def silence(world: World, since: float, until: float) -> float:
    """The longest gap between two answers in that time, of the partition with the longest."""
    heard: dict[int, list[float]] = {number: [since, until] for number in range(world.settings.partitions)}
    for sent in list(world.client.sent.values()):
        if sent.partition is not None and sent.answered_at is not None and since < sent.answered_at < until:
            heard[sent.partition].append(sent.answered_at)
    return max(later - one for times in heard.values() for one, later in pairwise(sorted(times)))


class Failover:
    """Watches until Kafka has moved every leader away from these brokers; ``took_s`` is inf as long as it has not."""

    def __init__(self, world: World, brokers: Collection[int], since: float) -> None:
        self.took_s = inf
        self._stopping = Event()
        self._ask: Callable[[], bool] = lambda: leads_nothing(world, brokers)
        self._since = since
        self._thread = Thread(target=self._watch, name="failover", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._stopping.wait(0.2):
            if self._ask():
                self.took_s = time.monotonic() - self._since
                return

    def end(self) -> float:
        """What was found."""
        self._stopping.set()
        self._thread.join()
        return self.took_s
