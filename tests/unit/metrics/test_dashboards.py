"""Dashboards and rules: current, parsed, and of metrics that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from infra.metrics.kinds import REGISTRY
from infra.metrics.monitoring.dashboards import COLUMNS, every_metric, expressions, overview
from infra.metrics.monitoring.files import monitoring_files
from infra.metrics.table import metrics
from tests.unit.metrics.promtool import MONITORING

DASHBOARDS = {"overview": overview(), "every metric": every_metric()}
EACH = pytest.mark.parametrize("dashboard", list(DASHBOARDS.values()), ids=list(DASHBOARDS))


def _rules() -> Iterator[dict[str, Any]]:
    for name in ("alerts.yml", "objectives.yml"):
        for group in yaml.safe_load((MONITORING / name).read_text("utf-8"))["groups"]:
            yield from group["rules"]


def _all_expressions() -> list[str]:
    of_dashboards = [one for dashboard in DASHBOARDS.values() for one in expressions(dashboard)]
    return [one.replace("$__rate_interval", "5m") for one in of_dashboards] + [rule["expr"] for rule in _rules()]


def _known() -> set[str]:
    """Every series that a page of metrics or a rule may have."""
    of_pages = {sample.name for family in REGISTRY.collect() for sample in family.samples}
    histograms = {f"{one.name}_{end}" for one in metrics().values() for end in ("bucket", "sum", "count")}
    return of_pages | {one.name for one in metrics().values()} | histograms | {"up"}


def test_the_files_are_as_the_catalogue_makes_them() -> None:
    for name, text in monitoring_files().items():
        assert (MONITORING / name).read_text("utf-8") == text, "run: make docs"
    assert {path.name for path in MONITORING.iterdir()} == set(monitoring_files())


def test_every_expression_parses() -> None:
    assert len(_all_expressions()) > 100
    for expression in _all_expressions():
        promql_parser.parse(expression)


def test_an_expression_that_does_not_parse_would_be_found() -> None:
    with pytest.raises(ValueError, match="invalid promql query"):
        promql_parser.parse("sum by (worker (rate(caseledger_lag_seconds[5m])))")


def test_every_expression_asks_for_figures_that_exist() -> None:
    recorded = {rule["record"] for rule in _rules() if "record" in rule}
    asked = {
        name for one in _all_expressions() for name in re.findall(r"\b(?:caseledger|process|up)[a-z0-9_:]*\b", one)
    }
    asked -= {"caseledger"}  # the job
    assert asked <= _known() | recorded, asked - _known() - recorded


def test_every_metric_is_drawn() -> None:
    drawn = " ".join(expressions(DASHBOARDS["every metric"]))
    missing = [one.name for one in metrics().values() if not re.search(rf"\b{one.name}(_bucket)?\b", drawn)]
    assert not missing


@EACH
def test_panels_have_a_place_of_their_own(dashboard: dict[str, Any]) -> None:
    taken: set[tuple[int, int]] = set()
    for panel in dashboard["panels"]:
        x, y, w, h = (panel["gridPos"][side] for side in "xywh")
        cells = {(column, line) for column in range(x, x + w) for line in range(y, y + h)}
        assert not cells & taken, panel["title"]
        assert x + w <= COLUMNS
        taken |= cells
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


@EACH
def test_a_panel_says_what_it_shows_and_asks_the_source_that_was_chosen(dashboard: dict[str, Any]) -> None:
    assert json.loads(json.dumps(dashboard)) == dashboard
    for panel in dashboard["panels"]:
        assert panel["title"]
        assert panel["type"] == "row" or panel["targets"]
        assert all(target["datasource"]["uid"] == "${source}" for target in panel.get("targets", ()))


def test_every_rule_tells_whoever_reads_it_what_to_do() -> None:
    for rule in _rules():
        if "alert" in rule:
            assert rule["labels"]["severity"] in ("page", "ticket")
            assert len(rule["annotations"]["summary"].split()) > 5


def test_nothing_here_is_of_this_machine() -> None:
    for name in monitoring_files():
        assert not re.search(r"/(home|work|tmp|root)/", Path(MONITORING / name).read_text("utf-8"))
