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

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from domain.books.closing import ClosePeriod, LeftInClearing
from domain.books.state import ClosedPeriod, ClosedPeriods, PartitionEnd, SealedBalance
from domain.kernel.ledger import CLEARING, Account
from domain.kernel.recorded import RecordedEvent
from infra.books.booking import BookingDays, closings_of, days_in
from infra.books.period import Lines, Movement, client_funds

FORMAT = "caseledger books 1"


@dataclass(frozen=True, slots=True)
class Seal:
    """What a period adds up to."""

    balances: tuple[SealedBalance, ...]
    vouchers: int
    digest: str

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


def seals_of(events: Iterable[RecordedEvent], periods: Sequence[ClosedPeriod]) -> list[Seal]:
    """Work the seals of closed periods out again, in one reading: all there are from the first on, in their order.

    ``events`` are those up to the ends of the last one, partition after partition. Of the periods name, zone and ends
    are read, and the digest that the next one names.
    """
    return _SealReading(periods).read(events).seals()


def command_to_close(
    events: Iterable[RecordedEvent], period: str, time_zone: str, ends: Sequence[PartitionEnd], closed: ClosedPeriods
) -> ClosePeriod:
    """What somebody asks for who closes a period, by the log up to these ends."""
    unsealed = ClosedPeriod(period, time_zone, tuple(ends), (), 0, "", "")
    reading = _SealReading([*closed.periods, unsealed]).read(events)
    seal = reading.seals()[-1]
    return ClosePeriod(
        period=period,
        time_zone=time_zone,
        previous_digest=closed.digest,
        ends=unsealed.ends,
        balances=seal.balances,
        vouchers=seal.vouchers,
        digest=seal.digest,
        vouchers_before=reading.before.vouchers,
        left_in_clearing=reading.left_in_clearing(seal),
    )


class _Part:
    """The vouchers of one stretch of days: how many, what they moved by currency and account, and their digest."""

    def __init__(self, head: str) -> None:
        self.vouchers = 0
        self.moved: defaultdict[tuple[str, Account], Movement] = defaultdict(Movement)
        self.hash = sha256(head.encode())

    def see(self, event: RecordedEvent, lines_of: Lines) -> None:
        """The next voucher."""
        self.vouchers += 1
        place = f"{event.partition} {event.position} {event.hash.hex()}"
        for currency, lines in lines_of.items():
            for account, amount in lines:
                self.moved[currency, account].post(amount, is_opening=False)
                self.hash.update(f"{place} {account} {currency} {amount}\n".encode())


class _SealReading:
    """One reading of the log for some periods that follow each other; what is booked before and after them is apart."""

    def __init__(self, periods: Sequence[ClosedPeriod]) -> None:
        self._first, self._lasts = periods[0].first, [one.last for one in periods]
        self._booked = BookingDays(closings_of(periods), days_in(periods[-1].time_zone))
        before = ["-", *(one.digest for one in periods[:-1])]
        heads = [f"{one.period} {one.time_zone}\n{digest}" for one, digest in zip(periods, before, strict=True)]
        self._parts = [_Part(f"{FORMAT}\n{head}\n") for head in heads]
        self.before, self._after = _Part(""), _Part("")

    def read(self, events: Iterable[RecordedEvent]) -> _SealReading:
        """All of them, each into the part that it is booked in."""
        for event in events:
            if lines := client_funds(event):
                self._part_of(self._booked.day(event)).see(event, lines)
        return self

    def seals(self) -> list[Seal]:
        """In the order of the periods: each opens with what the ones before it left."""
        standing: Counter[tuple[str, Account]] = Counter()
        _add(standing, self.before)
        found = []
        for part in self._parts:
            keys = sorted(key for key in {*standing, *part.moved} if standing[key] or key in part.moved)
            rows = [
                SealedBalance(currency, str(account), standing[currency, account], one.debit, one.credit)
                for currency, account in keys
                for one in [part.moved.get((currency, account), Movement())]
            ]
            found.append(Seal(tuple(rows), part.vouchers, part.hash.hexdigest()))
            _add(standing, part)
        return found

    def left_in_clearing(self, last: Seal) -> tuple[LeftInClearing, ...]:
        """What stood there at the end of the last period and still does now, behind it."""
        since = {(currency, str(account)): one.closing for (currency, account), one in self._after.moved.items()}
        return tuple(
            LeftInClearing(one.account, one.currency, one.closing_minor)
            for one in last.balances
            if one.account in CLEARING
            and one.closing_minor
            and one.closing_minor + since.get((one.currency, one.account), 0)
        )

    def _part_of(self, day: date) -> _Part:
        if day < self._first:
            return self.before
        place = bisect_left(self._lasts, day)
        return self._parts[place] if place < len(self._parts) else self._after


def _add(standing: Counter[tuple[str, Account]], part: _Part) -> None:
    for key, one in part.moved.items():
        standing[key] += one.closing
