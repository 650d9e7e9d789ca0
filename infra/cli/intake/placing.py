"""What became of the payments of a file once the policies have answered, as the read models see it."""

from __future__ import annotations

import time
from collections import Counter as Counts
from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from domain.payment.state import PaymentStatus
from projections.balances.queries import clearing, payment_statuses

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from infra.intake.importing.received_ids import ReceivedIds

IN_SUSPENSE = (PaymentStatus.SUSPENSE, PaymentStatus.DEDUCTED)
"""Where money waits for a person: without a case, or taken back by the bank and not explained."""
ON_ITS_WAY = ("receipts_clearing", "allocation_clearing")
FIRST_PAUSE_S, LAST_PAUSE_S = 0.05, 1.0
QUIET_WITHIN_S = 10.0
"""When all are placed, so long for money that is on its way: it may be of others, or lie there for a person."""
LOOKED_AT_ONCE = 10
"""Parts that are not settled, while others wait: the policies come to them one after another."""


@dataclass(frozen=True, slots=True)
class Placed:
    """``under_way`` payments have no answer of the policies yet. ``is_final``: no money of their currencies is on its
    way between payments and cases, so that no case can send one of these back any more."""

    matched: int
    suspense: int
    reversed_or_explained: int
    under_way: int
    is_final: bool

    def as_json(self) -> dict[str, Any]:
        """Documented in docs/command-line.md."""
        return {
            "matched": self.matched,
            "suspense": self.suspense,
            "reversed_or_explained": self.reversed_or_explained,
            "under_way": self.under_way,
            "final": self.is_final,
        }


NOT_KNOWN: dict[str, Any] = dict.fromkeys(("matched", "suspense", "reversed_or_explained", "under_way", "final"))
"""Where nobody waited for the policies, or the read models did not answer."""


class Placing:
    """The payments of one file, asked for again until all are placed. What a part came to is kept, not its ids."""

    def __init__(self, ids: ReceivedIds, currencies: Collection[str]) -> None:
        self._ids = ids
        self._currencies = frozenset(currencies)
        self._settled: dict[int, Counts[str]] = {}

    def wait(self, opened: connection, deadline: float, tell: Callable[[int], None]) -> Placed:
        """How it stands as soon as it is final, or at ``deadline`` (monotonic seconds). ``tell`` is told how many
        are placed."""
        pause_s, placed_at = FIRST_PAUSE_S, 0.0
        while True:
            counted = self._look(opened, LOOKED_AT_ONCE)
            tell(counted.total())
            all_placed = counted.total() == len(self._ids)
            quiet = all_placed and not self._money_on_its_way(opened)
            if all_placed:
                placed_at = placed_at or time.monotonic()
                deadline = min(deadline, placed_at + QUIET_WITHIN_S)
            if quiet or time.monotonic() >= deadline:
                # A part that was settled may have changed since: a case can send its payment back.
                self._settled.clear()
                return self._placed(self._look(opened, self._ids.parts), is_final=quiet)
            opened.rollback()
            time.sleep(min(pause_s, max(0.0, deadline - time.monotonic())))
            pause_s = min(pause_s * 2, LAST_PAUSE_S)

    def _look(self, opened: connection, at_most: int) -> Counts[str]:
        """Those that have been answered, by status; of the parts that are not settled, so many are looked at."""
        found = sum(self._settled.values(), Counts[str]())
        waiting = (number for number in range(self._ids.parts) if number not in self._settled)
        for number in list(islice(waiting, at_most)):
            found += self._look_at(opened, number)
        return found

    def _look_at(self, opened: connection, number: int) -> Counts[str]:
        ids = self._ids.part(number)
        counted = Counts({one.status: one.payments for one in payment_statuses(opened, ids)})
        del counted[PaymentStatus.RECEIVED.value]
        if counted.total() == len(ids):
            self._settled[number] = counted
        return counted

    def _money_on_its_way(self, opened: connection) -> bool:
        return any(
            one.amount_minor and one.currency in self._currencies and one.account in ON_ITS_WAY
            for one in clearing(opened)
        )

    def _placed(self, counted: Counts[str], *, is_final: bool) -> Placed:
        matched = counted[PaymentStatus.MATCHED.value]
        suspense = sum(counted[status.value] for status in IN_SUSPENSE)
        others = counted.total() - matched - suspense
        return Placed(matched, suspense, others, len(self._ids) - counted.total(), is_final)
