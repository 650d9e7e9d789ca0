"""The matcher: each payment finds its cases by the references that it gives, or is put in suspense with the reason.

A payment is decided once everything has been read that the log held when the payment was seen, so that a claim which
was there before it is known whichever partition it stands in. A payment in suspense is looked at again when a claim
comes, or a case opens again, that carries one of its references. What is decided stands in ``decision``, and when
two references are the same in ``references``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from consumers.policies.matcher import memory
from consumers.policies.matcher.decision import UnplacedPayment, place
from consumers.policies.matcher.receiver_accounts import read_receiver_accounts
from consumers.policies.policy import Intent, Lookup, Policy
from domain.case.claim.amending import ClaimAmended
from domain.case.stages.state import ends_case, opens_case
from domain.catalogue import EVENTS
from domain.kernel.message import erases_persons, moves_money
from domain.kernel.recorded import RecordedEvent
from domain.payment.matching.matching import MatchPayment, PaymentMatched
from domain.payment.matching.suspending import PaymentPutInSuspense, PutPaymentInSuspense
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.reversal.reversing import PaymentReversed
from infra.metrics.catalogue import PAYMENTS_MATCHED, PAYMENTS_SUSPENDED
from infra.runtime.settings import Settings

LOOKED_AT_ONCE_MAX = 1_000


class Matcher(Policy):
    """Keeps what each open case owes and which payments wait. ``accounts`` gives creditors by receiving account."""

    name = "matcher"
    handled = frozenset(
        {
            event
            for event in EVENTS.values()
            if moves_money(event) or opens_case(event) or ends_case(event) or erases_persons(event)
        }
        | {ClaimAmended, PaymentReceived, PaymentMatched, PaymentPutInSuspense, PaymentUnmatched, PaymentReversed}
    )
    opened = frozenset({PaymentReceived})
    tables = memory.TABLES
    expected_refusals = frozenset({"payment_already_matched", "payment_already_placed", "payment_reversed"})

    def __init__(self, accounts: Mapping[str, str] | None = None) -> None:
        self._accounts = accounts or {}

    @classmethod
    def configured(cls, settings: Settings) -> Matcher:
        """With the receiving accounts of the settings' home folder."""
        return cls(read_receiver_accounts(settings.home))

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """Remember. A payment is decided when everything before it has been read, not here."""
        for person_id in event.event.erased_persons:
            memory.forget_what_was_said_by(lookup, person_id)
        if event.aggregate_kind == "case":
            memory.remember_case(lookup, event)
        elif event.aggregate_kind == "payment":
            memory.remember_payment(lookup, event)
        return ()

    def when_caught_up(self, lookup: Lookup, now: datetime) -> Iterable[Intent]:
        """A command for each payment that is new, or has reason to be looked at again."""
        for payment in memory.payments_to_look_at(lookup, LOOKED_AT_ONCE_MAX):
            memory.looked_at(lookup, payment.payment_id)
            command = self._decide(lookup, payment)
            if isinstance(command, MatchPayment):
                memory.asked_to_match(lookup, payment.payment_id, command.portions)
                PAYMENTS_MATCHED.by(command.method).inc()
            elif payment.in_suspense:
                continue  # it waits on; the reason that stands in the log is the first one
            else:
                PAYMENTS_SUSPENDED.by(command.reason).inc()
            yield _intent(payment, command)

    def _decide(self, lookup: Lookup, payment: memory.WaitingPayment) -> MatchPayment | PutPaymentInSuspense:
        references = memory.references_of(lookup, payment.payment_id)
        creditor = self._accounts.get(payment.receiver_account)
        unplaced = UnplacedPayment(payment.currency, payment.amount_minor, references, creditor)
        return place(unplaced, {given.reference: memory.cases_with(lookup, given.reference) for given in references})


def _intent(payment: memory.WaitingPayment, command: MatchPayment | PutPaymentInSuspense) -> Intent:
    target, event_id = UUID(bytes=payment.payment_id), UUID(bytes=payment.look_because_of)
    return Intent(target, command, event_id, UUID(bytes=payment.correlation_id))
