"""The wheel `eventsourcing-kafka`, alone in an empty environment: the library's own suites, and its README."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest

from infra.release.kafka_extension import PACKAGE, copy_renamed
from tests.release_made import ELSEWHERE, ROOT, empty_environment, release_made

SUITES_NEED = ("pytest", "msgspec", "pycryptodome")
"""The last two are imported by the library's suites."""
FIXTURES = '''"""The broker is named by the environment, and each test has a log of its own."""

import os
import uuid

import pytest


@pytest.fixture
def kafka_bootstrap():
    return os.environ["KAFKA_BOOTSTRAP"]


@pytest.fixture
def log_name():
    return f"w{uuid.uuid4().hex[:12]}"
'''


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an environment that holds the wheel and what runs its suites, and nothing of caseledger."""
    return empty_environment(tmp_path_factory.mktemp("alone") / "env", str(release_made().extension), *SUITES_NEED)


def run(python: Path, folder: Path, *args: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python), *args], cwd=folder, env={**ELSEWHERE, **settings}, capture_output=True, text=True, timeout=600
    )


def test_the_suites_of_the_library_pass_from_the_wheel(python: Path, kafka_bootstrap: str, tmp_path: Path) -> None:
    copy_renamed(ROOT / "tests" / "conformance", tmp_path / "tests" / "conformance")
    (tmp_path / "tests" / "conformance" / Path(__file__).name).unlink()
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "tests" / "conftest.py").write_text(FIXTURES, "utf-8")
    done = run(python, tmp_path, "-m", "pytest", "-q", "tests", KAFKA_BOOTSTRAP=kafka_bootstrap)
    assert done.returncode == 0, done.stdout[-4000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed and int(passed[1]) > 20, done.stdout[-500:]
    assert run(python, tmp_path, "-c", "import infra").returncode != 0, "caseledger is not needed"


def test_the_readme_prints_what_it_says(python: Path, kafka_bootstrap: str, log_name: str, tmp_path: Path) -> None:
    with ZipFile(release_made().extension) as wheel:
        (metadata,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        page = wheel.read(metadata).decode()
        assert f"{PACKAGE}/py.typed" in wheel.namelist()
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (module,) = re.findall(r"export PERSISTENCE_MODULE=(\S+)", page)
    (expected,) = re.findall(r"\$ python dogs.py\n(.*?)```", page, re.DOTALL)
    (tmp_path / "dogs.py").write_text(program, "utf-8")
    names = {"KAFKA_LOG": log_name, "KAFKA_INDEX_DIR": str(tmp_path / ".index"), "PERSISTENCE_MODULE": module}
    done = run(python, tmp_path, "dogs.py", KAFKA_BOOTSTRAP=kafka_bootstrap, **names)
    assert (module, done.returncode, done.stdout) == (PACKAGE, 0, expected), done.stderr
