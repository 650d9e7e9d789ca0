"""Policies killed at every point that matters, as processes of their own: what they began happens once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from domain.case.allocation.allocating import PaymentAllocated
from domain.case.claim.receiving import ClaimReceived
from domain.case.deadlines.missing import DeadlineMissed
from domain.case.deadlines.setting import DeadlineSet
from domain.kernel.message import Event
from domain.payment.matching.matching import PaymentMatched
from domain.payment.receipt.receiving import PaymentReceived
from infra.runtime.crash_points import VARIABLE
from infra.runtime.settings import Settings
from tests.integration.policies.conftest import Ask, MoveTime, Run
from tests.integration.policies.log_view import LogView
from tests.integration.policies.running import eventually
from tests.unit.policies.samples import claim, payment
from tests.waiting import PATIENCE_S

REPOSITORY = Path(__file__).parents[3]
A = "12345674"
AFTER_THE_GRACE = datetime(2026, 3, 20, tzinfo=UTC)
# A policy comes to these for the first time when it has read the whole log, and has something to do then.
POINTS = ("policy-before-send", "policy-after-send", "policy-after-commit")


def _environ(log: Settings, crash_at: str) -> dict[str, str]:
    assert log.kafka_bootstrap and log.database_url
    return os.environ | {
        "CASELEDGER_HOME": str(log.home),
        "CASELEDGER_LOG": log.log,
        "CASELEDGER_KAFKA_BOOTSTRAP": log.kafka_bootstrap,
        "CASELEDGER_DATABASE_URL": log.database_url,
        "CASELEDGER_CLOCK_FILE": str(log.clock_file),
        VARIABLE: crash_at,
    }


@contextmanager
def process(log: Settings, *names: str, crash_at: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """`python -m consumers NAMES`; stopped with SIGTERM at the end, if it still runs."""
    command = [sys.executable, "-m", "consumers", *names, "--metrics-port=0"]
    running = subprocess.Popen(command, cwd=REPOSITORY, env=_environ(log, crash_at))
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(PATIENCE_S)


def _killed(log: Settings, name: str, point: str) -> bool:
    """Whether the policy came to the point; it is killed there."""
    with process(log, name, crash_at=point) as running:
        try:
            return running.wait(PATIENCE_S) == -signal.SIGKILL
        except subprocess.TimeoutExpired:
            return False


@pytest.fixture
def ready(run: Run, ask: Ask, view: LogView, move_time: MoveTime) -> None:
    """A claim whose deadline is over, and a payment for it; a writer works, and no policy has seen anything."""
    run("writer")
    ask(*claim(1, A, pay_by=date(2026, 3, 10)))
    ask(*payment(1, 40_000, A))
    eventually("the claim, its deadline and the payment are there", lambda: len(view.events()) == 3)
    assert len(view.of(ClaimReceived)) == len(view.of(DeadlineSet)) == len(view.of(PaymentReceived)) == 1
    move_time(AFTER_THE_GRACE)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize(
    ("name", "effect"), [("matcher", PaymentMatched), ("deadline-clock", DeadlineMissed)], ids=["matcher", "clock"]
)
@pytest.mark.usefixtures("ready")
def test_a_policy_killed_anywhere_acts_once(
    name: str, effect: type[Event], point: str, log: Settings, view: LogView
) -> None:
    assert _killed(log, name, point)
    with process(log, name):
        eventually("its command was carried out", lambda: len(view.of(effect)) == 1)
        sent = {envelope.id for envelope, _ in view.from_policies()}
        assert len(sent) == 1, "whatever was sent again was sent under the same id"
    assert len(view.of(effect)) == 1


@pytest.mark.usefixtures("ready")
def test_an_allocator_killed_after_sending_allocates_once(log: Settings, view: LogView) -> None:
    with process(log, "matcher"):
        eventually("the payment is matched", lambda: len(view.of(PaymentMatched)) == 1)
    assert _killed(log, "allocator", "policy-after-send")
    with process(log, "allocator"):
        eventually("it is allocated", lambda: len(view.of(PaymentAllocated)) == 1)
    by_allocator = [envelope.id for envelope, _ in view.from_policies() if envelope.actor.id == "allocator"]
    assert len(set(by_allocator)) == 1
    assert len(view.of(PaymentAllocated)) == 1


@pytest.mark.usefixtures("ready")
def test_three_policies_share_a_process_and_stop_when_asked(log: Settings, view: LogView) -> None:
    with process(log, "matcher", "allocator", "deadline-clock") as running:
        eventually("money and time have been dealt with", lambda: len(view.of(PaymentAllocated)) == 1)
        eventually("the deadline is missed", lambda: len(view.of(DeadlineMissed)) == 1)
    assert running.returncode == 0
    assert not list((log.home / "workers").iterdir())
