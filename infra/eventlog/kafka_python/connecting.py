"""kafka-python's connections, with an end to the wait for a broker that is powered off, or that hangs.

1. A connection gets ten seconds at first and thirty later, and the first contact with a cluster gets all the time that
   there is: one dead address among the bootstrap servers takes it all (kafka-python 3.0.12). Here it gets CONNECT_S.
2. Which bootstrap server is tried next is left to chance there. Here it is one of those that have failed least, so that
   each is tried before one is tried again, and of these one that was not silent lately (`silent_brokers`). The same
   holds for whatever any broker can be asked, and bootstrap servers are asked when no other is left: a client that
   last heard of the cluster when all others were gone knows only of the one that is gone now. What a silent one would
   have to answer fails at once, while others speak, and it is asked where that has moved to.
3. Between two questions about the cluster (where a topic's partitions are) kafka-python rests for a tenth of a second,
   and there is no option for it. Every reader asks two as it begins: one as a first contact, one about its topic. Here
   it rests for REST_S: a command at the command line, which begins three readers, is answered a quarter of a second
   sooner. A broker that cannot be reached is not asked more often by it: 1 and the pause before a new connection
   (`reconnect_backoff_ms`) see to that.
4. What a broker says last is read: where it comes together with the end of the connection, as the refusal of a wrong
   password does, kafka-python throws it away, knows only that the connection is gone, and tries again and again.
5. A broker that takes the connection and then says nothing is waited for without end while TLS is agreed on. Here that
   is part of the CONNECT_S.
6. A broker that takes the connection, and then does not say what it can do, counts as connected to there: the next
   connection follows at once, and the next. Here it counts as a failure, like a request without an answer.
7. A request gets half a minute, whoever asks; one to join a group five minutes. Here its connection is given up when
   nothing at all has come on it for REQUEST_S (JOIN_S): a long answer over a slow line is not cut off. A request that
   says itself how long the broker may take for it has that long.
8. A request that cannot even be sent raises there when the broker is not known, and answers with a failure when it is.
   A consumer that meets the former never asks that broker again. Here it is a failure always.
9. What keeps knowledge of the cluster fresh ends there for good after some errors, and the client goes on with what it
   knew. Here it is begun again when the next one asks for it.
10. A task that is called back before the answer is there takes None for the answer (seen once in some ten thousand
   connections, as an AttributeError). Here it waits on. Whatever else breaks while a connection is made or used ends
   that connection alone, as a KafkaConnectionError, which everybody who asks is ready for.
11. A question that any broker can answer fails there with the connection to the one that was chosen: of what is typed
   in a moment after one of three brokers died, each third line. Here the next one is asked, until each was; where the
   cluster's topics or coordinators are wanted, also when whoever asks has chosen a broker.

Consumers, producers and admin clients take this in place of their own through their option `kafka_client`.
"""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Generator, Sequence
from contextlib import suppress
from typing import Any

from kafka import errors as kafka_errors
from kafka.future import Future
from kafka.net.compat import KafkaNetClient
from kafka.net.inet import create_connection
from kafka.net.manager import KafkaConnectionManager
from kafka.net.selector import NetworkSelector
from kafka.net.transport import KafkaSSLTransport, KafkaTCPTransport

from infra.eventlog.kafka_python.silent_brokers import SILENT
from infra.eventlog.time_outs import CONNECT_S, JOIN_S, REPLICAS_S, REQUEST_S, milliseconds

REST_S = 0.02
RENEWED_S = 0.3
"""What is known of the cluster is asked for anew so often because of a broker that is silent."""

_ANSWERED_BY_ANY = ("Metadata", "FindCoordinator")
"""How the requests are called that each broker has the same answer to."""

_QUESTIONS = (*_ANSWERED_BY_ANY, "Describe", "List")
"""How the requests are called that change nothing: any broker can answer one that names none."""

_SETUP = {
    "socket_connection_setup_timeout_ms": milliseconds(CONNECT_S),
    "socket_connection_setup_timeout_max_ms": milliseconds(CONNECT_S),
}


class _PlainTransport(KafkaTCPTransport):  # type: ignore[misc]
    def _sock_recv(self) -> tuple[bytes, Exception | None]:
        return _last_words_first(super()._sock_recv())


class _SecuredTransport(KafkaSSLTransport):  # type: ignore[misc]
    def _sock_recv(self) -> tuple[bytes, Exception | None]:
        return _last_words_first(super()._sock_recv())


def _until_done(future: Future) -> Generator[Future, None, Any]:
    """10. What awaiting it gives: its value. Raises what it failed with."""
    while not future.is_done:
        yield future
    if future.exception is not None:
        raise future.exception
    return future.value


Future.__await__ = _until_done


def _last_words_first(received: tuple[bytes, Exception | None]) -> tuple[bytes, Exception | None]:
    """4. What was received before the end; the end is met again when more is to be read."""
    content, end = received
    return content, None if content else end


