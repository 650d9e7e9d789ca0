"""What the end of a case left behind: the slice ``closure`` of its state."""

from __future__ import annotations

from dataclasses import dataclass

from domain.case.allocation.state import Parts
from domain.kernel.aggregate import Slice

NOTHING = Parts(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Closure:
    """The latest closing. ``number`` counts them from 1; 0 when the case never ended.

    ``written_off`` is what is no longer collected since then, in minor units: what was owed when the case closed, and
    what a payment had covered that was reversed later (``has_reversals``). A reopened case owes all of it again, and
    then it is nothing. ``survey_is_due`` says whether the customer is asked how it went, ``is_confirmed`` that they
    were told that nothing is owed.
    """

    number: int = 0
    written_off: Parts = NOTHING
    has_reversals: bool = False
    survey_is_due: bool = False
    is_confirmed: bool = False


CLOSURE: Slice[Closure] = Slice(Closure())
