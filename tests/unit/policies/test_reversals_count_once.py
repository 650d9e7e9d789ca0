"""A payment that the bank took back, told of by a person and by a line of the bank: it counts once, in either order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from consumers.policies.allocator import Allocator
from consumers.policies.matcher.policy import Matcher
from consumers.policies.reconciler import QUIET, Reconciler
from consumers.policies.remitter import SAME_REVERSAL_DAYS, Remitter
from domain.bank_account.state import DayStatus
from domain.kernel.identity import payer_id, payment_id
from domain.kernel.ledger import CLEARING, Account
from domain.payment.receipt.deducting import ReceiveDeduction
from domain.payment.remitting.explaining_reversal import ExplainByReversal
from domain.payment.reversal.confirming import ReversalConfirmed
from domain.payment.reversal.reversing import PaymentReversed, ReversePayment
from domain.payment.state import PaymentStatus
from infra.intake.banks.camt.writer import CamtWriter
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenEntry
from infra.intake.importing.line_command import LineCommand
from tests.unit.policies.little_ledger import START, LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import balances, case_state, count, status
from tests.unit.policies.samples import claim, payment
from tests.unit.policies.test_reconciler import MONDAY, commands, on_day, read, send, statuses

A, B = "12345674", "22345672"
WEDNESDAY = date(2026, 3, 4)
CAMT = CamtWriter("camt.053", 8)
PAID = WrittenEntry(100_000, (A,), bank_reference="R-1")
TAKEN_BACK = WrittenEntry(100_000, (A,), kind=EntryKind.REVERSAL, bank_reference="R-2")


def readers_of(ledger: LittleLedger) -> list[PolicyReader]:
    return [PolicyReader(policy, ledger) for policy in (Matcher(), Allocator(), Remitter(), Reconciler())]


def at_rest(ledger: LittleLedger, readers: list[PolicyReader]) -> None:
    for _ in range(2):
        settle(*readers)
        ledger.now += QUIET
    settle(*readers)


def paid_case(ledger: LittleLedger, number: int, reference: str) -> tuple[UUID, UUID]:
    """A case of 1,000.00 and the payment of it."""
    case, receive = claim(number, reference)
    paid, pay = payment(number, 100_000, reference)
    ledger.ask(case, receive)
    ledger.ask(paid, pay)
    return case, paid


def line(number: int, amount_minor: int = 100_000, day: date = WEDNESDAY) -> tuple[UUID, ReceiveDeduction]:
    """A line that the bank calls a reversal."""
    source = f"reversal:{number}"
    said = (source, "0055555551", "SEK", amount_minor, day, (), payer_id(source), None, None, None)
    return payment_id(source), ReceiveDeduction(*said, is_reversal=True)


def taken_once(ledger: LittleLedger) -> None:
    """Nothing of one payment of 1,000.00 is left anywhere, and no account is below what it can be."""
    sums = balances(ledger)
    wanted = (Account.BANK_CLIENT_FUNDS, Account.DEDUCTIONS, Account.CLIENT_PAYABLE, Account.SUSPENSE, *CLEARING)
    assert {one: sums[one] for one in wanted} == dict.fromkeys(wanted, 0)


@pytest.mark.parametrize("first", ["the line", "the person", "the person, before the line was there"])
def test_a_reversal_that_a_person_and_the_bank_tell_of_counts_once(ledger: LittleLedger, first: str) -> None:
    """1,000.00 came and went. What the person booked is undone on their day: the line has it, on the bank's."""
    readers = readers_of(ledger)
    case, paid = paid_case(ledger, 1, A)
    settle(*readers)
    taken, take = line(1)
    acts = [(taken, take), (paid, ReversePayment("chargeback"))]
    for target, command in acts if first == "the line" else acts[::-1]:
        ledger.ask(target, command)
        if first == "the person, before the line was there":
            settle(*readers)
    settle(*readers)
    assert (status(ledger, taken), status(ledger, paid)) == (PaymentStatus.EXPLAINED, PaymentStatus.REVERSED)
    taken_once(ledger)
    assert case_state(ledger, case).balance.outstanding_minor == 100_000
    assert (count(ledger, PaymentReversed), count(ledger, ReversalConfirmed)) == (1, 1)
    assert not ledger.kept


@pytest.mark.parametrize("hand_first", [True, False])
def test_neither_day_shows_a_difference(ledger: LittleLedger, hand_first: bool) -> None:
    """The statements of Monday and Tuesday: the payment, and its reversal, which a person told of on Monday as well."""
    readers = readers_of(ledger)
    monday = commands(read(CAMT.write_day(on_day(1_000, PAID))))
    tuesday = commands(read(CAMT.write_day(on_day(101_000, TAKEN_BACK, after=1))))
    ledger.now = START + timedelta(days=7)
    send(ledger, monday)
    paid = next(one.envelope.aggregate_id for one in monday if isinstance(one, LineCommand))
    if not hand_first:
        send(ledger, tuesday)
    settle(*readers)
    ledger.ask(paid, ReversePayment("chargeback"))
    if hand_first:
        at_rest(ledger, readers)
        assert statuses(ledger)[MONDAY] is DayStatus.OPEN, "the bank knows nothing of it yet"
        send(ledger, tuesday)
    at_rest(ledger, readers)
    assert set(statuses(ledger).values()) == {DayStatus.RECONCILED}
    assert len(statuses(ledger)) == 2
    taken_once(ledger)


