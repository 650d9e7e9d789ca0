"""What two people have agreed on: that somebody reads what is sealed of a person, for a while."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from domain.kernel.recorded import RecordedEvent
from domain.person.state import PERSON
from domain.person.unsealing.requesting import PersonalDataUnsealed


def may_read(person: Sequence[RecordedEvent], who: str, at: datetime) -> bool:
    """Whether ``who`` may, at this instant (UTC), by the events of the person."""
    if not any(isinstance(one.event, PersonalDataUnsealed) for one in person):
        return False
    state = PERSON.initial
    for one in person:
        state = PERSON.evolve(state, one.event)
    return state.readers.may_read(who, at)
