"""The example on the page runs as it stands, and the page names every setting."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from infra.eventlog.kafka_python.client_options import READERS
from infra.eventsourcing import factory_settings
from tests.waiting import PATIENCE_S

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "kafka-persistence.md").read_text(encoding="utf-8")


def test_example_prints_what_the_page_says(kafka_bootstrap: str, log_name: str, tmp_path: Path) -> None:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    (expected,) = re.findall(r"\$ python dogs.py\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "dogs.py").write_text(program, encoding="utf-8")
    settings = {
        "PERSISTENCE_MODULE": "infra.eventsourcing",
        "KAFKA_BOOTSTRAP": kafka_bootstrap,
        "KAFKA_LOG": log_name,
        "KAFKA_INDEX_DIR": str(tmp_path / ".index"),
        "PYTHONPATH": str(ROOT),
    }
    run = subprocess.run(
        [sys.executable, "dogs.py"],
        cwd=tmp_path,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, expected), run.stderr


def test_page_names_every_setting() -> None:
    source = Path(factory_settings.__file__).read_text(encoding="utf-8")
    variables = set(re.findall(r'"(KAFKA_[A-Z_]+|ORIGINATOR_ID_TYPE|CREATE_TABLE)"', source))
    variables |= {f"KAFKA_{option.upper()}" for option in READERS}
    assert len(variables) > 15
    assert {name for name in variables if f"`{name}`" not in PAGE} == set()
