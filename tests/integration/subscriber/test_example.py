"""The example for downstream teams is run as it stands, and the page shows what is run."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from domain.case.closure.closing import CloseCase, Outcome
from infra.runtime.settings import Settings
from tests.integration.subscriber.conftest import CLAIMS, case_of, write
from tests.unit.domain.samples import CLAIM, PAYMENT_LINE
from tests.waiting import PATIENCE_S

ROOT = Path(__file__).parents[3]
EXAMPLE = ROOT / "examples" / "subscriber.py"
PAGE = (ROOT / "docs" / "subscribe.md").read_text(encoding="utf-8")
EVENTS = 9
SEALED = Counter({"ClaimReceived": 3, "PaymentReceived": 1})
"""The events with texts about a person."""

# Our packages are installed beside the others; here they cannot be imported.
WITHOUT_US = """
import runpy, sys
for name in ("domain", "schemas", "projections", "consumers", "infra"):
    sys.modules[name] = None
runpy.run_path(sys.argv[1], run_name="__main__")
"""


@contextmanager
def _running(log: Settings, schemas_folder: Path, example: Path = EXAMPLE) -> Iterator[subprocess.Popen[str]]:
    environ = {"CASELEDGER_KAFKA_BOOTSTRAP": str(log.kafka_bootstrap), "CASELEDGER_LOG": log.log}
    environ["CASELEDGER_KEK_FILE"] = str(log.wrapping_keys)
    process = subprocess.Popen(
        [sys.executable, "-c", WITHOUT_US, str(example)],
        env={**os.environ, **environ, "SCHEMAS": str(schemas_folder)},
        cwd=schemas_folder.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, errors


def test_the_example_prints_every_event_and_goes_on_where_it_stopped(written: Settings, schemas_folder: Path) -> None:
    with _running(written, schemas_folder) as process:
        lines = [_line(process) for _ in range(EVENTS)]
    types = sorted(line[0].rpartition(".")[2] for line in lines)
    assert types == sorted(
        ["ClaimReceived"] * 3 + ["DeadlineSet"] * 3 + ["PaymentAllocated", "CaseClosed", "PaymentReceived"]
    )
    assert len({(line[1], line[2]) for line in lines}) == EVENTS
    write(written, [(case_of(CLAIMS[1]), CloseCase(Outcome.WRITTEN_OFF, "agreed"))])
    with _running(written, schemas_folder) as process:
        line = _line(process)
        if line == lines[-1]:  # its place had not been kept yet when the first one was stopped
            line = _line(process)
    assert line[:3] == ["caseledger.case.CaseClosed", str(case_of(CLAIMS[1])), 3]


def test_the_example_that_opens_texts_reads_what_the_writer_sealed(written: Settings, schemas_folder: Path) -> None:
    with _running(written, schemas_folder, ROOT / "examples" / "opening.py") as process:
        events: list[tuple[str, Any]] = []
        while not Counter(name for name, _ in events) >= SEALED:  # partitions are read in any order
            events.append(_line(process))
    claims = [fields for name, fields in events if name == "ClaimReceived"]
    assert [(claim["debtor_name"], claim["description"]) for claim in claims] == [
        (CLAIM.debtor_name, CLAIM.description)
    ] * 3
    (payment,) = [fields for name, fields in events if name == "PaymentReceived"]
    assert (payment["payer_name"], payment["references"][0]["text"]) == (PAYMENT_LINE.payer_name, "655969")


def _line(process: subprocess.Popen[str]) -> Any:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def test_the_page_shows_the_program_that_is_run() -> None:
    shown = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    program = EXAMPLE.read_text(encoding="utf-8")
    program = program[program.index("class LockedSchemas") :]
    assert program in shown
    assert len(program.splitlines()) <= 40


@pytest.mark.parametrize("link", sorted(set(re.findall(r"\]\(([\w./-]+)\)", PAGE))))
def test_every_link_of_the_page_leads_somewhere(link: str) -> None:
    assert (ROOT / "docs" / link).exists()
