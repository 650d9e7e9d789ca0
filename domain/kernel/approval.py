"""How what waits for other people stands: the fact by which every list of open approvals is made."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class ApprovalStatus(StrEnum):
    """How something that others must approve stands."""

    PREPARED = "prepared"
    """Asked for; something else must happen before anybody can approve it."""
    WAITS = "waits"
    """For a person."""
    APPROVED = "approved"
    """By as many as it needs."""
    OVER = "over"
    """Declined, withdrawn, cancelled or overtaken: nothing comes of it."""


class Approval(NamedTuple):
    """How number ``number`` of the ``kind`` on an aggregate stands after an event.

    ``asked_by`` and ``approved_by`` are the ids of who asks with this event, or says yes with it; empty: nobody does.
    What asks says ``currency`` and ``amount_minor`` where it is about money, and ``lapses_at`` (UTC) where it does not
    wait for ever. ``begins_anew``: who said yes before does not count any more.
    """

    kind: str
    number: int
    status: ApprovalStatus
    asked_by: str = ""
    approved_by: str = ""
    currency: str | None = None
    amount_minor: int | None = None
    reason: str | None = None
    lapses_at: datetime | None = None
    begins_anew: bool = False
