"""Every key under the current wrapping key, none lost and none come back, whoever writes meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

from infra.eventlog.transactions.transaction import OutgoingRecord
from infra.messages.crypto.key_record import Owner, key_record_key, key_record_value
from infra.messages.crypto.rotation import rotate_partition
from infra.messages.crypto.survey import KeysSurvey
from infra.messages.crypto.wrapping import WrappedKey, unwrapped, wrapped_key
from tests.some_keys import WrappingInMemory
from tests.unit.messages.crypto.keys_topic import TOPIC, KeysTopic

ANNA, BO = Owner(UUID(int=1), "contact"), Owner(UUID(int=2), "special")
KEY = bytes(range(32))


def key_of(wrapping: WrappingInMemory, owner: Owner, number: int = 1) -> WrappedKey:
    return wrapped_key(wrapping, UUID(int=number), *owner, KEY)


def record(owner: Owner, key: WrappedKey | None) -> OutgoingRecord:
    return TOPIC, 0, key_record_key(owner), None if key is None else key_record_value(key), []


class Producer:
    """Commits to a topic in memory; ``before`` is what somebody else does just before a commit."""

    def __init__(self, topic: KeysTopic, before: Callable[[], None] = lambda: None) -> None:
        self.topic, self.before = topic, before

    def commit(self, records: Sequence[OutgoingRecord]) -> None:
        before, self.before = self.before, lambda: None
        before()
        self.topic.commit(records)


def rotate(topic: KeysTopic, wrapping: WrappingInMemory, before: Callable[[], None] = lambda: None) -> int:
    return rotate_partition(Producer(topic, before), TOPIC, 0, topic, wrapping)  # type: ignore[arg-type]


def survey(topic: KeysTopic) -> KeysSurvey:
    found = KeysSurvey(0)
    found.read(topic)
    return found


def compacted(topic: KeysTopic) -> dict[bytes | None, bytes | None]:
    """What compaction leaves."""
    return {each.key: each.value for each in topic.records}


def test_keys_come_under_the_current_wrapping_key_and_stay_what_they_are() -> None:
    topic, wrapping = KeysTopic(), WrappingInMemory("old")
    topic.commit([record(ANNA, key_of(wrapping, ANNA)), record(BO, key_of(wrapping, BO, 2))])
    wrapping.ids.append("new")
    assert rotate(topic, wrapping) == 2
    found = survey(topic)
    assert found.under() == {"new": 2}
    assert [(key.key_id.int, unwrapped(wrapping, key)) for key in found.keys.values()] == [(1, KEY), (2, KEY)]
    assert rotate(topic, wrapping) == 0


def test_a_person_who_is_erased_while_keys_are_rotated_stays_erased() -> None:
    topic, wrapping = KeysTopic(), WrappingInMemory("old")
    topic.commit([record(ANNA, key_of(wrapping, ANNA))])
    wrapping.ids.append("new")
    rotate(topic, wrapping, before=lambda: topic.commit([record(ANNA, None)]))
    assert survey(topic).keys == {}
    assert compacted(topic) == {key_record_key(ANNA): None}


def test_a_key_that_is_made_after_an_erasure_while_keys_are_rotated_is_not_lost() -> None:
    topic, wrapping = KeysTopic(), WrappingInMemory("old")
    topic.commit([record(ANNA, key_of(wrapping, ANNA))])
    wrapping.ids.append("new")
    later = key_of(wrapping, ANNA, 7)
    rotate(topic, wrapping, before=lambda: topic.commit([record(ANNA, None), record(ANNA, later)]))
    assert survey(topic).keys == {ANNA: later}
    assert compacted(topic) == {key_record_key(ANNA): key_record_value(later)}


def test_what_an_interrupted_rotation_brought_back_is_put_right_by_the_next_one() -> None:
    topic, wrapping = KeysTopic(), WrappingInMemory("old")
    old = key_of(wrapping, ANNA)
    wrapping.ids.append("new")
    topic.commit([record(ANNA, old), record(ANNA, None), record(ANNA, key_of(wrapping, ANNA))])
    assert (survey(topic).keys, survey(topic).returned) == ({}, {ANNA})
    rotate(topic, wrapping)
    assert survey(topic).returned == set()
    assert compacted(topic) == {key_record_key(ANNA): None}


def test_a_survey_says_which_records_still_carry_a_key_that_ended() -> None:
    topic, wrapping = KeysTopic(), WrappingInMemory("old")
    topic.commit([record(ANNA, key_of(wrapping, ANNA)), record(BO, key_of(wrapping, BO, 2)), record(ANNA, None)])
    found = survey(topic)
    assert (found.copies, set(found.keys)) == ({ANNA: 1}, {BO})


def test_a_survey_for_one_person_remembers_nobody_else() -> None:
    topic, wrapping = KeysTopic(), WrappingInMemory("old")
    topic.commit([record(ANNA, key_of(wrapping, ANNA)), record(BO, key_of(wrapping, BO, 2))])
    found = KeysSurvey(0)
    found.read(topic, BO.person)
    assert set(found.keys) == {BO}
