"""How soon a thread that works lets the others of its process have their turn."""

from __future__ import annotations

import sys

SWITCH_S = 0.001
"""Each statement of SQLite and each answer of the network gives the turn away and waits for it again: with Python's
5 ms, a policy beside a busy projector waits a thousand times as long as it works, and a command at the API passes four
threads."""


def take_short_turns() -> None:
    """From now on, in this process."""
    sys.setswitchinterval(SWITCH_S)
