"""The rules of Prometheus as YAML: what is recorded for the objectives, and what somebody is told of."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from infra.metrics.monitoring.alerts import ALERTS
from infra.metrics.monitoring.objectives import (
    BUDGET,
    BURNS,
    CLEARING_WAITS,
    CLEARING_WAITS_EXPRESSION,
    OBJECTIVES,
    WINDOWS,
    Burn,
    errors_over,
)

MADE = "# Made by `make docs`; what to change stands in infra/metrics/monitoring.\n"
INTERVALS = {"5m": "30s", "30m": "1m", "1h": "1m", "2h": "1m", "6h": "5m", "1d": "5m", "3d": "15m", "30d": "1h"}
"""How often a share is recorded: the longer its window, the more seldom it changes."""

Rule = Mapping[str, str | Mapping[str, str]]
Group = tuple[str, str, Sequence[Rule]]
"""Its name, how often it is worked out, and its rules."""


def objectives_yaml() -> str:
    """Recording rules, and alerts on how fast budgets burn."""
    clearing: list[Rule] = [{"record": CLEARING_WAITS, "expr": CLEARING_WAITS_EXPRESSION}]
    budgets: list[Rule] = [
        {"record": BUDGET, "expr": f"vector({one.budget:g})", "labels": {"objective": one.name}} for one in OBJECTIVES
    ]
    groups: list[Group] = [("caseledger-clearing", "30s", clearing), ("caseledger-budgets", "1m", budgets)]
    groups += [(f"caseledger-errors-{window}", INTERVALS[window], list(_errors(window))) for window in WINDOWS]
    groups.append(("caseledger-burns", "1m", [_burn(one) for one in BURNS]))
    return _yaml(groups)


def alerts_yaml() -> str:
    """Alerts on single figures."""
    rules: list[Rule] = [
        {
            "alert": one.name, "expr": one.expression, "for": one.lasting, "labels": {"severity": one.severity},
            "annotations": {"summary": one.means},
        }
        for one in ALERTS
    ]  # fmt: skip
    return _yaml([("caseledger", "30s", rules)])


def _errors(window: str) -> Iterator[Rule]:
    for one in OBJECTIVES:
        expression = one.errors.replace("{window}", window)
        yield {"record": errors_over(window), "expr": expression, "labels": {"objective": one.name}}


def _burn(burn: Burn) -> Rule:
    limits = [f"{errors_over(window)} > on (objective) {burn.rate:g} * {BUDGET}" for window in (burn.long, burn.short)]
    told = f"{{{{ $labels.objective }}}} has used {burn.share} of its 30 days' budget: see docs/metrics.md"
    return {
        "alert": f"CaseledgerBudgetBurns{burn.long}",
        "expr": " and on (objective) ".join(limits),
        "labels": {"severity": burn.severity},
        "annotations": {"summary": told},
    }


def _yaml(groups: Iterable[Group]) -> str:
    lines = [MADE.rstrip("\n"), "groups:"]
    for name, interval, rules in groups:
        lines += [f"  - name: {name}", f"    interval: {interval}", "    rules:"]
        for rule in rules:
            lines += [f"      {mark} {line}" for mark, line in zip(_marks(), _fields(rule), strict=False)]
    return "\n".join(lines) + "\n"


def _marks() -> Iterator[str]:
    yield "-"
    while True:
        yield " "


def _fields(rule: Rule) -> Iterator[str]:
    """A string of JSON is one of YAML too."""
    for name, value in rule.items():
        if isinstance(value, str):
            yield f"{name}: {json.dumps(value)}"
        else:
            yield f"{name}:"
            yield from (f"  {key}: {json.dumps(text)}" for key, text in value.items())
