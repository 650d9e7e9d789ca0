"""The writer's keys: one for each person and category, made once, kept with the events, and ended for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from domain.kernel.message import Event
from domain.kernel.personal import Personal, Sealed, Special
from infra.eventlog.errors import LogUnavailable
from infra.messages.crypto.errors import KeyDamaged, WrappingKeyMissing
from infra.messages.crypto.key_cache import KeyCache
from infra.messages.crypto.key_record import Owner, read_key_record
from infra.messages.crypto.key_ring import KeyRing
from infra.messages.crypto.sealed_bytes import take_apart
from tests.some_keys import WrappingInMemory
from tests.unit.messages.crypto.keys_topic import TOPIC, KeysTopic, Record

ANNA, BO = UUID(int=1), UUID(int=2)
KEPT_MS = 7 * 24 * 60 * 60 * 1000
PARTITIONS = 3


@dataclass(frozen=True, slots=True)
class Told(Event):
    person_id: UUID
    name: Personal[str]
    illness: Special[str | None] = None


class Ground:
    """A topic and a folder, over which one owner comes after another."""

    def __init__(self, folder: Path) -> None:
        self.topic, self.path = KeysTopic(), folder / "keys.sqlite"
        self.wrapping = WrappingInMemory()

    @contextmanager
    def owner(self, unwrapped_max: int = 100) -> Iterator[KeyRing]:
        cache = KeyCache(self.path, "little 0", KEPT_MS)
        ring = KeyRing(self.wrapping, cache, lambda: self.topic, (TOPIC, 0, PARTITIONS), unwrapped_max)
        ring.catch_up(lambda: None)
        yield ring
        ring.close()

    def commit(self, ring: KeyRing) -> None:
        self.topic.commit(ring.take_records())


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path)


def key_of(ring: KeyRing, person: UUID) -> UUID:
    """The key that seals a text of this person now."""
    event = ring.seal(Told(person, "a name"), uuid4())
    assert isinstance(event.name, Sealed)
    return take_apart(event.name.content).key_id


def look_again(ring: KeyRing) -> None:
    """Follow the topic without waiting for the next second."""
    ring._follow_at = 0.0
    ring.follow()


def test_a_key_is_written_with_the_first_event_that_needs_it_and_not_again(ground: Ground) -> None:
    with ground.owner() as ring:
        ring.seal(Told(ANNA, "Anna", "flu"), uuid4())
        records = ring.take_records()
        assert [(r[0], r[1], r[2]) for r in records] == [
            (TOPIC, 0, f"{ANNA}/contact".encode()),
            (TOPIC, 0, f"{ANNA}/special".encode()),
        ]
        ring.seal(Told(ANNA, "Anna again"), uuid4())
        assert ring.take_records() == []


def test_a_record_of_a_key_shows_neither_the_key_nor_the_text(ground: Ground) -> None:
    with ground.owner() as ring:
        ring.seal(Told(ANNA, "Anna"), uuid4())
        ((_, _, key, value, _),) = ring.take_records()
        owner, wrapped = read_key_record(key, value)
        assert owner == Owner(ANNA, "contact")
        assert wrapped is not None
        assert wrapped.wrapping_key == "kek-1"
        assert b"Anna" not in (value or b"")


def test_the_next_owner_finds_the_key_whether_it_has_the_cache_or_not(ground: Ground) -> None:
    with ground.owner() as ring:
        first = key_of(ring, ANNA)
        ground.commit(ring)
    with ground.owner() as ring:
        assert key_of(ring, ANNA) == first
    ground.path.unlink()
    with ground.owner() as ring:
        assert key_of(ring, ANNA) == first
        assert ring.take_records() == []


def test_a_takeover_reads_only_what_is_not_in_the_cache(ground: Ground) -> None:
    with ground.owner() as ring:
        key_of(ring, ANNA)
        ground.commit(ring)
        look_again(ring)
        key_of(ring, BO)
        ground.commit(ring)
    with ground.owner():
        assert ground.topic.reads[-1] == 1


def test_keys_of_a_transaction_that_did_not_take_place_are_gone_with_its_owner(ground: Ground) -> None:
    with ground.owner() as ring:
        lost = key_of(ring, ANNA)
    with ground.owner() as ring:
        assert key_of(ring, ANNA) != lost
        assert len(ring.take_records()) == 1


def test_a_key_that_memory_forgot_is_found_again_before_and_after_it_was_read_back(ground: Ground) -> None:
    with ground.owner(unwrapped_max=1) as ring:
        first = key_of(ring, ANNA)
        key_of(ring, BO)
        assert key_of(ring, ANNA) == first
        ground.commit(ring)
        look_again(ring)
        key_of(ring, BO)
        assert key_of(ring, ANNA) == first
        assert ring.take_records() == []


def test_what_is_expected_is_looked_for_at_once(ground: Ground) -> None:
    with ground.owner() as ring:
        first = key_of(ring, ANNA)
        ground.commit(ring)
    with ground.owner() as ring:
        ring.expect([Told(ANNA, "Anna"), Told(BO, "Bo", "flu")])
        ring._followed.close()  # so that a look into the file would fail
        assert key_of(ring, ANNA) == first
        key_of(ring, BO)


def test_an_erasure_ends_the_persons_keys_in_every_partition(ground: Ground) -> None:
    with ground.owner() as ring:
        key_of(ring, ANNA)
        ground.commit(ring)
        ring.erase(ANNA)
        ends = ring.take_records()
    keys = [f"{ANNA}/{category}".encode() for category in ("contact", "special")]
    assert {(r[1], r[2]) for r in ends} == {(partition, key) for partition in range(PARTITIONS) for key in keys}
    assert {r[3] for r in ends} == {None}


def test_after_an_erasure_a_person_has_another_key_at_once_and_later(ground: Ground) -> None:
    with ground.owner() as ring:
        first = key_of(ring, ANNA)
        ground.commit(ring)
        look_again(ring)
        ring.erase(ANNA)
        ring.expect([Told(ANNA, "Anna")])
        second = key_of(ring, ANNA)
        assert second != first
        ground.commit(ring)
        ring.expect([Told(ANNA, "Anna")])
        assert key_of(ring, ANNA) == second
        look_again(ring)
        assert key_of(ring, ANNA) == second
    with ground.owner() as ring:
        assert key_of(ring, ANNA) == second


def test_an_erasure_whose_end_is_not_visible_yet_does_not_bring_the_old_key_back(ground: Ground) -> None:
    with ground.owner() as ring:
        first = key_of(ring, ANNA)
        ground.commit(ring)
        look_again(ring)
        ring.erase(ANNA)
        ground.commit(ring)
        ring.expect([Told(ANNA, "Anna")])
        second = key_of(ring, ANNA)
        ground.commit(ring)
        ground.topic.held_back = 1  # the tombstones are visible and the new key is not
        look_again(ring)
        ring.expect([Told(ANNA, "Anna")])
        assert key_of(ring, ANNA) == second != first
        assert ring.take_records() == []


def test_a_key_ended_by_another_writer_seals_nothing_more_once_that_was_seen(ground: Ground) -> None:
    with ground.owner() as ring:
        first = key_of(ring, ANNA)
        ground.commit(ring)
        ground.topic.records.append(Record(1, f"{ANNA}/contact".encode(), None))
        look_again(ring)
        assert key_of(ring, ANNA) != first
        assert len(ring.take_records()) == 1


def test_nothing_of_an_erased_key_stays_in_the_file(ground: Ground) -> None:
    with ground.owner() as ring:
        key_of(ring, ANNA)
        (record,) = ring.take_records()
        ground.topic.commit([record])
        look_again(ring)
        wrapped = read_key_record(record[2], record[3])[1]
        assert wrapped is not None
        assert wrapped.wrapped in b"".join(file.read_bytes() for file in ground.path.parent.iterdir())
        ring.erase(ANNA)
        ground.commit(ring)
        look_again(ring)
        assert wrapped.wrapped not in b"".join(file.read_bytes() for file in ground.path.parent.iterdir())


def test_a_cache_that_may_have_missed_a_tombstone_is_begun_anew(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ground.owner() as ring:
        key_of(ring, ANNA)
        ground.commit(ring)
        look_again(ring)
    ground.topic.records = [Record(0, f"{BO}/contact".encode(), None)]
    monkeypatch.setattr("infra.messages.crypto.followed_keys._now_ms", lambda: 2**62)  # long after
    with ground.owner() as ring:
        key_of(ring, ANNA)
        assert len(ring.take_records()) == 1  # the old key is gone: its tombstone came and went meanwhile


def test_a_cache_that_is_ahead_of_its_topic_is_begun_anew(ground: Ground) -> None:
    with ground.owner() as ring:
        key_of(ring, ANNA)
        ground.commit(ring)
        look_again(ring)
    ground.topic.records.clear()
    with ground.owner() as ring:
        key_of(ring, ANNA)
        assert len(ring.take_records()) == 1


@pytest.mark.parametrize("damage", [b"no database at all, but long enough to be looked at", b""])
def test_a_damaged_cache_is_begun_anew(ground: Ground, damage: bytes) -> None:
    with ground.owner() as ring:
        first = key_of(ring, ANNA)
        ground.commit(ring)
    ground.path.write_bytes(damage)
    with ground.owner() as ring:
        assert key_of(ring, ANNA) == first


def test_a_cache_that_is_damaged_while_it_is_in_use_ends_the_ownership(ground: Ground) -> None:
    with ground.owner() as ring:
        first = key_of(ring, ANNA)
        for number in range(2_000):
            key_of(ring, UUID(int=number))
        ground.commit(ring)
        look_again(ring)
    pages = bytearray(ground.path.read_bytes())
    pages[8 * 4096 :] = bytes(len(pages) - 8 * 4096)  # some of the keys, and not where it says how far it is
    ground.path.write_bytes(pages)
    with pytest.raises(LogUnavailable, match="read again"), ground.owner() as ring:
        ring.expect([Told(UUID(int=number), "a name") for number in range(2_000)])
    with ground.owner() as ring:
        assert key_of(ring, ANNA) == first


def test_a_cache_of_another_log_is_begun_anew(ground: Ground) -> None:
    other = KeyCache(ground.path, "another 0", KEPT_MS)
    other.close()
    with ground.owner() as ring:
        key_of(ring, ANNA)
        assert len(ring.take_records()) == 1


def test_an_owner_that_was_replaced_cannot_move_the_file_back(ground: Ground) -> None:
    with ground.owner() as old:
        key_of(old, ANNA)
        ground.commit(old)
        with ground.owner() as new:
            key_of(new, BO)
            ground.commit(new)
            look_again(new)
            assert not old._cache.apply([(Owner(BO, "contact"), None)], (0, 1), 0)
            assert old._cache.find([Owner(BO, "contact")]) != {}


def test_an_owner_without_the_wrapping_key_of_its_keys_does_not_begin(ground: Ground) -> None:
    with ground.owner() as ring:
        key_of(ring, ANNA)
        ground.commit(ring)
    ground.wrapping.ids = ["kek-2"]
    with pytest.raises(WrappingKeyMissing), ground.owner():
        pass


def test_keys_made_after_a_new_wrapping_key_are_wrapped_with_it(ground: Ground) -> None:
    with ground.owner() as ring:
        ground.wrapping.ids.append("kek-2")
        key_of(ring, ANNA)
        ((_, _, key, value, _),) = ring.take_records()
        wrapped = read_key_record(key, value)[1]
        assert wrapped is not None
        assert wrapped.wrapping_key == "kek-2"


def test_a_text_that_is_not_known_cannot_be_sealed(ground: Ground) -> None:
    with ground.owner() as ring, pytest.raises(TypeError, match=r"Told.name is \(sealed\)"):
        ring.seal(Told(ANNA, Sealed(b"of another event")), uuid4())


@pytest.mark.parametrize(
    ("key", "value"),
    [(b"nobody", None), (f"{ANNA}/secret".encode(), None), (None, None), (f"{ANNA}/contact".encode(), b"no Avro")],
)
def test_a_record_that_is_no_key_stops_the_partition_before_a_second_key_is_made(
    ground: Ground, key: bytes | None, value: bytes | None
) -> None:
    ground.topic.records.append(Record(0, key, value))
    with pytest.raises(KeyDamaged), ground.owner():
        pass


def test_a_file_that_cannot_be_read_says_so(ground: Ground) -> None:
    ground.path.mkdir()
    with pytest.raises(sqlite3.OperationalError), ground.owner():
        pass
