"""A letter that asks for the claim: what is said of each of the four kinds, in the command and in the event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from domain.case.claim.state import InterestBasis
from domain.case.contacts.contact import Channel
from domain.case.notices.state import NOTICES, Notice, NoticeKind, Notices
from domain.kernel.limits import NameOfSomething
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text


@dataclass(frozen=True, slots=True)
class NoticeFields:
    """To which debtor of the case, by what, and whom they write to if they object to the claim."""

    channel: Channel
    person_id: UUID
    object_to: NameOfSomething


@dataclass(frozen=True, slots=True)
class SendNotice(NoticeFields, Command):
    """Send a letter. ``pay_by`` is the last day to pay or to object; None: the first that the rules allow."""

    pay_by: date | None


@dataclass(frozen=True, slots=True)
class NoticeSent(NoticeFields, Event):
    """A letter went out on the local day ``sent_on``. ``notice`` numbers the letters of a case from 1.

    It states what is owed at that moment: principal, interest, fees and court costs apart, and how the interest that
    was handed over came about (None: none was, or none is owed); events before it tell of interest since then.
    ``deadline`` is the number of the deadline that it sets, for the end of ``pay_by``. ``addressed_to`` acts for the
    debtor and gets it in their place, None when it goes to the debtor. ``rules`` are those of law and policy that allow
    it.
    """

    notice: int
    addressed_to: UUID | None
    sent_on: date
    pay_by: date
    deadline: int
    currency: str
    principal_minor: int
    interest_minor: int
    fees_minor: int
    court_costs_minor: int
    interest: InterestBasis | None
    rules: tuple[str, ...]

    KIND: ClassVar[NoticeKind]
    IS_ONE_WAY = True

    @property
    def total_minor(self) -> int:
        """What it asks for."""
        return self.principal_minor + self.interest_minor + self.fees_minor + self.court_costs_minor

    def sentence(self) -> str:
        """Which letter, for how much, by when."""
        name = self.KIND.replace("_", " ").capitalize()
        total = money_text(self.total_minor, self.currency)
        instead = " to who acts for the debtor" if self.addressed_to else ""
        return f"{name} sent{instead} by {self.channel} (letter {self.notice}): {total} by {self.pay_by}"


@NOTICES.when(lambda event_type: issubclass(event_type, NoticeSent))
def notice_sent(notices: Notices, event: Any) -> Notices:
    """One more is on its way."""
    return notices.with_one(
        event.notice, Notice(event.KIND, event.channel, event.sent_on, event.pay_by, event.deadline)
    )
