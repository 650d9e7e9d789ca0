"""The client account is owed at every position: an event that moves one and not the other is found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest

from domain.kernel.ledger import CASE_ACCOUNTS, Account, Posting, transfer
from infra.audit.checker.books import DEBT, Books
from infra.audit.checker.event import Seen
from infra.audit.checker.report import CheckReport
from tests.unit.golden_samples import GOLDEN_EVENTS


@dataclass
class Posted:
    """As much of an event as books look at."""

    told: list[Posting]
    where: str = "partition 0 position 7"

    @property
    def event(self) -> Posted:
        return self

    def postings(self) -> list[Posting]:
        return self.told


def codes(*postings: Posting) -> set[str]:
    report = CheckReport()
    books = Books(report)
    books.follow(cast(Seen, Posted(list(postings))))
    books.finish()
    return set(report.counts)


@pytest.mark.parametrize(
    ("debit", "credit", "found"),
    [
        (Account.BANK_CLIENT_FUNDS, Account.SUSPENSE, set()),
        (Account.COLLECTED, Account.RECEIVABLE_PRINCIPAL, set()),
        (Account.BANK_CLIENT_FUNDS, Account.RECEIVABLE_PRINCIPAL, {"client_funds"}),
        (Account.WRITTEN_OFF, Account.CLIENT_PAYABLE, {"client_funds"}),
    ],
)
def test_money_in_the_bank_and_what_is_owed_of_it_move_together(
    debit: Account, credit: Account, found: set[str]
) -> None:
    assert codes(*transfer(debit, credit, 100, "SEK")) == found


def test_what_does_not_balance_is_found_too() -> None:
    assert codes(Posting(Account.COLLECTED, "SEK", 100)) == {"unbalanced"}


def test_every_event_of_the_contract_keeps_to_it() -> None:
    for event in GOLDEN_EVENTS.values():
        assert "client_funds" not in codes(*event.postings())
    assert set(CASE_ACCOUNTS) - {Account.REFUND_PAYABLE} == DEBT, "a new account is one or the other"
