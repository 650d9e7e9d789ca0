"""The matcher: each payment finds its cases by the references that it gives, or is put in suspense with the reason.

A payment is decided once everything has been read that the log held when the payment was seen, so that a claim which
was there before it is known whichever partition it stands in. A payment in suspense is looked at again when a claim
comes, or a case opens again, that carries one of its references; and once for what it may be meant for, which is
suggested to people. What is decided stands in ``decision``, what is suggested in ``candidates``, and when two
references are the same in ``references``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from consumers.policies.matcher import memory
from consumers.policies.matcher.candidates import candidates
from consumers.policies.matcher.decision import StatedReference, UnplacedPayment, place
from consumers.policies.matcher.money_moved import MoneyMoved
from consumers.policies.matcher.pouring import KnownCase
from consumers.policies.matcher.receiver_accounts import read_receiver_accounts
from consumers.policies.matcher.references import check_digit_fails
from consumers.policies.policy import Intent, Lookup, Policy
from domain.case.allocation.allocating import PaymentAllocated
from domain.case.claim.amending import ClaimAmended
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed
from domain.case.plans.combining import PlanPartTaken
from domain.case.stages.state import ends_case, opens_case
from domain.catalogue import EVENTS
from domain.kernel.message import Command, Event, erases_persons, moves_money
from domain.kernel.quick_record import changed
from domain.kernel.quick_uuid import uuid_of_bytes
from domain.kernel.recorded import RecordedEvent
from domain.payment.hold.holding import PaymentHeld
from domain.payment.hold.releasing import PaymentReleased
from domain.payment.matching.matching import MatchPayment, PaymentMatched
from domain.payment.matching.suspending import PaymentPutInSuspense, PutPaymentInSuspense
from domain.payment.matching.transferring import PaymentTransferred
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.reversal.reversing import PaymentReversed
from domain.payment.suggestion.suggesting import Candidate, SuggestMatch
from infra.metrics.catalogue import PAYMENTS_MATCHED, PAYMENTS_SUSPENDED
from infra.runtime.settings import Settings

LOOKED_AT_ONCE_MAX = 1_000


class Matcher(Policy):
    """Keeps what each open case owes and which payments wait. ``accounts`` gives creditors by receiving account."""

    name = "matcher"
    definition = 4
    handled = frozenset(
        {
            event
            for event in EVENTS.values()
            if moves_money(event) or opens_case(event) or ends_case(event) or erases_persons(event)
        }
        | {
            ClaimAmended,
            PlanPartTaken,
            PaymentReceived,
            PaymentMatched,
            PaymentTransferred,
            PaymentPutInSuspense,
            PaymentUnmatched,
            PaymentHeld,
            PaymentReleased,
            PaymentReversed,
        }
    )
    opened = frozenset({PaymentReceived})
    tables = memory.TABLES
    expected_refusals = frozenset(
        {"payment_already_matched", "payment_already_placed", "payment_reversed"}
        | {"payment_not_in_suspense", "suggestions_known", "payment_goes_back", "payment_held"}
    )

    def __init__(self, accounts: Mapping[str, str] | None = None) -> None:
        self._accounts = accounts or {}
        self._moved = MoneyMoved()

    @classmethod
    def configured(cls, settings: Settings) -> Matcher:
        """With the receiving accounts of the settings' home folder."""
        return cls(read_receiver_accounts(settings.home))

    def of_batch(self, events: Sequence[RecordedEvent]) -> Sequence[RecordedEvent]:
        """Of a payment that was matched when it was received nothing counts but from which account it came."""
        self._moved.forget()
        matched = {event.causation_id for event in events if type(event.event) is PaymentMatched}
        return [
            _without_its_references(event) if event.causation_id in matched else event
            for event in events
            if event.causation_id not in matched or not _came_from_nowhere(event.event)
        ]

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        """Remember. A payment is decided when everything before it has been read, not here."""
        happened = event.event
        if isinstance(happened, PaymentMatched):
            self._moved.matched(event.aggregate_id, happened)
        elif isinstance(happened, PaymentAllocated):
            self._moved.allocated(event.aggregate_id, happened)
        elif isinstance(happened, CaseClosed):
            self._moved.posted(event.aggregate_id, happened.postings())
            self._moved.ended(event.aggregate_id)
        else:
            self._remember(lookup, event)
        return ()

    def _remember(self, lookup: Lookup, event: RecordedEvent) -> None:
        """A claim and a payment are the first of theirs, and so come before whatever moves their money."""
        if not isinstance(event.event, ClaimReceived | PaymentReceived):
            self._moved.write(lookup)
        for person_id in event.event.erased_persons:
            memory.forget_what_was_said_by(lookup, person_id)
        if event.aggregate_kind == "case":
            memory.remember_case(lookup, self._moved, event)
        elif event.aggregate_kind == "payment":
            memory.remember_payment(lookup, self._moved, event)

    def batch_read(self, lookup: Lookup) -> None:
        """Write what was moved."""
        self._moved.write(lookup)

    def when_caught_up(self, lookup: Lookup, now: datetime) -> Iterable[Intent]:
        """A command for each payment that is new, or has reason to be looked at again."""
        found, asked = memory.take_to_look_at(lookup, LOOKED_AT_ONCE_MAX), memory.AskedToMatch(lookup)
        cases = memory.cases_with_each(lookup, _told_by_one(found))
        for payment in found.payments:
            unplaced = self._unplaced(payment, found.references.get(payment.payment_id, ()))
            command = _placed(lookup, unplaced, found.of_plans, cases, asked)
            if isinstance(command, MatchPayment):
                asked.add(payment.payment_id, command.portions)
                PAYMENTS_MATCHED.by(command.method).inc()
                yield _intent(payment, command)
            elif not payment.in_suspense:
                PAYMENTS_SUSPENDED.by(command.reason).inc()
                yield _intent(payment, command)
            elif suggested := _suggested(lookup, payment, unplaced, asked):  # the reason in the log stays the first one
                yield _intent(payment, SuggestMatch(suggested), beside="suggestion")
        asked.write()

    def _unplaced(self, payment: memory.WaitingPayment, references: tuple[StatedReference, ...]) -> UnplacedPayment:
        creditor = self._accounts.get(payment.receiver_account)
        return UnplacedPayment(payment.currency, payment.amount_minor, references, creditor)


