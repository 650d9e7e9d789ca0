"""Which events, and which of them, begin and end the clocks: what a row of the table says by name."""

from __future__ import annotations

from uuid import UUID

from domain.case.allocation.allocating import PaymentAllocated
from domain.case.allocation.giving_back import OverpaymentGivenBack
from domain.case.allocation.restating import AllocationRestated
from domain.case.allocation.reversing import AllocationReversed
from domain.case.claim.rejecting import ClaimRejected
from domain.case.closure.closing import NOTHING_IS_OWED, CaseClosed
from domain.case.contacts.contact import SPOKEN, ContactMade, may_be_spoken
from domain.case.notices.collection_notice import CollectionNoticeSent
from domain.case.notices.legal_notice import LegalNoticeSent
from domain.case.notices.payment_demand import PaymentDemandSent
from domain.case.notices.reminder import ReminderSent
from domain.case.plans.proposing import PlanProposed
from domain.case.plans.state import Proposer
from domain.case.state import CASE
from domain.catalogue import EVENTS
from domain.kernel.four_eyes import Approved, Declined, Requested
from domain.kernel.ledger import Account
from domain.kernel.message import Event
from domain.law.policies import REFUND_SMALL
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.refund.cancelling import RefundCancelled
from domain.payment.refund.proposing import RefundProposed
from domain.payment.reversal.reversing import PaymentReversed
from domain.payment.state import PaymentStatus, status_after

ENDINGS = (CaseClosed, ClaimRejected)
"""With these a case is over."""
LETTERS = (ReminderSent, CollectionNoticeSent, PaymentDemandSent, LegalNoticeSent)
REQUESTS = tuple(event for event in EVENTS.values() if issubclass(event, Requested))
ANSWERS = tuple(event for event in EVENTS.values() if issubclass(event, Approved | Declined))
"""Of whatever one person asks for and another approves."""
SPEAKING = tuple(event for event in CASE.events.values() if may_be_spoken(event))
"""Events in which we may have spoken with the person."""


def reached_person(event: Event) -> bool:
    """Whether we did: a contact says so by its outcome (a call that nobody took is none), all others by the channel."""
    return event.reached_person if isinstance(event, ContactMade) else getattr(event, "channel", None) in SPOKEN


def has_heard(event: Event) -> bool:
    """Whether the person has heard of the claim: we spoke with them, wrote, or sent a letter that asks for it."""
    if isinstance(event, ContactMade):
        return event.is_communication
    return isinstance(event, LETTERS) or reached_person(event)


def wants_validation(event: Event) -> bool:
    """Whether the letter with what is owed and how to object has to follow it."""
    return isinstance(event, ContactMade) and event.validated_until is not None


def ends_owing_nothing(event: Event) -> bool:
    """Whether the customer can be told that they are free of the debt."""
    return isinstance(event, CaseClosed) and event.outcome in NOTHING_IS_OWED


def is_surveyed(event: Event) -> bool:
    """Whether the customer is asked how it went."""
    return isinstance(event, CaseClosed) and event.survey_is_due


def proposed_by_customer(event: Event) -> bool:
    """Whether it is we who have to answer a proposed plan."""
    return isinstance(event, PlanProposed) and event.proposed_by == Proposer.CUSTOMER


def waits_for_its_case(event: Event) -> bool:
    """Whether the payment's money is in suspense, or was taken, from then on."""
    return status_after(event) in (PaymentStatus.SUSPENSE, PaymentStatus.DEDUCTED)


def leaves_suspense(event: Event) -> bool:
    """Whether it no longer is: a refund of what a case has says nothing about that."""
    return status_after(event) is not None


def is_decided(event: Event) -> bool:
    """Whether nobody else need answer: an approval that needs another one decides nothing yet."""
    return not isinstance(event, Approved) or event.is_enough


def is_to_be_proposed(currency: str, minor: int) -> bool:
    """Whether so much goes back without being asked for. Where no row says what is small, nothing is."""
    small = min((row.value.minor for row in REFUND_SMALL.rows if row.value.currency == currency), default=0)
    return minor > small


def owes_back(event: Event) -> bool:
    """Whether more is owed back to who paid, and in no refund, than is small: on the case, or with the payment."""
    match event:
        case PaymentAllocated() | AllocationRestated(payment_id=UUID()):
            return is_to_be_proposed(event.currency, event.overpaid_minor)
        case RefundCancelled():
            return event.stands_on == Account.REFUND_PAYABLE and is_to_be_proposed(event.currency, event.amount_minor)
    return False


def owes_back_no_more(event: Event) -> bool:
    """Whether nothing but what is small is owed back any more: in a refund, or gone with the payment."""
    match event:
        case OverpaymentGivenBack():
            return not is_to_be_proposed(event.currency, event.left_minor)
        case AllocationReversed():
            return event.overpaid_minor > 0
        case RefundProposed():
            return event.released_from == Account.REFUND_PAYABLE
        case PaymentUnmatched() | PaymentReversed():
            return event.owed_back_minor > 0
    return False
