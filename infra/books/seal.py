"""The seal of a period: its trial balance, and a digest of every line that is booked in it.

The digest is the SHA-256 of a text in UTF-8, each line of which ends with a line feed:

    caseledger books 1
    PERIOD TIME_ZONE
    PREVIOUS_DIGEST                                        a dash for the first period
    PARTITION POSITION EVENT_HASH ACCOUNT CURRENCY AMOUNT  for each line, in the order of partitions and positions

``EVENT_HASH`` is that of the event in the chain of the log (its record's header ``hash``), so that the seal covers all
that the event says. ``ACCOUNT`` is its name in the ledger, ``AMOUNT`` minor units, debit positive.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from domain.books.closing import ClosePeriod, LeftInClearing
from domain.books.state import ClosedPeriod, ClosedPeriods, PartitionEnd, SealedBalance
from domain.kernel.ledger import CLEARING
from domain.kernel.recorded import RecordedEvent
from infra.books.booking import BookingDays, closing_of, closings_of, days_in
from infra.books.period import Lines, PeriodBalance, client_funds

FORMAT = "caseledger books 1"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a period adds up to. ``vouchers_before`` are booked before its first day."""

    balances: tuple[SealedBalance, ...]
    vouchers: int
    vouchers_before: int
    digest: str
    left_in_clearing: tuple[LeftInClearing, ...]

    def differences(self, closed: ClosedPeriod) -> list[str]:
        """What of a closed period is not so: nothing, where the seal is whole."""
        found = []
        if self.vouchers != closed.vouchers:
            found.append(f"It holds {self.vouchers} vouchers, and {closed.vouchers} were sealed.")
        if self.balances != closed.balances:
            found.append("Its trial balance is not what was sealed.")
        if self.digest != closed.digest:
            found.append(f"Its seal is {self.digest}, and was {closed.digest}.")
        return found


def seal_of(events: Iterable[RecordedEvent], one: ClosedPeriod, before: Sequence[ClosedPeriod]) -> Seal:
    """Work it out. ``events`` are those up to its ends, partition after partition; ``before`` are the periods that were
    closed before it. Of ``one`` only name, zone and ends are read."""
    period, reader = closing_of(one), _Reader(one, before[-1].digest if before else "")
    booked = BookingDays([*closings_of(before), period], days_in(one.time_zone))
    for event in events:
        if lines := client_funds(event):
            day = booked.day(event)
            reader.see(event, lines, is_before=day < period.first, is_after=day > period.last)
    return reader.seal()


def command_to_close(
    events: Iterable[RecordedEvent], period: str, time_zone: str, ends: Sequence[PartitionEnd], closed: ClosedPeriods
) -> ClosePeriod:
    """What somebody asks for who closes a period, by the log up to these ends."""
    unsealed = ClosedPeriod(period, time_zone, tuple(ends), (), 0, "", "")
    seal = seal_of(events, unsealed, closed.periods)
    return ClosePeriod(
        period=period,
        time_zone=time_zone,
        previous_digest=closed.digest,
        ends=unsealed.ends,
        balances=seal.balances,
        vouchers=seal.vouchers,
        digest=seal.digest,
        vouchers_before=seal.vouchers_before,
        left_in_clearing=seal.left_in_clearing,
    )


class _Reader:
    def __init__(self, one: ClosedPeriod, previous_digest: str) -> None:
        head = f"{FORMAT}\n{one.period} {one.time_zone}\n{previous_digest or '-'}\n"
        self._hash = sha256(head.encode())
        self._balances: dict[str, PeriodBalance] = {}
        self._clearing_now: Counter[tuple[str, str]] = Counter()
        self._vouchers = self._before = 0

    def see(self, event: RecordedEvent, moved: Lines, *, is_before: bool, is_after: bool) -> None:
        """The next event that moved client funds."""
        self._before += is_before
        self._vouchers += not is_before and not is_after
        place = f"{event.partition} {event.position} {event.hash.hex()}"
        for currency, lines in moved.items():
            balance = self._balances.setdefault(currency, PeriodBalance(currency))
            for account, amount in lines:
                if account in CLEARING:
                    self._clearing_now[currency, account] += amount
                if not is_after:
                    balance.accounts[account].post(amount, is_opening=is_before)
                if not is_before and not is_after:
                    self._hash.update(f"{place} {account} {currency} {amount}\n".encode())

    def seal(self) -> Seal:
        rows = tuple(
            SealedBalance(currency, str(account), one.opening, one.debit, one.credit)
            for currency, balance in sorted(self._balances.items())
            for account, one in sorted(balance.used.items())
        )
        left = tuple(
            LeftInClearing(one.account, one.currency, one.closing_minor)
            for one in rows
            if one.closing_minor and self._clearing_now[one.currency, one.account]
        )
        return Seal(rows, self._vouchers, self._before, self._hash.hexdigest(), left)
