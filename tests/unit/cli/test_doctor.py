"""What the doctor says of what it was told: each thing that can be wrong, and what is right beside it."""

from __future__ import annotations

import resource
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.audit.heads import Head, KeptHeads
from infra.cli.doctor import at_work, database, ends, kafka_cluster, this_machine
from infra.cli.doctor.looked_at import Level, LookedAt
from infra.eventlog.admin.copies import TopicCopies
from infra.messages.crypto.wrapping_file import create_wrapping_key_file
from infra.runtime.settings import Settings

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GB = 2**30
Usage = namedtuple("Usage", "total used free")


def levels(findings: object) -> list[Level]:
    found = list(findings)  # type: ignore[call-overload]
    assert all(isinstance(one, LookedAt) and (one.advice or one.level is Level.GOOD) for one in found)
    return [one.level for one in found]


@pytest.mark.parametrize(
    ("brokers", "copies", "in_sync", "level"),
    [
        (1, 1, 1, Level.GOOD),
        (3, 3, 2, Level.GOOD),
        (3, 1, 1, Level.BAD),
        (3, 3, 3, Level.BAD),
        (3, 3, 1, Level.BAD),
        (3, 2, 2, Level.BAD),
    ],
)
def test_copies_that_lose_something_or_stop_with_one_broker(
    brokers: int, copies: int, in_sync: int, level: Level
) -> None:
    assert levels(kafka_cluster.copies([TopicCopies("a topic", copies, in_sync)], brokers)) == [level]


@pytest.mark.parametrize(
    ("brokers", "time_out_ms", "level"),
    [(1, 30_000, Level.GOOD), (3, 5_000, Level.GOOD), (3, 5_001, Level.WARNING), (3, 30_000, Level.WARNING)],
)
def test_brokers_that_wait_long_for_one_that_hangs(brokers: int, time_out_ms: int, level: Level) -> None:
    assert levels([kafka_cluster.broker_time_out(time_out_ms, brokers)]) == [level]


def test_a_broker_that_is_listed_and_silent_is_named_and_the_others_are_looked_at() -> None:
    silent, every = kafka_cluster.releases_of({1: "4.3", 2: "", 3: "4.3"})
    assert (silent.what, silent.level, silent.found) == ("broker 2", Level.BAD, "it does not answer")
    assert (every.level, every.found) == (Level.GOOD, "3, Kafka 4.3")
    assert levels(kafka_cluster.releases_of({1: "4.2", 2: "4.3"})) == [Level.WARNING]


def test_a_transaction_that_nobody_ends() -> None:
    [found] = kafka_cluster.hanging([{"transactional_id": "a-sender", "age_ms": 30 * 60_000}])
    assert (found.level, found.found) == (Level.WARNING, "a-sender, for 30 minutes")
    assert levels(kafka_cluster.hanging([])) == [Level.GOOD]


def test_clocks_that_differ() -> None:
    assert levels(database.clocks(NOON + timedelta(seconds=4), NOON)) == [Level.GOOD]
    assert levels(database.clocks(NOON - timedelta(seconds=6), NOON)) == [Level.BAD]


def test_a_database_that_is_too_old() -> None:
    assert levels(database.release(140_011)) == [Level.BAD]
    [found] = database.release(180_003)
    assert (found.level, found.found) == (Level.GOOD, "18.3")


@pytest.mark.parametrize(
    ("free", "level"), [(1 * GB, Level.BAD), (9 * GB, Level.WARNING), (50 * GB, Level.GOOD)], ids=str
)
def test_room_that_is_short(free: int, level: Level, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(100 * GB, 100 * GB - free, free))
    assert levels(this_machine.disk(tmp_path / "not" / "there yet")) == [level]


@pytest.mark.parametrize(
    ("told", "level"),
    [
        ({"error_code": 0, "log_dir": "/data", "total_bytes": 100 * GB, "usable_bytes": 50 * GB}, [Level.GOOD]),
        ({"error_code": 0, "log_dir": "/data", "total_bytes": 100 * GB, "usable_bytes": 1 * GB}, [Level.BAD]),
        ({"error_code": 57, "log_dir": "/data", "total_bytes": -1, "usable_bytes": -1}, [Level.BAD]),
        ({"error_code": 0, "log_dir": "/data"}, []),
    ],
    ids=["room", "short", "offline", "an old broker"],
)
def test_disks_of_brokers(told: dict[str, object], level: list[Level]) -> None:
    assert levels(kafka_cluster.disks([{"broker": 1, "log_dirs": [told]}])) == level


def test_a_log_that_ends_before_what_was_folded_of_it() -> None:
    assert levels(ends.folded({0: 7, 1: 3}, {"balances": {0: 7, 1: 2}})) == [Level.GOOD]
    [found] = ends.folded({0: 7, 1: 3}, {"balances": {0: 8}})
    assert (found.level, found.found) == (Level.BAD, "partition 0 ends at position 7 and balances has folded 8")


def test_a_log_that_ends_before_the_heads_that_were_kept_of_it() -> None:
    kept = KeptHeads("log-1", "t.events", NOON, {0: Head(7, b"x"), 1: Head(0, b"")})
    assert levels(ends.heads("log-1", {0: 9}, kept)) == [Level.GOOD]
    assert levels(ends.heads("log-2", {0: 9}, kept)) == [Level.BAD]
    [found] = ends.heads("log-1", {0: 6}, kept)
    assert found.found == "kept on 2026-03-02 12:00 UTC: partition 0 ends at 6 and had reached 7"
    assert found.level is Level.BAD


def test_what_waits_and_what_is_behind() -> None:
    assert levels([ends.waiting(0), ends.waiting(1)]) == [Level.GOOD, Level.WARNING]
    assert levels([at_work.behind("sla", 10_000), at_work.behind("sla", 10_001)]) == [Level.GOOD, Level.WARNING]


def test_a_user_of_the_database_who_may_only_read() -> None:
    assert levels(database.rights("caseledger_writer", True)) == [Level.GOOD]
    assert levels(database.rights("caseledger_reader", False)) == [Level.BAD]


def test_too_few_open_files(monkeypatch: pytest.MonkeyPatch) -> None:
    for soft, level in ((256, Level.BAD), (4096, Level.GOOD), (resource.RLIM_INFINITY, Level.GOOD)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, soft=soft: (soft, soft))
        assert levels(this_machine.open_files()) == [level]


def test_wrapping_keys_that_are_missing_or_open_to_others(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert levels(this_machine.wrapping_keys(settings)) == [Level.BAD]
    create_wrapping_key_file(settings.wrapping_keys)
    assert levels(this_machine.wrapping_keys(settings)) == [Level.GOOD]
    settings.wrapping_keys.chmod(0o644)
    assert levels(this_machine.wrapping_keys(settings)) == [Level.BAD]


def test_settings_are_told_by_name_and_a_moved_clock_is_warned_of(tmp_path: Path) -> None:
    environ = {"CASELEDGER_KAFKA_SASL_PLAIN_PASSWORD": "secret", "PATH": "/bin"}
    [told] = this_machine.settings(Settings(home=tmp_path), environ)
    assert "CASELEDGER_KAFKA_SASL_PLAIN_PASSWORD" in told.found
    assert "secret" not in told.found
    moved = Settings(home=tmp_path, clock_file=tmp_path / "clock")
    assert levels(this_machine.settings(moved, {})) == [Level.GOOD, Level.WARNING]
