"""The person keeper: who has a part in a case, or paid, knows of it, who turned out to be somebody else hands over to
them, and with who is erased everybody is erased who was given up for them. What a person wishes comes to all their
cases.

With the first claim a person is on file. What they are called is not repeated: it stands in the claim, under the
person's own key, and no text passes through here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast
from uuid import UUID

from consumers.policies import combined_plans
from consumers.policies.policy import Intent, Lookup, Policy, RefusedIntent, because_of
from domain.case.claim.receiving import ClaimReceived
from domain.case.contacts.contact import ContactMade
from domain.case.contacts.heeding import HeedWishes
from domain.case.debtors.state import debtor_named, debtor_taken_off, names_debtor, takes_off_debtor
from domain.case.stages.state import ends_case, opens_case
from domain.case.state import CASE
from domain.kernel.calendar import local_day
from domain.kernel.recorded import RecordedEvent
from domain.payment.payer.identifying import PayerIdentified
from domain.person.cases.recording import (
    OpenedFields,
    PersonCaseClosed,
    PersonCaseOpened,
    RecordCaseClosed,
    RecordCaseOpened,
)
from domain.person.cases.state import DebtorRole, PersonCase
from domain.person.details.confirming import ChannelConfirmed, RecordWrongContact, WrongContactKnown
from domain.person.details.state import NOTHING_TO_HEED, ToHeed, way_by
from domain.person.details.time_zone import TimeZoneChanged
from domain.person.details.wishing import ChannelWishesChanged
from domain.person.erasure.erasing import EraseAbsorbedPerson, PersonErased
from domain.person.payers.joining import JoinPayer, PayerJoined, PayerReleased, ReleasePayer
from domain.person.registration.merging import AbsorbPerson, PersonAbsorbed, PersonMerged
from domain.person.representative.appointing import RepresentativeAppointed, RepresentativeEnded
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies", "person_keeper.sql")


class PersonKeeper(Policy):
    """Remembers who has a part in each case, as what, and which plan is a part of another: ids, and no name."""

    name = "person-keeper"
    definition = 4
    handled = frozenset(
        {
            event
            for event in CASE.events.values()
            if any(fact(event) for fact in (names_debtor, takes_off_debtor, opens_case, ends_case))
        }
        | {ContactMade, ChannelWishesChanged, RepresentativeAppointed, RepresentativeEnded}
        | {WrongContactKnown, ChannelConfirmed, TimeZoneChanged}
        | {PersonCaseOpened, PersonCaseClosed, PersonMerged, PersonAbsorbed, PersonErased}
        | {PayerIdentified, PayerJoined, PayerReleased}
        | combined_plans.OF_CASES
        | combined_plans.OF_PERSONS
    )
    tables = f"{_SQL['tables']};\n{combined_plans.TABLES}"
    expected_refusals = (
        frozenset({"person_already_absorbed", "merge_in_a_circle", "person_not_merged"})
        | combined_plans.EXPECTED_REFUSALS
    )

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """A case tells its person; a person who was given up tells who stays."""
        if type(event.event) in combined_plans.OF_CASES:
            return combined_plans.told_by_case(lookup, event)
        if type(event.event) in combined_plans.OF_PERSONS:
            return combined_plans.told_by_person(event)
        if event.aggregate_kind == "case":
            return _told_by_case(lookup, event)
        if event.aggregate_kind == "payment":
            return _told_by_payment(event)
        return _told_by_person(event)

    def compensate(self, lookup: Lookup, refused: RefusedIntent) -> Iterable[Intent]:
        """A part of a plan that its case did not take."""
        return combined_plans.refused(refused)


def _told_by_case(lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
    happened, case = event.event, event.aggregate_id
    if isinstance(happened, ContactMade):
        return _told_by_contact(event, happened)
    if isinstance(happened, ClaimReceived):
        lookup.execute(_SQL["remember_case"], {"case_id": case.bytes, "jurisdiction": happened.jurisdiction})
    parts = _parts(lookup, case)
    if debtor := debtor_named(happened):
        parts = {debtor.person_id: debtor.role}
        row = {"case_id": case.bytes, "person_id": debtor.person_id.bytes, "role": str(debtor.role)}
        lookup.execute(_SQL["remember_part"], row)
    elif gone := debtor_taken_off(happened):
        parts = {gone: parts[gone]}
        lookup.execute(_SQL["forget_part"], {"case_id": case.bytes, "person_id": gone.bytes})
    [jurisdiction] = lookup.execute(_SQL["jurisdiction"], {"case_id": case.bytes}).fetchone()
    is_over = takes_off_debtor(type(happened)) or ends_case(type(happened))
    ended_on = local_day(event.occurred_at, jurisdiction) if is_over else None
    return [
        because_of(event, person, _told(case, jurisdiction, role, person, ended_on)) for person, role in parts.items()
    ]


def _told_by_contact(event: RecordedEvent, contact: ContactMade) -> Iterable[Intent]:
    """Where we reached somebody else, none of the person's cases turns to them again."""
    if contact.reached_somebody_else and (way := way_by(contact.channel)):
        yield because_of(event, contact.person_id, RecordWrongContact(way))


