"""What somebody gets who installs a release: from a wheel, in an environment that holds nothing else.

The second wheel of a release, `eventsourcing-kafka`, is the event store alone: the library's own suites pass from it,
and its README prints what it says.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from infra.release.kafka_extension import PACKAGE, copy_renamed
from tests.release_made import ELSEWHERE, ROOT, empty_environment, release_made
from tests.waiting import PATIENCE_S

READ_ONLY = ("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", "/var/tmp")
CONFINED = ("bwrap", *READ_ONLY, "--unshare-user", "--uid", "10001", "--gid", "10001", "--die-with-parent")
"""As a container with a read-only root is, whose user is 10001."""

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


@pytest.fixture
def copies():
    return {}
'''
LONG = "not fastforwarding and not concurrent and not performance"
"""A hundred threads at once say nothing of a wheel: the same code has them in `tests/conformance`."""


def can_be_confined() -> bool:
    """Whether a process may be started so here."""
    return (
        shutil.which("bwrap") is not None and subprocess.run([*CONFINED, "true"], capture_output=True).returncode == 0
    )


def run(*command: str | Path) -> str:
    """What a program says that finds nothing of this source."""
    done = subprocess.run([str(part) for part in command], env=ELSEWHERE, cwd="/", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an environment with the wheel in it, and with what the wheel asks for."""
    return empty_environment(tmp_path_factory.mktemp("release") / "empty", str(release_made().wheel))


def test_the_wheel_alone_is_a_program_that_says_its_version_and_its_commands(python: Path) -> None:
    program = python.with_name("caseledger")
    assert run(program, "--version") == f"caseledger {release_made().version}\n"
    said = run(program, "--help")
    assert "import" in said and "verify" in said
    assert "projector" in run(python, "-m", "consumers", "--help")


@pytest.mark.skipif(not can_be_confined(), reason="bubblewrap is not here, or may not make a user namespace")
def test_it_runs_as_in_its_image_as_nobody_in_particular_with_only_its_home_to_write_on(
    python: Path, tmp_path: Path, kafka_bootstrap: str, log_name: str, database_url: str
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    inside = (*CONFINED, "--bind", str(home), str(home), "--chdir", str(home))
    environ = {
        **{name: value for name, value in ELSEWHERE.items() if not name.startswith("CASELEDGER_")},
        "CASELEDGER_HOME": str(home),
        "CASELEDGER_LOG": log_name,
        "CASELEDGER_KAFKA_BOOTSTRAP": kafka_bootstrap,
        "CASELEDGER_DATABASE_URL": database_url,
        "PYTHONDONTWRITEBYTECODE": "1",
        "TMPDIR": "/var/tmp",
    }

    def ran(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*inside, *command], env=environ, capture_output=True, text=True, timeout=PATIENCE_S)

    assert ran("id", "-u").stdout == "10001\n" and ran("touch", "/etc/x").returncode != 0
    program = str(python.with_name("caseledger"))
    assert (made := ran(program, "up", "--no-workers")).returncode == 0, made.stderr
    worker = (*inside, str(python), "-m", "consumers", "writer", "--metrics-port=0")
    with subprocess.Popen(worker, env=environ, stderr=subprocess.PIPE, text=True) as writer:
        told = ran(program, "creditor", "register", "norrkraft", "--name", "Norrkraft")
        writer.terminate()
        said = writer.communicate(timeout=PATIENCE_S)[1]
    assert told.returncode == 0, told.stderr + said
    assert sorted(path.name for path in (home / "index").glob("*events-*.sqlite")), "the index is in the home"


def test_the_wheel_holds_every_file_of_the_rooms_and_nothing_of_the_tests() -> None:
    made = release_made()
    inside = {name for name in ZipFile(made.wheel).namelist() if ".dist-info/" not in name}
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    rooms = ("domain/", "schemas/", "projections/", "consumers/", "infra/")
    ours = {name for name in tracked.split("\0") if name.startswith(rooms) and not name.endswith(".md")}
    assert ours - inside == set()
    assert {name.split("/")[0] for name in inside} == {room.rstrip("/") for room in rooms}


def test_the_source_archive_holds_what_a_build_and_its_tests_need() -> None:
    with tarfile.open(release_made().source) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "requirements.lock", "LICENSE", "CHANGELOG.md", "tests/conftest.py"} <= inside


def test_the_bill_of_materials_is_valid_and_names_every_package_of_the_lock_with_its_hashes() -> None:
    made = release_made()
    text = made.materials.read_text("utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    bill = json.loads(text)
    assert (bill["metadata"]["component"]["name"], bill["metadata"]["component"]["version"]) == (
        "caseledger",
        made.version,
    )
    named = {(part["name"], part["version"]) for part in bill["components"]}
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = [line.split(" ")[0].partition("==") for line in lock.splitlines() if "==" in line and line[0] not in " #"]
    assert named == {(name.partition("[")[0], version.rstrip(";")) for name, _, version in pins}
    assert all(part["externalReferences"][0]["hashes"] for part in bill["components"])


def test_the_extension_depends_on_what_its_modules_import_in_the_versions_of_ours() -> None:
    made = release_made()
    with tarfile.open(made.extension_source) as archive:
        (name,) = [one for one in archive.getnames() if one.count("/") == 1 and one.endswith("/pyproject.toml")]
        project = archive.extractfile(name)
        assert project
        asked = tomllib.loads(project.read().decode())["project"]["dependencies"]
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    assert len(asked) == 3 and set(asked) <= set(ours)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of an environment that holds the event store's wheel and what runs its suites, and nothing of caseledger."""
    return empty_environment(tmp_path_factory.mktemp("alone") / "env", str(release_made().extension), *SUITES_NEED)


def run_alone(python: Path, folder: Path, *args: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(python), *args],
        cwd=folder,
        env={**ELSEWHERE, **settings},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )


def test_the_suites_of_the_library_pass_from_the_wheel(alone: Path, kafka_bootstrap: str, tmp_path: Path) -> None:
    copy_renamed(ROOT / "tests" / "conformance", tmp_path / "tests" / "conformance")
    (tmp_path / "tests" / "__init__.py").touch()
    (tmp_path / "tests" / "conftest.py").write_text(FIXTURES, "utf-8")
    done = run_alone(alone, tmp_path, "-m", "pytest", "-q", "-k", LONG, "tests", KAFKA_BOOTSTRAP=kafka_bootstrap)
    assert done.returncode == 0, done.stdout[-4000:]
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed and int(passed[1]) > 20, done.stdout[-500:]
    assert run_alone(alone, tmp_path, "-c", "import infra").returncode != 0, "caseledger is not needed"


def test_the_readme_prints_what_it_says(alone: Path, kafka_bootstrap: str, log_name: str, tmp_path: Path) -> None:
    with ZipFile(release_made().extension) as wheel:
        (metadata,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        page = wheel.read(metadata).decode()
        assert f"{PACKAGE}/py.typed" in wheel.namelist()
    (program,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (module,) = re.findall(r"export PERSISTENCE_MODULE=(\S+)", page)
    (expected,) = re.findall(r"\$ python dogs.py\n(.*?)```", page, re.DOTALL)
    (tmp_path / "dogs.py").write_text(program, "utf-8")
    names = {"KAFKA_LOG": log_name, "KAFKA_INDEX_DIR": str(tmp_path / ".index"), "PERSISTENCE_MODULE": module}
    done = run_alone(alone, tmp_path, "dogs.py", KAFKA_BOOTSTRAP=kafka_bootstrap, **names)
    assert (module, done.returncode, done.stdout) == (PACKAGE, 0, expected), done.stderr
