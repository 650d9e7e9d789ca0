"""What a payment had covered that is reversed after its case ended: it is no longer collected, like the rest."""

from __future__ import annotations

from domain.case.allocation.reversing import AllocationReversed
from domain.case.allocation.state import Parts
from domain.case.closure.state import CLOSURE, Closure
from domain.kernel.quick_record import changed


@CLOSURE.on(AllocationReversed)
def allocation_reversed(closure: Closure, event: AllocationReversed) -> Closure:
    """It would be owed again if the case were opened again. On an open case it is owed already."""
    if not event.is_written_off:
        return closure
    before, more = closure.written_off, event.parts
    written_off = Parts(
        before.court_costs_minor + more.court_costs_minor,
        before.fees_minor + more.fees_minor,
        before.interest_minor + more.interest_minor,
        before.principal_minor + more.principal_minor,
    )
    return changed(closure, written_off=written_off, has_reversals=True)
