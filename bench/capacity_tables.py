"""The tables of docs/capacity.md, made from what was measured and what the agency needs.

Each is a list of lines of Markdown. Where a log is larger than the largest measured, its rate is `rate_at`: slowed as
the last tenfold slowed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bench.agency_need import AgencyNeed, duration_text, headroom, partitions_for, processes_for, rate_at, size_text
from bench.further_workload import COMMANDS_OF_A_PAYMENT
from bench.growth_file import Figures, Growth
from bench.workload import EVENTS_OF_A_CASE
from consumers.writer.membership import SESSION_TIMEOUT_MS

NIGHT_S, WEEKEND_S, INDEX_S = 8 * 3600.0, 48 * 3600.0, 15 * 60.0
COMMANDS_KEPT_DAYS = 7

FIGURES = {
    "commands_per_s": "commands/s, new cases",
    "commands_of_bare": "… of the bare loop",
    "old_case_commands_per_s": "commands/s, on old cases",
    "old_case_commands_of_bare": "… of the bare loop",
    "payments_per_s": "payments/s, received to allocated",
    "catchup_events_per_s": "catch-up, events/s",
    "catchup_of_bare": "… of the bare loop",
    "replay_events_per_s": "replay with hash check, events/s",
    "replay_of_bare": "… of the bare loop",
    "index_rebuild_events_per_s": "index rebuild, events/s",
    "index_rebuild_of_bare": "… of the bare loop",
    "bare_commands_per_s": "the bare loop itself, commands/s",
    "bare_events_per_s": "the bare loop itself, events/s",
    "log_bytes_per_event": "Kafka, bytes an event",
    "database_bytes_per_event": "PostgreSQL, bytes an event",
    "index_bytes_per_event": "index, bytes an event",
    "policies_bytes_per_event": "what policies remember, bytes an event",
    "balance_p50_ms": "one case's balance, ms",
    "trail_p50_ms": "one case's trail, ms",
    "rss_mb_writer": "writer, MiB at most",
    "rss_mb_projector": "projector, MiB at most",
    "rss_mb_policies": "matcher and allocator, MiB at most",
    "first_answer_s": "writer started to first answer, s",
}
"""What the two tables of measurements show, in their order."""


class CapacityTables:
    """What was measured, and the agency it is held against."""

    def __init__(self, growth: Growth, need: AgencyNeed | None = None) -> None:
        self.growth, self.need = growth, need or AgencyNeed()
        self._by_events = growth.by_events()
        self.largest = max(self._by_events)
        self.now = self._by_events[self.largest]

    def rate(self, name: str, share: str, events: int) -> float:
        """The rate called ``name`` in a log of so many events; ``share`` is its ratio of the bare loop."""
        rates = {size: figures[name] for size, figures in self._by_events.items()}
        return rate_at(events, rates, {size: figures[share] for size, figures in self._by_events.items()})

    def rebuild_rate(self, events: int) -> float:
        """Events a second into an index."""
        return self.rate("index_rebuild_events_per_s", "index_rebuild_of_bare", events)

    def command_rate(self, events: int) -> float:
        """Commands a second on old cases, or of new ones where that is slower."""
        old = self.rate("old_case_commands_per_s", "old_case_commands_of_bare", events)
        return min(old, self.rate("commands_per_s", "commands_of_bare", events))

    def catchup_rate(self, events: int) -> float:
        """Events a second into all read models."""
        return self.rate("catchup_events_per_s", "catchup_of_bare", events)

    def replay_rate(self, events: int) -> float:
        """Events a second with every hash checked."""
        return self.rate("replay_events_per_s", "replay_of_bare", events)

    @property
    def partitions(self) -> int:
        """So many that the index of one is made again within 15 minutes in the last year."""
        return partitions_for(self.need.events_kept, self.rebuild_rate(self.need.events_kept), INDEX_S)


def sizes(capacity: CapacityTables) -> list[str]:
    """What was measured by the size of the log."""
    series = capacity.growth.series()
    machine = ", ".join(f"{name} {value}" for name, value in capacity.growth.machine.items())
    return [
        f"{series.partitions} {_plural(series.partitions, 'partition')}, one process of each kind, all servers on the",
        f"same machine ({machine}; {capacity.growth.when[:10]}).",
        "",
        *_measured({f"{size:,} events": each for size, each in capacity.growth.by_events().items()}),
    ]


def widths(capacity: CapacityTables) -> list[str]:
    """What was measured by the number of partitions."""
    by_partitions = capacity.growth.by_partitions()
    columns = {f"{count} {_plural(count, 'partition')}": each for count, each in by_partitions.items()}
    return [f"{capacity.growth.series().events:,} events in the log.", "", *_measured(columns)]


def rates(capacity: CapacityTables) -> list[str]:
    """What comes at payday against what one process does in the log as it is after all the years."""
    need, kept = capacity.need, capacity.need.events_kept
    write, follow = capacity.command_rate(kept), capacity.catchup_rate(kept)
    rows = [("the mean of the year", need.mean_events_per_s)]
    rows += [(f"{factor} times that, at payday", factor * need.mean_events_per_s) for factor in need.payday_factors]
    return _table(
        ["", "events/s", "headroom of one writer", "of one projector", "writers, half busy", "projectors, half busy"],
        (
            [name, f"{rate:.2g}", f"{headroom(write, rate):,.0f} ×", f"{headroom(follow, rate):,.0f} ×",
             processes_for(write, rate), processes_for(follow, rate)]
            for name, rate in rows
        ),
    )  # fmt: skip


def payday_file(capacity: CapacityTables) -> list[str]:
    """A whole file of payments at once."""
    need, kept = capacity.need, capacity.need.events_kept
    asked = need.payday_payments * COMMANDS_OF_A_PAYMENT
    return _table(
        ["what", "how much", "time"],
        [
            ["received, matched and allocated, everything on one small machine", f"{need.payday_payments:,} payments",
             duration_text(need.payday_payments / capacity.now["payments_per_s"])],
            ["the writer's part alone", f"{asked:,} commands", duration_text(asked / capacity.command_rate(kept))],
            ["the projector's part alone", f"{asked:,} events", duration_text(asked / capacity.catchup_rate(kept))],
        ],
    )  # fmt: skip


def room(capacity: CapacityTables) -> list[str]:
    """Disk for a year and for all of them."""
    need, now = capacity.need, capacity.now
    asked = need.events_a_year * COMMANDS_KEPT_DAYS / 365.25 + need.payday_payments * COMMANDS_OF_A_PAYMENT
    growing = {
        f"Kafka, the log, {need.replicas} copies in all": now["log_bytes_per_event"] * need.replicas,
        "PostgreSQL, all read models": now["database_bytes_per_event"],
        "the writer's indexes": now["index_bytes_per_event"],
        "what policies remember": now["policies_bytes_per_event"],
    }
    short = now["command_and_reply_bytes"] * asked * need.replicas
    table = _table(
        ["", "bytes an event", "a year", f"{need.years} years"],
        [
            *([name, f"{each:,.0f}", size_text(each * need.events_a_year), size_text(each * need.events_kept)]
              for name, each in growing.items()),
            [f"Kafka, commands and replies, kept {COMMANDS_KEPT_DAYS} days (with a payday file in them)", "",
             size_text(short), "the same"],
        ],
    )  # fmt: skip
    return [
        *table,
        "",
        f"The workload has {EVENTS_OF_A_CASE} events for a case, the agency {need.events_of_a_case_a_year:.0f} a year:",
        "what has one row for each case takes less there than is reckoned here.",
    ]


def times(capacity: CapacityTables) -> list[str]:
    """How long it takes to make again what was lost, and to check everything."""
    year, kept, count = capacity.need.events_a_year, capacity.need.events_kept, capacity.partitions
    jobs: dict[str, tuple[Callable[[int], float], int]] = {
        "all read models again, one projector": (capacity.catchup_rate, 1),
        "every hash of the whole log, a process on each core of this machine": (capacity.replay_rate, 1),
        "all indexes again after a lost disk, one process": (capacity.rebuild_rate, 1),
        f"the index of one of {count} partitions": (capacity.rebuild_rate, count),
    }
    start_s = capacity.now["first_answer_s"]
    return _table(
        ["", "after a year", f"after {capacity.need.years} years"],
        [
            ["a writer started again, its index in place", duration_text(start_s), "the same"],
            ["a takeover after a kill, the index in place (time-out and start)",
             duration_text(SESSION_TIMEOUT_MS / 1000 + start_s), "the same"],
            *([name, *(duration_text(events / shared / rate(events)) for events in (year, kept))]
              for name, (rate, shared) in jobs.items()),
        ],
    )  # fmt: skip


def pressure(capacity: CapacityTables) -> list[str]:
    """What hurts first: the work with the least headroom at the top."""
    need, kept = capacity.need, capacity.need.events_kept
    payday = max(need.payday_factors) * need.mean_events_per_s
    settling = need.payday_payments / capacity.now["payments_per_s"]
    rows: list[tuple[float, str, str]] = [
        (NIGHT_S / settling, f"a file of {need.payday_payments:,} payments", "in a night of 8 h"),
        (WEEKEND_S / (kept / capacity.catchup_rate(kept)), f"all read models after {need.years} years", "in a weekend"),
        (WEEKEND_S / (kept / capacity.replay_rate(kept)), f"every hash after {need.years} years", "in a weekend"),
        (NIGHT_S / (kept / capacity.rebuild_rate(kept)), "all indexes, by one process", "in a night of 8 h"),
        (headroom(capacity.command_rate(kept), payday), "writing at payday", "as it comes"),
        (headroom(capacity.catchup_rate(kept), payday), "read models at payday", "as it comes"),
    ]
    lines = ([what, when, f"{times_over:,.2g} ×" if times_over < 10 else f"{times_over:,.0f} ×"]
             for times_over, what, when in sorted(rows))  # fmt: skip
    return _table(["what", "wanted", "can be done"], lines)


def _measured(columns: dict[str, Figures]) -> list[str]:
    shown = (
        [heading, *(f"{each[name]:,.{_digits(each[name])}f}" if name in each else "" for each in columns.values())]
        for name, heading in FIGURES.items()
    )
    return _table(["", *columns], shown)


def _digits(value: float) -> int:
    return 0 if value >= 100 else 1 if value >= 10 else 2


def _table(headings: list[str], rows: Iterable[list[object]] | Iterable[list[str]]) -> list[str]:
    aligned = ["---", *["---:"] * (len(headings) - 1)]
    return [f"| {' | '.join(str(cell) for cell in row)} |" for row in ([*headings], aligned, *rows)]


def _plural(count: int, name: str) -> str:
    return name if count == 1 else f"{name}s"


TABLES: dict[str, Callable[[CapacityTables], list[str]]] = {
    table.__name__.replace("_", "-"): table for table in (sizes, widths, rates, payday_file, room, times, pressure)
}
"""By the names that they have in the page's markers."""
