"""A reader that follows the topic of keys: a key that was just made is found, and one that is gone is not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from uuid import UUID

import pytest

from domain.kernel.personal import ERASED
from domain.kernel.recorded import RecordedEvent
from infra.messages.crypto.key_cache import KeyCache
from infra.messages.crypto.key_record import Owner, key_record_key, key_record_value
from infra.messages.crypto.topic_opener import TopicOpener
from infra.messages.crypto.wrapping import WrappedKey
from tests.some_keys import SomeKeys
from tests.unit.messages.crypto.keys_topic import TOPIC, KeysTopic
from tests.unit.messages.crypto.test_opening import ANNA, BO, names, told

KEPT_MS = 7 * 24 * 60 * 60 * 1000


class CountingCache(KeyCache):
    """Says how often keys were looked for in it."""

    looks = 0

    def find(self, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey]:
        self.looks += 1
        return super().find(owners)


class Reading:
    """Keys of persons in a topic, and one who reads it when told to."""

    def __init__(self, folder: Path) -> None:
        self.keys, self.topic = SomeKeys(), KeysTopic()
        self.cache = CountingCache(folder / "keys.sqlite", "little 0", KEPT_MS)
        self.opener = TopicOpener(self.keys.wrapping, lambda _: self.cache, lambda _: self.topic, follow_s=3_600)

    def told(self, number: int, *persons: UUID) -> RecordedEvent:
        """An event in the log, and the keys that it needs in the topic, unless they are there."""
        known = set(self.keys.keys)
        event = told(self.keys, number, *persons)
        for owner, key in self.keys.keys.items():
            if owner not in known:
                self.topic.commit([(TOPIC, 0, key_record_key(owner), key_record_value(key), [])])
        return event

    def erase(self, person: UUID) -> None:
        self.keys.erase(person)
        self.topic.commit([(TOPIC, 0, key_record_key(Owner(person, "contact")), None, [])])

    def read(self, *events: RecordedEvent) -> list[list[str]]:
        return [names(event) for event in self.opener.open_all(events)]


@pytest.fixture
def reading(tmp_path: Path) -> Iterator[Reading]:
    made = Reading(tmp_path)
    made.opener.follow([0])
    yield made
    made.opener.close()


def test_a_key_that_was_just_made_is_looked_for_in_the_store_once_and_read_in_the_topic(reading: Reading) -> None:
    assert reading.read(reading.told(1, ANNA)) == [["name of 1"]]
    assert (reading.cache.looks, len(reading.topic.reads)) == (1, 1)


def test_old_and_new_keys_of_one_batch_are_found_together(reading: Reading) -> None:
    old = reading.told(1, ANNA)
    reading.opener.read_on(0)
    assert reading.read(old, reading.told(2, BO, ANNA)) == [["name of 1"], ["name of 2", "name of 1"]]
    assert reading.cache.looks == 1


def test_a_key_that_ended_while_another_was_looked_for_opens_nothing_more(reading: Reading) -> None:
    old = reading.told(1, ANNA)
    reading.opener.read_on(0)
    reading.erase(ANNA)
    assert reading.read(old, reading.told(2, BO)) == [[ERASED], ["name of 2"]]


def test_whose_key_is_nowhere_was_erased_and_the_store_is_asked_again_before_that_is_said(reading: Reading) -> None:
    event = reading.told(1, ANNA)
    reading.erase(ANNA)
    assert reading.read(event) == [[ERASED]]
    assert reading.cache.looks == 1, "the topic itself says that it ended"
    nowhere = told(SomeKeys(), 2, BO)
    assert reading.read(nowhere) == [[ERASED]]
    assert reading.cache.looks == 3


def test_a_key_that_another_projector_has_read_is_found_in_the_store(reading: Reading) -> None:
    event = reading.told(1, ANNA)
    moving = reading.cache.apply

    def another_was_quicker(changes: object, offsets: tuple[int, int], now_ms: int) -> bool:
        moving(changes, offsets, now_ms)  # type: ignore[arg-type]
        return False

    reading.cache.apply = another_was_quicker  # type: ignore[method-assign,assignment]
    assert reading.read(event) == [["name of 1"]]
    assert reading.cache.looks == 2


def test_what_is_under_way_behind_the_key_is_not_waited_for(reading: Reading) -> None:
    first, second = reading.told(1, ANNA), reading.told(2, BO)
    reading.topic.held_back = 1
    assert reading.read(first) == [["name of 1"]]
    assert reading.topic.held_back == 1
    assert reading.read(second) == [["name of 2"]], "what is needed and not certain yet is waited for"
    assert reading.topic.held_back == 0
