"""Three brokers with a network between them that can be taken away from one, without a connection being closed.

Whatever is sent to a broker goes through a proxy, and so does what brokers ask of controllers, and controllers of each
other, by the addresses that they were given: one whose packets are dropped is missed by the others as well as by the
clients. Controllers that have heard of a leader ask it where it says that it listens, and that is a proxy as well. What
a broker asks of the others' data ports still arrives; it has no say by then.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import product
from pathlib import Path

from infra.stack.kafka import KafkaService, node_names
from infra.stack.ports import LOOPBACK, choose
from infra.stack.runner import Runner
from infra.stack.service import OnProgress
from infra.stack.state import Endpoints
from tests.faults.proxy import KafkaProxy
from tests.faults.servers import Servers

NODES = node_names(3)
NUMBERS = range(1, len(NODES) + 1)


class Network:
    """A proxy before each broker and each controller, and one from each to the controller of each other.

    Brokers by number, from 1.
    """

    def __init__(self) -> None:
        ways = [*((0, number) for number in NUMBERS), *product(NUMBERS, NUMBERS)]
        chosen = choose([f"{one}-{other}" for one, other in ways], {})
        self.ports: Mapping[tuple[int, int], int] = {(one, other): chosen[f"{one}-{other}"] for one, other in ways}
        """Where a way begins: from a broker to the controller of another, from anybody (0) to a broker, and to the
        controller of a broker from whoever has heard where it listens, which is the way with its number twice."""
        self._proxies: dict[tuple[int, int], KafkaProxy] = {}

    def open(self, ports: Mapping[str, int]) -> None:
        """Begin to pass on. ``ports`` are those where the brokers and controllers listen, by use."""
        for way, port in self.ports.items() if not self._proxies else ():
            name = NODES[way[1] - 1]
            self._proxies[way] = KafkaProxy(port, ports[f"{name}-controller" if way[0] else name])
            self._proxies[way].start()

    def drop(self, broker: int) -> None:
        """Nothing arrives at this broker any more, and its controller hears and is heard of no more."""
        for way, proxy in self._proxies.items():
            if broker in way:
                proxy.drop()

    def mend(self) -> None:
        """Everything arrives again."""
        for proxy in self._proxies.values():
            proxy.mend()

    def close(self) -> None:
        """Stop."""
        for proxy in self._proxies.values():
            proxy.close()


class NetworkedKafka(KafkaService):
    """A node that is known to the others, and knows the others, by where their ways begin."""

    def __init__(self, home: Path, number: int, network: Network, said: Mapping[str, object]) -> None:
        super().__init__(home, number, len(NODES))
        self._network, self._said = network, said

    def prepare(self, ports: Mapping[str, int], progress: OnProgress) -> None:
        """As always, with other addresses."""
        super().prepare(ports, progress)
        self._network.open(ports)
        own = ports[f"{self.name}-controller"]
        ways = self._network.ports
        voters = {number: own if number == self._number else ways[self._number, number] for number in NUMBERS}
        broker, controller = (f"{LOOPBACK}:{ways[way, self._number]}" for way in (0, self._number))
        said = {
            **self._said,
            "advertised.listeners": f"PLAINTEXT://{broker},CONTROLLER://{controller}",
            "controller.quorum.voters": ",".join(f"{number}@{LOOPBACK}:{port}" for number, port in voters.items()),
        }
        lines = self._properties.read_text("utf-8").splitlines()
        kept = [line for line in lines if line.partition("=")[0] not in said]
        added = [f"{name}={value}" for name, value in said.items()]
        self._properties.write_text("\n".join([*kept, *added, ""]), "utf-8")


class NetworkedServers(Servers):
    """Three such brokers, and a PostgreSQL. ``said``: settings of the brokers by Kafka's names."""

    def __init__(self, home: Path, said: Mapping[str, object]) -> None:
        super().__init__(home, len(NODES))
        self.network, self._said = Network(), said

    def _runners(self, *, may_move: bool = False) -> dict[str, Runner]:
        ours = {
            name: Runner(NetworkedKafka(self.home, number, self.network, self._said), self.home, may_move=may_move)
            for number, name in enumerate(NODES, 1)
        }
        return super()._runners(may_move=may_move) | ours

    @property
    def endpoints(self) -> Endpoints:
        """Where clients find the servers."""
        bootstrap = ",".join(f"{LOOPBACK}:{self.network.ports[0, number]}" for number in NUMBERS)
        return replace(super().endpoints, kafka_bootstrap=bootstrap)


@contextmanager
def networked(session_s: int | None = None) -> Iterator[NetworkedServers]:
    """Servers in a folder of their own, which is gone afterwards. ``session_s``: how long a broker may say nothing."""
    home = Path(tempfile.mkdtemp(prefix="cl-faults-"))
    servers = NetworkedServers(home, {"broker.session.timeout.ms": session_s * 1_000} if session_s else {})
    try:
        servers.up()
        yield servers
    finally:
        servers.network.mend()
        servers.down()
        servers.network.close()
        shutil.rmtree(home, ignore_errors=True)
