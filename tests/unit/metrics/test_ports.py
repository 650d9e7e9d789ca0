"""Where processes answer is known before they are started: one port each, as the page says."""

from __future__ import annotations

import re
from pathlib import Path

from consumers.runtime.workers import WORKERS
from infra.cli.operations.bringing_up import PROCESSES, metrics_ports
from infra.metrics.ports import FIRST_PORT, PORTS, port_of

PAGE = Path(__file__).parents[3] / "docs" / "metrics.md"


def test_every_worker_and_the_pages_have_a_port_of_their_own() -> None:
    assert set(PORTS) == {*WORKERS, "serve"}
    assert len(set(PORTS.values())) == len(PORTS)
    assert min(PORTS.values()) == FIRST_PORT == PORTS["writer"]


def test_all_move_with_the_first() -> None:
    assert port_of("writer") == FIRST_PORT
    assert {name: port_of(name, 20_001) - 20_001 for name in PORTS} == {
        name: port - FIRST_PORT for name, port in PORTS.items()
    }


def test_a_stack_that_is_told_where_they_begin_has_them_there(tmp_path: Path) -> None:
    environ = {"CASELEDGER_HOME": str(tmp_path), "CASELEDGER_METRICS_PORT": "20001"}
    ports = metrics_ports(tmp_path, environ)
    assert ports == {name: port_of(workers[0], 20_001) for name, workers in PROCESSES.items()}


def test_the_page_lists_them() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert {name: int(port) for name, port in rows} == dict(PORTS)
