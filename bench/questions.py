"""Questions and commands of a person about one case, in a small log and in the same one when it has grown large.

The cases that are asked for have twenty events, spoken about again and again while the log grew: what happened to one
stands far apart. Everything runs in this process as the command line does it, beside a writer and a projector.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from statistics import median
from time import perf_counter

from psycopg2.extensions import connection
from rich.progress import Progress
from typer.testing import CliRunner

from bench.growing_log import GrowingLog
from bench.servers import Servers, environment, install_read_models, worker
from bench.workload import EVENTS_OF_A_CASE, case_of
from infra.audit.history import LogHistory
from infra.audit.lookup import ByReadModels
from infra.cli.main import app
from infra.postgres.connect import connect
from infra.postgres.progress import wait_for
from infra.runtime.settings import Settings

SMALL_EVENTS = 10_000
EVENTS = 20
# Numbers of cases. Not 0: a reference of zeros is none.
OF_THE_SMALL_LOG, OF_THE_LARGE_LOG, SPOKEN_WITH = range(1, 31), range(31, 61), range(61, 91)
CONTACT = ("--channel", "letter", "--purpose", "payment", "--outcome", "sent", "--as", "bench")
FOLD_TIMEOUT_S = 3_600.0

Figures = dict[str, float]


def measure_questions(servers: Servers, events: int, partitions: int) -> Figures:
    """Medians in milliseconds in a log of this many events, and what they are of those in one of 10,000."""
    log = GrowingLog(servers.log("questions", partitions))
    install_read_models(log.settings)
    with Progress() as progress:
        small = _grown_to(SMALL_EVENTS, log, OF_THE_SMALL_LOG, progress)
        large = _grown_to(events, log, OF_THE_LARGE_LOG, progress)
    return large | {f"{name.removesuffix('_ms')}_growth": large[name] / small[name] for name in large}


def _grown_to(events: int, log: GrowingLog, asked: Sequence[int], progress: Progress) -> Figures:
    """What is measured at this size, to which the log grows while the cases asked for come to their twenty events."""
    begin, contacts = log.events(), EVENTS - EVENTS_OF_A_CASE
    for step in range(1, contacts + 2):
        log.fill(begin + (events - begin) * step // (contacts + 1), progress)
        if step <= contacts:
            log.speak_about(asked, f"{events}/{step}")
    settings = log.settings
    with worker(settings, "writer"), worker(settings, "projector"), _opened(settings) as (history, opened):
        wait_for(opened, history.last_positions(), timeout_s=FOLD_TIMEOUT_S)
        return {
            "case_history_ms": _history_ms(ByReadModels(history, opened), asked),
            "case_show_ms": _whole_ms(settings, "show", asked),
            "case_command_ms": _whole_ms(settings, "contact", SPOKEN_WITH, *CONTACT),
        }


@contextmanager
def _opened(settings: Settings) -> Iterator[tuple[LogHistory, connection]]:
    with LogHistory(settings) as history, closing(connect(str(settings.database_url))) as opened:
        yield history, opened


def _history_ms(lookup: ByReadModels, asked: Sequence[int]) -> float:
    """The events of a case, each fetched and checked, where Kafka and PostgreSQL are connected already."""

    def ask(number: int) -> None:
        events = lookup.events_of(case_of(number))
        assert len(events) == EVENTS, f"case {number} has {len(events)} events"

    for number in asked:
        ask(number)  # every partition is connected once it has been asked
    return _median_ms(asked, ask)


def _whole_ms(settings: Settings, what: str, asked: Sequence[int], *options: str) -> float:
    """A whole command, from its line to its answer: it finds the case by its reference, and connects to everything."""
    runner, told = CliRunner(), environment(settings)

    def run(number: int) -> None:
        line = ["case", what, f"{number:08d}", *options]
        result = runner.invoke(app, line, env=told)
        assert result.exit_code == 0, f"{line}: {result.output}"

    run(asked[0])  # what a process does once, such as importing, is not measured; and the writer has begun
    return _median_ms(asked[1:], run)


def _median_ms(numbers: Sequence[int], ask: Callable[[int], None]) -> float:
    taken = []
    for number in numbers:
        began = perf_counter()
        ask(number)
        taken.append((perf_counter() - began) * 1000)
    return median(taken)
