"""Why a connection could not be opened: is the server away for now, or must a person change something first?

psycopg2 gives no code for a connection that failed, and the server's sentence comes in the server's language. So the
question is put to the network instead: a server that can be reached and still lets us not in has refused who we are,
what we ask for or how we speak. What it says while it starts or is full passes by itself.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from pathlib import Path

from infra.runtime.network import WITHIN_S, Reach, reach

DEFAULT_PORT = "5432"
DEFAULT_SOCKETS = "/var/run/postgresql"

PASSES_BY_ITSELF = (
    "the database system is",  # starting up, shutting down, in recovery mode, not yet accepting connections
    "too many clients",
    "too many connections",
    "remaining connection slots",
    "server closed the connection unexpectedly",
    "timeout expired",
)
"""Parts of what PostgreSQL says, in English, when the same attempt may go well a moment later."""


def needs_a_person(given: Mapping[str, str], reason: str) -> bool:
    """Whether trying again is of no use. ``given`` is the address in parts, ``reason`` what the library said."""
    if any(passing in reason for passing in PASSES_BY_ITSELF):
        return False
    hosts = (given.get("hostaddr") or given.get("host") or "").split(",")
    ports = (given.get("port") or DEFAULT_PORT).split(",")
    found = [_reach(host, ports[min(place, len(ports) - 1)]) for place, host in enumerate(hosts)]
    return Reach.SILENT not in found


def _reach(host: str, port: str) -> Reach:
    if host and not host.startswith("/"):
        return reach(host, port)[0]
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(WITHIN_S)
        try:
            probe.connect(str(Path(host or DEFAULT_SOCKETS) / f".s.PGSQL.{port}"))
        except OSError:
            return Reach.SILENT
    return Reach.ANSWERS
