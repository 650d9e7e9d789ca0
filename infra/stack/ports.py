"""Free TCP ports on loopback."""

from __future__ import annotations

import socket
from collections.abc import Iterable, Mapping

LOOPBACK = "127.0.0.1"


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


def choose(uses: Iterable[str], remembered: Mapping[str, int]) -> dict[str, int]:
    """A free port for each use: the remembered one when it is still free, so that addresses stay the same."""
    chosen: dict[str, int] = {}
    for use in uses:
        before = remembered.get(use)
        chosen[use] = before if before is not None and is_free(before) else _any_free(chosen.values())
    return chosen


def _any_free(not_these: Iterable[int]) -> int:
    while True:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.bind((LOOPBACK, 0))
            port = int(probe.getsockname()[1])
        if port not in not_these:
            return port
