"""A ledger for each test module: its own home, log and database on the servers that the whole run shares."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.kernel.directory import CreditorEntry
from infra.client import CommandClient
from infra.demo.calendar import CLAIMS_COME_IN
from infra.demo.sample_portfolio.creditors import CREDITORS as SAMPLE_CREDITORS
from infra.runtime.clock import FileClock
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.acceptance.browsing import NO_BROWSER
from tests.acceptance.program import Program, environment
from tests.conftest import Servers
from tests.own_places import COPIES_HERE, a_database, a_log
from tests.some_creditors import register

CREDITORS = [
    *(CreditorEntry(one.id, one.name) for one in SAMPLE_CREDITORS),
    CreditorEntry("nordkraft", "Nordkraft"),
    CreditorEntry("sydkraft", "Sydkraft"),
]


@pytest.fixture(scope="module")
def place(stack: Servers) -> Iterator[Program]:
    """The command line with a log and a database of its own, where nothing has been started or created yet."""
    home = Path(tempfile.mkdtemp(prefix="cl-"))
    FileClock.set(home / "clock.json", CLAIMS_COME_IN)
    with a_log(stack.kafka_bootstrap) as log, a_database(stack.database_url) as database_url:
        yield Program(
            environment(
                CASELEDGER_HOME=str(home),
                CASELEDGER_LOG=log,
                CASELEDGER_PARTITIONS="2",
                CASELEDGER_KAFKA_BOOTSTRAP=stack.kafka_bootstrap,
                **{f"CASELEDGER_{name.upper()}": str(count) for name, count in COPIES_HERE.items()},
                CASELEDGER_PAGES="no",  # a process of some weight, which few tests look at
                CASELEDGER_DATABASE_URL=database_url,
            ),
            home,
        )
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def ledger(place: Program) -> Iterator[Program]:
    """The command line of a ledger that is up, with the creditors of the files that tests import."""
    place.run("up").done()
    settings = Settings.load(place.environ)
    with CommandClient(connection_of(settings), settings.commands_topic, settings.replies_topic) as client:
        register(client, CREDITORS)
    yield place
    place.run("down").done()


@pytest.fixture(scope="module")
def its_settings(place: Program) -> Settings:
    """The settings that the ledger's processes have."""
    return Settings.load(place.environ)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Whatever was not tried for want of a browser is said aloud, and not only counted among the skipped."""
    reasons = {str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])}
    if any(NO_BROWSER in one for one in reasons):
        terminalreporter.section(f"{NO_BROWSER}: none is here, and none could be installed", red=True, bold=True)
