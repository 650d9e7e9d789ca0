"""The watcher as a worker: it works in rounds, shows that it lives during a long one, and stops when told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from consumers.watcher import worker as worker_module
from consumers.watcher.worker import WatcherWorker
from domain.payment.receipt.receiving import ReceivePayment
from infra.client import Pending
from infra.intake.importing import sending
from infra.runtime.settings import Settings
from infra.runtime.settings_error import SettingsError
from tests.fuzz.seeds import SEEDS
from tests.unit.cli.test_sending import accepted_answer

CLOCK = SimpleNamespace(now=lambda: datetime(2026, 3, 10, tzinfo=UTC))


class Ledger:
    """Accepts every command, at once or when it is told to go on."""

    def __init__(self) -> None:
        self.sent: list[object] = []
        self.goes_on = Event()
        self.goes_on.set()

    def submit_all(self, commands):  # type: ignore[no-untyped-def]
        return [self.submit(*one) for one in commands]

    def submit(self, envelope, command):  # type: ignore[no-untyped-def]
        self.goes_on.wait(30)
        self.sent.append(command)
        pending = Pending(envelope.id, 60.0)
        pending.set_result(accepted_answer(envelope.id, envelope.aggregate_id))
        return pending


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> Ledger:
    behind = Ledger()

    @contextmanager
    def client(*_: object) -> Iterator[Ledger]:
        yield behind

    monkeypatch.setattr(worker_module, "CommandClient", client)
    monkeypatch.setattr(worker_module, "open_log", lambda _: (None, SimpleNamespace(commands="c", replies="r"), None))
    monkeypatch.setattr(worker_module, "STEP_S", 0.05)
    monkeypatch.setattr(worker_module, "SETTLE_S", 0.0)
    return behind


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "bank").mkdir()
    return Settings(home=tmp_path, watch_folder=tmp_path / "bank")


def _until(worker: WatcherWorker, path: Path, limit_s: float = 20.0) -> None:
    deadline = time.monotonic() + limit_s
    while not path.exists():
        assert time.monotonic() < deadline
        worker.step()


def test_a_file_in_the_folder_is_imported_and_moved(ledger: Ledger, settings: Settings, tmp_path: Path) -> None:
    worker = WatcherWorker(settings, CLOCK)
    (tmp_path / "bank" / "monday.txt").write_bytes(SEEDS[0])
    _until(worker, tmp_path / "bank" / "done" / "monday.txt")
    worker.close()
    assert len(ledger.sent) > 3


def test_a_long_file_does_not_keep_a_step_and_is_left_where_it_is_at_a_stop(
    ledger: Ledger, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AT_ONCE", 1)
    ledger.goes_on.clear()
    worker = WatcherWorker(settings, CLOCK)
    (tmp_path / "bank" / "long.txt").write_bytes(SEEDS[0])
    deadline = time.monotonic() + 0.5
    while time.monotonic() < deadline:
        began = time.monotonic()
        worker.step()
        assert time.monotonic() - began < 5, "each return is a sign of life"
    worker._stopping.set()
    ledger.goes_on.set()
    worker.close()
    assert (tmp_path / "bank" / "long.txt").exists()
    assert sum(isinstance(one, ReceivePayment) for one in ledger.sent) == 1, "no further than what goes out together"


def test_without_a_folder_it_says_which_setting_names_it(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="CASELEDGER_WATCH_FOLDER"):
        WatcherWorker(replace(settings, watch_folder=None), CLOCK)
