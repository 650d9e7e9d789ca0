"""Grafana's dashboards as JSON: one of what is promised and what is wrong, and one with every metric."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from infra.metrics.metric import Metric
from infra.metrics.monitoring.objectives import BUDGET, CLEARING_WAITS, OBJECTIVES, errors_over
from infra.metrics.table import comments, metrics, sections

SCHEMA_VERSION = 39
"""Grafana 11's; later ones read it."""
SOURCE = {"type": "prometheus", "uid": "${source}"}
COLUMNS, HEIGHT = 24, 8
UNITS = {"seconds": "s", "total": "ops"}
"""Grafana's names of units, by the last word of a metric's name; everything else is a plain number."""

Json = dict[str, Any]


class DrawnLine(NamedTuple):
    """One expression of a panel, and what its series are called in the legend."""

    expression: str
    legend: str


def lines_of(metric: Metric[Any, Any]) -> list[DrawnLine]:
    """What is drawn of a metric: a counter's rate, a gauge as it is, a histogram's middle and its slowest hundredth."""
    labels = ", ".join(metric.label_names)
    by, legend = (f" by ({labels})", " ".join(f"{{{{{one}}}}}" for one in metric.label_names)) if labels else ("", "")
    if metric.kind == "counter":
        return [DrawnLine(f"sum{by} (rate({metric.name}[$__rate_interval]))", legend or "a second")]
    if metric.kind == "histogram":
        by = f" by ({', '.join(('le', *metric.label_names))})"
        buckets = f"sum{by} (rate({metric.name}_bucket[$__rate_interval]))"
        return [
            DrawnLine(f"histogram_quantile({share}, {buckets})", f"{name} {legend}".rstrip())
            for share, name in ((0.5, "p50"), (0.99, "p99"))
        ]
    return [DrawnLine(f"max{by} ({metric.name})", legend or "now")]


def every_metric() -> Json:
    """One panel for each metric, in the catalogue's order, under the catalogue's headings."""
    panels: list[Json] = []
    why, of_section = comments(), sections()
    heading = ""
    for constant, metric in metrics().items():
        if of_section[constant] != heading:
            heading = of_section[constant]
            panels.append(_heading(heading))
        unit = UNITS.get(metric.name.rpartition("_")[2], "short")
        panels.append(_graph(metric.help_text.rstrip("."), why[constant], unit, lines_of(metric)))
    return _dashboard("caseledger-metrics", "caseledger: every metric", panels)


def overview() -> Json:
    """What is promised, how much of each budget is left and burns, and the figures that alerts are about."""
    panels = [_heading("What is promised")]
    for one in OBJECTIVES:
        selector = f'{{objective="{one.name}"}}'
        left = f"1 - {errors_over('30d')}{selector} / on (objective) {BUDGET}{selector}"
        panels.append(_number(f"Left of 30 days: {one.name}", one.promise, "percentunit", [DrawnLine(left, "left")]))
    burn = [
        DrawnLine(f"{errors_over(window)} / on (objective) {BUDGET}", f"{{{{objective}}}} {window}")
        for window in ("1h", "6h")
    ]
    panels.append(_graph("How fast budgets burn", "At 1 a budget lasts for its 30 days.", "short", burn))
    panels.append(_heading("What alerts are about"))
    panels += [_graph(title, "", unit, [DrawnLine(expression, legend)]) for title, unit, expression, legend in WATCHED]
    return _dashboard("caseledger-overview", "caseledger: overview", panels)


