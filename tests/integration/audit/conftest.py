"""Logs that read models have followed, for whoever looks at one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import UUID

import psycopg2
import pytest

from consumers.projector.worker import ProjectorWorker
from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.kernel.identity import case_id, creditor_uuid
from domain.person.registration.registering import PersonKind, RegisterPerson
from infra.client import CommandClient
from infra.postgres.progress import wait_for
from infra.runtime.clock import SystemClock
from infra.runtime.log_access import connection_of, create_or_open_log
from infra.runtime.settings import Settings
from tests.conftest import Servers
from tests.integration.policies.running import RunningWorker
from tests.integration.writer.conftest import writing
from tests.integration.writer.test_writer import envelope_for
from tests.own_places import COPIES_HERE, a_database, a_log
from tests.some_creditors import register
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, PAYMENT_LINE, allocation
from tests.waiting import PATIENCE_S

CASES = 8
CONTRACT = AgreeContract(
    date(2030, 1, 1), 1_250, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY, CommissionIs.WITHHELD, None, None
)
PERSON_ID = UUID(int=0x77)
PERSON = RegisterPerson(PERSON_ID, PersonKind.NATURAL, "SE", "Kim Ek", None, "sv", None, None, None)


@pytest.fixture(scope="session")
def followed_once(stack: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """A log with some cases and a payment, and read models that have followed it; nobody is connected to these."""
    with a_log(stack.kafka_bootstrap) as log, a_database(stack.database_url) as database_url:
        home = tmp_path_factory.mktemp("followed") / "home"
        settings = Settings(
            home, log, 2, kafka_bootstrap=stack.kafka_bootstrap, database_url=database_url, **COPIES_HERE
        )
        _follow(settings)
        yield settings


@pytest.fixture
def followed_log(stack: Servers, followed_once: Settings, tmp_path: Path) -> Iterator[Settings]:
    """That log, which no test may write to, with a database and a home of the test's own."""
    shutil.copytree(followed_once.home, tmp_path / "home")
    with a_database(stack.database_url, like=str(followed_once.database_url)) as url:
        yield replace(followed_once, home=tmp_path / "home", database_url=url)


@pytest.fixture
def own_followed_log(settings: Settings) -> Settings:
    """Another one, which the test may write to."""
    _follow(settings)
    return settings


def _follow(settings: Settings) -> None:
    create_or_open_log(settings)
    with (
        writing(settings),
        RunningWorker(lambda: ProjectorWorker(settings, SystemClock())),
        CommandClient(connection_of(settings), settings.commands_topic, settings.replies_topic) as client,
    ):
        register(client)
        last: dict[int, int] = {}
        for number in range(CASES):
            claim = replace(CLAIM, creditor_reference=f"F-{number}")
            identifier = case_id(claim.creditor_id, claim.creditor_reference)
            client.ask(envelope_for(identifier), claim)
            answer = client.ask(envelope_for(identifier), allocation(CLAIM_TOTAL_MINOR if number % 2 else 500))
            last[answer.partition] = answer.position
        for identifier, command in (
            (case_id("bank", "line 1"), PAYMENT_LINE),
            (creditor_uuid(CLAIM.creditor_id), CONTRACT),
            (PERSON_ID, PERSON),
        ):
            answer = client.ask(envelope_for(identifier), command)
            assert answer.accepted, answer
            last[answer.partition] = max(answer.position, last.get(answer.partition, 0))
        assert settings.database_url
        with closing(psycopg2.connect(settings.database_url)) as database:
            wait_for(database, last, timeout_s=PATIENCE_S)
