"""Free TCP ports on loopback."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Collection, Iterable, Mapping, Sequence

from infra.stack.errors import StackError

LOOPBACK = "127.0.0.1"
# Below those from which Linux and macOS take the ports of outgoing connections: while a server is down, one of its own
# clients could be given its port, or be connected to itself.
RANGE = range(15_000, 32_000)
TRIES = 200
# A server with many threads that was killed holds its port for a moment after its process is gone from the list.
FREED_WITHIN_S = 3.0


def is_free(port: int) -> bool:
    """Whether a server could listen on it now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do: TIME_WAIT is not "taken"
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def answers(port: int) -> bool:
    """Whether something accepts connections on it."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1.0):
            return True
    except OSError:
        return False


def choose(uses: Iterable[str], remembered: Mapping[str, int], *, may_move: bool = False) -> dict[str, int]:
    """A port for each use: the one it had before, if it is free or soon will be, else any free one.

    Who connects knows the port from before, so a use that had one gets another only with ``may_move``.
    Raises PortsHeld when another program has it.
    """
    chosen: dict[str, int] = {}
    held: list[int] = []
    deadline = time.monotonic() + FREED_WITHIN_S
    for use in uses:
        before = remembered.get(use)
        if before is not None and _becomes_free(before, deadline):
            chosen[use] = before
        elif before is None or may_move:
            chosen[use] = _any_free(set(chosen.values()))
        else:
            held.append(before)
    if held:
        raise PortsHeld(held)
    return chosen


class PortsHeld(Exception):
    """Ports that were ours before belong to another program now."""

    def __init__(self, ports: Sequence[int]) -> None:
        super().__init__(f"held by others: {ports}")
        self.ports = ports


def _becomes_free(port: int, deadline: float) -> bool:
    while not is_free(port):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _any_free(not_these: Collection[int]) -> int:
    for port in random.sample(RANGE, TRIES):
        if port not in not_these and is_free(port):
            return port
    raise StackError(
        f"None of {TRIES} ports between {RANGE.start} and {RANGE.stop - 1} is free on {LOOPBACK}. End what holds them, "
        "or use servers that exist: CASELEDGER_KAFKA_BOOTSTRAP and CASELEDGER_DATABASE_URL."
    )
