"""What an agency needs, worked out from figures that were measured: rates, headroom, room, times, partitions.

Everything here is arithmetic without I/O. Rates are events or commands a second, sizes bytes, times seconds.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

SECONDS_A_YEAR = 365.25 * 24 * 3600
PARTITION_COUNTS = (4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)


@dataclass(frozen=True)
class AgencyNeed:
    """An agency. The defaults are the largest that is aimed at."""

    cases: int = 2_000_000
    events_a_year: int = 30_000_000
    payday_factors: tuple[int, ...] = (50, 100)
    """How many times the mean comes at payday."""
    payday_payments: int = 500_000
    """Lines of a bank file that comes at once."""
    years: int = 10
    replicas: int = 3
    """Copies of each record on the brokers."""

    @property
    def mean_events_per_s(self) -> float:
        """Over the year, night and day."""
        return self.events_a_year / SECONDS_A_YEAR

    @property
    def events_of_a_case_a_year(self) -> float:
        """On the average."""
        return self.events_a_year / self.cases

    @property
    def events_kept(self) -> int:
        """After all the years: nothing is ever deleted."""
        return self.events_a_year * self.years


def headroom(available: float, needed: float) -> float:
    """How many times what is needed can be done."""
    return available / needed


def processes_for(available_of_one: float, needed: float, busy_at_most: float = 0.5) -> int:
    """Processes that do what is needed while none is busier than that share of its time."""
    return max(1, math.ceil(needed / (available_of_one * busy_at_most)))


def slowing(shares: Mapping[int, float]) -> float:
    """By what factor the work of one event falls behind the bare loop when the log grows tenfold; 1.0: not at all.

    ``shares`` are ratios of the bare loop by events in the log; the two largest logs count. Never above 1.0: a log
    that seems to get quicker as it grows does so by chance.
    """
    if len(shares) < 2:
        return 1.0
    (smaller, before), (larger, after) = sorted(shares.items())[-2:]
    return min(1.0, math.pow(after / before, 1 / math.log10(larger / smaller)))


def rate_at(events: int, rates: Mapping[int, float], shares: Mapping[int, float]) -> float:
    """The rate to expect in a log of so many events: that of the largest log measured, slowed for what lies beyond."""
    largest = max(rates)
    tenfolds = max(0.0, math.log10(events / largest))
    return rates[largest] * math.pow(slowing(shares), tenfolds)


def partitions_for(events: int, events_per_s: float, within_s: float) -> int:
    """So many partitions that one of them is read again within this time: the next count that divides well.

    Raises ValueError when more partitions than are sensible would be needed.
    """
    least = math.ceil(events / (events_per_s * within_s))
    for count in PARTITION_COUNTS:
        if count >= least:
            return count
    raise ValueError(f"{least} partitions would be needed")


def duration_text(seconds: float) -> str:
    """``0.4 s``, ``50 s``, ``12 min``, ``3.5 h``, ``2.1 days``: as exact as anybody needs it."""
    for limit, unit, name in ((10, 1, "s"), (100, 1, "s"), (5_400, 60, "min"), (129_600, 3_600, "h")):
        if seconds < limit:
            value = seconds / unit
            return f"{value:.1f} {name}" if value < 10 else f"{value:.0f} {name}"
    return f"{seconds / 86_400:.1f} days"


def size_text(size_bytes: float) -> str:
    """``700 B``, ``35 GB``, ``1.2 TB``, in powers of ten as disks are sold."""
    for unit, name in ((1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if size_bytes >= unit:
            value = size_bytes / unit
            return f"{value:.1f} {name}" if value < 10 else f"{value:.0f} {name}"
    return f"{size_bytes:.0f} B"
