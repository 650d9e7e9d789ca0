"""A bank's file of many payments: imported, matched, allocated, and visible in the balances.

The cases are in the ledger and every worker has come to rest before the clock starts; it stops when each payment counts
in the balances. What every process took of the processor says where the time went, also on a machine that does other
things meanwhile. Then a second file as large, whose importer is killed three times in the middle: what is in the
balances in the end must be each payment once.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from time import monotonic, process_time, sleep

import psutil
import psycopg2

from bench.servers import PROGRAM, Servers, all_answered, environment, install_read_models, send_all, wait_until, worker
from bench.workload import commands
from infra.client import CommandClient
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.banks.bgmax.content import BgMaxContent, Deposit, Entry, Payer, ReferenceCode
from infra.intake.banks.bgmax.writer import write_content
from infra.intake.importing.files import import_payments
from infra.intake.importing.finding import cases_on_file
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.sending import Sending
from infra.runtime.garbage import search_rarely
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings

WORKERS = {"writer": ("writer",), "projector": ("projector",), "policies": ("matcher", "allocator")}
PAID_MINOR = 25_000
"""Less than any of the claims."""
ONE_BY_ONE = 100
"""Payments of which the next is sent when the one before is on its case."""
_DAY, _NEXT_DAY, _AT = date(2026, 3, 9), date(2026, 3, 10), datetime(2026, 3, 11, tzinfo=UTC)
LIMIT_S = 1_800.0


def measure_import(servers: Servers, payments: int, partitions: int) -> dict[str, float]:
    """Payments a second from the file to the balances, and microseconds of processor time for each."""
    search_rarely()  # as `caseledger import` does
    settings = servers.log("bench_import", partitions)
    install_read_models(settings)
    path = settings.home / "payments.txt"
    path.write_bytes(bank_file(1, payments))
    with ExitStack() as held:
        running = {name: held.enter_context(worker(settings, *names)) for name, names in WORKERS.items()}
        _receive_claims(settings, payments + ONE_BY_ONE)
        seen = held.enter_context(closing(PaymentsInBalances(settings)))
        wait_until(lambda: seen.cases() >= payments + ONE_BY_ONE, LIMIT_S, 0.1)
        client = held.enter_context(
            CommandClient(connection_of(settings), settings.commands_topic, settings.replies_topic)
        )
        one_by_one = _one_by_one(settings, client, seen, payments + 1)
        with processor_time(running) as used:
            rate = _imported(settings, client, path, seen, payments)
        differ = _killed(settings, seen, payments)
    us = {f"import_us_{name}": seconds / payments * 1e6 for name, seconds in used.items()}
    return {
        "import_payments_per_s": rate,
        "import_against_one_by_one": rate / one_by_one,
        "import_killed_difference": differ,
        **us,
    }


def bank_file(first: int, payments: int, day: date = _DAY) -> bytes:
    """A day's payments, one for each case from this number on, as BgMax."""
    entries = tuple(
        Entry(False, "0041234567", f"{number:08d}", PAID_MINOR, ReferenceCode.CORRECT_OCR, "1", f"{number:012d}",
              payer=Payer(name="Åsa Öberg"))
        for number in range(first, first + payments)
    )  # fmt: skip
    deposit = Deposit("0059123406", "", "SEK", entries, "8327".zfill(35), day, "00001")
    return write_content(BgMaxContent(datetime(2026, 3, 9, 18, tzinfo=UTC), False, (deposit,)))


class PaymentsInBalances:
    """Watches the balances."""

    def __init__(self, settings: Settings) -> None:
        self._connection = psycopg2.connect(settings.database_url)
        self._connection.autocommit = True

    def payments(self) -> int:
        """Payments that count in them."""
        return self._sum("payments")

    def cases(self) -> int:
        """Cases that stand in them."""
        return self._sum("cases")

    def received(self) -> int:
        """Payments that are in the ledger, wherever they stand."""
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM balances.payment")
            row = cursor.fetchone()
            return int(row[0]) if row else 0

    def close(self) -> None:
        self._connection.close()

    def _sum(self, column: str) -> int:
        with self._connection.cursor() as cursor:
            cursor.execute(f"SELECT coalesce(sum({column}), 0) FROM balances.portfolio_balance")
            row = cursor.fetchone()
            return int(row[0]) if row else 0


