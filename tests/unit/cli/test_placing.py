"""Waiting for what becomes of a file's payments: how many are matched, wait in suspense, or are still under way."""

from __future__ import annotations

import time
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from infra.cli.intake import placing
from infra.cli.intake.placing import Placed, Placing
from infra.intake.importing.received_ids import AT_ONCE, ReceivedIds
from projections.balances.answers import InClearing, StatusCount

LEDGER = SimpleNamespace(rollback=lambda: None)


class ReadModels:
    """Shows the next of these pictures at each look: where each payment stands, and what is in clearing."""

    def __init__(self, *pictures: tuple[dict[int, str], int]) -> None:
        self._pictures = list(pictures)

    def statuses(self, _: object, ids: Iterable[UUID]) -> list[StatusCount]:
        stands = [self._now[0][one.int] for one in ids if one.int in self._now[0]]
        return [StatusCount(status, stands.count(status)) for status in set(stands)]

    def clearing(self, _: object) -> list[InClearing]:
        return [InClearing("SEK", "allocation_clearing", self._now[1]), InClearing("EUR", "allocation_clearing", 9)]

    def sleep(self, _: float) -> None:
        if len(self._pictures) > 1:
            self._pictures.pop(0)

    @property
    def _now(self) -> tuple[dict[int, str], int]:
        return self._pictures[0]


def ids(count: int) -> ReceivedIds:
    kept = ReceivedIds()
    for number in range(count):
        kept.add(UUID(int=number))
    return kept


def waited(monkeypatch: pytest.MonkeyPatch, count: int, *pictures: tuple[dict[int, str], int], limit_s: float = 60):  # type: ignore[no-untyped-def]
    shown, told = ReadModels(*pictures), []
    monkeypatch.setattr(placing, "payment_statuses", shown.statuses)
    monkeypatch.setattr(placing, "clearing", shown.clearing)
    monkeypatch.setattr(placing.time, "sleep", shown.sleep)
    opened: Any = LEDGER
    placed = Placing(ids(count), ["SEK"]).wait(opened, time.monotonic() + limit_s, told.append)
    return placed, told


def test_it_waits_until_each_payment_has_an_answer_and_no_money_is_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    pictures: list[tuple[dict[int, str], int]] = [
        ({0: "received"}, 0),
        ({0: "matched", 1: "received", 2: "suspense"}, 700),
        ({0: "matched", 1: "matched", 2: "suspense"}, 700),
        ({0: "matched", 1: "matched", 2: "suspense"}, 0),
    ]
    placed, told = waited(monkeypatch, 3, *pictures)
    assert placed == Placed(matched=2, suspense=1, reversed_or_explained=0, under_way=0, is_final=True)
    assert told == [0, 2, 3, 3], "the euros of others on their way are no business of this file"


def test_a_payment_that_its_case_sent_back_is_counted_where_it_stands_in_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    placed, _ = waited(monkeypatch, 2, ({0: "matched", 1: "matched"}, 500), ({0: "matched", 1: "suspense"}, 0))
    assert (placed.matched, placed.suspense, placed.is_final) == (1, 1, True)


def test_what_is_under_way_when_the_time_is_over_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    placed, _ = waited(monkeypatch, 3, ({0: "matched", 1: "received"}, 0), limit_s=0)
    assert placed == Placed(matched=1, suspense=0, reversed_or_explained=0, under_way=2, is_final=False)


def test_money_of_others_that_lies_in_clearing_is_not_waited_for_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(placing, "QUIET_WITHIN_S", 0.0)
    placed, _ = waited(monkeypatch, 1, ({0: "matched"}, 700), limit_s=10_000)
    assert (placed.matched, placed.under_way, placed.is_final) == (1, 0, False)


def test_deductions_wait_like_money_in_suspense_and_what_was_explained_is_neither(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    placed, _ = waited(monkeypatch, 3, ({0: "deducted", 1: "explained", 2: "reversed"}, 0))
    assert (placed.matched, placed.suspense, placed.reversed_or_explained) == (0, 1, 2)


def test_a_large_file_is_asked_for_in_parts_and_counted_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 12 * AT_ONCE + 5
    everything = {number: "matched" if number % 5 else "suspense" for number in range(count)}
    placed, told = waited(monkeypatch, count, (everything, 0))
    assert (placed.matched, placed.suspense) == (count - (count + 4) // 5, (count + 4) // 5)
    assert told[-1] == count


def test_ids_are_found_again_by_the_number_of_their_part_also_from_the_disk() -> None:
    kept = ids(300_000)  # 4.8 MB
    assert kept.parts == 300
    assert kept.part(299)[-1] == UUID(int=299_999)
    assert kept.part(0)[:2] == [UUID(int=0), UUID(int=1)]
    assert ReceivedIds().part(0) == []
