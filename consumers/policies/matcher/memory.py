"""What the matcher remembers of the log: cases by their references, and payments until they are placed."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import NamedTuple
from uuid import UUID

from consumers.policies.matcher.candidates import numbers_in, repaired
from consumers.policies.matcher.decision import StatedReference
from consumers.policies.matcher.money_moved import MoneyMoved
from consumers.policies.matcher.pouring import KnownCase, PlanInstalment
from consumers.policies.matcher.receiver_accounts import canonical_account
from consumers.policies.outbox import in_parts, with_keys
from consumers.policies.policy import Lookup
from domain.case.allocation.reversing import AllocationReversed
from domain.case.claim.amending import ClaimAmended
from domain.case.claim.receiving import ClaimReceived
from domain.case.plans.combining import PlanPartTaken
from domain.case.stages.state import ends_case, opens_case
from domain.kernel.personal import Withheld
from domain.kernel.quick_record import maker_of
from domain.kernel.quick_uuid import uuid_of_bytes
from domain.kernel.recorded import RecordedEvent
from domain.kernel.text import reference_key
from domain.payment.hold.holding import PaymentHeld
from domain.payment.hold.releasing import PaymentReleased
from domain.payment.matching.suspending import PaymentPutInSuspense
from domain.payment.matching.transferring import PaymentTransferred
from domain.payment.matching.unmatching import PaymentUnmatched
from domain.payment.portion import Portion
from domain.payment.receipt.receiving import PaymentReceived
from domain.payment.refund.proposing import RefundProposed
from domain.payment.remitting.explanation import Explained
from domain.payment.reversal.reversing import PaymentReversed
from domain.payment.suggestion.state import MatchBasis
from infra.eventlog.index.index_sql import insert_rows
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies.matcher", "memory.sql")
TABLES = _SQL["tables"]
_known_case = maker_of(KnownCase)
_FORGET_PERSON = (
    *("forget_references_of_person", "forget_words_of_person"),
    *("forget_accounts_of_person", "forget_account_of_person"),
)


class WaitingPayment(NamedTuple):
    """A payment to look at, as it stands in the table: ids are 16 bytes."""

    payment_id: bytes
    receiver_account: str
    currency: str
    amount_minor: int
    in_suspense: int
    look_because_of: bytes
    correlation_id: bytes


class ToLookAt(NamedTuple):
    """Payments that are new, or have reason to be looked at again; the references that each gives, in their order; and
    those of the references that plans over several cases have."""

    payments: list[WaitingPayment]
    references: Mapping[bytes, tuple[StatedReference, ...]]
    of_plans: frozenset[str]


def take_to_look_at(lookup: Lookup, limit: int) -> ToLookAt:
    """At most so many. From now on each just waits, until something happens that concerns it."""
    some = {"limit": limit}
    payments = [WaitingPayment._make(row) for row in lookup.execute(_SQL["to_look_at"], some).fetchall()]
    if not payments:
        return ToLookAt([], {}, frozenset())
    references: dict[bytes, tuple[StatedReference, ...]] = {}
    for payment_id, reference, amount_minor in lookup.execute(_SQL["references_to_look_at"], some).fetchall():
        stated = StatedReference(reference, amount_minor)
        references[payment_id] = (*references.get(payment_id, ()), stated)
    of_plans = frozenset(reference for (reference,) in lookup.execute(_SQL["plan_references"], some))
    lookup.execute(_SQL["looked_at"], some)
    return ToLookAt(payments, references, of_plans)


def cases_with(lookup: Lookup, reference: str) -> list[KnownCase]:
    """The cases that carry a reference, or are of the plan that has it."""
    return _cases(lookup, "cases_with", {"reference": reference})


def cases_with_each(lookup: Lookup, references: Collection[str]) -> dict[str, list[KnownCase]]:
    """The same of many references that no plan has: each alone would cost a look."""
    found: dict[str, list[KnownCase]] = {}
    for some in in_parts(list(references)):
        for *case, reference in lookup.execute(with_keys(_SQL["cases_with_each"], len(some)), some):
            found.setdefault(reference, []).append(_case(*case))
    return found


def cases_that_may_be_meant(
    lookup: Lookup, payment_id: bytes, mistyped: Iterable[str]
) -> dict[MatchBasis, list[KnownCase]]:
    """The cases that something speaks for. The words of the payer's message are forgotten with it: one look is enough.

    ``mistyped`` are the references that cannot be right as they stand.
    """
    payment = {"payment_id": payment_id}
    likely = json.dumps([other for reference in mistyped for other in repaired(reference)])
    found = {
        MatchBasis.MISTYPED_REFERENCE: _cases(lookup, "cases_with_any", {"references": likely}),
        MatchBasis.KNOWN_PAYER: _cases(lookup, "cases_paid_before", payment),
        MatchBasis.FREE_TEXT: _cases(lookup, "cases_named", payment),
    }
    lookup.execute(_SQL["forget_words"], payment)
    return found


def _cases(lookup: Lookup, statement: str, parameters: Mapping[str, object]) -> list[KnownCase]:
    return [_case(*row) for row in lookup.execute(_SQL[statement], parameters)]


def _case(
    case_id: bytes, creditor: str, currency: str, due_date: str, is_open: int, owed_minor: int, paid_minor: int
) -> KnownCase:
    day = date.fromisoformat(due_date)
    return _known_case(uuid_of_bytes(case_id), creditor, currency, owed_minor, day, bool(is_open), paid_minor)


def plan_with(lookup: Lookup, reference: str) -> tuple[PlanInstalment, ...]:
    """The instalments of the plan over several cases that has this reference; none when no plan has."""
    rows = lookup.execute(_SQL["plan_parts"], {"reference": reference})
    return tuple(PlanInstalment(date.fromisoformat(day), uuid_of_bytes(case), target) for case, day, target in rows)


class AskedToMatch:
    """Money that is about to be on its way: the next payment must not count on the same debt. Whoever looks at what a
    case owes has it written before."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup
        self._rows: list[tuple[bytes, bytes, int]] = []

    def add(self, payment_id: bytes, portions: tuple[Portion, ...]) -> None:
        """These cases were asked to take so much of the payment."""
        self._rows += [(portion.case_id.bytes, payment_id, portion.amount_minor) for portion in portions]

    def write(self) -> None:
        """Put what was added where it counts."""
        insert_rows(self._lookup, _SQL["asked"], self._rows)
        self._rows = []


