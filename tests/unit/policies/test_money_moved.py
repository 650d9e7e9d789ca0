"""What a batch moves comes to the same however much of it is written at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from consumers.policies.matcher.memory import TABLES
from consumers.policies.matcher.money_moved import MoneyMoved
from domain.kernel.ledger import Account, transfer
from domain.payment.matching.matching import MatchMethod, PaymentMatched
from domain.payment.portion import Portion

CASES = [UUID(int=number) for number in range(3)]
PAYMENTS = [UUID(int=number) for number in range(10, 13)]
Act = Callable[[MoneyMoved], Any]


def _posted(case_id: UUID, minor: int) -> Act:
    postings = transfer(Account.COLLECTED, Account.RECEIVABLE_PRINCIPAL, minor, "SEK")
    return lambda moved: moved.posted(case_id, postings)


def _ended(case_id: UUID, minor: int) -> Act:
    return lambda moved: moved.ended(case_id)


def _on_its_way(case_id: UUID, minor: int) -> Act:
    return lambda moved: moved.on_its_way(case_id, PAYMENTS[minor % 3], minor)


def _matched(case_id: UUID, minor: int) -> Act:
    match: Any = PaymentMatched.__new__(PaymentMatched)
    for name, value in {"portions": (Portion(case_id, minor),), "method": MatchMethod.EXACT_REFERENCE}.items():
        object.__setattr__(match, name, value)
    return lambda moved: moved.matched(PAYMENTS[minor % 3], match)


acts = st.tuples(st.sampled_from([_posted, _ended, _on_its_way, _matched]), st.sampled_from(CASES), st.integers(-3, 3))


def _memory() -> sqlite3.Connection:
    """Three cases that owe 100 each, and three payments, one of which was asked to be matched."""
    opened = sqlite3.connect(":memory:", isolation_level=None)
    opened.executescript(TABLES)
    for case_id in CASES:
        opened.execute("INSERT INTO cases VALUES (?, 'r', 'n', 'c', 'SEK', '2026-03-02', 100, 0, 1)", [case_id.bytes])
    for payment_id in PAYMENTS:
        row = [payment_id.bytes, payment_id.bytes, b"account", payment_id.bytes]
        opened.execute("INSERT INTO payments VALUES (?, ?, 'a', ?, 'SEK', 5, 1, NULL, ?)", row)
    opened.execute("INSERT INTO on_its_way VALUES (?, ?, 5, 0)", [CASES[0].bytes, PAYMENTS[0].bytes])
    return opened


def _all_of(opened: sqlite3.Connection) -> dict[str, list[Any]]:
    tables = ("cases", "payments", "accounts_of_cases", "on_its_way")
    return {table: sorted(opened.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


@given(st.lists(st.tuples(acts, st.booleans()), max_size=12))
def test_it_comes_to_the_same_written_at_once_or_one_by_one(done: list[tuple[Any, bool]]) -> None:
    """Before a payment is matched once more its match was undone, which writes what there is."""
    one_by_one, together = _memory(), _memory()
    moved, gathered = MoneyMoved(), MoneyMoved()
    since = set[int]()
    for (make, case_id, minor), is_written in done:
        if is_written or (make is _matched and minor % 3 in since):
            gathered.write(together)
            since.clear()
        since |= {minor % 3} if make is _matched else set()
        make(case_id, minor)(moved)
        moved.write(one_by_one)
        make(case_id, minor)(gathered)
    gathered.write(together)
    assert _all_of(together) == _all_of(one_by_one)


def test_what_was_not_written_can_be_forgotten() -> None:
    """Its transaction is undone, and it is read again."""
    opened, moved = _memory(), MoneyMoved()
    before = _all_of(opened)
    for act in (_posted(CASES[0], 3), _ended(CASES[1], 0), _matched(CASES[2], 1)):
        act(moved)
    moved.forget()
    moved.write(opened)
    assert _all_of(opened) == before
