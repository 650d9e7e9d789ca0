"""Where each process answers `/metrics`, `/live` and `/ready`: known before it is started."""

from __future__ import annotations

from collections.abc import Mapping

FIRST_PORT = 9101
"""The writer's. `CASELEDGER_METRICS_PORT` names another, and the others move with it."""

PORTS: Mapping[str, int] = {
    "writer": 9101,
    "projector": 9102,
    "matcher": 9103,
    "allocator": 9104,
    "deadline-clock": 9105,
    "person-keeper": 9106,
    "remitter": 9107,
    "reconciler": 9108,
    "watcher": 9109,
    "publisher": 9110,
    "webhooks": 9111,
    "serve": 9112,
    "disclosures": 9113,
}
"""A process of several workers has the port of the one that is named first. docs/metrics.md holds the same table."""


def port_of(process: str, first: int | None = None) -> int:
    """The port of a worker's process, or of `serve`, where the writer has ``first``."""
    return PORTS[process] - FIRST_PORT + (FIRST_PORT if first is None else first)
