"""How the workers of a home folder do, as their own /live and /metrics pages tell."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TIMEOUT_S = 2.0
LAG = "caseledger_lag_events"
"""``infra.metrics.catalogue.LAG_EVENTS`` on the page."""


@dataclass(frozen=True, slots=True)
class WorkerHealth:
    """One worker. ``state`` is starting, running, stopped, failed, stuck, or gone when no process answers for it.

    ``aside`` are the partitions that it cannot serve, with the reasons; it goes on with the others.
    """

    name: str
    state: str
    reason: str = ""
    pid: int | None = None
    metrics_host: str | None = None
    metrics_port: int | None = None
    aside: Mapping[str, str] = field(default_factory=dict)

    @property
    def metrics_url(self) -> str | None:
        """Where it tells how it does."""
        if self.metrics_host is None or self.metrics_port is None:
            return None
        return f"http://{_in_url(self.metrics_host)}:{self.metrics_port}"

    @property
    def is_running(self) -> bool:
        """Whether it does its work."""
        return self.state == "running"


def health_of(home: Path, name: str) -> WorkerHealth:
    """Asks the process that says that it runs the worker."""
    try:
        said = json.loads((home / "workers" / f"{name}.json").read_text("utf-8"))
        pid, host, port = int(said["pid"]), str(said["metrics_host"]), int(said["metrics_port"])
    except (OSError, ValueError, KeyError, TypeError):
        return WorkerHealth(name, "gone")
    report = _asked(f"{_from_here(host, port)}/live")
    worker = report.get("workers", {}).get(name)
    if worker is None:
        return WorkerHealth(name, "gone", "its process does not answer", pid)
    reason = next((part for part in report.get("reason", "").split("; ") if part.startswith(f"{name} ")), "")
    state = "stuck" if "is stuck" in reason else str(worker["state"])
    return WorkerHealth(name, state, reason, pid, host, port, worker.get("aside", {}))


def writers_alive(home: Path) -> list[int]:
    """The process ids of writers that run on this home folder."""
    found: list[int] = []
    for path in sorted((home / "workers").glob("writer*.json")):
        try:
            pid = int(json.loads(path.read_text("utf-8"))["pid"])
            os.kill(pid, 0)  # signals nothing; asks whether it is there
        except PermissionError:
            found.append(pid)
        except (OSError, ValueError, KeyError, TypeError):
            continue
        else:
            found.append(pid)
    return found


def events_behind(health: WorkerHealth) -> int | None:
    """How many offsets of the log the worker has still to read, by its own account; None when it does not say."""
    if health.metrics_host is None or health.metrics_port is None:
        return None
    text = _page(f"{_from_here(health.metrics_host, health.metrics_port)}/metrics")
    from prometheus_client.parser import text_string_to_metric_families

    behind = [
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == LAG and sample.labels["worker"] == health.name
    ]
    return int(sum(behind)) if behind else None


def _from_here(host: str, port: int) -> str:
    """An address that stands for all of this machine's is asked on its own loopback."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://{_in_url(here)}:{port}"


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _asked(url: str) -> dict[str, Any]:
    try:
        found = json.loads(_page(url))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _page(url: str) -> str:
    """The page's text, also when its status says that something is wrong; empty when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as response:
            return str(response.read().decode())
    except urllib.error.HTTPError as error:
        return error.read().decode()
    except OSError:
        return ""
