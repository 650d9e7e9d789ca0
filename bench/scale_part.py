"""``python -m bench.scale_part generate|verify|check CASES STORIES``: who goes through a whole log."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from bench.generated_workload import PORTFOLIO, UNTIL
from infra.audit.checker import check
from infra.audit.verify import verify
from infra.generator.bulk.generating import BulkPortfolio
from infra.runtime.settings import Settings


def generate(settings: Settings, cases: int, stories: int) -> int:
    """How many events the bulk log of so many cases has. 0 stories: each has its own."""
    return BulkPortfolio(replace(PORTFOLIO, stories=stories or None), cases, UNTIL).write(settings).events


def verify_log(settings: Settings, *_: int) -> int:
    """How many events were verified."""
    report = verify(replace(settings, database_url=None))
    assert report.sound, report.findings
    return report.events


def check_log(settings: Settings, *_: int) -> int:
    """How many events were checked, with the read models."""
    report = check(None, settings)
    assert not report.findings, report.findings
    return report.events


PARTS: Mapping[str, Callable[[Settings, int, int], int]] = MappingProxyType(
    {"generate": generate, "verify": verify_log, "check": check_log}
)

if __name__ == "__main__":
    _, part, cases, stories = sys.argv
    print(PARTS[part](Settings.load(os.environ), int(cases), int(stories)))
