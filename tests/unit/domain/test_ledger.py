"""Whatever happens on a case or with a payment, the books balance and what is owed is what the ledger says."""

from collections import Counter
from datetime import UTC, date, datetime
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.allocation.allocating import AllocatePayment, ReverseAllocation
from domain.case.closure.closing import CloseCase
from domain.case.deadlines.deadline import MarkDeadlineMissed, SetDeadline
from domain.case.plans.agreeing import AgreePlan
from domain.case.state import CASE, Instalment
from domain.catalogue import EVENTS
from domain.kernel.aggregate import Command, Refusal
from domain.kernel.ledger import Account, postings
from domain.payment.matching.matching import MatchPayment, PutPaymentInSuspense
from domain.payment.reversal.reversing import ReversePayment
from domain.payment.state import PAYMENT, Portion
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE

payments = st.integers(1, 4).map(lambda number: UUID(int=number))
amounts = st.integers(-5, 130_000)
days = st.dates(date(2026, 2, 1), date(2027, 6, 1))
case_commands: st.SearchStrategy[Command] = st.one_of(
    st.just(CLAIM),
    st.builds(AllocatePayment, payments, st.sampled_from(["SEK", "SEK", "SEK", "EUR"]), amounts, days),
    st.builds(ReverseAllocation, payments, st.just("chargeback")),
    st.builds(CloseCase, st.sampled_from(["paid_in_full", "written_off"]), st.just("asked")),
    st.builds(SetDeadline, st.just("promise"), days, amounts),
    st.builds(MarkDeadlineMissed, st.integers(0, 5), st.just(datetime(2027, 1, 1, tzinfo=UTC))),
    st.builds(
        lambda amount, day: AgreePlan(
            "phone", "agency", date(2026, 2, 1), (Instalment(day, amount), Instalment(date(2027, 7, 1), 125_500))
        ),
        amounts,
        days,
    ),
)
payment_commands: st.SearchStrategy[Command] = st.one_of(
    st.just(PAYMENT_LINE),
    st.builds(PutPaymentInSuspense, st.just("no_reference")),
    st.just(MatchPayment((Portion(UUID(int=1), 125_500),), "exact_reference")),
    st.builds(ReversePayment, st.just("chargeback")),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(case_commands, max_size=25))
def test_a_case_balances_in_every_event_and_the_ledger_agrees_with_its_state(commands: list[Command]) -> None:
    state, ledger = CASE.initial, Counter[str]()
    for command in [CLAIM, *commands]:
        decision = CASE.decide(state, command)
        if isinstance(decision, Refusal):
            continue
        for event in decision:
            lines = postings(event)
            assert sum(line.amount_minor for line in lines) == 0
            for line in lines:
                ledger[line.account] += line.amount_minor
            state = CASE.evolve(state, event)
    assert ledger[Account.RECEIVABLE_PRINCIPAL] == state.principal_minor >= 0
    assert ledger[Account.RECEIVABLE_INTEREST] == state.interest_minor >= 0
    assert ledger[Account.RECEIVABLE_FEES] == state.fees_minor >= 0
    assert ledger[Account.CLAIMS_IN_COLLECTION] == -state.outstanding_minor
    assert ledger[Account.ALLOCATION_CLEARING] == state.paid_minor
    owed_on = ledger[Account.CLIENT_PAYABLE] + ledger[Account.REFUND_PAYABLE]
    assert owed_on == -state.paid_minor


@settings(max_examples=200, deadline=None)
@given(st.lists(payment_commands, max_size=12))
def test_a_payment_stands_in_one_account_at_a_time(commands: list[Command]) -> None:
    state, ledger = PAYMENT.initial, Counter[str]()
    for command in commands:
        decision = PAYMENT.decide(state, command)
        if isinstance(decision, Refusal):
            continue
        for event in decision:
            for line in postings(event):
                ledger[line.account] += line.amount_minor
            state = PAYMENT.evolve(state, event)
    status = {account: amount for account, amount in ledger.items() if amount}
    assert sum(status.values()) == 0
    assert len(status) in (0, 2), "on the client account, and in the one account where it stands"
    assert ledger[Account.SUSPENSE] <= 0, "suspense is owed to somebody: never below nothing"


def test_every_event_is_decided_evolved_and_either_moves_money_or_not_on_purpose() -> None:
    moves_money = {
        "ClaimReceived",
        "PaymentAllocated",
        "AllocationReversed",
        "CaseClosed",
        "PaymentReceived",
        "PaymentMatched",
        "PaymentPutInSuspense",
        "PaymentReversed",
    }
    does_not = {
        "CaseReopened",
        "ContactMade",
        "DeadlineMet",
        "DeadlineMissed",
        "DeadlineSet",
        "PlanAgreed",
    }
    assert {cls.__name__ for cls in EVENTS.values()} == moves_money | does_not
