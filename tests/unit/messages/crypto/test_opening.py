"""What a reader sees of an event: its texts, or words that say why not. Nothing fails by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest

from domain.kernel.message import Event
from domain.kernel.personal import ERASED, Personal, Sealed
from domain.kernel.recorded import Actor, RecordedEvent
from infra.messages.crypto.errors import SealDamaged, WrappingKeyMissing
from infra.messages.crypto.key_record import Owner
from infra.messages.crypto.opening import Opener
from infra.messages.crypto.wrapping import WrappedKey
from tests.some_keys import SomeKeys

ANNA, BO = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Debtor:
    person_id: UUID
    name: Personal[str]


@dataclass(frozen=True, slots=True)
class Told(Event):
    amount: int
    debtors: tuple[Debtor, ...]


def told(keys: SomeKeys, number: int, *persons: UUID) -> RecordedEvent:
    """An event in the log about these persons."""
    event_id = UUID(int=number)
    event = keys.seal(Told(number, tuple(Debtor(person, f"name of {person.int}") for person in persons)), event_id)
    return RecordedEvent(
        0, number, "case", UUID(int=9), number, event_id, "caseledger.case.Told", event, NOW, NOW,
        Actor("user", "lukas"), event_id, event_id, b"", b"", number,
    )  # fmt: skip


def names(recorded: RecordedEvent) -> list[str]:
    assert isinstance(recorded.event, Told)
    return [debtor.name for debtor in recorded.event.debtors]


def test_an_event_about_several_persons_is_opened_with_the_key_of_each() -> None:
    keys = SomeKeys()
    assert names(keys.opener().open(told(keys, 1, ANNA, BO))) == ["name of 1", "name of 2"]


def test_an_erased_person_is_said_to_be_erased_and_the_others_are_still_there() -> None:
    keys = SomeKeys()
    recorded = told(keys, 1, ANNA, BO)
    keys.erase(ANNA)
    assert names(keys.opener().open(recorded)) == [ERASED, "name of 2"]


def test_what_was_sealed_after_an_erasure_is_read_and_what_was_sealed_before_is_not() -> None:
    keys = SomeKeys()
    before = told(keys, 1, ANNA)
    opener = keys.opener()
    assert names(opener.open(before)) == ["name of 1"]
    keys.erase(ANNA)
    after = told(keys, 2, ANNA)
    assert [names(each) for each in opener.open_all([before, after])] == [[ERASED], ["name of 1"]]
    assert [names(opener.open(each)) for each in (before, after)] == [[ERASED], ["name of 1"]]


def test_a_text_of_which_nothing_is_known_yet_stays_sealed() -> None:
    keys = SomeKeys()
    recorded = told(keys, 1, ANNA)
    assert Opener(keys.wrapping, lambda partition, owners: {}).open(recorded) == recorded
    assert isinstance(names(recorded)[0], Sealed)


def test_what_is_open_or_not_personal_is_left_as_it_is() -> None:
    keys = SomeKeys()
    opener = keys.opener()
    opened = opener.open(told(keys, 1, ANNA))
    assert opener.open(opened) == opened


def test_a_seal_that_was_moved_to_another_event_is_noticed() -> None:
    keys = SomeKeys()
    recorded = told(keys, 1, ANNA)
    with pytest.raises(SealDamaged):
        keys.opener().open(recorded._replace(event_id=UUID(int=2)))


def test_a_reader_without_the_wrapping_key_is_told_which_one_it_lacks() -> None:
    keys = SomeKeys()
    recorded = told(keys, 1, ANNA)
    opener = keys.opener()
    keys.wrapping.ids = ["kek-2"]
    with pytest.raises(WrappingKeyMissing, match="kek-1"):
        opener.open(recorded)


def test_keys_are_asked_for_once_and_for_many_events_at_a_time() -> None:
    keys = SomeKeys()
    asked: list[set[Owner]] = []

    def find(partition: int, owners: Collection[Owner]) -> Mapping[Owner, WrappedKey | None]:
        asked.append(set(owners))
        return keys.find(partition, owners)

    opener = Opener(keys.wrapping, find)
    log = [told(keys, 1, ANNA, BO), told(keys, 2, ANNA)]
    opener.open_all(log)
    opener.open_all(log)
    assert asked == [{Owner(ANNA, "contact"), Owner(BO, "contact")}]
    opener.forget(0, [Owner(BO, "contact")])
    opener.open_all(log)
    assert asked[1:] == [{Owner(BO, "contact")}]
