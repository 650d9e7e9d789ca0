"""Prometheus' own tool, which says whether rules are right and what they raise."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.waiting import PATIENCE_S

MONITORING = Path(__file__).parents[3] / "infra" / "deploy" / "monitoring"
RULES = [MONITORING / "alerts.yml", MONITORING / "objectives.yml"]
NO_PROMTOOL = "Prometheus' rules were only parsed, and not tried: promtool, which comes with Prometheus"
INSTALL = ("apt-get", "install", "--yes", "--no-install-recommends", "prometheus")
INSTALL_LIMIT_S = 150


@cache
def promtool_path() -> str | None:
    """The one on PATH, else one that is installed now where that can be done."""
    if shutil.which("promtool") is None and os.geteuid() == 0 and shutil.which(INSTALL[0]):
        with suppress(OSError, subprocess.SubprocessError):
            subprocess.run(INSTALL, check=True, capture_output=True, timeout=INSTALL_LIMIT_S)
    return shutil.which("promtool")


def promtool(*arguments: str | Path) -> str:
    """What it says; fails the test when it is not content, and skips it when there is none."""
    path = promtool_path()
    if path is None:
        pytest.skip(NO_PROMTOOL)
    done = subprocess.run([path, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def is_firing(alert: str, series: Mapping[str, str], at: str, *, fires: bool) -> Mapping[str, Any]:
    """One test: with these figures, one a minute, the alert is raised or not at that time."""
    firing = f'count(ALERTS{{alertname="{alert}", alertstate="firing"}}) > bool 0'
    samples: Sequence[Mapping[str, Any]] = [{"labels": "{}", "value": 1}] if fires else []
    return {
        "name": f"{alert} {'is raised' if fires else 'is not raised'}",
        "interval": "1m",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "promql_expr_test": [{"expr": firing, "eval_time": at, "exp_samples": samples}],
    }


def try_rules(folder: Path, tests: Sequence[Mapping[str, Any]], every: str = "1m") -> None:
    """Runs the tests on the rules as they are delivered, looked at so often. What is JSON is YAML."""
    file = folder / "rules_test.yml"
    content = {"rule_files": list(map(str, RULES)), "evaluation_interval": every, "tests": tests}
    file.write_text(json.dumps(content), "utf-8")
    promtool("test", "rules", file)
