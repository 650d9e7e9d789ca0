"""The fingerprint decides whether a payment is known already: too loose loses money, too strict books it twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from infra.intake.banks.bgmax.content import Deposit, Entry, Payer
from infra.intake.banks.bgmax.writer import write_content
from infra.intake.fingerprint import fingerprint
from tests.unit.intake.bgmax_samples import content, deposit, one_deposit, payment, read, share


def fingerprints(data: bytes) -> list[str]:
    return [line.fingerprint for line in read(data).lines]


def test_the_fingerprint_of_a_payment_never_changes() -> None:
    # Frozen: if this fails, every payment on record would become a new one when its file comes again.
    entry = replace(payment(), extra=(share("658369", 100), share("74450", 50, is_credit=True)))
    assert fingerprints(one_deposit(payment(), entry)) == [
        "bgmax1:8302130508ed762ac2778397b2693f60b7132b3b05bd9fa75c580de2f654e630",
        "bgmax1:1a424e8b3f77455d071313c09902197cc025584b62a1f16504750a2273597aa9",
    ]


def test_a_file_that_is_made_again_holds_the_same_payments() -> None:
    first = content(deposit(payment(), payment(5)), deposit(payment(7), serial="00075"))
    later = replace(first, created=first.created + timedelta(days=1))
    only_the_second = replace(later, deposits=later.deposits[1:])
    assert fingerprints(write_content(later)) == fingerprints(write_content(first))
    assert fingerprints(write_content(only_the_second)) == fingerprints(write_content(first))[2:]


def test_what_the_bank_may_fill_in_later_does_not_count() -> None:
    plain = replace(payment(), payer=Payer())
    fuller = replace(payment(), payer=Payer(name="Åsa Öberg", town="Åbyn"), information=("Tack",), image="1")
    assert fingerprints(one_deposit(plain)) == fingerprints(one_deposit(fuller))


def test_two_payments_that_are_alike_in_everything_stay_two() -> None:
    one, two = fingerprints(one_deposit(payment(), payment()))
    assert one != two
    assert [one] == fingerprints(one_deposit(payment()))


def test_a_payment_between_two_equals_does_not_rename_the_second() -> None:
    without = fingerprints(one_deposit(payment(), payment()))
    with_another = fingerprints(one_deposit(payment(), payment(7), payment()))
    assert [with_another[0], with_another[2]] == without


@pytest.mark.parametrize(
    "change",
    [
        lambda e: replace(e, amount_minor=e.amount_minor + 1),
        lambda e: replace(e, reference="1210000012"),
        lambda e: replace(e, bank_serial="000000000011"),
        lambda e: replace(e, sender_bankgiro="0009701233"),
        lambda e: replace(e, extra=(share("1", 0),)),
    ],
)
def test_another_payment_has_another_fingerprint(change: Callable[[Entry], Entry]) -> None:
    assert fingerprints(one_deposit(change(payment()))) != fingerprints(one_deposit(payment()))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: replace(d, serial="00075"),
        lambda d: replace(d, booked_date=date(2026, 9, 26)),
        lambda d: replace(d, currency="EUR"),
        lambda d: replace(d, receiver_bankgiro="0099123465"),
        lambda d: replace(d, account="8328".zfill(35)),
    ],
)
def test_the_same_line_in_another_deposit_is_another_payment(change: Callable[[Deposit], Deposit]) -> None:
    first = deposit(payment())
    assert fingerprints(write_content(content(change(first)))) != fingerprints(write_content(content(first)))


def test_fields_cannot_run_into_each_other() -> None:
    assert fingerprint("x", ("ab", "c"), 0) != fingerprint("x", ("a", "bc"), 0)
    assert fingerprint("x", ("a", "1"), 0) != fingerprint("x", ("a",), 10)
