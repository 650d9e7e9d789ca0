"""Taking files in, one after another, behind the answers: what a process leaves undone, the next one goes on with."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from datetime import date, datetime, timedelta
from threading import Event, Thread
from zoneinfo import ZoneInfo

from domain.kernel.identity import bank_file_id
from domain.kernel.recorded import Actor
from infra.client import CommandNotAnswered
from infra.http.answers.values import plain
from infra.http.imports.store import ImportKind, ImportState, ImportStatus, ImportStore
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.claims.claims_csv import read_claims
from infra.intake.importing.claims import ClaimImport
from infra.intake.importing.files import import_claims, import_payments, lines_in
from infra.intake.importing.payments import Find, PaymentImport, nobody_knows
from infra.intake.importing.sending import Client, Sending
from infra.intake.importing.tally import Tally
from infra.intake.importing.tried import SHOWN_MAX, Forecast, TriedLine, cannot_say, tried_lines
from infra.intake.refused.rejected import FileRejected
from infra.runtime.clock import Clock
from infra.runtime.faults import where_it_failed

LOOK_S = 5.0
"""How often is looked for what waits, where nobody tells."""
TELL_S = 1.0
"""How often it is written down how far one has come."""
STOP_S = 8.0

log = logging.getLogger("caseledger.http")

ClaimPlan = Callable[[datetime, Actor, date | None], ClaimImport]
"""With what a claims file is received: when, by whom, and the day until which its debtors may pay."""
Forecasting = Callable[[], AbstractContextManager[Forecast]]
"""Opens what says of payments what the ledger would make of them."""
Finding = Callable[[int], AbstractContextManager[Find]]
"""Opens what finds the cases of a file of so many lines."""


class _StoppedInTheMiddle(Exception):
    """The process ends; the import goes on with the next one."""


class Imports:
    """One thread that takes in whatever waits. Safe for several threads and processes."""

    def __init__(
        self,
        store: ImportStore,
        clock: Clock,
        zone: str,
        client: Client,
        claim_plan: ClaimPlan,
        forecasting: Forecasting = lambda: nullcontext(cannot_say),
        finding: Finding = lambda lines: nullcontext(nobody_knows),
    ) -> None:
        self.store = store
        self._claim_plan = claim_plan
        self._clock, self._zone, self._client = clock, zone, client
        self._forecasting, self._finding = forecasting, finding
        self._stop, self._woken = Event(), Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """From now on, what waits is taken in."""
        self.store.clear()
        self._thread = Thread(target=self._run, name="imports", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Something waits."""
        self._woken.set()

    def close(self) -> None:
        """Stop in the middle of a file: what was answered is received, and the rest waits."""
        self._stop.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join(STOP_S)

    def take_all(self) -> None:
        """Whatever waits, now."""
        for state in self.store.waiting():
            with self.store.alone_with(state) as mine:
                if mine and not self._stop.is_set():
                    self._take(state)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._woken.clear()
            try:
                self.take_all()
            except Exception as error:
                log.error("imports: %s", where_it_failed(error))
            self._woken.wait(LOOK_S)

    def _take(self, state: ImportState) -> None:
        state.status, state.attempts, state.problem = ImportStatus.UNDER_WAY, state.attempts + 1, None
        self.store.write(state)
        try:
            self._take_in(state)
        except FileRejected as rejected:
            state.status, state.rejected = ImportStatus.REJECTED, _rejected_document(rejected)
        except _StoppedInTheMiddle:
            state.status = ImportStatus.WAITING
        except Exception as error:  # whatever it is, the other files do not wait for this one
            log.warning("an import waits: %s", where_it_failed(error))
            state.status, state.problem = ImportStatus.WAITING, _in_words(error)
        if state.has_ended:
            state.finished_at = plain(self._clock.now())
            self.store.end(state)
        else:
            self.store.write(state)

    def _take_in(self, state: ImportState) -> None:
        state.settled = 0
        if state.kind is ImportKind.CLAIMS:
            self._take_in_claims(state)
        else:
            self._take_in_payments(state)
        state.status = ImportStatus.DONE

    def _take_in_claims(self, state: ImportState) -> None:
        path, encoding = self.store.file_of(state), state.encoding.value
        actor = Actor(state.actor_kind, state.actor_id)
        plan = self._claim_plan(self._clock.now(), actor, pay_by(state, self._zone))
        state.format, state.lines = ImportKind.CLAIMS, lines_in(path)
        if state.dry_run:
            lines = plan.commands(read_claims(path, encoding, plan.creditor_of))
            self._try(state, tried_lines(lines, creditors=plan.creditors))
            return
        folder = self.store.refused_folder(state)
        tally = import_claims(path, encoding, plan, Sending(self._client), self._advancing(state), folder)
        state.tally = tally_document(tally)

    def _take_in_payments(self, state: ImportState) -> None:
        file = read_bank_file(self.store.file_of(state))
        state.format = file.format
        state.lines = len(file.lines) + len(file.kept_for_a_person)
        state.bank_file_id = str(bank_file_id(file.fingerprint))
        now, path = self._clock.now(), self.store.file_of(state)
        if state.dry_run:
            with self._forecasting() as forecast:
                self._try(state, tried_lines(PaymentImport(now, self._zone).commands(file), forecast))
            return
        with self._finding(len(file.lines)) as find:
            plan, folder = PaymentImport(now, self._zone, find), self.store.refused_folder(state)
            tally = import_payments(path, file, plan, Sending(self._client), self._advancing(state), folder)
        state.tally = tally_document(tally)

    def _try(self, state: ImportState, lines: Iterable[TriedLine]) -> None:
        would, shown, advance = Counter[str](), list[dict[str, object]](), self._advancing(state)
        for line in lines:
            would[line.becomes] += 1
            if len(shown) < SHOWN_MAX:
                shown.append(plain(asdict(line)))
            advance()
        state.would, state.would_lines = dict(would), shown

    def _advancing(self, state: ImportState) -> Callable[[], None]:
        told_at = time.monotonic()

        def advance() -> None:
            nonlocal told_at
            state.settled += 1
            if self._stop.is_set():
                raise _StoppedInTheMiddle
            if time.monotonic() - told_at >= TELL_S:
                self.store.write(state)
                told_at = time.monotonic()

        return advance


def pay_by(state: ImportState, zone: str) -> date | None:
    """The day until which debtors may pay: the same, however often the file is begun again."""
    if state.pay_within is None:
        return None
    return datetime.fromisoformat(state.received_at).astimezone(ZoneInfo(zone)).date() + timedelta(state.pay_within)


def tally_document(tally: Tally) -> dict[str, object]:
    """As `caseledger import payments` tells it, without the names of files on the server."""
    told = tally.as_json()
    return {name: told[name] for name in told if name not in ("refused_file", "to_correct_file")}


def _rejected_document(rejected: FileRejected) -> dict[str, object]:
    """The last three are of a bank file whose totals are wrong."""
    told = ("line", "field", "code", "message", "stated", "computed", "difference")
    return {name: getattr(rejected, name, None) for name in told}


def _in_words(error: Exception) -> str:
    """Nothing of a text that may name places or what it met."""
    if isinstance(error, CommandNotAnswered):
        return "The ledger does not answer. What was answered is received; the rest follows when it does."
    return f"It cannot go on now ({type(error).__name__}), and is tried again."
