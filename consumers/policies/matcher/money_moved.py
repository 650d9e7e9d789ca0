"""What the events of a batch did to money on its way and to what cases owe, written many rows in one statement.

One statement for each would let other threads run five times for a payment, and wait for its turn again each time. The
order in which these come makes no difference to one another; whoever does or asks anything else has them written
before.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from consumers.policies.outbox import in_parts, with_keys
from consumers.policies.policy import Lookup
from domain.case.allocation.allocating import PaymentAllocated
from domain.kernel.ledger import RECEIVABLES, Account, Posting
from domain.payment.matching.matching import PaymentMatched
from infra.eventlog.index.index_sql import insert_rows
from projections.kit.named_sql import statements

_SQL = statements("consumers.policies.matcher", "memory.sql")
_OWED = frozenset(RECEIVABLES.values())
_PAID = frozenset({Account.COLLECTED, Account.PAID_TO_CREDITOR})


class MoneyMoved:
    """Of the events since it was last written. ``lookup`` is given when it is: all of it is in one transaction."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew: what was not written is read again."""
        self._owed: dict[bytes, tuple[int, int, bool]] = {}
        self._on_its_way: dict[tuple[bytes, bytes], int] = {}
        self._matched: list[tuple[bytes, bytes]] = []

    def matched(self, payment_id: UUID, event: PaymentMatched) -> None:
        """The payment is on its way to its cases, and no longer ours to place."""
        for portion in event.portions:
            self._matched.append((payment_id.bytes, portion.case_id.bytes))
            self.on_its_way(portion.case_id, payment_id, portion.amount_minor)

    def allocated(self, case_id: UUID, event: PaymentAllocated) -> None:
        """A payment has arrived."""
        self.posted(case_id, event.postings())
        self.on_its_way(case_id, event.payment_id, -event.amount_minor)

    def on_its_way(self, case_id: UUID, payment_id: UUID, amount_minor: int) -> None:
        """So much more of a payment is on its way to a case; below zero: less."""
        key = (case_id.bytes, payment_id.bytes)
        self._on_its_way[key] = self._on_its_way.get(key, 0) + amount_minor

    def posted(self, case_id: UUID, postings: Sequence[Posting]) -> None:
        """What a case owes, and what has been paid on it, changes by the sums of an event's postings."""
        change_minor = sum([one.amount_minor for one in postings if one.account in _OWED])
        paid_minor = sum([one.amount_minor for one in postings if one.account in _PAID])
        if change_minor or paid_minor:
            key = case_id.bytes
            before_minor, paid_before_minor, has_ended = self._owed.get(key, (0, 0, False))
            self._owed[key] = before_minor + change_minor, paid_before_minor + paid_minor, has_ended

    def ended(self, case_id: UUID) -> None:
        """A case ended, with what its event posts: it owes nothing but what is posted from now on."""
        key = case_id.bytes
        self._owed[key] = 0, self._owed.get(key, (0, 0, False))[1], True

    def write(self, lookup: Lookup) -> None:
        """Put it where it counts, and begin anew."""
        insert_rows(lookup, _SQL["change_owed"], [(case_id, *minor) for case_id, minor in self._owed.items()])
        moved = [(*key, amount_minor) for key, amount_minor in self._on_its_way.items() if amount_minor]
        insert_rows(lookup, _SQL["matched"], moved)
        insert_rows(lookup, _SQL["account_paid_case"], self._matched)
        for some in in_parts(list(dict.fromkeys(payment_id for payment_id, _ in self._matched))):
            lookup.execute(with_keys(_SQL["forget_payment"], len(some)), some)
        self.forget()
