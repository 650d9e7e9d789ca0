"""Whatever happens on a case or with a payment, the books balance and what is owed is what the ledger says."""

from __future__ import annotations

from collections import Counter

from domain.case.allocation.reversing import AllocationReversed
from domain.case.claim.receiving import ClaimReceived
from domain.case.state import CASE, CaseState
from domain.kernel.ledger import CASE_ACCOUNTS, RECEIVABLES, Account, Balance
from domain.kernel.message import Event
from domain.payment.state import ACCOUNT_OF, PAYMENT, PaymentState, PaymentStatus
from tests.for_each import for_each
from tests.unit.domain.drawn_lives import whatever_happens
from tests.unit.domain.random_life import Step, balance_of, case_lives, lived, payment_lives
from tests.unit.golden_samples import GOLDEN_EVENTS

RECEIVABLE = tuple(RECEIVABLES.values())


@for_each("event", GOLDEN_EVENTS.values(), lambda event: type(event).__name__)
def test_what_an_event_moves_is_in_its_currency_and_on_accounts_that_there_are(event: Event) -> None:
    for line in event.postings():
        assert (line.currency, line.account in set(Account)) == (event.currency, True)  # type: ignore[attr-defined]


def posted(ledger: Counter[str], step: Step) -> Counter[str]:
    """The ledger after the event's postings, which balance by themselves in each currency."""
    by_currency: Counter[str] = Counter()
    for line in step.event.postings():
        assert isinstance(line.account, Account)
        by_currency[line.currency] += line.amount_minor
        ledger[line.account] += line.amount_minor
    assert not any(by_currency.values())
    return ledger


@whatever_happens(case_lives, number=120)
def test_a_case_balances_in_every_event_and_the_ledger_agrees_with_its_state(asked: list[object]) -> None:
    ledger: Counter[str] = Counter()
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        ledger = posted(ledger, step)
        assert balance_of(step.after) == {account: minor for account, minor in ledger.items() if minor}
        handed_over = -ledger[Account.CLAIMS_HANDED_OVER]
        owed = sum(ledger[account] for account in RECEIVABLE)
        gone = ledger[Account.COLLECTED] + ledger[Account.PAID_TO_CREDITOR] + ledger[Account.WRITTEN_OFF]
        added = -ledger[Account.ADDED_SINCE]
        assert min(handed_over, added) >= 0
        assert handed_over + added == owed + gone, "all that was handed over or added is owed, paid or written off"
        assert min(ledger[account] for account in (*RECEIVABLE, Account.COLLECTED, Account.WRITTEN_OFF)) >= 0
        assert ledger[Account.COLLECTED] == -ledger[Account.CLIENT_PAYABLE], (
            "what was collected is owed to the creditor"
        )
        assert ledger[Account.REFUND_PAYABLE] <= 0
        assert step.after.outstanding_minor == owed


@whatever_happens(case_lives)
def test_a_case_has_collected_what_its_payments_covered(asked: list[object]) -> None:
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        state: CaseState = step.after
        parts = [credit.parts for credit in state.credits.by_payment.values()]
        assert state.balance.on(Account.COLLECTED) == sum(one.covered_minor for one in parts)
        assert -state.balance.on(Account.REFUND_PAYABLE) == sum(one.overpaid_minor for one in parts)
        direct = sum(credit.parts.covered_minor for credit in state.credits.direct)
        assert state.balance.on(Account.PAID_TO_CREDITOR) == direct
        assert state.balance.on(Account.ALLOCATION_CLEARING) == sum(p.covered_minor + p.overpaid_minor for p in parts)


@whatever_happens(case_lives)
def test_a_reversal_moves_what_its_allocation_moved_back_out_of_every_account_of_ours(asked: list[object]) -> None:
    moved: dict[object, Counter[str]] = {}
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        if isinstance(step.event, AllocationReversed):
            back, before = _sums(step), moved.pop(step.event.payment_id)
            back.update(before)
            left = {account for account, minor in back.items() if minor}
            assert left <= {Account.WRITTEN_OFF, *RECEIVABLE}
            assert bool(left) is (step.event.is_written_off and before[Account.COLLECTED] > 0)
        elif payment := getattr(step.event, "payment_id", None):  # allocated, and made anew in the order of days
            moved.setdefault(payment, Counter()).update(_sums(step))


def _sums(step: Step) -> Counter[str]:
    sums: Counter[str] = Counter()
    for line in step.event.postings():
        sums[line.account] += line.amount_minor
    return sums


@whatever_happens(case_lives)
def test_what_stands_on_a_case_because_of_it_is_shown_with_it(asked: list[object]) -> None:
    passing = {Account.ALLOCATION_CLEARING, Account.CLIENT_PAYABLE}
    for step in lived(CASE, asked):  # type: ignore[arg-type]
        assert {line.account for line in step.event.postings()} <= {*CASE_ACCOUNTS, *passing}


@whatever_happens(payment_lives)
def test_a_payment_stands_in_one_account_at_a_time(asked: list[object]) -> None:
    ledger: Counter[str] = Counter()
    for step in lived(PAYMENT, asked):  # type: ignore[arg-type]
        ledger = posted(ledger, step)
        state: PaymentState = step.after
        assert balance_of(state) == {account: minor for account, minor in ledger.items() if minor}
        if state.refunds.by_number:
            continue  # what goes back stands apart: test_refunds.py
        amount = state.receipt.amount_minor
        if state.status is PaymentStatus.REVERSED and state.match.reversed_on is not None:
            assert balance_of(state) == {}, "a person has told of it"
        elif state.status is PaymentStatus.REVERSED:  # the bank's line, a payment of its own, has taken it
            assert balance_of(state) == {Account.BANK_CLIENT_FUNDS: amount, Account.REMITTANCE_CLEARING: -amount}
        else:
            assert balance_of(state) == {Account.BANK_CLIENT_FUNDS: amount, ACCOUNT_OF[state.status]: -amount}
            assert bool(state.match.portions) is (state.status is PaymentStatus.MATCHED)


def test_a_balance_that_nothing_was_posted_to_is_zero() -> None:
    assert (Balance().on(Account.SUSPENSE), Balance().owed("fees"), Balance().outstanding_minor) == (0, 0, 0)


@whatever_happens(case_lives, number=50)
def test_a_claim_is_handed_over_once(asked: list[object]) -> None:
    received = [step for step in lived(CASE, asked) if isinstance(step.event, ClaimReceived)]  # type: ignore[arg-type]
    assert len(received) <= 1
