"""Which files are made for whoever watches the ledger, and what they must say."""

from __future__ import annotations

from infra.metrics.monitoring.dashboards import as_json, every_metric, overview
from infra.metrics.monitoring.rules import alerts_yaml, objectives_yaml


def monitoring_files() -> dict[str, str]:
    """By the name of the file in infra/deploy/monitoring: the whole text."""
    return {
        "alerts.yml": alerts_yaml(),
        "objectives.yml": objectives_yaml(),
        "grafana-overview.json": as_json(overview()),
        "grafana-metrics.json": as_json(every_metric()),
    }
