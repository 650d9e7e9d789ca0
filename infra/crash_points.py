"""Named places at which a process can be made to die, for tests of what survives a crash.

`CASELEDGER_CRASH_AT="after-commit:3"` kills the process with SIGKILL, as a power cut would, when it comes to the
point `after-commit` for the third time. When the variable is not set a crash point costs one comparison.
"""

from __future__ import annotations

import os
import signal
from itertools import count

VARIABLE = "CASELEDGER_CRASH_AT"


def _parse(setting: str) -> tuple[str, int] | None:
    if not setting:
        return None
    name, _, times = setting.partition(":")
    return name, int(times) if times else 1


_armed: tuple[str, int] | None = _parse(os.environ.get(VARIABLE, ""))
_visits = count(1)


def crash_point(name: str) -> None:
    """Dies here if this point is armed and it is its turn; otherwise does nothing."""
    if _armed is None:
        return
    if name == _armed[0] and next(_visits) == _armed[1]:
        os.kill(os.getpid(), signal.SIGKILL)
