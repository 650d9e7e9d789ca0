"""What an event takes in the log, before and after compression, by how many events its transaction had.

``python -m bench.log_room`` starts servers of its own, has a writer decide the generator's cases once one command at a
time and once as fast as it can, and takes the sizes from the broker's own files. Sizes depend on no clock: they are the
same on a busy machine. Written to bench/log_room.json, and as a table to docs/capacity.md.
"""

from __future__ import annotations

import json
import struct
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from bench.agency_need import AgencyNeed, size_text
from bench.generated_workload import GeneratedCases
from bench.marked_table import with_table
from bench.servers import Servers, all_answered, send_all, wait_until, worker
from infra.client import CommandClient
from infra.eventlog.records.compression import ZSTD, decompressed
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from infra.stack.local_stack import LocalStack

KEPT = Path(__file__).with_name("log_room.json")
PAGE = Path(__file__).parent.parent / "docs" / "capacity.md"
ONE_BY_ONE, CASES = 400, 1_000
GROUPS = ((1, 1), (2, 9), (10, 99), (100, 100_000))
"""From how many events of a batch to how many."""

_HEAD = struct.Struct(">qiibIhiqqqhii")
"""Of a batch: https://kafka.apache.org/documentation/#recordbatch."""
_LENGTH_COUNTS_FROM = 12
_CODEC, _CONTROL = 0x07, 0x20


class BatchRoom(NamedTuple):
    """One batch of a segment: its events, and its bytes with the head, as they are and as they would be."""

    events: int
    stored: int
    uncompressed: int


def batches_in(segment: bytes) -> Iterator[BatchRoom]:
    """The batches of a segment's file that hold events; markers of transactions hold none."""
    place = 0
    while place + _HEAD.size <= len(segment):
        _, length, *_, attributes, _, _, _, _, _, _, count = _HEAD.unpack_from(segment, place)
        end = place + _LENGTH_COUNTS_FROM + length
        if length <= 0:
            return  # room that the broker has set aside and not written yet
        if not attributes & _CONTROL:
            records = segment[place + _HEAD.size : end]
            if attributes & _CODEC == ZSTD:
                records = decompressed(records)
            yield BatchRoom(count, end - place, _HEAD.size + len(records))
        place = end


def shares(batches: Iterable[BatchRoom]) -> list[dict[str, float]]:
    """For each group that there are batches of: bytes an event before and after, and how many events that is of."""
    of = list(batches)
    found = [(low, high, [one for one in of if low <= one.events <= high]) for low, high in GROUPS]
    return [
        {
            "from": low, "to": high, "events": (events := sum(one.events for one in some)),
            "uncompressed": sum(one.uncompressed for one in some) / events,
            "stored": sum(one.stored for one in some) / events,
        }
        for low, high, some in found
        if some
    ]  # fmt: skip


def table(groups: Sequence[dict[str, float]]) -> Iterator[str]:
    """For docs/capacity.md."""
    need = AgencyNeed()
    kept = f"measured on | {need.years} years, {need.replicas} copies"
    yield f"| events in a transaction's batch | bytes an event, uncompressed | as stored | of it | {kept} |"
    yield "|---|---:|---:|---:|---:|---:|"
    for one in groups:
        low, high = int(one["from"]), int(one["to"])
        many = str(low) if low == high else f"{low} or more" if one is groups[-1] else f"{low} to {high}"
        share = one["stored"] / one["uncompressed"]
        numbers = f"{one['uncompressed']:,.0f} | {one['stored']:,.0f} | {share:.0%} | {one['events']:,.0f} events"
        room = size_text(one["stored"] * need.events_kept * need.replicas)
        yield f"| {many} | {numbers} | {room} |"


def measure_room(servers: Servers, data: Path) -> list[dict[str, float]]:
    """Writes both logs and reads their files. ``data`` is the broker's folder."""
    slow, quick = servers.empty_log("bench_room_slow", 1), servers.empty_log("bench_room_quick", 1)
    _one_by_one(slow)
    _at_once(quick)
    return shares(batch for log in (slow, quick) for batch in _batches(data, log))


def _one_by_one(settings: Settings) -> None:
    cases = GeneratedCases()
    with (
        worker(settings, "writer"),
        CommandClient(connection_of(settings), settings.commands_topic, settings.replies_topic) as client,
    ):
        for envelope, command in [*cases.creditors(), *islice(cases.of_cases(CASES), ONE_BY_ONE)]:
            client.ask(envelope, command)


def _at_once(settings: Settings) -> None:
    cases = GeneratedCases()
    for some in (cases.creditors(), cases.of_cases(CASES)):
        send_all(settings, some)
    with worker(settings, "writer"):
        wait_until(lambda: all_answered(settings), pause_s=0.5)


def _batches(data: Path, settings: Settings) -> Iterator[BatchRoom]:
    for file in sorted((data / f"{settings.events_topic}-0").glob("*.log")):
        yield from batches_in(file.read_bytes())


def _main() -> None:
    with tempfile.TemporaryDirectory(prefix="cl-room-") as folder, LocalStack(Path(folder)) as endpoints:
        servers = Servers(endpoints.kafka_bootstrap, endpoints.database_url, Path(folder) / "homes")
        groups = measure_room(servers, Path(folder) / "kafka" / "data")
    KEPT.write_text(json.dumps(groups, indent=1) + "\n", "utf-8")
    PAGE.write_text(with_table(PAGE.read_text("utf-8"), "log-room", "batches", table(groups)), "utf-8")


if __name__ == "__main__":
    _main()