def remember_case(lookup: Lookup, moved: MoneyMoved, event: RecordedEvent) -> None:
    """What an event of a case changes: what it owes by the event's postings, and whether it is open.

    ``moved`` has been written; what the event itself moves is put there.
    """
    happened, case = event.event, {"case_id": event.aggregate_id.bytes}
    if isinstance(happened, ClaimReceived):
        lookup.execute(_SQL["add_case"], case | _facts(happened))
    else:
        moved.posted(event.aggregate_id, happened.postings())
    if isinstance(happened, ClaimAmended) and happened.due_date is not None:
        lookup.execute(_SQL["amend_due_date"], case | {"due_date": happened.due_date.isoformat()})
    if isinstance(happened, PlanPartTaken):
        _remember_plan_part(lookup, event, happened)
    if isinstance(happened, AllocationReversed) and happened.kept_minor:  # a part is allocated anew by the next event
        moved.on_its_way(event.aggregate_id, happened.payment_id, happened.kept_minor)
    elif isinstance(happened, AllocationReversed):  # its match was undone; in another partition, that may be read first
        gone = {"case_id": event.aggregate_id.bytes, "payment_id": happened.payment_id.bytes}
        lookup.execute(_SQL["not_on_its_way"], gone)
    if ends_case(type(happened)):
        moved.ended(event.aggregate_id)
    elif opens_case(type(happened)):
        lookup.execute(_SQL["reopen_case"], case)
        lookup.execute(_SQL["look_again_at_payments_for"], case | {"event_id": event.event_id.bytes})


