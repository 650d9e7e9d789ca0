"""What customers do themselves: they speak for nobody else; what there is to choose from; how a plan is laid out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, get_type_hints
from uuid import UUID

from domain.case.affordability.household import Adults
from domain.case.complaints.state import ComplaintSubject
from domain.case.contacts.contact import Channel
from domain.case.disputes.raising import Grounds
from domain.case.inquiries.state import InquirySubject
from domain.case.plans.schedule import DueDay, schedule
from domain.case.plans.state import Proposer
from domain.kernel.message import Command
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal

_CHOICES: Mapping[str, type[StrEnum]] = {
    "adults": Adults,
    "complaint": ComplaintSubject,
    "due_day": DueDay,
    "grounds": Grounds,
    "question": InquirySubject,
}
_BY_HAND = ("standard_amount_minor", "standard_amount_source")
"""What only who has seen the papers says."""


def choices(of: str) -> tuple[str, ...]:
    """What there is to choose from: ``adults``, ``complaint``, ``due_day``, ``grounds`` or ``question``."""
    return tuple(one.value for one in _CHOICES[of])


def not_their_own(command: Command, person_id: UUID) -> str | None:
    """Why this is not a customer's own word: they would be somebody else, or somewhere else. None: it is.

    It goes by the fields that say so, whatever the command: one that is new is held to it without a line here.
    """
    for name, kind in get_type_hints(type(command)).items():
        value = getattr(command, name)
        if name == "person_id" and value != person_id:
            return "A customer speaks for themselves: `person_id` is their own."
        if name == "channel" and value != Channel.MY_PAGE:
            return "A customer says it on My page: `channel` is `my_page`."
        if kind is Proposer and value is not Proposer.CUSTOMER:
            return f"A customer answers for the customer: `{name}` is `customer`."
        if name in _BY_HAND and value is not None:
            return f"The law's amount holds here: leave out `{name}`."
    return None


def monthly(total: Money, a_month: Money, not_before: date, due_day: str, jurisdiction: str) -> Sequence[Any] | None:
    """Instalments (``due_date``, ``amount_minor``) that pay ``total`` by so much a month; None where there are none."""
    made = schedule(total, a_month, not_before, DueDay(due_day), jurisdiction)
    return None if isinstance(made, Refusal) else made
