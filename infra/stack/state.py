"""`<home>/stack.json`: what the next command must know about the stack. Standard library only.

Ports are remembered while the stack is down; the endpoints stand in it only from a finished `up` to the next `down`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from infra.stack.files import write_atomically

COPIES: Mapping[int, tuple[int, int]] = {1: (1, 1), 3: (3, 2)}
"""For so many brokers: copies of each record, and how many of them must be in step before one is acknowledged."""


@dataclass(frozen=True)
class Endpoints:
    """Where the servers listen, and as which processes."""

    kafka_bootstrap: str
    """Of every broker: `host:port[,host:port…]`."""
    database_url: str = field(repr=False)  # holds a password
    kafka_pid: int
    """Of the first broker."""
    postgres_pid: int


@dataclass(frozen=True)
class StackFile:
    """The content of `<home>/stack.json`."""

    ports: Mapping[str, int] = field(default_factory=dict)
    """Ports by use: `kafka`, `kafka-controller`, `postgres`."""
    endpoints: Endpoints | None = None
    brokers: int | None = None
    """How many Kafka nodes keep the data of this home; None before its first start."""

    @classmethod
    def read(cls, home: Path) -> StackFile:
        """The remembered state; an absent or unreadable file is a stack that was never started."""
        try:
            content = json.loads(_path(home).read_text("utf-8"))
            endpoints = content["endpoints"]
            return cls(
                {str(use): int(port) for use, port in content["ports"].items()},
                None if endpoints is None else Endpoints(**endpoints),
                content.get("brokers"),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def write(self, home: Path) -> None:
        """Writes it, readable only by its owner (mode 600): it holds a password."""
        write_atomically(_path(home), json.dumps(asdict(self), indent=1))

    def with_ports(self, ports: Mapping[str, int]) -> StackFile:
        """A copy with these ports added."""
        return replace(self, ports={**self.ports, **ports})


def _path(home: Path) -> Path:
    return home / "stack.json"
