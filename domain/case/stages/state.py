"""Where a case is in its life: the slice ``life`` of its state."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from domain.kernel.aggregate import Slice
from domain.kernel.message import Event


class Stage(StrEnum):
    """How far a case has come."""

    UNKNOWN = "unknown"
    OPEN = "open"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Life:
    """``outcome`` says how the case ended; empty while it is open."""

    stage: Stage = Stage.UNKNOWN
    outcome: str = ""


LIFE: Slice[Life] = Slice(Life())


def opens_case(event_type: type[Event]) -> bool:
    """Whether a case is open after events of this type, for the first time or again."""
    return getattr(event_type, "STAGE", None) is Stage.OPEN


def ends_case(event_type: type[Event]) -> bool:
    """Whether a case is closed after events of this type."""
    return getattr(event_type, "STAGE", None) is Stage.CLOSED


def stage_after(event: Event) -> Stage | None:
    """The stage that an event says a case is in from then on; None when it says nothing about that."""
    return getattr(event, "STAGE", None)
