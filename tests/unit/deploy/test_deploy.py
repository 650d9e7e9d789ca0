"""What is deployed: each file is valid, starts every worker there is, and names no setting that does not exist."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from consumers.runtime.workers import WORKERS
from infra.eventlog.kafka_python.client_options import READERS
from infra.http.settings import HttpSettings
from infra.runtime.log_lines import LOG_FORMAT
from infra.runtime.settings import KAFKA_PREFIX, Settings
from infra.runtime.tracing import TRACES

DEPLOY = Path(__file__).parents[3] / "infra" / "deploy"
FILES = [path for path in sorted(DEPLOY.rglob("*")) if path.is_file() and "monitoring" not in path.parts]


class Asked(dict[str, str]):
    """An environment that keeps which variables were looked for."""

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)


def settings_there_are(home: Path) -> set[str]:
    environ = Asked({"CASELEDGER_HOME": str(home)})
    Settings.load(environ)
    HttpSettings.load(environ, home)
    return environ.names | {LOG_FORMAT, TRACES} | {KAFKA_PREFIX + name.upper() for name in READERS}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(DEPLOY)))
def test_every_setting_that_is_named_exists(path: Path, tmp_path: Path) -> None:
    named = set(re.findall(r"\bCASELEDGER_[A-Z_]+", path.read_text("utf-8")))
    assert named - settings_there_are(tmp_path) == set()


def loaded(path: Path) -> Iterator[Any]:
    return (one for one in yaml.safe_load_all(path.read_text("utf-8")) if one)


def command_of(name: str) -> list[str]:
    return ["caseledger", "serve"] if name == "serve" else ["python", "-m", "consumers", name]


def test_compose_is_valid_and_runs_every_process_with_nothing_to_write_on_but_its_home() -> None:
    (compose,) = loaded(DEPLOY / "compose.yaml")
    rules = json.loads((Path(__file__).parent / "compose-spec.json").read_text("utf-8"))
    jsonschema.Draft7Validator(rules).validate(compose)
    services = compose["services"]
    assert set(services) == {*WORKERS, "serve"}
    for name, service in services.items():
        assert service["command"] == command_of(name)
        assert service["read_only"] and service["user"] == "10001" and service["cap_drop"] == ["ALL"]


def test_the_target_of_systemd_wants_every_worker_or_says_how_it_is_enabled() -> None:
    text = (DEPLOY / "systemd" / "caseledger.target").read_text("utf-8")
    assert set(re.findall(r"caseledger@([a-z-]+)", text)) == set(WORKERS)
    assert "Wants=caseledger-serve.service" in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed here")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for path in (DEPLOY / "systemd").iterdir():
        text = path.read_text("utf-8").replace("/opt/caseledger/bin/python", sys.executable)
        text = text.replace("/opt/caseledger/bin/caseledger", sys.executable)
        (tmp_path / path.name).write_text(text, "utf-8")
    shutil.copy(tmp_path / "caseledger@.service", tmp_path / "caseledger@writer.service")
    units = [str(tmp_path / name) for name in ("caseledger@writer.service", "caseledger-serve.service")]
    environ = {**os.environ, "SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    done = subprocess.run(["systemd-analyze", "verify", *units], env=environ, capture_output=True, text=True)
    assert [line for line in done.stderr.splitlines() if "caseledger" in line] == []
    assert done.returncode == 0, done.stderr


def test_the_image_is_made_in_two_stages_and_is_not_run_as_root() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    assert sum(line.startswith("FROM ") for line in lines) == 2
    assert [line for line in lines if line.startswith("USER ")] == ["USER 10001"]
    assert any("--require-hashes --requirement requirements-server.lock" in line for line in lines)
