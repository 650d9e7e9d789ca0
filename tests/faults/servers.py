"""A Kafka and a PostgreSQL of these tests' own, to be killed; Kafka also listens where a proxy can stand before it."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from infra.stack.kafka import KafkaService
from infra.stack.local_stack import LocalStack
from infra.stack.ports import LOOPBACK, choose
from infra.stack.runner import Runner
from infra.stack.service import OnProgress
from infra.stack.state import Endpoints, StackFile
from tests.faults.proxy import KafkaProxy

BEHIND_PROXY, PROXY = "kafka-behind-proxy", "kafka-proxy"


class ProxiedKafka(KafkaService):
    """Kafka with one listener more, which it says is where the proxy listens."""

    def __init__(self, home: Path, proxy_port: int) -> None:
        super().__init__(home)
        self.port_uses = (*self.port_uses, BEHIND_PROXY)
        self._proxy_port = proxy_port

    def prepare(self, ports: Mapping[str, int], progress: OnProgress) -> None:
        """As always, and the listener more."""
        super().prepare(ports, progress)
        lines = self._properties.read_text("utf-8").splitlines()
        more = {
            "listeners=": f",PROXIED://{LOOPBACK}:{ports[BEHIND_PROXY]}",
            "advertised.listeners=": f",PROXIED://{LOOPBACK}:{self._proxy_port}",
        }
        lines = [line + next((add for key, add in more.items() if line.startswith(key)), "") for line in lines]
        kinds = ("PLAINTEXT", "PROXIED", "CONTROLLER")
        lines.append(f"listener.security.protocol.map={','.join(f'{kind}:PLAINTEXT' for kind in kinds)}")
        self._properties.write_text("\n".join(lines) + "\n", "utf-8")


@contextmanager
def running(brokers: int = 1) -> Iterator[Servers]:
    """Servers in a folder of their own, which is gone afterwards."""
    home = Path(tempfile.mkdtemp(prefix="cl-faults-"))
    servers = Servers(home, brokers)
    try:
        servers.up()
        yield servers
    finally:
        servers.down()
        shutil.rmtree(home, ignore_errors=True)


class Servers(LocalStack):
    """Both servers, and what can be done to them."""

    def __init__(self, home: Path, brokers: int = 1) -> None:
        super().__init__(home, brokers=brokers)
        self._proxy_port = choose([PROXY], {})[PROXY]

    def _runners(self, *, may_move: bool = False) -> dict[str, Runner]:
        runners = super()._runners(may_move=may_move)
        if "kafka" not in runners:
            return runners
        return runners | {"kafka": Runner(ProxiedKafka(self.home, self._proxy_port), self.home)}

    @property
    def endpoints(self) -> Endpoints:
        """Where they are."""
        endpoints = StackFile.read(self.home).endpoints
        assert endpoints is not None
        return endpoints

    @property
    def proxied_bootstrap(self) -> str:
        """Where clients of the proxy find the broker."""
        return f"{LOOPBACK}:{self._proxy_port}"

    def kill_and_start(self, name: str) -> None:
        """End one server as a power cut would, and start it again."""
        before = self.endpoints.kafka_bootstrap
        self.kill(name, signal.SIGKILL)
        self.start(name)
        assert self.endpoints.kafka_bootstrap == before, "nobody would find it again"

    @contextmanager
    def proxy(self) -> Iterator[KafkaProxy]:
        """The proxy, listening."""
        proxy = KafkaProxy(self._proxy_port, StackFile.read(self.home).ports[BEHIND_PROXY])
        proxy.start()
        try:
            yield proxy
        finally:
            proxy.close()
