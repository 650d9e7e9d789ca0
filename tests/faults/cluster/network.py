"""Three brokers with a network between them that can be taken away from one, without a connection being closed.

Whatever is sent to a broker goes through a proxy, and so does what brokers ask of controllers, and controllers of each
other, by the addresses that they were given: one whose packets are dropped is missed by the others as well as by the
clients. What it asks of their data ports still arrives; it has no say by then. Controllers that have heard of a leader
by its own address go on fetching from it there: a controller is cut off only in part.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import permutations
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
    """A proxy before each broker, and one from each to the controller of each other. Brokers by number, from 1."""

    def __init__(self) -> None:
        ways = [*((0, number) for number in NUMBERS), *permutations(NUMBERS, 2)]
        chosen = choose([f"{one}-{other}" for one, other in ways], {})
        self.ports: Mapping[tuple[int, int], int] = {(one, other): chosen[f"{one}-{other}"] for one, other in ways}
        """Where a way begins: from a broker to the controller of another, or from anybody (0) to a broker."""
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

    def __init__(self, home: Path, number: int, network: Network) -> None:
        super().__init__(home, number, len(NODES))
        self._network = network

    def prepare(self, ports: Mapping[str, int], progress: OnProgress) -> None:
        """As always, with other addresses."""
        super().prepare(ports, progress)
        self._network.open(ports)
        own = ports[f"{self.name}-controller"]
        voters = {number: self._network.ports.get((self._number, number), own) for number in NUMBERS}
        said = {
            "advertised.listeners": f"PLAINTEXT://{LOOPBACK}:{self._network.ports[0, self._number]}",
            "controller.quorum.voters": ",".join(f"{number}@{LOOPBACK}:{port}" for number, port in voters.items()),
        }
        lines = self._properties.read_text("utf-8").splitlines()
        kept = [line for line in lines if line.partition("=")[0] not in said]
        added = [f"{name}={value}" for name, value in said.items()]
        self._properties.write_text("\n".join([*kept, *added, ""]), "utf-8")


class NetworkedServers(Servers):
    """Three such brokers, and a PostgreSQL."""

    def __init__(self, home: Path) -> None:
        super().__init__(home, len(NODES))
        self.network = Network()

    def _runners(self, *, may_move: bool = False) -> dict[str, Runner]:
        nodes = {name: NetworkedKafka(self.home, number, self.network) for number, name in enumerate(NODES, 1)}
        ours = {name: Runner(node, self.home, may_move=may_move) for name, node in nodes.items()}
        return super()._runners(may_move=may_move) | ours

    @property
    def endpoints(self) -> Endpoints:
        """Where clients find the servers."""
        bootstrap = ",".join(f"{LOOPBACK}:{self.network.ports[0, number]}" for number in NUMBERS)
        return replace(super().endpoints, kafka_bootstrap=bootstrap)


@contextmanager
def networked() -> Iterator[NetworkedServers]:
    """Servers in a folder of their own, which is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="cl-faults-"))
    servers = NetworkedServers(home)
    try:
        servers.up()
        yield servers
    finally:
        servers.network.mend()
        servers.down()
        servers.network.close()
        shutil.rmtree(home, ignore_errors=True)
