"""The plans over several cases of a person: also those that were agreed with who was given up for them, which go on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from infra.cli.person.naming import person_events

if TYPE_CHECKING:
    from domain.kernel.recorded import RecordedEvent
    from domain.person.plans.state import CombinedPlan
    from domain.person.state import PersonState
    from infra.cli.session import Session


def histories(session: Session, person: UUID) -> dict[UUID, list[RecordedEvent]]:
    """All that happened to the person, and to each who was given up for them. Raises NotFound."""
    from infra.audit.history import state_after

    own = person_events(session, person)
    state: PersonState = state_after(own)
    return {person: own} | {one: person_events(session, one) for one in state.identity.absorbed}


def plans_going_on(session: Session, person: UUID) -> list[tuple[UUID, CombinedPlan]]:
    """Those that are not over, each with the id of the person with whom it was agreed. Raises NotFound."""
    from infra.audit.history import state_after

    states: dict[UUID, PersonState] = {one: state_after(events) for one, events in histories(session, person).items()}
    return [
        (one, plan) for one, state in states.items() for plan in state.combined_plans.by_id.values() if not plan.is_over
    ]
