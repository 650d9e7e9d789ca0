"""A stranger follows docs/operating.md from nothing to three brokers with TLS and two machines' workers, and back."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from consumers.runtime.workers import WORKERS
from infra.stack.ports import answers
from tests.acceptance.kafka_programs import kafka_programs
from tests.acceptance.program import COMMAND, environment
from tests.conftest import Servers
from tests.own_places import a_database

ROOT = Path(__file__).parents[2]
PAGE, HEADING = ROOT / "docs" / "operating.md", "### Three brokers with TLS and two machines, step by step\n"
PROPERTIES = Path("infra") / "deploy" / "kafka" / "broker.properties"
STEPS = ("certificates", "brokers", "rights", "first machine", "second machine", "a broker dies", "and back")
PRINTED = "localhost:9"
"""How the addresses of brokers begin on the page: 192, 193, 194, 292 and so on follow."""
ENDINGS = [100 * broker + use for broker in (1, 2, 3) for use in (92, 93, 94)]
QUICKER = """
offsets.topic.num.partitions=4
transaction.state.log.num.partitions=4
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
"""
"""Fewer things to make and shorter waits than Kafka has by itself; the local stack has the same."""
SWITCHED_ON = {"watcher", "publisher", "webhooks"}
"""Workers that a setting has to ask for."""
LIMIT_S = 1_200.0
OURS = """#!/bin/sh
case $1 in status|doctor) for _ in $(seq 200); do PROGRAM "$@" && exit 0; sleep 1; done ;; esac
exec PROGRAM "$@"
"""
"""Whoever looks how it is looks again, until workers that have just been started are ready."""


def steps_of_the_page() -> Sequence[str]:
    """The lines of each step."""
    _, _, section = PAGE.read_text("utf-8").partition(HEADING)
    return re.findall(r"^```sh\n(.*?)^```$", section.partition("\n### ")[0], re.MULTILINE | re.DOTALL)


def missing() -> str:
    """Which program of those that the page takes for granted is not here; empty when all are."""
    absent = [name for name in ("bash", "openssl", "pkill") if shutil.which(name) is None]
    if absent:
        return absent[0]
    version = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout
    return "" if re.match(r"OpenSSL ([3-9]|\d\d)\.", version) else "OpenSSL 3"


@pytest.mark.skipif(bool(missing()), reason=f"{missing()} is not installed here")
def test_its_lines_lead_from_nothing_to_three_brokers_and_two_machines_and_back(stack: Servers, tmp_path: Path) -> None:
    with a_database(stack.database_url) as database:
        said = _followed(tmp_path, database)
    assert "✗" not in said["first machine"], "the doctor has nothing to complain of"
    assert "3, 2 of them before a record counts" in said["first machine"]
    here, _, elsewhere = said["second machine"].rpartition("Workers elsewhere")
    assert _listed(here) == _listed(elsewhere) == {*WORKERS} - SWITCHED_ON
    assert re.search(r"^received +3 ", said["a broker dies"], re.MULTILINE), "what was sent without it was answered"
    assert "Sound. " in said["and back"] and said["and back"].count("Stopped workers: ") == 2


def _listed(status: str) -> set[str]:
    """The workers in what `status` says, under the name of their machine or none."""
    return set(re.findall(r"^(?:\S+ +)?([a-z-]+) +running +[\d,]+", status, re.MULTILINE))


def _followed(folder: Path, database: str) -> dict[str, str]:
    """What was said at each step, when all of them went well. Nothing that was started is left."""
    places = f"localhost:{_free_thousands()}"
    script = folder / "steps.sh"
    steps = zip(STEPS, steps_of_the_page(), strict=True)
    lines = "".join(f"echo '=== {name}'\n{lines}" for name, lines in steps)
    script.write_text(f"set -eu\n{lines}".replace(PRINTED, places), "utf-8")
    source = folder / "source"
    (source / PROPERTIES).parent.mkdir(parents=True)
    properties = (ROOT / PROPERTIES).read_text("utf-8").replace(PRINTED, places)
    (source / PROPERTIES).write_text(properties + QUICKER, "utf-8")
    (source / "examples").symlink_to(ROOT / "examples")
    with (folder / "said").open("wb") as told:
        try:
            done = subprocess.run(
                ["bash", str(script)], cwd=source, env=_environ(folder, database), stdout=told, stderr=told,
                timeout=LIMIT_S, check=False,
            )  # fmt: skip
        finally:
            _end_whatever_runs(source / "cluster")
    text = (folder / "said").read_text("utf-8")
    assert done.returncode == 0, text
    return dict(re.findall(r"^=== (.*?)\n(.*?)(?=^=== |\Z)", text, re.MULTILINE | re.DOTALL))


def _end_whatever_runs(cluster: Path) -> None:
    """Nothing when all steps went well, but for brokers that are still stopping."""
    for home in cluster.glob("machine-*"):
        subprocess.run([*COMMAND, "down"], env=environment(CASELEDGER_HOME=str(home)), capture_output=True, check=False)
    subprocess.run(["pkill", "-KILL", "-f", str(cluster)], check=False)


def _environ(folder: Path, database: str) -> dict[str, str]:
    programs = kafka_programs(folder)
    ours = programs / "caseledger"
    ours.write_text(OURS.replace("PROGRAM", shlex.join(COMMAND)), "utf-8")
    ours.chmod(0o755)
    place = {"DATABASE_URL": database, "HOME": str(folder), "CASELEDGER_PAGES": "no"}
    return environment(**place, PATH=f"{programs}{os.pathsep}{os.environ['PATH']}")


def _free_thousands() -> int:
    """What to put before the endings so that nobody listens on any of these ports; below those of outgoing ones."""
    return next(number for number in range(11, 31) if not any(answers(number * 1_000 + ending) for ending in ENDINGS))
