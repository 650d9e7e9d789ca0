"""A log with events in it that the real case writer wrote, and a folder with nothing but the schemas of the lock."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.aggregate import Command
from domain.case.claim import ReceiveClaim
from domain.case.closing import CloseCase
from domain.identity import case_id, payment_id
from domain.recorded import Actor
from infra.client import CommandClient
from infra.log_access import connection_of, create_or_open_log
from infra.settings import Settings
from infra.wire.commands import CommandEnvelope
from tests.integration.writer.conftest import writing
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE, allocation

ROOT = Path(__file__).parents[3]
HAPPENED = datetime(2026, 3, 2, 8, 0, 0, 250_000, tzinfo=UTC)
CLAIMS = [replace(CLAIM, creditor_reference=f"F-{number}") for number in range(3)]
MATTER = uuid4()


def case_of(claim: ReceiveClaim) -> UUID:
    return case_id(claim.creditor, claim.creditor_reference)


@pytest.fixture
def written(settings: Settings) -> Iterator[Settings]:
    """Three cases, of which one was paid in part and closed, and a payment: nine events."""
    create_or_open_log(settings)
    commands: list[tuple[UUID, Command]] = [(case_of(claim), claim) for claim in CLAIMS]
    commands += [(case_of(CLAIMS[0]), allocation(24_000)), (case_of(CLAIMS[0]), CloseCase("settled", "Agreed"))]
    commands += [(payment_id("a line"), PAYMENT_LINE)]
    with (
        writing(settings),
        CommandClient(connection_of(settings), settings.commands_topic, settings.replies_topic) as client,
    ):
        for aggregate_id, command in commands:
            actor = Actor("user", "lukas")
            envelope = CommandEnvelope(uuid4(), aggregate_id, HAPPENED, actor, MATTER)
            assert client.ask(envelope, command).accepted
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
