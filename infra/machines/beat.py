"""A sign of life: what a process of workers says of itself every few seconds, on ``<log>.workers``."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from infra.eventlog.admin.topics import Durability, TopicSpec, kept_for

KEPT_MS = 60 * 60 * 1000
FORMAT = 1


@dataclass(frozen=True, slots=True)
class WorkerBeat:
    """One worker: its state, what keeps it from its work (empty: nothing), and the partitions that it has put aside."""

    state: str
    waits_for: str = ""
    aside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Beat:
    """One process. ``home`` tells the homes of one machine apart, and says nothing of where they are."""

    process: str
    machine: str
    home: str
    pid: int
    has_ended: bool
    workers: Mapping[str, WorkerBeat]

    def as_record(self) -> tuple[bytes, bytes]:
        """Key and value: of one process the last one counts."""
        return self.process.encode(), json.dumps({"format": FORMAT, **asdict(self)}).encode()


def read_beat(value: bytes) -> Beat | None:
    """None for what is none, or is in a format of later."""
    try:
        said = json.loads(value)
        if said.pop("format") != FORMAT:
            return None
        workers = {
            name: WorkerBeat(one["state"], one["waits_for"], tuple(one["aside"]))
            for name, one in said["workers"].items()
        }
        return Beat(**{**said, "workers": workers})
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def beats_topic(log: str) -> str:
    """Where processes say that they live."""
    return f"{log}.workers"


def beats_spec(log: str, durability: Durability) -> TopicSpec:
    """Kept for an hour: older signs of life are of no use. Times are the broker's: no worker's clock counts."""
    spec = kept_for(beats_topic(log), 1, KEPT_MS, durability)
    times = {"segment.ms": str(KEPT_MS), "message.timestamp.type": "LogAppendTime"}
    return replace(spec, settings={**spec.settings, **times})


@cache
def this_process() -> str:
    """What consumers of this process are called by in their groups, too: so partitions are known to be a process's."""
    return uuid4().hex[:12]


def machine() -> str:
    """The name of this one."""
    return socket.gethostname()


def home_of(folder: Path) -> str:
    """What tells one home from another, also from one at the same place on another machine."""
    return sha256(f"{machine()}\0{folder.expanduser().resolve()}".encode()).hexdigest()[:12]


def beat_of(folder: Path, workers: Mapping[str, WorkerBeat], *, has_ended: bool = False) -> Beat:
    """Of this process, which works for the home."""
    return Beat(this_process(), machine(), home_of(folder), os.getpid(), has_ended, workers)


def client_id(worker: str, process: str = "") -> str:
    """What a worker's consumer is called by in its group; by default one of this process."""
    return f"{worker}-{process or this_process()}"
