"""Named places at which a process can be made to die, for tests of what survives a crash.

`CASELEDGER_CRASH_AT="after-commit:3"` kills the process with SIGKILL, as a power cut would, when it comes to the
point `after-commit` for the third time. `after-commit:3:STOP` stops it there with SIGSTOP, as a machine that stalls
would, until it is sent SIGCONT. When the variable is not set a crash point costs one comparison.
"""

from __future__ import annotations

import os
import signal
from itertools import count
from typing import NamedTuple

VARIABLE = "CASELEDGER_CRASH_AT"


class _Armed(NamedTuple):
    point: str
    visit: int
    signal_number: int


def _parse(setting: str) -> _Armed | None:
    if not setting:
        return None
    point, visit, name = (*setting.split(":"), "", "")[:3]
    return _Armed(point, int(visit or 1), signal.Signals[f"SIG{name or 'KILL'}"])


_armed = _parse(os.environ.get(VARIABLE, ""))
_visits = count(1)


def crash_point(name: str) -> None:
    """Dies here if this point is armed and it is its turn; otherwise does nothing."""
    if _armed is None:
        return
    if name == _armed.point and next(_visits) == _armed.visit:
        os.kill(os.getpid(), _armed.signal_number)
