"""The same seed gives the same history, to the byte, and more cases add to it without changing it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256

from domain.kernel.text import reference_key
from infra.generator.playing import Played, play
from infra.generator.plot import Portfolio, arrival, plot_of
from infra.generator.registering import creditors_come
from infra.generator.stream import in_order
from infra.messages.commands import command_record

SEVEN = Portfolio(seed=7)


def as_bytes(history: Iterable[Played]) -> bytes:
    """Every record, as it would be sent."""
    records = [command_record(one.envelope, one.command) for one in history]
    return b"".join(key + value + repr(headers).encode() for key, value, headers in records)


def of_case(portfolio: Portfolio, number: int) -> bytes:
    return as_bytes(play(plot_of(portfolio, number)))


def test_the_same_seed_gives_the_same_bytes() -> None:
    once = as_bytes(played for _, played in in_order(SEVEN, 30))
    again = as_bytes(played for _, played in in_order(SEVEN, 30))
    assert sha256(once).digest() == sha256(again).digest()


def test_another_seed_gives_other_cases() -> None:
    ids = {
        played.envelope.aggregate_id
        for seed in (7, 8)
        for _, played in in_order(Portfolio(seed), 20)
        if played.command.TOPIC.endswith("ReceiveClaim")
    }
    assert len(ids) == 40


def test_ten_cases_are_the_first_ten_of_a_hundred() -> None:
    ten = [played for number, played in in_order(SEVEN, 10)]
    of_a_hundred = [played for number, played in in_order(SEVEN, 100) if number <= 10]
    assert as_bytes(ten) == as_bytes(of_a_hundred)


def test_more_cases_can_follow_on_those_that_there_are() -> None:
    together = {number: played.envelope.id for number, played in in_order(SEVEN, 12)}
    apart = {
        number: played.envelope.id
        for first, count in ((1, 5), (6, 7))
        for number, played in in_order(SEVEN, count, first)
    }
    assert together == apart


def test_the_stream_is_in_the_order_of_time() -> None:
    times = [played.envelope.occurred_at for _, played in in_order(SEVEN, 200)]
    assert times == sorted(times)


def test_claims_come_in_within_the_days_that_were_asked_for() -> None:
    short = Portfolio(seed=3, first_day=date(2025, 2, 3), days=90)
    days = {arrival(short, number)[0] for number in range(1, 500)}
    assert min(days) >= date(2025, 2, 3)
    assert max(days) < date(2025, 5, 4)


def test_no_command_id_is_used_twice() -> None:
    ids = [played.envelope.id for _, played in in_order(SEVEN, 300)]
    ids += [envelope.id for envelope, _ in creditors_come()]
    assert len(set(ids)) == len(ids)


def test_payment_references_are_of_one_case_each() -> None:
    references = [reference_key(plot_of(SEVEN, number).reference) for number in range(1, 2_000)]
    assert len(set(references)) == len(references)
