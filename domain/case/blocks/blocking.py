"""What a person may not do on a case is on record."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.state import CASE, refuse_unless_here
from domain.kernel.blocking import Blocked, records_blocks


@CASE.event
@dataclass(frozen=True, slots=True)
class ActionBlocked(Blocked):
    """A rule forbade what a person tried to do on a case."""


records_blocks(CASE, ActionBlocked, refuse_unless_here)
