"""A day's payments for the sample portfolio, as a BgMax file, the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from domain.case.claim.check_digits import with_length_and_check_digit
from infra.demo.sample_portfolio.dice import Dice
from infra.demo.sample_portfolio.entries import paid_by, several, with_reference, without_reference, wrong_digit
from infra.demo.sample_portfolio.mix import PaymentKind, mix_for
from infra.intake.banks.bgmax.content import BgMaxContent, Deposit, Entry
from infra.intake.banks.bgmax.writer import write_content
from infra.intake.claims.claim_line import ClaimLine

RECEIVER_BANKGIRO = "0059123406"
_DEPOSITS = 3


@dataclass(frozen=True, slots=True)
class SamplePayment:
    """One payment of the file. ``claims`` are those that the payer means: none for a reference that is nobody's."""

    kind: PaymentKind
    amount_minor: int
    claims: tuple[ClaimLine, ...]
    entry: Entry


def write_payments(path: str | Path, claims: Sequence[ClaimLine], seed: int, payday: date) -> list[SamplePayment]:
    """Write the payments of ``payday`` on ``claims``, in ISO-8859-1, and say what each of them is.

    At least 40 claims are needed, all of them in SEK and with a payment reference.
    """
    if len(claims) < 40 or any(claim.currency != "SEK" or not claim.payment_reference for claim in claims):
        raise ValueError("at least 40 claims are needed, all in SEK and with a payment reference")
    dice = Dice(seed)
    payments = dice.shuffled(list(_payments(dice, dice.shuffled(claims))))
    entries = [paid_by(dice, payment.entry, payment.claims, serial) for serial, payment in enumerate(payments, start=1)]
    Path(path).write_bytes(write_content(_content(entries, payday)))
    return [
        SamplePayment(payment.kind, payment.amount_minor, payment.claims, entry)
        for payment, entry in zip(payments, entries, strict=True)
    ]


def _payments(dice: Dice, claims: list[ClaimLine]) -> Iterator[SamplePayment]:
    mix = mix_for(len(claims))
    makers: dict[PaymentKind, tuple[int, Callable[[Dice, list[ClaimLine]], list[SamplePayment]]]] = {
        PaymentKind.FULL: (mix.full, _full),
        PaymentKind.UNDERPAID: (mix.underpaid, _underpaid),
        PaymentKind.OVERPAID: (mix.overpaid, _overpaid),
        PaymentKind.SEVERAL_REFERENCES: (mix.several_references, _several),
        PaymentKind.TWICE: (mix.twice, _twice),
        PaymentKind.IN_TWO_PARTS: (mix.in_two_parts, _in_two_parts),
        PaymentKind.NO_REFERENCE: (mix.no_reference, _no_reference),
        PaymentKind.UNKNOWN_REFERENCE: (mix.unknown_reference, _unknown),
        PaymentKind.WRONG_CHECK_DIGIT: (mix.wrong_check_digit, _wrong_check_digit),
    }
    for number, make in makers.values():
        for _ in range(number):
            yield from make(dice, claims)


def _full(dice: Dice, claims: list[ClaimLine]) -> list[SamplePayment]:
    claim = claims.pop()
    return [_on(PaymentKind.FULL, claim, claim.total_minor)]


def _underpaid(dice: Dice, claims: list[ClaimLine]) -> list[SamplePayment]:
    claim = claims.pop()
    return [_on(PaymentKind.UNDERPAID, claim, claim.total_minor * dice.between(20, 95) // 10_000 * 100)]


def _overpaid(dice: Dice, claims: list[ClaimLine]) -> list[SamplePayment]:
    claim = claims.pop()
    return [_on(PaymentKind.OVERPAID, claim, (claim.total_minor // 10_000 + 1) * 10_000)]


def _twice(dice: Dice, claims: list[ClaimLine]) -> list[SamplePayment]:
    claim = claims.pop()
    return [_on(kind, claim, claim.total_minor) for kind in (PaymentKind.FULL, PaymentKind.TWICE)]


def _in_two_parts(dice: Dice, claims: list[ClaimLine]) -> list[SamplePayment]:
    claim = claims.pop()
    first = claim.total_minor // 2
    return [_on(PaymentKind.IN_TWO_PARTS, claim, part) for part in (first, claim.total_minor - first)]


def _several(dice: Dice, claims: list[ClaimLine]) -> list[SamplePayment]:
    paid = (claims.pop(), claims.pop(), claims.pop())
    amount = sum(claim.total_minor for claim in paid)
    return [SamplePayment(PaymentKind.SEVERAL_REFERENCES, amount, paid, several(dice, paid, amount))]


def _no_reference(dice: Dice, claims: list[ClaimLine]) -> list[SamplePayment]:
    claim = claims.pop()
    entry = without_reference(dice, claim)
    return [SamplePayment(PaymentKind.NO_REFERENCE, claim.total_minor, (claim,), entry)]


def _unknown(dice: Dice, claims: list[ClaimLine]) -> list[SamplePayment]:
    # No creditor has the prefix 99, so that no claim can have this reference.
    reference = with_length_and_check_digit(f"99{dice.between(100_000, 999_999)}")
    amount = dice.between(200, 3_000) * 100
    return [SamplePayment(PaymentKind.UNKNOWN_REFERENCE, amount, (), with_reference(reference, amount))]


def _wrong_check_digit(dice: Dice, claims: list[ClaimLine]) -> list[SamplePayment]:
    claim = claims.pop()
    return [SamplePayment(PaymentKind.WRONG_CHECK_DIGIT, claim.total_minor, (claim,), wrong_digit(dice, claim))]


def _on(kind: PaymentKind, claim: ClaimLine, amount_minor: int) -> SamplePayment:
    assert claim.payment_reference is not None
    return SamplePayment(kind, amount_minor, (claim,), with_reference(claim.payment_reference, amount_minor))


def _content(entries: list[Entry], payday: date) -> BgMaxContent:
    size = -(-len(entries) // _DEPOSITS)
    deposits = tuple(
        Deposit(
            receiver_bankgiro=RECEIVER_BANKGIRO,
            receiver_plusgiro="",
            currency="SEK",
            entries=tuple(entries[number * size : (number + 1) * size]),
            account="83279034567890".zfill(35),
            booked_date=payday,
            serial=f"{(payday.toordinal() * _DEPOSITS + number) % 100_000:05d}",
        )
        for number in range(_DEPOSITS)
    )
    # Bankgirot sends the day's file in the evening.
    return BgMaxContent(datetime.combine(payday, time(18, 42, 7, 310_442), UTC), False, deposits)
