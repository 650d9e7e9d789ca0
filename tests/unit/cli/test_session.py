"""Where a command works, and on which clock; a demo reaches nobody else's log."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from domain.case.claim.receiving import ReceiveClaim
from domain.case.deadlines.setting import DeadlineSet
from domain.case.state import CASE
from domain.kernel.recorded import Actor
from infra.cli.failures import Unavailable
from infra.cli.operations import pages
from infra.cli.operations.bringing_up import PROCESSES, started_processes, uses_local_servers, workers_of
from infra.cli.operations.worker_health import LAG, health_of, writers_alive
from infra.cli.reaching import check_reachable
from infra.cli.render.screen import Screen
from infra.cli.session import Session, environment
from infra.creditors.names import CreditorNames
from infra.demo import calendar
from infra.demo.cast import Cast
from infra.demo.inputs import Inputs, write_inputs
from infra.demo.run import demo_environment, demo_home
from infra.intake.importing.claims import ClaimImport
from infra.metrics import catalogue
from infra.runtime.clock import FileClock
from infra.runtime.settings import Settings, SettingsError
from tests.some_persons import NO_INDEX
from tests.unit.domain.samples import CREDITOR_ID, at


def test_the_home_folder_is_where_the_option_the_environment_or_the_custom_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CASELEDGER_HOME", raising=False)
    assert environment(None)["CASELEDGER_HOME"] == str(tmp_path / ".caseledger")
    monkeypatch.setenv("CASELEDGER_HOME", "elsewhere")
    assert environment(None)["CASELEDGER_HOME"] == str(tmp_path / "elsewhere")
    assert environment(Path("here"))["CASELEDGER_HOME"] == str(tmp_path / "here")


def test_a_home_with_a_clock_runs_on_it_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CASELEDGER_CLOCK_FILE", raising=False)
    assert "CASELEDGER_CLOCK_FILE" not in environment(tmp_path)
    FileClock.set(tmp_path / "clock.json", calendar.CLAIMS_COME_IN, runs=False)
    session = Session(tmp_path)
    assert session.clock.now() == calendar.CLAIMS_COME_IN
    monkeypatch.setenv("CASELEDGER_CLOCK_FILE", "other.json")
    assert environment(tmp_path)["CASELEDGER_CLOCK_FILE"] == "other.json"


def test_without_servers_the_way_to_them_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CASELEDGER_KAFKA_BOOTSTRAP", raising=False)
    with pytest.raises(Unavailable, match="caseledger up"):
        _ = Session(tmp_path).served


def test_a_kafka_that_is_not_there_is_found_out_at_once() -> None:
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1 .*nonsense"):
        check_reachable(Settings(Path(), kafka_bootstrap="127.0.0.1:1, nonsense"))


@pytest.mark.parametrize("bootstrap", ["127.0.0.1", "127.0.0.1:70000", "no-such-host.invalid:9092, 127.0.0.1:x"])
def test_brokers_that_cannot_be_anywhere_are_a_setting_to_be_put_right(bootstrap: str) -> None:
    with pytest.raises(SettingsError, match="CASELEDGER_KAFKA_BOOTSTRAP"):
        check_reachable(Settings(Path(), kafka_bootstrap=bootstrap))


def test_servers_are_started_unless_both_are_named() -> None:
    assert uses_local_servers({})
    assert uses_local_servers({"CASELEDGER_KAFKA_BOOTSTRAP": "a:1"})
    assert not uses_local_servers({"CASELEDGER_KAFKA_BOOTSTRAP": "a:1", "CASELEDGER_DATABASE_URL": "b"})


def test_every_worker_is_in_one_process(tmp_path: Path) -> None:
    from consumers.runtime.workers import WORKERS

    assert sorted(name for group in PROCESSES.values() for name in group) == sorted([*WORKERS, "serve"])
    assert workers_of(tmp_path, {}).status().keys() == PROCESSES.keys()


def test_what_can_be_switched_on_is_started_only_where_a_setting_says_so() -> None:
    always = set(started_processes({}))
    assert not always & {"watcher", "publisher", "webhooks"}
    assert set(started_processes({"CASELEDGER_WATCH_FOLDER": "/bank"})) == always | {"watcher"}
    assert set(started_processes({"CASELEDGER_PUBLISH": "all"})) == always | {"publisher"}
    assert set(started_processes({"CASELEDGER_WEBHOOKS": "yes"})) == always | {"webhooks"}


def test_the_console_is_started_unless_a_setting_or_a_missing_library_is_against_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert pages.PROCESS in started_processes({})
    assert pages.PROCESS not in started_processes({"CASELEDGER_PAGES": "no"})
    monkeypatch.setattr(pages, "NEEDS", ("no_such_library",))
    assert pages.PROCESS not in started_processes({})
    pages.say_where(Screen(), {"CASELEDGER_HOME": str(tmp_path)})
    assert "There is no console: it needs no_such_library" in capsys.readouterr().err


def test_a_folder_to_watch_is_meant_from_where_the_command_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CASELEDGER_WATCH_FOLDER", "bank")
    assert environment(None)["CASELEDGER_WATCH_FOLDER"] == str(tmp_path / "bank")


def test_a_worker_that_left_its_file_behind_is_gone(tmp_path: Path) -> None:
    (tmp_path / "workers").mkdir()
    (tmp_path / "workers" / "writer.json").write_text('{"pid": 999999999, "metrics_port": 1}')
    assert health_of(tmp_path, "writer").state == "gone"
    assert health_of(tmp_path, "projector").state == "gone"
    assert writers_alive(tmp_path) == []


def test_the_lag_is_read_from_the_metric_that_there_is() -> None:
    from prometheus_client import generate_latest

    from infra.metrics.kinds import REGISTRY

    catalogue.LAG_EVENTS.by("matcher", 0).set(0)
    assert f'{LAG}{{partition="0",worker="matcher"}}' in generate_latest(REGISTRY).decode()


def test_a_demo_has_a_folder_of_its_own_and_none_of_the_callers_settings(tmp_path: Path) -> None:
    home = demo_home(tmp_path)
    assert home == tmp_path / "demo"
    theirs = {
        "PATH": "/bin",
        "CASELEDGER_KAFKA_BOOTSTRAP": "prod:9092",
        "CASELEDGER_LOG": "real",
        "CASELEDGER_HOME": "x",
    }
    own = demo_environment(theirs, home)
    assert own["PATH"] == "/bin"
    assert {name for name in own if name.startswith("CASELEDGER_")} == {
        "CASELEDGER_HOME", "CASELEDGER_CLOCK_FILE", "CASELEDGER_ZONE",
    }  # fmt: skip
    FileClock.set(home / "clock.json", calendar.CLAIMS_COME_IN)
    assert demo_home(home) == home, "run from its own folder, it is the same demo"


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    return write_inputs(tmp_path_factory.mktemp("inputs"))


def test_the_demos_files_are_the_same_every_time(inputs: Inputs, tmp_path: Path) -> None:
    again = write_inputs(tmp_path)
    assert again.claims_file.read_bytes() == inputs.claims_file.read_bytes()
    assert again.payments_file.read_bytes() == inputs.payments_file.read_bytes()
    assert Cast.of(again) == Cast.of(inputs)


def test_the_demos_first_deadlines_pass_on_the_day_that_it_says(inputs: Inputs) -> None:
    assert calendar.CLAIMS_COME_IN < calendar.FIRST_CONTACTS < calendar.PAYMENTS_COME_IN < calendar.DEADLINES_PASS
    pay_by = calendar.CLAIMS_COME_IN.date().replace(day=2 + calendar.PAY_WITHIN_DAYS)
    plan = ClaimImport(calendar.CLAIMS_COME_IN, Actor("user", "agent-1"), pay_by, CreditorNames([]), NO_INDEX)
    command = plan.command_for(replace(inputs.claims[0], creditor=CREDITOR_ID)).command
    assert isinstance(command, ReceiveClaim)
    decided = CASE.decide(CASE.initial, command, at(calendar.CLAIMS_COME_IN))
    [deadline] = [event for event in decided if isinstance(event, DeadlineSet)]  # type: ignore[union-attr]
    assert deadline.grace_until <= calendar.DEADLINES_PASS
    assert (calendar.DEADLINES_PASS - deadline.grace_until).total_seconds() == 300


def test_the_demos_cast_does_what_its_parts_say(inputs: Inputs) -> None:
    cast = Cast.of(inputs)
    paid = {claim.creditor_reference for payment in inputs.payments for claim in payment.claims}
    assert cast.paid_in_part.creditor_reference in paid
    unpaid = [cast.agrees_on_a_plan, *cast.called_first, *cast.called_after_the_deadline]
    assert not paid & {claim.creditor_reference for claim in unpaid}
    assert len({claim.creditor_reference for claim in unpaid}) == 11
