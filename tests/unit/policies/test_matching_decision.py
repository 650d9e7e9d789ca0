"""Which cases a payment is for: each line of the table is one situation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consumers.policies.matcher.decision import StatedReference, UnplacedPayment, place
from consumers.policies.matcher.pouring import KnownCase
from domain.payment.matching.matching import MatchMethod, MatchPayment
from domain.payment.matching.suspending import PutPaymentInSuspense, SuspenseReason
from domain.payment.portion import Portion

A, B, C = "12345674", "22345672", "32345670"  # valid OCR numbers
MISTYPED = "12345675"


def case(
    number: int,
    owed: int = 1_000,
    due: date = date(2026, 1, 31),
    *,
    creditor: str = "Nordkraft",
    currency: str = "SEK",
    is_open: bool = True,
) -> KnownCase:
    return KnownCase(UUID(int=number), creditor, currency, owed, due, is_open)


def payment(
    amount: int, *references: str | tuple[str, int], currency: str = "SEK", creditor: str | None = None
) -> UnplacedPayment:
    stated = [StatedReference(r, 0) if isinstance(r, str) else StatedReference(*r) for r in references]
    return UnplacedPayment(currency, amount, tuple(stated), creditor)


def exact(number: int, amount: int) -> MatchPayment:
    return MatchPayment((Portion(UUID(int=number), amount),), MatchMethod.EXACT_REFERENCE)


def several(*portions: tuple[int, int]) -> MatchPayment:
    return MatchPayment(
        tuple(Portion(UUID(int=number), amount) for number, amount in portions), MatchMethod.SEVERAL_REFERENCES
    )


def suspense(reason: SuspenseReason) -> PutPaymentInSuspense:
    return PutPaymentInSuspense(reason)


JAN, FEB, MAR = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)

ONE_REFERENCE = {
    "all that is owed": (payment(1_000, A), {A: [case(1)]}, exact(1, 1_000)),
    "less than is owed": (payment(10, A), {A: [case(1)]}, exact(1, 10)),
    "more than is owed": (payment(5_000, A), {A: [case(1)]}, exact(1, 5_000)),
    "a case that owes nothing and is open": (payment(7, A), {A: [case(1, owed=0)]}, exact(1, 7)),
    "given twice": (payment(1_000, A, A), {A: [case(1)]}, exact(1, 1_000)),
    "with a stated part that is not the whole": (payment(1_000, (A, 400)), {A: [case(1)]}, exact(1, 1_000)),
    "beside an empty one": (payment(1_000, "", A), {A: [case(1)]}, exact(1, 1_000)),
    "that a claim carries, though its check digit is wrong": (
        payment(9, MISTYPED), {MISTYPED: [case(1)]}, exact(1, 9),
    ),
    "that is no number": (payment(9, "FAKTURA-17"), {"FAKTURA-17": [case(1)]}, exact(1, 9)),
}  # fmt: skip

SEVERAL = {
    "with parts that add up": (
        payment(700, (A, 300), (B, 400)), {A: [case(1)], B: [case(2)]}, several((1, 300), (2, 400)),
    ),
    "with parts that add up, above what is owed": (
        payment(3_000, (A, 2_000), (B, 1_000)), {A: [case(1)], B: [case(2)]}, several((1, 2_000), (2, 1_000)),
    ),
    "with parts that do not add up: oldest first": (
        payment(1_200, (A, 300), (B, 400)),
        {A: [case(1, due=FEB)], B: [case(2, due=JAN)]},
        several((2, 1_000), (1, 200)),
    ),
    "with a part for one of them only: oldest first": (
        payment(1_200, (A, 1_200), B), {A: [case(1, due=FEB)], B: [case(2, due=JAN)]}, several((2, 1_000), (1, 200)),
    ),
    "all owed": (payment(2_000, A, B), {A: [case(1)], B: [case(2)]}, several((1, 1_000), (2, 1_000))),
    "overpaid: the rest is on the one due last": (
        payment(2_500, A, B, C),
        {A: [case(1, due=MAR)], B: [case(2, due=JAN)], C: [case(3, 200, FEB)]},
        several((2, 1_000), (3, 200), (1, 1_300)),
    ),
    "underpaid: the last get nothing and have no portion": (
        payment(900, A, B, C), {A: [case(1)], B: [case(2)], C: [case(3)]}, several((1, 900)),
    ),
    "one that owes nothing gets nothing": (
        payment(900, A, B), {A: [case(1, owed=0, due=JAN)], B: [case(2, due=FEB)]}, several((2, 900)),
    ),
    "exactly the older ones": (
        payment(1_000, A, B), {A: [case(1, due=JAN)], B: [case(2, due=FEB)]}, several((1, 1_000)),
    ),
    "due on one day: in the order given": (
        payment(1_500, B, A), {A: [case(1)], B: [case(2)]}, several((2, 1_000), (1, 500)),
    ),
    "a part given twice for one of them": (
        payment(700, (A, 100), (B, 400), (A, 200)), {A: [case(1)], B: [case(2)]}, several((1, 300), (2, 400)),
    ),
    "of two creditors": (
        payment(1_100, A, B),
        {A: [case(1, creditor="Nordkraft")], B: [case(2, creditor="Sydel")]},
        several((1, 1_000), (2, 100)),
    ),
}  # fmt: skip

SUSPENSE = {
    "no reference": (payment(9), {}, SuspenseReason.NO_REFERENCE),
    "only empty references": (payment(9, "", ""), {}, SuspenseReason.NO_REFERENCE),
    "a reference of no claim": (payment(9, A), {}, SuspenseReason.UNKNOWN_REFERENCE),
    "a reference of no claim whose check digit is wrong": (payment(9, MISTYPED), {}, SuspenseReason.INVALID_REFERENCE),
    "one of several is of no claim": (payment(9, A, B), {A: [case(1)]}, SuspenseReason.UNKNOWN_REFERENCE),
    "one of several is of no claim, though the parts add up": (
        payment(9, (A, 4), (B, 5)), {A: [case(1)]}, SuspenseReason.UNKNOWN_REFERENCE,
    ),
    "one of several is mistyped": (payment(9, A, MISTYPED), {A: [case(1)]}, SuspenseReason.INVALID_REFERENCE),
    "one unknown and one mistyped": (payment(9, A, MISTYPED), {}, SuspenseReason.UNKNOWN_REFERENCE),
    "the same reference at two creditors": (
        payment(9, A), {A: [case(1), case(2, creditor="Sydel")]}, SuspenseReason.AMBIGUOUS_REFERENCE,
    ),
    "the same reference at two creditors, neither of whom has the account": (
        payment(9, A, creditor="Tredje"),
        {A: [case(1), case(2, creditor="Sydel")]},
        SuspenseReason.AMBIGUOUS_REFERENCE,
    ),
    "the same reference twice at the creditor who has the account": (
        payment(9, A, creditor="Nordkraft"), {A: [case(1), case(2)]}, SuspenseReason.AMBIGUOUS_REFERENCE,
    ),
    "the same reference at two creditors, one case closed": (
        payment(9, A), {A: [case(1), case(2, creditor="Sydel", is_open=False)]}, SuspenseReason.AMBIGUOUS_REFERENCE,
    ),
    "one of several is ambiguous": (
        payment(9, A, B), {A: [case(1)], B: [case(2), case(3)]}, SuspenseReason.AMBIGUOUS_REFERENCE,
    ),
    "a credit that was set off": (
        payment(800, (A, 1_000), (B, -200)), {A: [case(1)], B: [case(2)]}, SuspenseReason.AMBIGUOUS_REFERENCE,
    ),
    "a closed case": (payment(9, A), {A: [case(1, is_open=False)]}, SuspenseReason.CLOSED_CASE),
    "one of several is closed": (
        payment(9, A, B), {A: [case(1)], B: [case(2, is_open=False)]}, SuspenseReason.CLOSED_CASE,
    ),
    "another currency": (payment(9, A, currency="EUR"), {A: [case(1)]}, SuspenseReason.WRONG_CURRENCY),
    "one of several is in another currency": (
        payment(9, A, B), {A: [case(1)], B: [case(2, currency="EUR")]}, SuspenseReason.WRONG_CURRENCY,
    ),
    "a closed case in another currency": (
        payment(9, A), {A: [case(1, currency="EUR", is_open=False)]}, SuspenseReason.CLOSED_CASE,
    ),
}  # fmt: skip

Cases = dict[str, list[KnownCase]]


@pytest.mark.parametrize(("unplaced", "cases", "expected"), ONE_REFERENCE.values(), ids=ONE_REFERENCE)
def test_one_reference(unplaced: UnplacedPayment, cases: Cases, expected: MatchPayment) -> None:
    assert place(unplaced, cases) == expected


@pytest.mark.parametrize(("unplaced", "cases", "expected"), SEVERAL.values(), ids=SEVERAL)
def test_several_references(unplaced: UnplacedPayment, cases: Cases, expected: MatchPayment) -> None:
    assert place(unplaced, cases) == expected


@pytest.mark.parametrize(("unplaced", "cases", "reason"), SUSPENSE.values(), ids=SUSPENSE)
def test_suspense(unplaced: UnplacedPayment, cases: Cases, reason: SuspenseReason) -> None:
    assert place(unplaced, cases) == suspense(reason)


def test_every_reason_for_suspense_is_decided_somewhere() -> None:
    assert {reason for _, _, reason in SUSPENSE.values()} == set(SuspenseReason)


def test_the_receiving_account_tells_two_creditors_apart() -> None:
    cases = {A: [case(1), case(2, creditor="Sydel")]}
    assert place(payment(9, A, creditor="Sydel"), cases) == exact(2, 9)


def test_the_receiving_account_does_not_overrule_a_reference_that_is_clear() -> None:
    assert place(payment(9, A, creditor="Sydel"), {A: [case(1)]}) == exact(1, 9)


@given(
    amount=st.integers(1, 10_000),
    owed=st.lists(st.integers(0, 5_000), min_size=2, max_size=6),
    days=st.lists(st.integers(1, 28), min_size=6, max_size=6),
)
def test_however_it_is_split_the_portions_are_the_payment_and_only_the_last_is_overpaid(
    amount: int, owed: list[int], days: list[int]
) -> None:
    cases = {
        f"R{number}": [case(number, owed_minor, date(2026, 1, days[number]))] for number, owed_minor in enumerate(owed)
    }
    decided = place(payment(amount, *cases), cases)
    assert isinstance(decided, MatchPayment)
    assert sum(portion.amount_minor for portion in decided.portions) == amount
    assert all(portion.amount_minor > 0 for portion in decided.portions)
    owed_by = {of_reference[0].case_id: of_reference[0].owed_minor for of_reference in cases.values()}
    overpaid = [p for p in decided.portions if p.amount_minor > owed_by[p.case_id]]
    assert overpaid in ([], [decided.portions[-1]])