@contextmanager
def processor_time(running: Mapping[str, subprocess.Popen[bytes]]) -> Iterator[dict[str, float]]:
    """Seconds that each of these processes, and this one as ``importer``, took meanwhile."""
    processes = {name: psutil.Process(one.pid) for name, one in running.items()}

    def now() -> dict[str, float]:
        times = {name: one.cpu_times() for name, one in processes.items()}
        return {"importer": process_time(), **{name: one.user + one.system for name, one in times.items()}}

    before, used = now(), dict[str, float]()
    yield used
    used.update({name: seconds - before[name] for name, seconds in now().items()})


def _receive_claims(settings: Settings, cases: int) -> None:
    send_all(settings, islice(commands(cases, first=1), cases))
    wait_until(lambda: all_answered(settings), LIMIT_S, 0.5)


def _imported(settings: Settings, client: CommandClient, path: Path, seen: PaymentsInBalances, payments: int) -> float:
    before, began = seen.payments(), monotonic()
    file = read_bank_file(path)
    with cases_on_file(settings, payments) as find:
        plan = PaymentImport(_AT, "Europe/Stockholm", find)
        tally = import_payments(path, file, plan, Sending(client), lambda: None)
    assert tally.received == payments, tally
    wait_until(lambda: seen.payments() >= before + payments, LIMIT_S, 0.05)
    return payments / (monotonic() - began)


def _one_by_one(settings: Settings, client: CommandClient, seen: PaymentsInBalances, first: int) -> float:
    began = monotonic()
    for number in range(first, first + ONE_BY_ONE):
        before = seen.payments()
        path = settings.home / "one.txt"
        path.write_bytes(bank_file(number, 1))
        import_payments(
            path, read_bank_file(path), PaymentImport(_AT, "Europe/Stockholm"), Sending(client), lambda: None
        )
        wait_until(lambda before=before: seen.payments() > before, pause_s=0.005)  # type: ignore[misc]
    return ONE_BY_ONE / (monotonic() - began)


def _killed(settings: Settings, seen: PaymentsInBalances, payments: int) -> float:
    """How many payments more (or less) than the file has are in the balances, after its importer was killed at a
    quarter, a half and three quarters of it, and started again."""
    path = settings.home / "killed.txt"
    path.write_bytes(bank_file(1, payments, _NEXT_DAY))
    before, in_balances = seen.received(), seen.payments()
    for quarter in (1, 2, 3):
        with _importer(settings, path) as process:
            wait_until(lambda quarter=quarter: seen.received() >= before + payments * quarter // 4, LIMIT_S)  # type: ignore[misc]
            assert process.poll() is None, "it ended before it could be killed"
            process.kill()
    with _importer(settings, path) as process:
        assert process.wait(LIMIT_S) == 0
    wait_until(lambda: seen.payments() >= in_balances + payments, LIMIT_S, 0.05)
    wait_for_quiet(seen)
    return seen.payments() - in_balances - payments


def wait_for_quiet(seen: PaymentsInBalances) -> None:
    """Wait until nothing has been added for two seconds: what is there twice would come late."""
    before = -1
    while before != (now := seen.payments() + seen.received()):
        before = now
        sleep(2.0)


@contextmanager
def _importer(settings: Settings, path: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [*PROGRAM, "import", "payments", str(path), "--placed-within", "0"]
    with (settings.home / "importer.log").open("ab") as log:
        process = subprocess.Popen(command, env=environment(settings), stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.kill()
            process.wait(30)
