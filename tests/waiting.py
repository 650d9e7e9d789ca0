"""Waiting for what must come about, for as long as a machine may need that does ten other things."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

PATIENCE_S = 240.0
"""A wait ends when what it waits for is there; how soon that is on a quiet machine, the long round says."""


def wait_until(holds: Callable[[], bool], otherwise: Callable[[], str], every_s: float = 0.02) -> None:
    """Waits until it holds. Fails with what ``otherwise`` says."""
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, f"after {PATIENCE_S:g} s: {otherwise()}"
        time.sleep(every_s)


def patiently(every_s: float = 0.1) -> Iterator[None]:
    """Again and again, until the time is over that anything may take: for loops that look whether it is there."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        yield
        time.sleep(every_s)
