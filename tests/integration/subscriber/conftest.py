"""A log with events in it that the real case writer wrote, and a folder with nothing but the schemas of the lock."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.case.claim.receiving import ReceiveClaim
from domain.case.closure.closing import CloseCase, Outcome
from domain.kernel.identity import case_id, payment_id
from domain.kernel.message import Command
from domain.kernel.recorded import Actor
from infra.client import CommandClient
from infra.messages.commands import CommandEnvelope
from infra.runtime.log_access import connection_of, create_or_open_log
from infra.runtime.settings import Settings
from tests.conftest import Servers
from tests.integration.writer.conftest import writing
from tests.own_places import COPIES_HERE, a_log
from tests.some_creditors import put_into_directory
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE, allocation

ROOT = Path(__file__).parents[3]
HAPPENED = datetime(2026, 3, 2, 8, 0, 0, 250_000, tzinfo=UTC)
CLAIMS = [replace(CLAIM, creditor_reference=f"F-{number}") for number in range(3)]
MATTER = uuid4()


def case_of(claim: ReceiveClaim) -> UUID:
    return case_id(claim.creditor_id, claim.creditor_reference)


def write(log: Settings, commands: Sequence[tuple[UUID, Command]]) -> None:
    """Has the real case writer carry the commands out, one after another."""
    with writing(log), CommandClient(connection_of(log), log.commands_topic, log.replies_topic) as client:
        for aggregate_id, command in commands:
            envelope = CommandEnvelope(uuid4(), aggregate_id, HAPPENED, Actor("user", "lukas"), MATTER)
            assert client.ask(envelope, command).accepted


@pytest.fixture(scope="module")
def written(stack: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Three cases, of which one was paid in part and closed, and a payment: nine events."""
    claims = [(case_of(claim), claim) for claim in CLAIMS]
    paid = [(case_of(CLAIMS[0]), allocation(24_000)), (case_of(CLAIMS[0]), CloseCase(Outcome.WRITTEN_OFF, "agreed"))]
    with a_log(stack.kafka_bootstrap) as name:
        settings = Settings(
            tmp_path_factory.mktemp("home"), name, 2, kafka_bootstrap=stack.kafka_bootstrap, **COPIES_HERE
        )
        create_or_open_log(settings)
        put_into_directory(settings)
        write(settings, [*claims, *paid, (payment_id("a line"), PAYMENT_LINE)])
        yield settings


@pytest.fixture
def schemas_folder(tmp_path: Path) -> Path:
    """A copy of the lock file and of the schemas that it names, and of nothing else."""
    folder = tmp_path / "schemas"
    folder.mkdir()
    shutil.copy(ROOT / "schemas" / "lock.json", folder)
    for row in json.loads((folder / "lock.json").read_text()):
        (folder / row["file"]).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "schemas" / row["file"], folder / row["file"])
    return folder
