"""Who is due to be forgotten. Books are kept until the end of the seventh year in Sweden (bokföringslagen 7 kap. 2 §),
of the fifth in Norway (bokføringsloven § 13), counted from the end of the year in which the last case was closed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

from domain.kernel.decision import Context
from domain.kernel.recorded import Actor
from domain.person.access.requesting import RequestAccess
from domain.person.cases.recording import PersonCaseClosed, PersonCaseOpened
from domain.person.cases.state import DebtorRole
from domain.person.details.state import ToHeed, WishedChannel
from domain.person.erasure.holding import LegalHoldPlaced
from domain.person.registration.registering import PersonKind, PersonRegistered
from domain.person.representative.appointing import Capacity, RepresentativeAppointed
from domain.person.state import PERSON
from infra.rights.retention import RetentionProposal, proposals, states_of
from tests.unit.domain.samples import accepted
from tests.unit.rights.recorded_events import LittleLog

SWEDE, NORWEGIAN, FINN, DEBTOR, HELD, GUARDIAN = (UUID(int=number) for number in range(1, 7))
FIRST_DUE_DAY_OF_2019 = datetime(2027, 1, 1, tzinfo=UTC)
LATEST = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)


def opened(person: UUID, country: str) -> PersonCaseOpened:
    return PersonCaseOpened(UUID(int=90 + person.int), country, DebtorRole.MAIN_DEBTOR, person, None, None)


def closed(person: UUID, country: str, day: date) -> PersonCaseClosed:
    return PersonCaseClosed(UUID(int=90 + person.int), country, DebtorRole.MAIN_DEBTOR, person, day, None)


def proposed(log: LittleLog, at: datetime) -> dict[UUID, RetentionProposal]:
    return {one.person_id: one for one in proposals(states_of(log.events, at, lambda: None), at)}


def codes(proposal: RetentionProposal) -> list[str]:
    return [one.code for one in proposal.obstacles]


def test_a_swede_whose_last_case_was_closed_in_2019_is_due_when_2026_is_over() -> None:
    log = LittleLog()
    log.put(SWEDE, opened(SWEDE, "SE"))
    log.put(SWEDE, closed(SWEDE, "SE", date(2019, 3, 1)))
    [before] = proposed(log, LATEST).values()
    [after] = proposed(log, FIRST_DUE_DAY_OF_2019).values()
    assert codes(before) == ["books_must_be_kept"]
    assert "2026-12-31" in before.obstacles[0].message
    assert before.obstacles[0].rule == "SE.bookkeeping_retention.2011-01-01"
    assert after.is_due
    assert after.last_closed_on == date(2019, 3, 1)


def test_a_norwegian_is_due_after_five_years_and_a_finn_without_a_row_only_on_a_basis() -> None:
    log = LittleLog()
    for person, country in ((NORWEGIAN, "NO"), (FINN, "FI")):
        log.put(person, opened(person, country))
        log.put(person, closed(person, country, date(2020, 6, 1)))
    found = proposed(log, datetime(2026, 3, 2, 13, tzinfo=UTC))
    assert found[NORWEGIAN].is_due
    assert codes(found[FINN]) == ["erasure_basis_missing"]


def test_an_open_case_a_hold_a_request_and_a_guardians_office_each_stand_in_the_way() -> None:
    log = LittleLog()
    for person in (DEBTOR, HELD):
        log.put(person, opened(person, "NO"))
    log.put(HELD, closed(HELD, "NO", date(2015, 6, 1)))
    log.put(HELD, LegalHoldPlaced("court_order"))
    log.put(GUARDIAN, PersonRegistered(GUARDIAN, PersonKind.NATURAL, "NO", "Bo", None, None))
    log.put(DEBTOR, RepresentativeAppointed(GUARDIAN, Capacity.GUARDIAN, (), ToHeed()))
    context = Context(log.events[0].occurred_at, log.events[0].occurred_at, Actor("user", "agent-7"))
    state = states_of(log.events, LATEST, lambda: None)[HELD]
    for event in accepted(PERSON, state, RequestAccess(WishedChannel.LETTER, "NO"), context):
        log.put(HELD, event)
    found = proposed(log, datetime(2026, 3, 2, 13, tzinfo=UTC))
    assert codes(found[DEBTOR]) == ["open_case"]
    assert codes(found[HELD]) == ["legal_hold", "access_waits"]
    assert codes(found[GUARDIAN]) == ["no_case", "acts_for_somebody"]


def test_what_the_log_learned_later_does_not_count_for_an_earlier_day() -> None:
    log = LittleLog()
    log.put(SWEDE, opened(SWEDE, "SE"), datetime(2010, 1, 4, tzinfo=UTC))
    log.put(SWEDE, closed(SWEDE, "SE", date(2012, 3, 1)), datetime(2012, 3, 1, tzinfo=UTC))
    assert codes(proposed(log, datetime(2011, 1, 1, tzinfo=UTC))[SWEDE]) == ["open_case"]
    assert proposed(log, datetime(2020, 1, 1, tzinfo=UTC))[SWEDE].is_due


def test_those_whose_last_case_is_longest_ago_come_first() -> None:
    log = LittleLog()
    for person, year in ((SWEDE, 2012), (NORWEGIAN, 2010)):
        log.put(person, opened(person, "SE"))
        log.put(person, closed(person, "SE", date(year, 6, 1)))
    assert list(proposed(log, LATEST)) == [NORWEGIAN, SWEDE]
