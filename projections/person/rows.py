"""What a batch of events makes of the rows of persons. Pure: stored rows go in, and rows as they are now come out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from domain.case.debtors.state import debtor_named, debtor_taken_off, names_debtor, takes_off_debtor
from domain.case.state import CASE
from domain.kernel.message import Event
from domain.kernel.personal import Withheld
from domain.kernel.recorded import RecordedEvent
from domain.payment.payer.identifying import PayerIdentified
from domain.person.cases.recording import PersonCaseOpened
from domain.person.cases.state import DebtorRole
from domain.person.details.changing import ContactDetailsChanged
from domain.person.details.confirming import ChannelConfirmed, WrongContactKnown
from domain.person.details.state import ways_of
from domain.person.details.time_zone import TimeZoneChanged
from domain.person.details.wishing import ChannelWishesChanged
from domain.person.erasure.erasing import PersonErased
from domain.person.erasure.holding import LegalHoldLifted, LegalHoldPlaced
from domain.person.registration.merging import PersonAbsorbed, PersonMerged
from domain.person.registration.registering import PersonRegistered
from domain.person.representative.appointing import RepresentativeAppointed, RepresentativeEnded

OF_CASE: frozenset[type[Event]] = frozenset(
    event for event in CASE.events.values() if names_debtor(event) or takes_off_debtor(event)
)
OPENED = frozenset({PersonRegistered, ContactDetailsChanged, *filter(names_debtor, OF_CASE)})
"""The events whose texts are kept here."""
OF_PERSON: frozenset[type[Event]] = frozenset(
    {
        PersonRegistered, ContactDetailsChanged, ChannelWishesChanged, PersonCaseOpened, PersonMerged, PersonAbsorbed,
        PersonErased, LegalHoldPlaced, LegalHoldLifted, RepresentativeAppointed, RepresentativeEnded, WrongContactKnown,
        ChannelConfirmed, TimeZoneChanged,
    }
)  # fmt: skip


@dataclass(slots=True)
class PersonRow:
    """A row of ``person``."""

    person_id: UUID
    partition: int
    status: str = "registered"
    merged_into: UUID | None = None
    kind: str | None = None
    country: str | None = None
    language: str | None = None
    preferred: str | None = None
    unwanted: list[str] = field(default_factory=list)
    legal_hold: str | None = None
    wrong: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    time_zone: str | None = None


@dataclass(slots=True)
class KnownAsRow:
    """A row of ``known_as``, without what is only there to be found by. ``role`` is that of a debtor of a case; None in
    a row of a person's own words, and once somebody is no debtor of the case."""

    source_id: UUID
    source_kind: str
    partition: int
    person_id: UUID
    recorded_at: datetime
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    postal_address: str | None = None
    role: str | None = None


@dataclass(slots=True)
class PayerRow:
    """A row of ``payer``."""

    payment_id: UUID
    person_id: UUID
    partition: int


