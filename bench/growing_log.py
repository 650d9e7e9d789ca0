"""One log that grows from size to size, with commands measured on the way."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from time import monotonic

from rich.progress import Progress

from bench.further_workload import EVENTS_OF_A_PAYMENT, Commands, contacts, conversations, payment, payments
from bench.generated_workload import GeneratedCases
from bench.peak_memory import PeakMemory
from bench.servers import Ends, all_answered, rate_of_answers, send_all, wait_until, worker
from bench.stored_bytes import folder_bytes
from bench.workload import EVENTS_OF_A_CASE, commands
from infra.audit.history import LogHistory
from infra.runtime.settings import Settings

CHUNK_EVENTS = 10_000  # filled at a time
NAMED_SHARE = 5  # one event in so many is of the cases that are asked about
NAMED_AT_LEAST = 100  # of these, from the beginning
FILL_TIMEOUT_S = 3_600.0


@dataclass(frozen=True)
class WorkedOff:
    """How a writer worked commands off: its rate, and how long it took from its start to its first answer."""

    commands_per_s: float
    first_answer_s: float
    rss_mb: float


@dataclass(frozen=True)
class Settled:
    """How payments went: received, matched and allocated a second; and what the two policies took for it."""

    payments_per_s: float
    rss_mb: float
    bytes_per_event: float
    """On disk: what the policies remember, by the events of the whole log."""


class GrowingLog:
    """A log that is filled in the generator's mix. ``cases`` is how many cases of the workload are in it beside: those
    are open, and known by their numbers to whoever asks about one, pays or speaks."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.cases = 0
        self._generated = GeneratedCases()

    def events(self) -> int:
        """How many events the log holds."""
        with LogHistory(self.settings) as history:
            return history.count()

    def fill(self, events: int, progress: Progress) -> None:
        """Have a writer bring the log to about this many events, and not less; nothing when it holds them already."""
        missing = start = max(0, events - self.events())
        task = progress.add_task(f"filling the log to {events:,} events", total=start)
        with worker(self.settings, "writer"):
            while missing > 0:
                self._send_chunk(min(CHUNK_EVENTS, missing))
                self._wait_for_writer()  # which decides today what happened then, and may see fewer deadlines met
                missing = events - self.events()
                progress.update(task, completed=start - max(0, missing))
        progress.remove_task(task)

    def _send_chunk(self, events: int) -> None:
        """About so many events: for the most part of generated cases, the others of cases that stay open and are asked
        about by their numbers."""
        named = max(-(-events // (NAMED_SHARE * EVENTS_OF_A_CASE)), NAMED_AT_LEAST - self.cases)
        self._send(commands(named, self.cases))
        self.cases += named
        self._send(self._generated.creditors())
        self._send(self._generated.next(events - named * EVENTS_OF_A_CASE))

    def on_new_cases(self, cases: int) -> WorkedOff:
        """Commands of cases that are not there yet, as `bench.commands` measures them."""
        sent = self._send(commands(cases, self.cases))
        self.cases += cases
        return self._work_off(sent)

    def on_old_cases(self, count: int) -> WorkedOff:
        """Commands on cases drawn from the whole log, which the writer has to load first."""
        return self._work_off(self._send(contacts(self.cases, count, f"{self.events()}")))

    def speak_about(self, cases: Iterable[int], run: str) -> None:
        """A conversation on each of these cases; the next filling's writer records them before anything else."""
        self._send(conversations(cases, run))

    def settle_payments(self, count: int) -> Settled:
        """Payments through the writer and the policies, at work side by side."""
        run, home = f"{self.events()}", self.settings.home
        with (
            PeakMemory("matcher") as memory,
            worker(self.settings, "writer"),
            worker(self.settings, "matcher", "allocator"),
        ):
            self._settle(iter([payment(1, f"{run}/first")]), 1)  # the policies have read the whole log when it is done
            began = monotonic()
            self._settle(payments(self.cases, count, run), count)
            rate = count / (monotonic() - began)
        return Settled(rate, memory.mib, folder_bytes(home / "policies") / self.events())

    def _settle(self, lines: Commands, count: int) -> None:
        with LogHistory(self.settings) as history:
            before = history.count()
            self._send(lines)
            wanted = before + count * EVENTS_OF_A_PAYMENT
            wait_until(lambda: history.count() >= wanted, FILL_TIMEOUT_S, pause_s=0.25)

    def _work_off(self, sent: int) -> WorkedOff:
        with closing(Ends(self.settings, self.settings.replies_topic)) as ends, PeakMemory("writer") as memory:
            before, started = ends.total(), monotonic()
            with worker(self.settings, "writer"):
                rate, began = rate_of_answers(ends, before, sent, pause_s=0.005)
                self._wait_for_writer()
        return WorkedOff(rate, began - started, memory.mib)

    def _wait_for_writer(self) -> None:
        wait_until(lambda: all_answered(self.settings), FILL_TIMEOUT_S, pause_s=0.5)

    def _send(self, wanted: Commands) -> int:
        return send_all(self.settings, wanted)
