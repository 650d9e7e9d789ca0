"""Which brokers were silent lately, for all clients of this process.

One broker of three hangs: it takes connections and says nothing. Each client would find that out by itself, when it
next needs that broker; and a partition that is taken over makes half a dozen of them, each of which asks the silent one
first as often as not. Here what one has found out is known to all: the others are asked first, and what only the silent
one could answer is not asked, but where it has moved to. Now and then one client tries whether it speaks again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from infra.eventlog.time_outs import PROBE_S, SILENT_S

Broker = Any
"""kafka-python's, by bootstrap address or from the cluster: its host and port say which it is."""


class SilentBrokers:
    """Safe for several threads: each line below does one thing to the dictionary."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._until: dict[tuple[str, int], float] = {}
        self._next_try: dict[tuple[str, int], float] = {}

    def note(self, broker: Broker) -> None:
        """It took a connection and did not speak on it, or left a request without an answer."""
        now = self._monotonic()
        self._next_try[broker.host, broker.port] = now + PROBE_S
        self._until[broker.host, broker.port] = now + SILENT_S

    def forget(self, broker: Broker) -> None:
        """It speaks."""
        self._until.pop((broker.host, broker.port), None)

    def has(self, broker: Broker) -> bool:
        """Whether it was silent, and has not spoken since."""
        return self._until.get((broker.host, broker.port), 0.0) > self._monotonic()

    def is_to_be_tried(self, broker: Broker) -> bool:
        """Whether it is time that somebody finds out if it speaks again; who asks is the one."""
        place, now = (broker.host, broker.port), self._monotonic()
        if now < self._next_try.get(place, 0.0):
            return False
        self._next_try[place] = now + PROBE_S
        return True

    def first_asked(self, brokers: Sequence[Broker]) -> Sequence[Broker]:
        """Those of them that were not silent; all of them when all were."""
        return [broker for broker in brokers if not self.has(broker)] or brokers


SILENT = SilentBrokers()
