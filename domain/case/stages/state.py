"""Where a case is in its life: the slice ``life`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from domain.kernel.aggregate import Slice
from domain.kernel.message import Event


class Stage(StrEnum):
    """How far a case has come. Holds, a plan and a dispute stand beside the stage: they do not move it."""

    UNKNOWN = "unknown"
    REGISTERED = "registered"
    VALIDATED = "validated"
    REMINDER = "reminder"
    NOTICE = "notice"
    DEMAND = "demand"
    LEGAL_NOTICE = "legal_notice"
    LEGAL_FILED = "legal_filed"
    TITLE = "title"
    ENFORCEMENT = "enforcement"
    MONITORING = "monitoring"
    CLOSED = "closed"
    REJECTED = "rejected"


ENDED = frozenset({Stage.CLOSED, Stage.REJECTED})
"""Nothing is collected any more."""
OPEN = frozenset(Stage) - ENDED - {Stage.UNKNOWN}
"""Something is collected, or could be."""


@dataclass(frozen=True, slots=True)
class Life:
    """``outcome`` says how the case ended, and ``before_the_end`` where it stood until then; while it is open, the
    one is empty and the other ``UNKNOWN``."""

    stage: Stage = Stage.UNKNOWN
    outcome: str = ""
    before_the_end: Stage = Stage.UNKNOWN

    @property
    def is_open(self) -> bool:
        """Whether the case is here and has not ended."""
        return self.stage in OPEN

    @property
    def has_ended(self) -> bool:
        """Whether the case was here and is over."""
        return self.stage in ENDED


LIFE: Slice[Life] = Slice(Life())
_KNOWN = {stage.value: stage for stage in Stage}


def moves_case(event_type: type[Event]) -> bool:
    """Whether a case is at another stage after events of this type: at ``MOVES_TO``, or at the one in ``stage``."""
    return hasattr(event_type, "MOVES_TO") or "stage" in getattr(event_type, "__dataclass_fields__", {})


@cache
def _moves_case(event_type: Any) -> bool:
    return moves_case(event_type)


def opens_case(event_type: type[Event]) -> bool:
    """Whether a case is open after events of this type, for the first time or again."""
    return getattr(event_type, "OPENS_CASE", False)


def ends_case(event_type: type[Event]) -> bool:
    """Whether a case is over after events of this type."""
    return getattr(event_type, "MOVES_TO", None) in ENDED


def stage_after(event: Event) -> Stage | None:
    """The stage that an event says a case is at from then on; None when it says nothing about that.

    A stage that a newer program knows, and this one does not, is ``REGISTERED`` here: the case is open.
    """
    event_type: Any = type(event)
    if not _moves_case(event_type):
        return None
    to = getattr(event, "MOVES_TO", None) or getattr(event, "stage", None)
    return _KNOWN.get(to or "", Stage.REGISTERED)
