"""The parts of a run over a very large log: each begins from nothing, and can be begun again when it was ended."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic
from types import MappingProxyType
from urllib.request import urlopen

from bench.catchup import Checkpoints
from bench.peak_memory import PeakMemory
from bench.scale_checkpoints import say_that_all_was_folded
from bench.scale_run import ScaleRun
from bench.servers import PROGRAM, Servers, all_answered, environment, install_read_models, send_all, wait_until, worker
from bench.stored_bytes import database_bytes, folder_bytes, topic_bytes
from consumers.runtime.workers import WORKERS, PolicyRow
from infra.generator.registering import creditors_come
from infra.runtime.settings import Settings

LOG = "bench_scale"
PATIENCE_S = 12 * 3_600.0
POLICIES = tuple(name for name, row in WORKERS.items() if isinstance(row, PolicyRow))
ONE_BY_ONE_MAX = 20_000
"""Cases. A larger log is left to who reads it in parts: ``check`` holds all of it in memory."""
GIB = 1024**3


def parts_of(cases: int) -> list[str]:
    """Those that a log of so many cases is for, in their order."""
    return [part for part in PARTS if cases <= ONE_BY_ONE_MAX or part not in ("projector", "check")]


def generate(servers: Servers, run: ScaleRun) -> None:
    """Write the log. Times are seconds, memory is the largest resident set in MiB, room is GiB on disk."""
    settings = servers.empty_log(LOG, run.partitions)
    with _watched(run, "generate", "generate", "bench.scale_part"):
        _whole_log(settings, run, "generate")
    run.figures["log_gib"] = topic_bytes(settings, settings.events_topic) / GIB
    if run.stories:
        run.figures["stories"] = run.stories


def verify(servers: Servers, run: ScaleRun) -> None:
    """Every hash, every event folded."""
    with _watched(run, "verify", "verify", "bench.scale_part"):
        _whole_log(servers.settings(LOG, run.partitions), run, "verify")


def index(servers: Servers, run: ScaleRun) -> None:
    """A writer that has nothing, until it has answered what waits in every partition."""
    settings = servers.settings(LOG, run.partitions)
    shutil.rmtree(settings.home / "index", ignore_errors=True)
    _writer(settings, run, "index")
    run.figures["index_gib"] = folder_bytes(settings.home / "index") / GIB


def restart(servers: Servers, run: ScaleRun) -> None:
    """The next writer, which finds the index. Nobody needs that any more then, and its room is wanted."""
    settings = servers.settings(LOG, run.partitions)
    _writer(settings, run, "restart")
    shutil.rmtree(settings.home / "index")


def projector(servers: Servers, run: ScaleRun) -> None:
    """One process, until every read model holds every event."""
    settings = _no_read_models(servers, run)
    with closing(Checkpoints(settings)) as checkpoints:
        _worker(settings, run, "projector", ("projector",), lambda: checkpoints.total() >= run.figures["events"])
    run.figures["read_models_gib"] = database_bytes(settings) / GIB


def rebuild(servers: Servers, run: ScaleRun) -> None:
    """Every read model in one pass, a process on each core, beside some that serve and have no rows."""
    settings = _no_read_models(servers, run)
    say_that_all_was_folded(settings)
    with _watched(run, "rebuild", "rebuild", "projections"):
        subprocess.run([*PROGRAM, "projections", "rebuild"], env=environment(settings), check=True)
    with closing(Checkpoints(settings)) as checkpoints:
        assert checkpoints.total() == run.figures["events"], "the read models serve what the log holds"
    run.figures["read_models_gib"] = database_bytes(settings) / GIB


def policies(servers: Servers, run: ScaleRun) -> None:
    """All of them in one process, until they have read to the end of the log."""
    settings = servers.settings(LOG, run.partitions)
    shutil.rmtree(settings.home / "policies", ignore_errors=True)
    caught_up = [0.0] * run.partitions * len(POLICIES)
    _worker(settings, run, "policies", POLICIES, lambda: _lags(settings.home) == caught_up)
    run.figures["policies_gib"] = folder_bytes(settings.home / "policies") / GIB


def check(servers: Servers, run: ScaleRun) -> None:
    """The log, every command and reply, and the read models, in one process."""
    with _watched(run, "check", "check", "bench.scale_part"):
        _whole_log(servers.settings(LOG, run.partitions), run, "check")


PARTS: Mapping[str, Callable[[Servers, ScaleRun], None]] = MappingProxyType(
    {
        "generate": generate,
        "verify": verify,
        "index": index,
        "restart": restart,
        "projector": projector,
        "rebuild": rebuild,
        "policies": policies,
        "check": check,
    }
)


def _whole_log(settings: Settings, run: ScaleRun, name: str) -> None:
    """One of the programs that go through the whole log and end."""
    command = [sys.executable, "-m", "bench.scale_part", name, str(run.cases), str(run.stories or 0)]
    done = subprocess.run(command, env=environment(settings), stdout=subprocess.PIPE, text=True, check=True)
    run.figures["events"] = int(done.stdout.split()[-1])


def _no_read_models(servers: Servers, run: ScaleRun) -> Settings:
    settings = servers.empty_log(LOG, run.partitions)
    install_read_models(settings)
    return settings


def _writer(settings: Settings, run: ScaleRun, name: str) -> None:
    send_all(settings, creditors_come())
    _worker(settings, run, name, ("writer",), lambda: all_answered(settings))


def _worker(
    settings: Settings, run: ScaleRun, name: str, workers: tuple[str, ...], is_done: Callable[[], bool]
) -> None:
    with _watched(run, name, workers[0], "consumers"), worker(settings, *workers):
        wait_until(is_done, PATIENCE_S, pause_s=0.1)


@contextmanager
def _watched(run: ScaleRun, name: str, watched: str, program: str) -> Iterator[None]:
    began = monotonic()
    with PeakMemory(watched, program) as memory:
        yield
    run.figures[f"{name}_s"], run.figures[f"{name}_mib"] = monotonic() - began, memory.mib


def _lags(home: Path) -> list[float]:
    """How many events each policy is behind in each partition, as its process says; nothing before it does."""
    try:
        place = json.loads((home / "workers" / f"{POLICIES[0]}.json").read_text("utf-8"))
        with urlopen(f"http://{place['metrics_host']}:{place['metrics_port']}/metrics") as answer:
            lines = answer.read().decode().splitlines()
    except (OSError, ValueError):
        return []
    return [float(line.split()[-1]) for line in lines if line.startswith("caseledger_lag_events{")]
