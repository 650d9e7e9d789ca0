"""What a person may not do with a creditor's terms is on record."""

from __future__ import annotations

from dataclasses import dataclass

from domain.creditor.state import CREDITOR, refuse_unless_registered
from domain.kernel.blocking import Blocked, records_blocks


@CREDITOR.event
@dataclass(frozen=True, slots=True)
class ActionOnCreditorBlocked(Blocked):
    """A rule forbade what a person tried to do with a creditor's name or terms."""


records_blocks(CREDITOR, ActionOnCreditorBlocked, refuse_unless_registered)
