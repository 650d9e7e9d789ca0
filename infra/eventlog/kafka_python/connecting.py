"""kafka-python's connections, with an end to the wait for a broker that is powered off.

1. A connection gets ten seconds at first and thirty later, and the first contact with a cluster gets all the time that
   there is: one dead address among the bootstrap servers takes it all (kafka-python 3.0.12). Here it gets CONNECT_S.
2. Which bootstrap server is tried next is left to chance there. Here it is one of those that have failed least, so that
   each is tried before one is tried again.
3. Between two questions about the cluster (where a topic's partitions are) kafka-python rests for a tenth of a second,
   and there is no option for it. Every reader asks two as it begins: one as a first contact, one about its topic. Here
   it rests for REST_S: a command at the command line, which begins three readers, is answered a quarter of a second
   sooner. A broker that cannot be reached is not asked more often by it: 1 and the pause before a new connection
   (`reconnect_backoff_ms`) see to that.
4. A broker that takes the connection and then says nothing is waited for without end while TLS is agreed on. Here that
   is part of the CONNECT_S.

Consumers, producers and admin clients take this in place of their own through their option `kafka_client`.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from kafka import errors as kafka_errors
from kafka.net.compat import KafkaNetClient
from kafka.net.inet import create_connection
from kafka.net.manager import KafkaConnectionManager
from kafka.net.selector import NetworkSelector
from kafka.net.transport import KafkaSSLTransport

from infra.eventlog.time_outs import CONNECT_S, milliseconds

REST_S = 0.02

_SETUP = {
    "socket_connection_setup_timeout_ms": milliseconds(CONNECT_S),
    "socket_connection_setup_timeout_max_ms": milliseconds(CONNECT_S),
}


class QuickManager(KafkaConnectionManager):  # type: ignore[misc]
    """Gives a connection no more than CONNECT_S, whoever asks for it."""

    def __init__(self, net: Any, **configs: Any) -> None:
        super().__init__(net, **{**configs, **_SETUP})
        self._all_bootstrap_brokers = self.cluster.bootstrap_brokers
        self.cluster.bootstrap_brokers = self._bootstrap_brokers  # 2
        self.cluster.config["retry_backoff_ms"] = milliseconds(REST_S)  # 3

    def get_connection(self, node_id: Any, timeout_ms: float | None = None, **options: Any) -> Any:
        """The connection to a broker, which may have to be made first."""
        limit_ms = self.socket_connection_setup_timeout_ms(node_id)  # 1
        given_ms = limit_ms if timeout_ms is None else min(timeout_ms, limit_ms)
        return super().get_connection(node_id, timeout_ms=given_ms, **options)

    async def _build_transport(self, node: Any, timeout_at: float | None = None) -> Any:
        """A connection that is ready to be spoken on: with TLS, where the options ask for it."""
        if not self.ssl_enabled:
            return await super()._build_transport(node, timeout_at=timeout_at)
        given, proxy = self.config["socket_options"], self.config["proxy_url"]
        plain = await create_connection(self._net, node.host, node.port, given, proxy_url=proxy, timeout_at=timeout_at)
        options = {name: value for name, value in self.config.items() if name.startswith("ssl_")}
        transport = KafkaSSLTransport(self._net, plain, host=node.host, **options)
        await self._agree_on_tls(transport, time.monotonic() + CONNECT_S if timeout_at is None else timeout_at)
        return transport

    async def _agree_on_tls(self, transport: Any, until: float) -> None:
        secured = transport._sock
        timer = self._net.call_at(until, lambda: _hang_up(secured))  # 4
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
        return [broker for broker in brokers if self._failures(broker) == fewest]

    def _failures(self, broker: Any) -> int:
        failures: int = self._backoff.get(broker.node_id, (0,))[0]
        return failures


def _hang_up(secured: socket.socket) -> None:
    """Ends the wait for its other side, which then reads that there is nothing to come."""
    with suppress(OSError):
        secured.shutdown(socket.SHUT_RDWR)


class QuickClient(KafkaNetClient):  # type: ignore[misc]
    """kafka-python's client over such connections."""

    def __init__(self, **configs: Any) -> None:
        net = NetworkSelector(**configs)
        super().__init__(net, QuickManager(net, **configs))
