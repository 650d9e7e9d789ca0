"""Who a person had turned out to be by a time, from the events of all who are one by now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from domain.kernel.recorded import RecordedEvent
from domain.person.details.state import NOTHING_TO_HEED as NOTHING
from domain.person.registration.merging import PersonAbsorbed, PersonMerged
from domain.person.registration.registering import PersonKind, PersonRegistered
from infra.audit.person_then import PersonThen, person_then
from projections.kit.then import Then
from tests.unit.projections.recorded import AT, recorded

ASA, OSA, STAYS = UUID(int=1), UUID(int=2), UUID(int=3)
HOUR = timedelta(hours=1)
EVERYBODY = (ASA, OSA, STAYS)


def registered(person: UUID) -> RecordedEvent:
    return recorded(PersonRegistered(person, PersonKind.NATURAL, "SE", "Åsa", None, "sv"), person, AT)


def given_up(person: UUID, into: UUID, hours: int) -> RecordedEvent:
    """Said an hour after it happened."""
    at = AT + hours * HOUR
    return recorded(PersonMerged(into, (), (), ()), person, at, version=2, recorded_at=at + HOUR)


EVENTS = {
    ASA: [registered(ASA), given_up(ASA, OSA, 2)],
    OSA: [registered(OSA), given_up(OSA, STAYS, 4)],
    STAYS: [registered(STAYS)],
}


def then(
    asked_for: UUID,
    hours: int,
    events: dict[UUID, list[RecordedEvent]] = EVENTS,
    ids: Sequence[UUID] = EVERYBODY,
    *,
    recorded_by: bool = False,
) -> PersonThen:
    at = AT + hours * HOUR
    return person_then(
        lambda one: events.get(one, []), asked_for, ids, Then(*((None, at) if recorded_by else (at, None)), "UTC")
    )


def test_somebody_is_themselves_until_they_are_given_up_for_another_one() -> None:
    assert [(then(ASA, hour).person_id, then(ASA, hour).ids) for hour in (1, 2, 4)] == [
        (ASA, [ASA]), (OSA, [ASA, OSA]), (STAYS, [ASA, OSA, STAYS]),
    ]  # fmt: skip
    assert [one.person_id for one in then(ASA, 4).given_up] == [ASA, OSA]
    assert len(then(ASA, 4).events) == 5


def test_it_is_known_when_it_is_on_record() -> None:
    assert [then(ASA, hour, recorded_by=True).person_id for hour in (2, 3, 5)] == [ASA, OSA, STAYS]


def test_who_was_not_on_file_then_is_there_under_the_id_that_claims_name() -> None:
    found = then(ASA, -1)
    assert found == (ASA, [ASA], None, [], [])
    nobody = then(UUID(int=9), 1, ids=[UUID(int=9)])
    assert (nobody.person, nobody.ids) == (None, [UUID(int=9)])


def test_two_who_were_given_up_for_each_other_are_one_until_it_is_settled() -> None:
    circle = {
        ASA: [registered(ASA), given_up(ASA, OSA, 1)],
        OSA: [
            registered(OSA),
            given_up(OSA, ASA, 1),
            recorded(PersonAbsorbed((ASA,), (), (), None, NOTHING), OSA, AT + 3 * HOUR),
        ],
    }
    assert then(ASA, 2, circle, [ASA, OSA]).ids == [ASA, OSA]
    assert (then(ASA, 3, circle, [ASA, OSA]).person_id, then(OSA, 3, circle, [ASA, OSA]).ids) == (OSA, [ASA, OSA])
