"""What waits for other people: the fact from which every list of open approvals is made."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class ApprovalKind(StrEnum):
    """What can wait for a second person."""

    CLOSURE = "closure"
    ERASURE = "erasure"
    LOSS = "loss"
    MAKING_GOOD = "making_good"
    MATCH = "match"
    PERIOD = "period"
    PERSONAL_DATA = "personal_data"
    REFUND = "refund"
    REMITTANCE = "remittance"
    REVERSAL = "reversal"


class ApprovalStep(StrEnum):
    """What an event says of something that others must approve."""

    ASKED = "asked"
    """It is asked for, and waits for a person from then on."""
    PREPARED = "prepared"
    """It is asked for, and something else must happen before a person can approve it."""
    WAITS = "waits"
    """Now it waits for a person; who said yes before does not count any more."""
    SAID_YES = "said_yes"
    """Whoever acts said yes, and one more must."""
    APPROVED = "approved"
    """Whoever acts said yes, and that is enough."""
    OVER = "over"
    """Declined, withdrawn or cancelled: nothing comes of it."""


class Approval(NamedTuple):
    """One step of the one of a ``kind`` that is called ``which`` on its aggregate: mostly a number.

    The step in which it is asked for says ``currency`` and ``amount_minor`` where it is about money, a ``reason`` where
    it has one, and ``lapses_at`` (UTC) where it does not wait for ever.
    """

    kind: ApprovalKind
    which: str
    step: ApprovalStep
    currency: str | None = None
    amount_minor: int | None = None
    reason: str | None = None
    lapses_at: datetime | None = None