WATCHED: Sequence[tuple[str, str, str, str]] = (
    ("Commands a second", "ops", "sum(rate(caseledger_commands_answered_total[$__rate_interval]))", "answered"),
    ("Events a second", "ops", "sum(rate(caseledger_events_written_total[$__rate_interval]))", "written"),
    ("How far readers are behind", "s", "max by (worker) (caseledger_lag_seconds)", "{{worker}}"),
    ("Since a worker's last step", "s", "max by (worker) (caseledger_worker_heartbeat_age_seconds)", "{{worker}}"),
    ("Partitions owned by writers", "short", "sum(caseledger_owned_partitions)", "owned"),
    ("Partitions put aside", "short", "sum by (worker) (caseledger_aside_partitions)", "{{worker}}"),
    ("Money in clearing, minor units", "short", "max by (currency, account) (caseledger_clearing_minor_units)",
     "{{currency}} {{account}}"),
    ("Money has waited in clearing", "short", CLEARING_WAITS, "1: for ten minutes"),
    ("Client funds differ by, minor units", "short",
     "max by (currency) (caseledger_client_funds_difference_minor_units)", "{{currency}}"),
    ("What is held for creditors differs by, minor units", "short",
     "max by (creditor, currency) (caseledger_creditor_funds_difference_minor_units) != 0",
     "{{creditor}} {{currency}}"),
    ("Deadlines over and not marked", "short", "max(caseledger_due_deadlines)", "due"),
    ("Parked aggregates", "short", "max(caseledger_parked_aggregates)", "parked"),
    ("Refusals a second", "ops",
     "sum by (code) (rate(caseledger_commands_refused_total[$__rate_interval]))", "{{code}}"),
    ("Memory", "bytes", 'process_resident_memory_bytes{job="caseledger"}', "{{instance}}"),
    ("Processors used", "short", 'rate(process_cpu_seconds_total{job="caseledger"}[$__rate_interval])', "{{instance}}"),
)  # fmt: skip


def as_json(dashboard: Json) -> str:
    """As Grafana's provisioning and its import page read it."""
    return json.dumps(dashboard, indent=1, ensure_ascii=False) + "\n"


def expressions(dashboard: Json) -> Iterator[str]:
    """Every expression of a dashboard."""
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


def _dashboard(uid: str, title: str, panels: Iterable[Json]) -> Json:
    source = {"name": "source", "label": "Prometheus", "type": "datasource", "query": "prometheus", "current": {}}
    return {
        "uid": uid, "title": title, "tags": ["caseledger"], "schemaVersion": SCHEMA_VERSION, "version": 1,
        "editable": True, "refresh": "30s", "time": {"from": "now-6h", "to": "now"}, "timezone": "utc",
        "templating": {"list": [source]},
        "annotations": {"list": []}, "panels": list(_placed(panels)),
    }  # fmt: skip


def _placed(panels: Iterable[Json]) -> Iterator[Json]:
    """Panels from left to right and downwards, each heading on a line of its own."""
    x = y = row_height = 0
    for number, panel in enumerate(panels, 1):
        width, height = panel.pop("size")
        if x + width > COLUMNS:
            x, y, row_height = 0, y + row_height, 0
        yield {"id": number, **panel, "gridPos": {"x": x, "y": y, "w": width, "h": height}}
        x, row_height = x + width, max(row_height, height)


def _heading(title: str) -> Json:
    return {"type": "row", "title": title, "collapsed": False, "panels": [], "size": (COLUMNS, 1)}


def _graph(title: str, description: str, unit: str, lines: Sequence[DrawnLine]) -> Json:
    return _panel("timeseries", title, description, unit, lines, COLUMNS // 2)


def _number(title: str, description: str, unit: str, lines: Sequence[DrawnLine]) -> Json:
    return _panel("stat", title, description, unit, lines, COLUMNS // 4)


def _panel(kind: str, title: str, description: str, unit: str, lines: Sequence[DrawnLine], width: int) -> Json:
    targets = [
        {"refId": chr(ord("A") + place), "datasource": SOURCE, "expr": line.expression, "legendFormat": line.legend}
        for place, line in enumerate(lines)
    ]
    return {
        "type": kind, "title": title, "description": description, "datasource": SOURCE, "targets": targets,
        "fieldConfig": {"defaults": {"unit": unit}, "overrides": []}, "options": {}, "size": (width, HEIGHT),
    }  # fmt: skip