@dataclass(slots=True)
class PersonRows:
    """The rows of the persons that a batch touches. ``known_as`` is by source and person, ``representatives`` is
    {person: {who acts: by what right}}."""

    persons: dict[UUID, PersonRow] = field(default_factory=dict)
    known_as: dict[tuple[UUID, UUID], KnownAsRow] = field(default_factory=dict)
    representatives: dict[UUID, dict[UUID, str]] = field(default_factory=dict)
    claims: list[KnownAsRow] = field(default_factory=list)
    payers: dict[UUID, PayerRow] = field(default_factory=dict)

    def apply(self, events: Iterable[RecordedEvent]) -> None:
        """The events of one partition, in order, with their texts."""
        for recorded in events:
            if type(recorded.event) in OF_CASE:
                self._apply_to_case(recorded)
            elif isinstance(recorded.event, PayerIdentified):
                payment = recorded.aggregate_id
                self.payers[payment] = PayerRow(payment, recorded.event.payer_id, recorded.partition)
            elif type(recorded.event) in OF_PERSON:
                self._apply(recorded)

    def _apply_to_case(self, recorded: RecordedEvent) -> None:
        if gone := debtor_taken_off(recorded.event):
            self._taken_off(recorded.aggregate_id, gone)
        elif (row := _of_debtor(recorded)).role == DebtorRole.MAIN_DEBTOR:
            self.claims.append(row)
        else:
            self.known_as[row.source_id, row.person_id] = row

    def _taken_off(self, case: UUID, person: UUID) -> None:
        if row := self.known_as.get((case, person)):
            row.role = None

    def _apply(self, recorded: RecordedEvent) -> None:
        event, person = recorded.event, self._person(recorded)
        match event:
            case PersonCaseOpened():
                _on_file(person)
            case PersonRegistered():
                _on_file(person)
                person.kind, person.country, person.language = event.kind, event.country, event.language
                self._known_as(recorded).name = _readable(event.name)
            case ContactDetailsChanged():
                person.language = event.language or person.language
                _change(self._known_as(recorded), event)
            case ChannelWishesChanged():
                person.preferred, person.unwanted = event.preferred, list(event.unwanted)
            case PersonMerged():
                person.status, person.merged_into = "merged", event.into
                self.representatives[person.person_id] = {}
            case PersonAbsorbed():
                person.status = "merged" if event.forwarded_to else "registered"
                person.merged_into = event.forwarded_to
                person.confirmed = []  # of the ways of who came, nobody has made sure yet
            case WrongContactKnown():
                person.wrong = list(event.to_heed.wrong)
                person.confirmed = [way for way in person.confirmed if way not in person.wrong]
            case ChannelConfirmed():
                person.wrong = list(event.to_heed.wrong)
                person.confirmed = list(dict.fromkeys((*person.confirmed, *ways_of(event.channel))))
            case TimeZoneChanged():
                person.time_zone = event.time_zone
            case LegalHoldPlaced():
                person.legal_hold = event.reason
            case LegalHoldLifted():
                person.legal_hold = None
            case PersonErased():
                self._erase(person)
            case RepresentativeAppointed():
                self.representatives.setdefault(person.person_id, {})[event.representative_id] = event.capacity
            case RepresentativeEnded():
                self.representatives.setdefault(person.person_id, {}).pop(event.representative_id, None)

    def _erase(self, person: PersonRow) -> None:
        """The texts go with their keys, not here. Who was given up for another one stays so."""
        status = "erased" if person.merged_into is None else person.status
        self.persons[person.person_id] = PersonRow(person.person_id, person.partition, status, person.merged_into)
        self.representatives[person.person_id] = {}

    def _person(self, recorded: RecordedEvent) -> PersonRow:
        new = PersonRow(recorded.aggregate_id, recorded.partition)
        return self.persons.setdefault(recorded.aggregate_id, new)

    def _known_as(self, recorded: RecordedEvent) -> KnownAsRow:
        person = recorded.aggregate_id
        new = KnownAsRow(person, "person", recorded.partition, person, recorded.recorded_at)
        row = self.known_as.setdefault((person, person), new)
        row.recorded_at = recorded.recorded_at
        return row


def _of_debtor(recorded: RecordedEvent) -> KnownAsRow:
    debtor, case = debtor_named(recorded.event), recorded.aggregate_id
    assert debtor is not None, "one of the events that name a debtor"
    row = KnownAsRow(case, "case", recorded.partition, debtor.person_id, recorded.recorded_at)
    row.name, row.email, row.role = _readable(debtor.name), _readable(debtor.email), str(debtor.role)
    return row


def _on_file(person: PersonRow) -> None:
    """Somebody who was erased comes again."""
    if person.status == "erased":
        person.status = "registered"


def _change(row: KnownAsRow, event: ContactDetailsChanged) -> None:
    """What is given takes the place of what was there, also when it can be read no more."""
    for name in ("name", "email", "phone", "postal_address"):
        if (value := getattr(event, name)) is not None:
            setattr(row, name, _readable(value))
    for name in event.removed:
        setattr(row, name, None)


def _readable(text: str | None) -> str | None:
    return None if isinstance(text, Withheld) else text
