"""A letter as it was sent: made from the events of its case and of the person it went to, up to that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from domain.case.charges.accruing import InterestAccrued
from domain.case.claim.receiving import ClaimReceived
from domain.case.debtors.state import debtor_named
from domain.case.notices.letter import NoticeSent
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from domain.person.details.changing import ContactDetailsChanged, Removable
from domain.person.registration.registering import PersonRegistered
from infra.cases.view import claim_as_amended
from infra.documents.notice import TEMPLATE, Addressee, notice_text
from infra.documents.templates import languages

STANDARD_LANGUAGE = "en"


class NoSuchLetter(LookupError):
    """The case has no letter of that number."""


@dataclass(frozen=True, slots=True)
class SentLetter:
    """The event of a letter; the claim as it read then, and the late interest that had been added to it."""

    recorded: RecordedEvent
    said: NoticeSent
    claim: ClaimReceived
    accrued: list[InterestAccrued]
    name: str

    @classmethod
    def of(cls, events: Sequence[RecordedEvent], number: int) -> SentLetter:
        """From the events of one case, opened. Raises NoSuchLetter."""
        for at, recorded in enumerate(events):
            if isinstance(recorded.event, NoticeSent) and recorded.event.notice == number:
                return cls._made(recorded, recorded.event, [one.event for one in events[:at]])
        raise NoSuchLetter(f"The case has no letter number {number}.")

    @classmethod
    def all_of(cls, events: Sequence[RecordedEvent]) -> list[SentLetter]:
        """Every letter of one case, as they were sent."""
        return [
            cls._made(recorded, recorded.event, [one.event for one in events[:at]])
            for at, recorded in enumerate(events)
            if isinstance(recorded.event, NoticeSent)
        ]

    @classmethod
    def _made(cls, recorded: RecordedEvent, said: NoticeSent, before: Sequence[Event]) -> SentLetter:
        claim = before[0]
        assert isinstance(claim, ClaimReceived)
        names = [one.name for one in map(debtor_named, before) if one and one.person_id == said.person_id]
        accrued = [one for one in before if isinstance(one, InterestAccrued)]
        return cls(recorded, said, claim_as_amended(claim, before), accrued, names[-1])

    @property
    def who_gets_it(self) -> UUID:
        """The debtor, or who acts for them."""
        return self.said.addressed_to or self.said.person_id

    def marked_text(self, person: Sequence[RecordedEvent], language: str | None) -> str:
        """The letter, to where who gets it lived by then; when no language is asked for in theirs, or else in English.

        ``person`` are the events of who gets it. Raises LanguageMissing.
        """
        known = [one.event for one in person if one.recorded_at <= self.recorded.recorded_at]
        changes = [one for one in known if isinstance(one, ContactDetailsChanged)]
        spoken = next((one.language for one in reversed(changes) if one.language in languages(TEMPLATE)), None)
        addressee = Addressee(self.name, _address(changes))
        if self.said.addressed_to is not None:
            addressee = Addressee(_name(known) or self.name, addressee.address, acts_for=self.name)
        return notice_text(self.said, self.claim, self.accrued, addressee, language or spoken or STANDARD_LANGUAGE)

    def as_json(self) -> dict[str, Any]:
        """What the event says, and where it stands."""
        return {
            "case_id": self.recorded.aggregate_id,
            "kind": str(self.said.KIND),
            **asdict(self.said),
            "total_minor": self.said.total_minor,
            "position": self.recorded.position,
            "version": self.recorded.version,
        }


def _name(known: Sequence[Event]) -> str | None:
    """What they were called last; None when nothing is known of them, or can be read any more."""
    names = [one.name for one in known if isinstance(one, PersonRegistered | ContactDetailsChanged) and one.name]
    return names[-1] if names else None


def _address(changes: Sequence[ContactDetailsChanged]) -> list[str]:
    address = ""
    for one in changes:
        if Removable.POSTAL_ADDRESS in one.removed:
            address = ""
        address = one.postal_address or address
    return [line.strip() for line in address.replace(",", "\n").splitlines() if line.strip()]
