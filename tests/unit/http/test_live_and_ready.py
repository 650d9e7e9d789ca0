"""Whether `serve` should be started again and whether it can answer now are two questions."""

from __future__ import annotations

from dataclasses import replace

from infra.http.services import Services
from infra.http.serving import serving_is_ready, serving_lives


def test_a_server_whose_kafka_is_away_is_not_ready_and_is_not_to_be_started_again(services: Services) -> None:
    away = replace(services, problems=lambda: ["Kafka does not listen", "the read models do not answer"])
    assert serving_lives().is_well
    report = serving_is_ready(away)
    assert (report.is_well, report.reason) == (False, "Kafka does not listen; the read models do not answer")


def test_a_server_is_ready_when_what_stands_behind_it_answers(services: Services) -> None:
    assert serving_is_ready(replace(services, problems=list)).is_well