def _parts(lookup: Lookup, case: UUID) -> dict[UUID, DebtorRole]:
    rows = lookup.execute(_SQL["parts"], {"case_id": case.bytes})
    return {UUID(bytes=person): _role(role) for person, role in rows}


def _role(text: str) -> DebtorRole:
    """A role that only a newer version knows is passed on as it is."""
    return DebtorRole(text) if text in set(DebtorRole) else cast("DebtorRole", text)


def _told(
    case: UUID, jurisdiction: str, role: DebtorRole, person: UUID, ended_on: date | None
) -> RecordCaseOpened | RecordCaseClosed:
    if ended_on is None:
        return RecordCaseOpened(case, jurisdiction, role, person)
    return RecordCaseClosed(case, jurisdiction, role, person, ended_on)


def _told_by_payment(event: RecordedEvent) -> Iterable[Intent]:
    """Who paid learns of it, and who was wrongly said to have paid, too."""
    happened, payment = event.event, event.aggregate_id
    if isinstance(happened, PayerIdentified):
        yield because_of(event, happened.payer_id, JoinPayer(payment, happened.payer_id, happened.sealed_for))
        if happened.instead_of is not None:
            yield because_of(
                event, happened.instead_of, ReleasePayer(payment, happened.instead_of, happened.sealed_for)
            )


def _told_by_person(event: RecordedEvent) -> Iterable[Intent]:
    happened, person = event.event, event.aggregate_id
    match happened:
        case WrongContactKnown(forwarded_to=UUID() as stays):
            return [because_of(event, stays, RecordWrongContact(happened.channel))]
        case ChannelWishesChanged() | RepresentativeAppointed() | RepresentativeEnded():
            return _heeded(event, happened.to_heed, happened.cases)
        case WrongContactKnown() | ChannelConfirmed() | TimeZoneChanged():
            return _heeded(event, happened.to_heed, happened.cases)
        case PersonAbsorbed(forwarded_to=None):
            return _heeded(event, happened.to_heed, happened.cases)
        case PersonCaseOpened(forwarded_to=None) if happened.to_heed != NOTHING_TO_HEED:
            return [because_of(event, happened.case_id, _heed(happened.to_heed, [happened.person_id]))]
        case PersonMerged():
            told = AbsorbPerson((person, *happened.absorbed), happened.cases, happened.payers, happened.into)
            return [because_of(event, happened.into, told)]
        case PersonAbsorbed(forwarded_to=UUID() as stays):
            told = AbsorbPerson((*happened.absorbed, person), happened.cases, happened.payers, stays)
            return [because_of(event, stays, told)]
        case PersonErased():
            others = [one for one in happened.persons if one != person]
            return [because_of(event, one, EraseAbsorbedPerson(one)) for one in others]
        case PersonCaseOpened(forwarded_to=UUID() as stays):
            return [because_of(event, stays, _told_on(happened, None))]
        case PersonCaseClosed(forwarded_to=UUID() as stays):
            return [because_of(event, stays, _told_on(happened, happened.closed_on))]
        case PayerJoined(forwarded_to=UUID() as stays):
            return [because_of(event, stays, JoinPayer(happened.payment_id, happened.payer_id, happened.sealed_for))]
        case PayerReleased(forwarded_to=UUID() as stays):
            return [because_of(event, stays, ReleasePayer(happened.payment_id, happened.payer_id, happened.sealed_for))]
    return []


def _heeded(event: RecordedEvent, to_heed: ToHeed, parts: Iterable[PersonCase]) -> Iterable[Intent]:
    """Each case once, also one in which the person has parts under two ids."""
    persons: dict[UUID, list[UUID]] = {}
    for part in parts:
        persons.setdefault(part.case_id, []).append(part.person_id)
    return [because_of(event, case, _heed(to_heed, ids)) for case, ids in persons.items()]


def _heed(to_heed: ToHeed, persons: Iterable[UUID]) -> HeedWishes:
    return HeedWishes(tuple(persons), to_heed)


def _told_on(part: OpenedFields, ended_on: date | None) -> RecordCaseOpened | RecordCaseClosed:
    return _told(part.case_id, part.jurisdiction, part.role, part.person_id, ended_on)