def _facts(claim: ClaimReceived) -> dict[str, object]:
    return {
        "reference": reference_key(claim.payment_reference),
        "also_known_as": reference_key(claim.creditor_reference),
        "creditor": claim.creditor_id,
        "currency": claim.currency,
        "due_date": claim.due_date.isoformat(),
        "owed_minor": claim.principal_minor + claim.interest_minor + claim.fees_minor,
    }


def _remember_plan_part(lookup: Lookup, event: RecordedEvent, taken: PlanPartTaken) -> None:
    """In place of the schedule before it, if it is a change."""
    reference, target_minor = reference_key(taken.reference), taken.paid_before_minor
    lookup.execute(_SQL["forget_plan_part"], {"reference": reference, "case_id": event.aggregate_id.bytes})
    for ordinal, one in enumerate(taken.instalments):
        target_minor += one.amount_minor
        due = {"ordinal": ordinal, "due_date": one.due_date.isoformat(), "target_minor": target_minor}
        lookup.execute(_SQL["add_plan_part"], {"reference": reference, "case_id": event.aggregate_id.bytes, **due})
    waited = {"reference": reference, "event_id": event.event_id.bytes}
    lookup.execute(_SQL["look_again_at_payments_with"], waited)


def forget_what_was_said_by(lookup: Lookup, person_id: UUID) -> None:
    """The texts and the account of a payer who is erased. The payment waits on, and a person has to say whose it is."""
    for statement in _FORGET_PERSON:
        lookup.execute(_SQL[statement], {"person_id": person_id.bytes})


def remember_payment(lookup: Lookup, moved: MoneyMoved, event: RecordedEvent) -> None:
    """What an event of a payment changes; ``moved`` as above."""
    happened, payment = event.event, {"payment_id": event.aggregate_id.bytes}
    match happened:
        case PaymentReceived():
            _remember_received(lookup, event, happened)
        case PaymentHeld():
            for statement in ("held", "not_asked"):
                lookup.execute(_SQL[statement], payment)
        case PaymentPutInSuspense() | PaymentReleased():
            lookup.execute(_SQL["in_suspense"], payment | {"event_id": event.event_id.bytes})
        case PaymentUnmatched():
            for portion in happened.portions:
                lookup.execute(_SQL["not_on_its_way"], payment | {"case_id": portion.case_id.bytes})
        case PaymentTransferred():
            moved.on_its_way(happened.to_case, event.aggregate_id, happened.amount_minor)
        case PaymentReversed() | Explained() | RefundProposed():  # a trigger forgets what stands with it
            lookup.execute(with_keys(_SQL["forget_payment"], 1), [payment["payment_id"]])


def _remember_received(lookup: Lookup, event: RecordedEvent, received: PaymentReceived) -> None:
    payment_id = event.aggregate_id.bytes
    row = {
        "payment_id": payment_id,
        "person_id": received.person_id.bytes,
        "receiver_account": canonical_account(received.receiver_account),
        "payer_account": _digest(received.payer_account),
        "currency": received.currency,
        "amount_minor": received.amount_minor,
        "event_id": event.event_id.bytes,
        "correlation_id": event.correlation_id.bytes,
    }
    lookup.execute(_SQL["add_payment"], row)
    if received.message is not None and not isinstance(received.message, Withheld):
        for word in numbers_in(received.message):
            lookup.execute(_SQL["add_word"], {"payment_id": payment_id, "word": word})
    for ordinal, given in enumerate(received.references):
        if isinstance(given.text, Withheld):
            continue  # its payer was erased: a person has to say whose payment this is
        stated = {"reference": reference_key(given.text), "amount_minor": given.amount_minor}
        lookup.execute(_SQL["add_reference"], stated | {"payment_id": payment_id, "ordinal": ordinal})


def _digest(account: str | None) -> bytes | None:
    """An account by which payments are told to come from the same one, and that nobody can read."""
    if account is None or isinstance(account, Withheld):
        return None
    return blake2b(canonical_account(account).encode(), digest_size=16).digest()