def _came_from_nowhere(event: Event) -> bool:
    return isinstance(event, PaymentReceived) and event.payer_account is None


def _without_its_references(event: RecordedEvent) -> RecordedEvent:
    if not isinstance(event.event, PaymentReceived):
        return event
    return event._replace(event=changed(event.event, references=(), payer_name=None, message=None))


def _told_by_one(found: memory.ToLookAt) -> set[str]:
    """The references of those payments that one reference tells all of: what is owed does not count then."""
    alone = (stated[0].reference for stated in found.references.values() if len(stated) == 1)
    return {reference for reference in alone if reference not in found.of_plans}


def _placed(
    lookup: Lookup,
    unplaced: UnplacedPayment,
    of_plans: frozenset[str],
    cases: Mapping[str, Sequence[KnownCase]],
    asked: memory.AskedToMatch,
) -> MatchPayment | PutPaymentInSuspense:
    """``cases`` are those of the payments that one reference tells all of."""
    stated = {one.reference for one in unplaced.references}
    if len(unplaced.references) == 1 and not stated & of_plans:
        return place(unplaced, {reference: cases.get(reference, ()) for reference in stated})
    asked.write()
    plan = memory.plan_with(lookup, *stated) if len(stated) == 1 and stated <= of_plans else ()
    return place(unplaced, {reference: memory.cases_with(lookup, reference) for reference in stated}, plan)


def _suggested(
    lookup: Lookup, payment: memory.WaitingPayment, unplaced: UnplacedPayment, asked: memory.AskedToMatch
) -> tuple[Candidate, ...]:
    asked.write()
    references = (given.reference for given in unplaced.references)
    mistyped = [reference for reference in references if check_digit_fails(reference, payment.currency)]
    return candidates(unplaced, memory.cases_that_may_be_meant(lookup, payment.payment_id, mistyped))


def _intent(payment: memory.WaitingPayment, command: Command, beside: str = "") -> Intent:
    target, event_id = uuid_of_bytes(payment.payment_id), uuid_of_bytes(payment.look_because_of)
    return Intent(target, command, event_id, uuid_of_bytes(payment.correlation_id), beside)
