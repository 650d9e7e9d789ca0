"""Whatever was not tried for want of Prometheus' own tool is said aloud, and not only counted among the skipped."""

from __future__ import annotations

import pytest

from tests.unit.metrics.promtool import NO_PROMTOOL


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reasons = {str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])}
    if any(NO_PROMTOOL in one for one in reasons):
        terminalreporter.section(f"{NO_PROMTOOL}, is not here and could not be installed", red=True, bold=True)
