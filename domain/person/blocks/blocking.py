"""What somebody may not do with a person's data is on record."""

from __future__ import annotations

from dataclasses import dataclass

from domain.kernel.blocking import Blocked, records_blocks
from domain.person.state import PERSON, refuse_unless_registered


@PERSON.event
@dataclass(frozen=True, slots=True)
class ActionOnPersonBlocked(Blocked):
    """A rule forbade what somebody tried to do with a person's data."""


records_blocks(PERSON, ActionOnPersonBlocked, refuse_unless_registered)