def test_a_line_that_a_person_says_to_be_the_reversal_takes_the_payment_back(ledger: LittleLedger) -> None:
    """Nobody has booked it by hand: the payment is reversed with the line, on its day, and the case owes again."""
    readers = readers_of(ledger)
    case, paid = paid_case(ledger, 1, A)
    taken, take = line(1)
    ledger.ask(taken, take)
    settle(*readers)
    assert status(ledger, taken) is PaymentStatus.DEDUCTED, "which payment it is of, nothing says for certain"
    ledger.ask(taken, ExplainByReversal(paid))
    settle(*readers)
    assert (status(ledger, taken), status(ledger, paid)) == (PaymentStatus.EXPLAINED, PaymentStatus.REVERSED)
    [back] = [one.event for one in ledger.events() if isinstance(one.event, PaymentReversed)]
    assert (back.by_line, back.booked_date, back.reason) == (taken, WEDNESDAY, "returned_by_bank")
    taken_once(ledger)
    assert case_state(ledger, case).balance.outstanding_minor == 100_000
    ledger.ask(paid, ReversePayment("chargeback"))
    assert [one.code for one in ledger.refusals()] == ["payment_reversed"], "it is known already"


def test_of_two_payments_of_one_amount_a_person_says_which_the_bank_took_back(ledger: LittleLedger) -> None:
    readers = readers_of(ledger)
    paid = [paid_case(ledger, number, reference)[1] for number, reference in ((1, A), (2, B))]
    settle(*readers)
    for one in paid:
        ledger.ask(one, ReversePayment("chargeback"))
    lines = [line(1), line(2)]
    for taken, take in lines:
        ledger.ask(taken, take)
    settle(*readers)
    assert [status(ledger, taken) for taken, _ in lines] == [PaymentStatus.DEDUCTED] * 2
    ledger.ask(lines[0][0], ExplainByReversal(paid[1]))
    settle(*readers)
    assert [status(ledger, taken) for taken, _ in lines] == [PaymentStatus.EXPLAINED] * 2, "the other is now certain"
    taken_once(ledger)
    assert not ledger.kept


@pytest.mark.parametrize(
    "other",
    [
        {"is_reversal": False},
        {"amount_minor": 99_999},
        {"currency": "EUR"},
        {"receiver_account": "9912346"},
        {"value_date": START.date() + timedelta(days=SAME_REVERSAL_DAYS + 1)},
    ],
)
def test_a_line_that_may_be_something_else_waits_for_a_person(ledger: LittleLedger, other: dict[str, object]) -> None:
    readers = readers_of(ledger)
    _, paid = paid_case(ledger, 1, A)
    settle(*readers)
    ledger.ask(paid, ReversePayment("chargeback"))
    taken, take = line(1)
    ledger.ask(taken, replace(take, **other))  # type: ignore[arg-type]
    settle(*readers)
    assert status(ledger, taken) is PaymentStatus.DEDUCTED


@pytest.mark.parametrize(
    ("amount_minor", "day", "code"),
    [
        (99_999, WEDNESDAY, "reversal_amount_differs"),
        (100_000, date(2026, 3, 1), "happened_before_the_payment"),
    ],
)
@pytest.mark.parametrize("is_reversed", [False, True])
def test_a_payment_does_not_agree_to_a_line_that_is_not_its_own(
    ledger: LittleLedger, amount_minor: int, day: date, code: str, is_reversed: bool
) -> None:
    """The line waits for a person again, with the reason, and nothing of the payment has moved."""
    readers = readers_of(ledger)
    _, paid = paid_case(ledger, 1, A)
    settle(*readers)
    if is_reversed:
        ledger.ask(paid, ReversePayment("chargeback"))
    before = status(ledger, paid)
    taken, take = line(1, amount_minor, day)
    ledger.ask(taken, replace(take, is_reversal=False))
    ledger.ask(taken, ExplainByReversal(paid))
    settle(*readers)
    assert (status(ledger, taken), status(ledger, paid)) == (PaymentStatus.DEDUCTED, before)
    assert [one.code for one in ledger.refusals()] == [code]
    assert not ledger.kept


def test_a_reversal_that_a_line_has_shown_takes_no_second_line(ledger: LittleLedger) -> None:
    readers = readers_of(ledger)
    _, paid = paid_case(ledger, 1, A)
    settle(*readers)
    ledger.ask(paid, ReversePayment("chargeback"))
    for number in (1, 2):
        ledger.ask(*line(number))
        settle(*readers)
    second = line(2)[0]
    assert status(ledger, second) is PaymentStatus.DEDUCTED
    ledger.ask(second, ExplainByReversal(paid))
    settle(*readers)
    assert status(ledger, second) is PaymentStatus.DEDUCTED
    assert [one.code for one in ledger.refusals()] == ["payment_reversed"]


def test_money_that_came_in_reverses_nothing(ledger: LittleLedger) -> None:
    _, paid = paid_case(ledger, 1, A)
    other, pay = payment(2, 100_000, B)
    ledger.ask(other, pay)
    ledger.ask(other, ExplainByReversal(paid))
    assert [one.code for one in ledger.refusals()] == ["line_brought_money"]
