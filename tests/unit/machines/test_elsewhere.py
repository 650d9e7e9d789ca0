"""Which workers run elsewhere, from what was heard of them and what their groups say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from infra.machines.beat import Beat, WorkerBeat, beat_of, client_id, home_of, read_beat
from infra.machines.beating import worker_beats
from infra.machines.elsewhere import FORGOTTEN_S, Heard, MemberSeen, elsewhere
from infra.metrics.health import Heartbeats

HERE = "home-here"
BEAT = Beat("p1", "alfa", "home-there", 42, False, {"writer": WorkerBeat("running")})
MEMBER = MemberSeen("writer", "writer-p1", "10.0.0.7", (1, 3))


def test_a_sign_of_life_is_read_as_it_was_written(tmp_path: Path) -> None:
    beat = beat_of(tmp_path, {"writer": WorkerBeat("running", "a broker", (2,))})
    key, value = beat.as_record()
    assert read_beat(value) == beat
    assert key.decode() == beat.process
    assert str(tmp_path) not in value.decode(), "where a home is, is nobody's business"
    assert client_id("writer") == f"writer-{beat.process}"


@pytest.mark.parametrize("value", [b"", b"[]", b'{"format": 2}', b'{"format": 1}', b"\xff"])
def test_what_is_no_sign_of_life_is_left_out(value: bytes) -> None:
    assert read_beat(value) is None


def test_a_worker_of_another_home_is_seen_with_its_partitions() -> None:
    (seen,) = elsewhere([Heard(BEAT, 3.0)], [MEMBER], HERE)
    assert (seen.machine, seen.worker, seen.state, seen.partitions, seen.pid) == (
        "alfa",
        "writer",
        "running",
        (1, 3),
        42,
    )
    assert seen.is_well


def test_what_belongs_to_this_home_is_not_elsewhere() -> None:
    assert elsewhere([Heard(replace(BEAT, home=HERE), 3.0)], [MEMBER], HERE) == []


def test_one_that_is_not_heard_any_more_is_silent_and_then_forgotten() -> None:
    (seen,) = elsewhere([Heard(BEAT, 33.0)], [], HERE)
    assert (seen.state, seen.reason, seen.is_well) == ("silent", "last heard 33 s ago", False)
    assert elsewhere([Heard(BEAT, FORGOTTEN_S + 1)], [], HERE) == []


def test_one_that_only_its_group_knows_is_seen_where_it_connects_from() -> None:
    (seen,) = elsewhere([], [replace(MEMBER, client="kafka-python-3")], HERE)
    assert (seen.machine, seen.state, seen.partitions, seen.pid, seen.is_well) == (
        "10.0.0.7",
        "in its group",
        (1, 3),
        None,
        True,
    )


def test_a_worker_says_what_it_waits_for() -> None:
    heartbeats = Heartbeats()
    heartbeats.beat("projector", "PostgreSQL")
    beats = worker_beats(heartbeats.ready())
    assert beats == {"projector": WorkerBeat("running", "PostgreSQL")}
    (seen,) = elsewhere([Heard(replace(BEAT, workers=beats), 1.0)], [], HERE)
    assert (seen.reason, seen.is_well) == ("PostgreSQL", False)


def test_two_homes_of_one_machine_are_two(tmp_path: Path) -> None:
    assert home_of(tmp_path / "a") != home_of(tmp_path / "b")
    assert home_of(tmp_path / "a") == home_of(tmp_path / "b" / ".." / "a")
    assert json.loads(beat_of(tmp_path, {}).as_record()[1])["home"] == home_of(tmp_path)
