"""A partition goes to a machine that never had it: its index comes from a snapshot, and answers are the same."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import pytest

from consumers.writer import snapshots
from consumers.writer.snapshots import WriterSnapshots
from infra.client import CommandClient
from infra.eventlog.index.index_file import index_path
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings
from tests.integration.policies.running import eventually
from tests.integration.writer.conftest import writing
from tests.integration.writer.test_writer import a_claim


def test_a_machine_that_never_had_the_partitions_goes_on_from_snapshots(
    log: Settings,
    client: CommandClient,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(snapshots, "EVENTS_BETWEEN", 1)
    monkeypatch.setattr(snapshots, "LOOK_S", 0.1)
    monkeypatch.setattr("infra.eventlog.index.index.RECENT_EVENTS_MAX", 1)  # else the last ones wait for the next
    here = replace(log, snapshots=tmp_path / "shared")
    claims = [a_claim(number) for number in range(20)]
    with writing(here):
        first = [client.ask(*claim) for claim in claims]
        eventually(
            "a snapshot of each partition", lambda: len(list((tmp_path / "shared").glob("*.json"))) == log.partitions
        )
    there = replace(here, home=tmp_path / "there", kek_file=log.wrapping_keys)
    with caplog.at_level(logging.INFO), writing(there):
        again = [client.ask(*claim) for claim in claims]
    assert [(one.position, one.version) for one in again] == [(one.position, one.version) for one in first]
    assert all(one.repeated for one in again)
    assert caplog.text.count("is restored from a snapshot") == log.partitions


def test_the_next_one_is_taken_when_enough_was_written_and_some_time_has_gone(
    log: Settings, client: CommandClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with writing(log):
        answers = [client.ask(*a_claim(number)) for number in range(20)]
    partition = answers[0].partition
    events = max(one.position for one in answers if one.partition == partition)
    _, _, event_log = open_log(log)
    monkeypatch.setattr(snapshots, "EVENTS_BETWEEN", events + 5)
    taking = WriterSnapshots(tmp_path / "shared", log.home / "index", event_log)
    assert not taking.take(partition, 0.0), "too little was written"
    monkeypatch.setattr(snapshots, "EVENTS_BETWEEN", 1)
    assert taking.take(partition, 0.0)
    assert not taking.take(partition, snapshots.REST_S + 1), "nothing was written since"
    (tmp_path / "shared" / f"{index_path(log.home, event_log, partition).name}.json").unlink()
    assert not taking.take(partition, snapshots.REST_S - 1), "it was a moment ago"
    assert taking.take(partition, snapshots.REST_S + 1)
