"""A projection in a process of its own follows an application that another process writes."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import pytest
from eventsourcing.application import Application
from eventsourcing.domain import Aggregate
from eventsourcing.projection import ProjectionRunner
from eventsourcing.tests.projection import AggregateEventCountersProjection

from infra.eventlog.errors import NotTakenOver
from tests.conformance.test_projections import KafkaEventCounters
from tests.waiting import PATIENCE_S


@pytest.fixture(autouse=True)
def kafka_environment(kafka_bootstrap: str, log_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PERSISTENCE_MODULE", "infra.eventsourcing")
    monkeypatch.setenv("KAFKA_BOOTSTRAP", kafka_bootstrap)
    monkeypatch.setenv("KAFKA_LOG", log_name)


def test_projection_follows_and_leaves_the_writer_alone(tmp_path: Path) -> None:
    writer = Application[UUID](env={"KAFKA_INDEX_DIR": str(tmp_path / "writer")})
    writer.save(Aggregate())
    elsewhere = {"KAFKA_INDEX_DIR": str(tmp_path / "elsewhere"), "APPLICATION_KAFKA_ACCESS": "read"}
    with ProjectionRunner(
        application_class=Application[UUID],
        projection_class=AggregateEventCountersProjection,
        view_class=KafkaEventCounters,
        env={**os.environ, **elsewhere},
    ) as runner:
        recordings = writer.save(Aggregate())
        runner.wait(recordings[-1].notification.id, timeout=PATIENCE_S)
        assert runner.view.get_created_event_counter() == 2
        with pytest.raises(NotTakenOver):
            runner.app.save(Aggregate())
        assert writer.save(Aggregate())[0].notification.id == 3
    writer.close()
