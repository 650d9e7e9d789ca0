"""What the growth measurement asks for, and in which order it goes through the logs."""

from __future__ import annotations

from argparse import Namespace
from itertools import islice

from bench.further_workload import contacts, payment, payments
from bench.growth import numbers, wanted
from bench.growth_file import Place
from bench.workload import case_of, commands
from domain.case.claim.receiving import ReceiveClaim
from domain.payment.receipt.receiving import ReceivePayment


def test_sizes_are_read_least_first_and_once() -> None:
    assert numbers("100,10,100") == [10, 100]


def test_the_log_that_grows_comes_first_and_from_its_smallest_size_on() -> None:
    given = Namespace(events=[10, 100, 1000], at_partitions=4, partitions=[1, 2, 4], at_events=100)
    assert wanted(given) == [Place(4, 10), Place(4, 100), Place(4, 1000), Place(1, 100), Place(2, 100)]


def test_commands_on_old_cases_are_for_cases_of_the_log_and_differ_from_run_to_run() -> None:
    there = {case_of(number) for number in range(50)}
    first, second = list(contacts(50, 200, "a")), list(contacts(50, 200, "b"))
    assert {envelope.aggregate_id for envelope, _ in first} <= there
    assert len({envelope.id for envelope, _ in first + second}) == 400
    assert first == list(contacts(50, 200, "a"))


def test_a_payment_carries_the_reference_of_its_case() -> None:
    _, claim = next(islice(commands(10), 7, None))
    _, line = payment(7, "one")
    assert isinstance(claim, ReceiveClaim)
    assert isinstance(line, ReceivePayment)
    assert line.references[0].text == claim.payment_reference
    assert line.amount_minor < claim.principal_minor, "it must not close the case, which would be one more event"


def test_every_payment_is_another_one() -> None:
    lines = [envelope for envelope, _ in payments(50, 200, "a")]
    assert len({envelope.aggregate_id for envelope in lines}) == 200
