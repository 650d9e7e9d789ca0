"""Asks brokers one thing after another, on the thread that wants to know, and again while an error is one that passes.

It uses kafka-python's connections (TLS, SASL, reconnecting) and what that client knows of the cluster. Nothing happens
between two calls. Whoever calls says how long to go on, as a deadline in monotonic seconds, and may ask only what may
be asked twice: when a connection breaks, a request may have been carried out although it is sent again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import kafka
from kafka import TopicPartition
from kafka import errors as kafka_errors
from kafka.future import Future
from kafka.protocol.metadata import ApiVersionsRequest, CoordinatorType, FindCoordinatorRequest

from infra.eventlog.kafka_python.connecting import QuickClient

# How long to wait before a request is repeated: a part of the time waited so far, within these. A transaction that
# follows closely on another waits for that to be completed, which is a matter of milliseconds.
RETRY_PART, RETRY_S_MIN, RETRY_S_MAX = 0.2, 0.002, 0.1

CLIENT = "caseledger"

_PASSES = (kafka_errors.RetriableError, kafka_errors.UnknownBrokerIdError)

Deadline = float
Node = Any
"""kafka-python's name for a broker; None when there is none to be asked."""
Answer = Any
Whom = Callable[[Deadline], Node]


class Brokers:
    """One client's connections. Not for use by several threads at once."""

    def __init__(self, client_id: str, **configs: Any) -> None:
        """`configs` are kafka-python's, as for every client. Connects to nothing yet."""
        self._client = QuickClient(client_id=client_id, **configs)
        self._cluster = self._client.cluster
        self._coordinators: dict[tuple[CoordinatorType, str], Node] = {}

    def connect(self, deadline: Deadline) -> None:
        """Finds the cluster. Raises KafkaError when there is none, or it does not let us in."""
        self._client.get_broker_version(timeout_ms=_left(deadline) * 1000)

    def close(self) -> None:
        """At once, whatever is not answered."""
        self._client.close()

    def notice(self) -> None:
        """Takes in what happened since the last call: a connection may have been closed."""
        self._client.poll(timeout_ms=0)

    # --- what is where

    def leader(self, partition: TopicPartition) -> Node:
        """The broker that takes records for a partition, as far as is known."""
        leader = self._cluster.leader_for_partition(partition)
        return None if leader == -1 else leader

    def anybody(self, _: Deadline) -> Node:
        """A broker that can be asked what any of them knows."""
        return self._client.least_loaded_node()

    def coordinator_of(self, kind: CoordinatorType, key: str) -> Whom:
        """The broker that keeps a transactional.id's transactions or a group's offsets."""

        def find(deadline: Deadline) -> Node:
            known = self._coordinators.get((kind, key))
            return self._find_coordinator(kind, key, deadline) if known is None else known

        return find

    def partitions_for(self, topic: str, deadline: Deadline) -> set[int]:
        """The topic's partitions. Raises KafkaTimeoutError when no broker knows it, and other KafkaErrors."""
        while (partitions := self._cluster.partitions_for_topic(topic)) is None:
            asked = self._cluster.add_topic(topic)
            asked = self._cluster.request_update() if asked.is_done else asked
            self.talk([asked], deadline)
            if topic in self._cluster.unauthorized_topics:
                raise kafka_errors.TopicAuthorizationFailedError({topic})
            if asked.failed() and not asked.retriable():
                raise asked.exception
            if time.monotonic() >= deadline:
                raise kafka_errors.KafkaTimeoutError(f"no broker says what partitions {topic} has")
        return set(partitions)

    def feature_level(self, name: str, whom: Whom, deadline: Deadline) -> int:
        """The level at which the cluster has a feature; 0 when it has it not."""
        answer = self.ask(
            whom,
            lambda: ApiVersionsRequest(client_software_name=CLIENT, client_software_version=kafka.__version__),
            lambda answer: [answer.error_code],
            deadline,
        )
        return max((each.max_version_level for each in answer.finalized_features or () if each.name == name), default=0)

    # --- asking

    def ask(
        self,
        whom: Whom,
        request: Callable[[], Any],
        error_codes: Callable[[Answer], Iterable[int]],
        deadline: Deadline,
    ) -> Answer:
        """The answer to a request. Raises KafkaError: one that will not pass, or that there is no more time."""
        backoff = Backoff(deadline)
        while True:
            future = self.send(whom(deadline), request())
            self.talk([future], deadline)
            error = outcome(future)
            if error is None:
                error = next((as_error(code) for code in error_codes(future.value) if code), None)
            if error is None:
                return future.value
            self.learn_from(error)
            backoff.blame(error)
            self.back_off(backoff)

    def send(self, node: Node, request: Any) -> Future:
        """A request that `talk` will send; one for no broker has failed already."""
        if node is None:
            return Future().failure(kafka_errors.NodeNotReadyError("there is no broker to be asked"))
        return self._client.send(node, request)

    def talk(self, futures: Sequence[Future], deadline: Deadline) -> None:
        """Sends and receives until all are done, or the time is over."""
        for future in futures:
            while not future.is_done and (left_s := _left(deadline)) > 0:
                self._client.poll(timeout_ms=left_s * 1000, future=future)

    def learn_from(self, error: Exception) -> None:
        """Whom to ask next time may have changed."""
        if not isinstance(error, kafka_errors.ConcurrentTransactionsError):
            self._coordinators.clear()
            self._cluster.request_update()

    def back_off(self, backoff: Backoff) -> None:
        """Waits before a repetition, and listens meanwhile. Raises KafkaTimeoutError when there is no time for it."""
        until = time.monotonic() + backoff.next_wait_s()
        while (left_s := _left(until)) > 0:
            self._client.poll(timeout_ms=left_s * 1000)

    def _find_coordinator(self, kind: CoordinatorType, key: str, deadline: Deadline) -> Node:
        def found(answer: Answer) -> Any:
            return answer.coordinators[0] if answer.coordinators else answer  # one alone, until version 3

        answer = self.ask(
            self.anybody,
            lambda: FindCoordinatorRequest(key=key, key_type=kind.value, coordinator_keys=[key]),
            lambda answer: [found(answer).error_code],
            deadline,
        )
        node = self._cluster.add_coordinator(found(answer), kind, key, synthesize_node_id=False)
        self._coordinators[kind, key] = node
        return node


class Backoff:
    """How often and how long a request may be repeated."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline, self._began = deadline, time.monotonic()
        self._error: Exception | None = None

    def blame(self, error: Exception) -> None:
        """Raises the error when it is not one that passes."""
        if not isinstance(error, _PASSES):
            raise error
        self._error = error

    @property
    def is_tried(self) -> bool:
        """Whether something went wrong since the last wait."""
        return self._error is not None

    def next_wait_s(self) -> float:
        """Raises KafkaTimeoutError when no time would be left after it."""
        now, error, self._error = time.monotonic(), self._error, None
        wait_s = min(RETRY_S_MAX, max(RETRY_S_MIN, (now - self._began) * RETRY_PART))
        if now + wait_s >= self._deadline:
            raise kafka_errors.KafkaTimeoutError(f"no success in time; the last answer was {error!r}") from error
        return wait_s


def outcome(future: Future) -> Exception | None:
    """Why there is no answer; None when there is one."""
    error: Exception | None = future.exception
    if not future.is_done:
        error = kafka_errors.KafkaTimeoutError("there was no answer in time")
    return error


def as_error(code: int) -> kafka_errors.KafkaError:
    """What an answer's error code says."""
    return kafka_errors.for_code(code)()


def _left(deadline: Deadline) -> float:
    return max(0.0, deadline - time.monotonic())
