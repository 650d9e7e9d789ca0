"""The person keeper: who has a part in a case knows of it, and who turned out to be somebody else hands over to them.

With the first claim a person is on file. What they are called is not repeated: it stands in the claim, under the
person's own key, and no text passes through here.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from consumers.policies.policy import Intent, Lookup, Policy, because_of
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed
from domain.case.closure.reopening import CaseReopened
from domain.kernel.calendar import local_day
from domain.kernel.recorded import RecordedEvent
from domain.person.cases.recording import PersonCaseClosed, PersonCaseOpened, RecordCaseClosed, RecordCaseOpened
from domain.person.registration.merging import AbsorbPerson, PersonAbsorbed, PersonMerged
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "person_keeper.sql")


class PersonKeeper(Policy):
    """Remembers whose case each is: ids, and no name."""

    name = "person-keeper"
    handled = frozenset(
        {ClaimReceived, CaseClosed, CaseReopened, PersonCaseOpened, PersonCaseClosed, PersonMerged, PersonAbsorbed}
    )
    tables = _SQL["tables"]
    expected_refusals = frozenset({"person_already_absorbed", "merge_in_a_circle"})

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """A case tells its person; a person who was given up tells who stays."""
        if event.aggregate_kind == "case":
            return _told_by_case(lookup, event)
        return _told_by_person(event)


def _told_by_case(lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
    happened, case = event.event, event.aggregate_id
    if isinstance(happened, ClaimReceived):
        row = {"case_id": case.bytes, "person_id": happened.person_id.bytes, "jurisdiction": happened.jurisdiction}
        lookup.execute(_SQL["remember"], row)
        person, jurisdiction = happened.person_id, happened.jurisdiction
    else:
        found = lookup.execute(_SQL["find"], {"case_id": case.bytes}).fetchone()
        assert found is not None, "a case begins with its claim"
        person, jurisdiction = UUID(bytes=found[0]), found[1]
    if isinstance(happened, CaseClosed):
        closed = RecordCaseClosed(case, jurisdiction, local_day(event.occurred_at, jurisdiction))
        return [because_of(event, person, closed)]
    return [because_of(event, person, RecordCaseOpened(case, jurisdiction))]


def _told_by_person(event: RecordedEvent) -> Iterable[Intent]:
    happened, person = event.event, event.aggregate_id
    match happened:
        case PersonMerged():
            told = AbsorbPerson((person, *happened.absorbed), happened.cases, happened.into)
            return [because_of(event, happened.into, told)]
        case PersonAbsorbed(forwarded_to=UUID() as stays):
            told = AbsorbPerson((*happened.absorbed, person), happened.cases, stays)
            return [because_of(event, stays, told)]
        case PersonCaseOpened(forwarded_to=UUID() as stays):
            return [because_of(event, stays, RecordCaseOpened(happened.case_id, happened.jurisdiction))]
        case PersonCaseClosed(forwarded_to=UUID() as stays):
            closed = RecordCaseClosed(happened.case_id, happened.jurisdiction, happened.closed_on)
            return [because_of(event, stays, closed)]
    return []