class QuickManager(KafkaConnectionManager):  # type: ignore[misc]
    """Gives a connection no more than CONNECT_S and a silence no more than REQUEST_S, whoever asks."""

    def __init__(self, net: Any, **configs: Any) -> None:
        super().__init__(net, **{**configs, **_SETUP, "request_timeout_ms": milliseconds(REQUEST_S)})
        self._all_bootstrap_brokers = self.cluster.bootstrap_brokers
        self.cluster.bootstrap_brokers = self._bootstrap_brokers  # 2
        self.cluster.config["retry_backoff_ms"] = milliseconds(REST_S)  # 3
        self._start_refreshing = self.cluster.start_refresh_loop
        self.cluster.start_refresh_loop = self._refresh_again  # 9

    def get_connection(self, node_id: Any, timeout_ms: float | None = None, **options: Any) -> Any:
        """The connection to a broker, which may have to be made first."""
        limit_ms = self.socket_connection_setup_timeout_ms(node_id)  # 1
        given_ms = limit_ms if timeout_ms is None else min(timeout_ms, limit_ms)
        known = self._conns.get(node_id)
        connection = super().get_connection(node_id, timeout_ms=given_ms, **options)
        if connection is not known:
            connection._request_timed_out = lambda *asked: self._give_up_when_silent(connection, *asked)  # 7
            ended = connection.connection_lost
            connection.connection_lost = lambda error: ended(_as_kafka_error(error))  # 10
        return connection

    def send(self, request: Any, node_id: Any = None, request_timeout_ms: float | None = None) -> Future:
        """The answer to come. What cannot be sent has failed."""
        if request_timeout_ms is not None:
            request_timeout_ms = min(request_timeout_ms, milliseconds(JOIN_S))
        elif (own_ms := getattr(request, "timeout_ms", None)) is not None:
            request_timeout_ms = max(milliseconds(REQUEST_S), own_ms + milliseconds(REQUEST_S - REPLICAS_S))
        if type(request).__name__.startswith(_QUESTIONS if node_id is None else _ANSWERED_BY_ANY):
            return self._ask_one_by_one(request, node_id, request_timeout_ms)
        return self._ask(request, node_id, request_timeout_ms)

    def _ask_one_by_one(self, request: Any, node_id: Any, request_timeout_ms: float | None) -> Future:
        """11. The first answer of a broker that can be reached, beginning with ``node_id`` where it is given."""
        answer, untried = Future(), len(self.cluster.brokers()) + len(self._all_bootstrap_brokers())

        def ask(node_id: Any, untried: int) -> None:
            asked = self._ask(request, node_id, request_timeout_ms)
            asked.add_callback(answer.success)
            asked.add_errback(lambda error: turn_to_next(error, untried - 1))

        def turn_to_next(error: BaseException, untried: int) -> None:
            if untried and isinstance(error, kafka_errors.KafkaConnectionError) and not self.closed:
                self._net.call_soon(lambda: ask_again(error, untried))  # then it is noted that this one was not reached
            else:
                answer.failure(error)

        def ask_again(error: BaseException, untried: int) -> None:
            if (node_id := self.least_loaded_node()) is None:
                answer.failure(error)
            else:
                ask(node_id, untried)

        ask(self.least_loaded_node() if node_id is None else node_id, untried)
        return answer

    def _ask(self, request: Any, node_id: Any, request_timeout_ms: float | None) -> Future:
        try:
            if not self._finds_out(node_id):
                return super().send(request, node_id, request_timeout_ms)
            node = self.cluster.broker_metadata(node_id)
            answer = super().send(request, node_id, milliseconds(CONNECT_S))
            return answer.add_callback(lambda _: SILENT.forget(node))
        except kafka_errors.KafkaError as error:
            return Future().failure(error)  # 8

    def _finds_out(self, node_id: Any) -> bool:
        """Whether it is our turn to find out if a silent broker speaks again.

        Raises KafkaConnectionError when it is not, unless there is nobody else.
        """
        node = self.cluster.broker_metadata(node_id)
        if node is None or not SILENT.has(node):
            return False
        if SILENT.is_to_be_tried(node):
            return True
        if all(SILENT.has(broker) for broker in (*self.cluster.brokers(), *self._all_bootstrap_brokers())):
            return False
        error = kafka_errors.KafkaConnectionError("the broker was silent a moment ago")
        if (connection := self._conns.get(node_id)) is not None and connection.connected:
            connection.close(error)
        if time.monotonic() * 1000 > self.cluster._last_refresh_ms + milliseconds(RENEWED_S):
            self.cluster.request_update()
        raise error

    def least_loaded_node(self) -> Any:
        """A broker that can be asked what any of them knows; None when none can at the moment."""
        for brokers in (self.cluster.brokers(), self._all_bootstrap_brokers()):  # 2
            free = [one.node_id for one in brokers if not SILENT.has(one) and self.connection_delay(one.node_id) <= 0]
            if free:
                random.shuffle(free)
                return min(free, key=self._load)
        return super().least_loaded_node()

    def _load(self, node_id: Any) -> tuple[bool, int, bool]:
        connection = self._conns.get(node_id)
        if connection is None:
            return False, 0, True
        return bool(connection.paused), len(connection.in_flight_requests), not connection.connected

    async def _connect(
        self, node: Any, conn: Any, reset_backoff_on_connect: bool = True, timeout_at: float | None = None
    ) -> None:
        failures = self._failures(node)
        await super()._connect(node, conn, reset_backoff_on_connect=False, timeout_at=timeout_at)
        if conn.connected:
            SILENT.forget(node)
            if reset_backoff_on_connect:
                self.reset_backoff(node.node_id)
        elif not self.closed:
            if timeout_at is not None and time.monotonic() > timeout_at:  # not one that refuses: it is about to be back
                SILENT.note(node)
            if self._failures(node) == failures:
                self.update_backoff(node.node_id)  # 6

    def _give_up_when_silent(self, connection: Any, future: Future, sent_at: float, until: float) -> None:
        """The time of a request is over: it has more while something comes on its connection."""
        if connection.closed or future.is_done:
            return
        silent_until = connection.transport.last_read + (until - sent_at)
        if silent_until > time.monotonic():
            self._net.call_at(silent_until, lambda: self._give_up_when_silent(connection, future, sent_at, until))
            return
        limit_s = until - sent_at
        node = self.cluster.broker_metadata(connection.node_id)
        if node is not None and limit_s <= REQUEST_S:  # else it may have had its reasons, such as a slow member
            SILENT.note(node)
            self.update_backoff(node.node_id)
        connection.close(kafka_errors.RequestTimedOutError(f"the broker has been silent for {limit_s:g} s"))

    def _refresh_again(self) -> None:
        running = self.cluster._refresh_loop_future
        if running is not None and running.is_done and not self.closed:
            self.cluster._refresh_loop_future = None
        self._start_refreshing()

    async def _build_transport(self, node: Any, timeout_at: float | None = None) -> Any:
        """A connection that is ready to be spoken on: with TLS, where the options ask for it."""
        given, proxy = self.config["socket_options"], self.config["proxy_url"]
        plain = await create_connection(self._net, node.host, node.port, given, proxy_url=proxy, timeout_at=timeout_at)
        if not self.ssl_enabled:
            return _PlainTransport(self._net, plain, host=node.host)
        options = {name: value for name, value in self.config.items() if name.startswith("ssl_")}
        transport = _SecuredTransport(self._net, plain, host=node.host, **options)
        await self._agree_on_tls(transport, time.monotonic() + CONNECT_S if timeout_at is None else timeout_at)
        return transport

    async def _agree_on_tls(self, transport: Any, until: float) -> None:
        secured = transport._sock
        timer = self._net.call_at(until, lambda: _hang_up(secured))  # 5
        try:
            await transport.handshake()
        except Exception as error:
            secured.close()
            raise kafka_errors.KafkaConnectionError(f"Handshake failed: {error}") from error
        finally:
            self._net.cancel(timer)

    def _bootstrap_brokers(self) -> Sequence[Any]:
        brokers = list(self._all_bootstrap_brokers())
        fewest = min((self._failures(broker) for broker in brokers), default=0)
        return SILENT.first_asked([broker for broker in brokers if self._failures(broker) == fewest])

    def _failures(self, broker: Any) -> int:
        failures: int = self._backoff.get(broker.node_id, (0,))[0]
        return failures


def _as_kafka_error(error: BaseException | None) -> BaseException | None:
    if error is None or isinstance(error, kafka_errors.KafkaError):
        return error
    lost: BaseException = kafka_errors.KafkaConnectionError(f"{type(error).__name__}: {error}")
    lost.__cause__ = error
    return lost


def _hang_up(secured: socket.socket) -> None:
    """Ends the wait for its other side, which then reads that there is nothing to come."""
    with suppress(OSError):
        secured.shutdown(socket.SHUT_RDWR)


class QuickClient(KafkaNetClient):  # type: ignore[misc]
    """kafka-python's client over such connections."""

    def __init__(self, **configs: Any) -> None:
        net = NetworkSelector(**configs)
        super().__init__(net, QuickManager(net, **configs))

    def introduce(self, within_s: float) -> None:
        """One connection to a server that was named, until it has taken who we are. Raises KafkaError."""
        self._net.run(self._introduce, milliseconds(within_s))

    async def _introduce(self, within_ms: float) -> None:
        node = self._manager.cluster.bootstrap_brokers()[0]
        await self._manager.get_connection(node.node_id, timeout_ms=within_ms)
