"""The states that a writer remembers are those of the log, however it comes by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID, uuid4

import pytest
from eventsourcing.persistence import JSONTranscoder, StoredEvent

from consumers.writer import states as states_module
from consumers.writer.states import CommittedStates
from domain.catalogue import kind_of
from domain.kernel.application import NumberedEvent, VersionedState
from infra.messages.mapper import AvroMapper
from tests.some_keys import sealed
from tests.unit.domain.samples import CLAIM, CONTEXT

CASE = kind_of(CLAIM.TOPIC)


class Log:
    """Aggregates in memory, and which were looked for together."""

    def __init__(self) -> None:
        self.mapper = AvroMapper(JSONTranscoder())
        self.events: dict[UUID, list[StoredEvent]] = {}
        self.asked: list[frozenset[UUID]] = []
        self.read: list[frozenset[UUID]] = []

    def hand_over(self, case: UUID) -> VersionedState:
        """A new case in the log."""
        decision = CASE.decide(CASE.initial, CLAIM, CONTEXT)
        assert isinstance(decision, list | tuple)
        events = [sealed(event) for event in decision]
        numbered = [NumberedEvent(case, version, event) for version, event in enumerate(events, 1)]
        self.events[case] = [self.mapper.to_stored_event(event) for event in numbered]
        state = CASE.initial
        for event in events:
            state = CASE.evolve(state, event)
        return VersionedState(case, len(numbered), state)

    def latest_versions(self, aggregate_ids: Iterable[UUID]) -> Mapping[UUID, int]:
        wanted = frozenset(aggregate_ids)
        self.asked.append(wanted)
        return {each: len(self.events.get(each, ())) or -1 for each in wanted}

    def select_events_of(self, aggregate_ids: Iterable[UUID]) -> Mapping[UUID, list[StoredEvent]]:
        wanted = frozenset(aggregate_ids)
        self.read.append(wanted)
        return {each: self.events[each] for each in wanted if each in self.events}

    def states(self, limit: int = 10) -> CommittedStates:
        return CommittedStates(self, self.mapper.to_domain_event, limit)


@pytest.fixture
def log() -> Log:
    return Log()


def test_an_aggregate_is_what_its_events_say_whether_it_was_expected_or_not(log: Log) -> None:
    there, missing = log.hand_over(uuid4()), uuid4()
    states = log.states()
    for expected in ([], [there.id, missing]):
        states.expect(expected)
        assert states.get(CASE, there.id) == there
        assert states.get(CASE, missing) == VersionedState(missing, 0, CASE.initial)


def test_a_batch_is_looked_for_at_once_and_only_where_it_is_not_remembered(log: Log) -> None:
    there, missing = log.hand_over(uuid4()), uuid4()
    states = log.states()
    states.commit({there.id: there})
    states.expect([there.id, missing, missing])
    assert log.asked == [{missing}]
    states.expect([there.id])
    assert log.asked == [{missing}]


def test_the_events_of_a_batch_are_read_together_and_those_of_a_long_aggregate_when_it_is_its_turn(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, long = (log.hand_over(uuid4()) for _ in range(3))
    monkeypatch.setattr(states_module, "READ_AHEAD_MAX", first.version)
    [claim, *_] = log.events[long.id]
    latest = log.mapper.to_stored_event(
        NumberedEvent(long.id, long.version + 1, log.mapper.to_domain_event(claim).event)
    )
    log.events[long.id].append(latest)
    states = log.states()
    states.expect([first.id, second.id, long.id])
    assert log.read == [{first.id, second.id}]
    assert [states.get(CASE, each.id) for each in (first, second)] == [first, second]
    assert states.get(CASE, long.id).version == long.version + 1
    assert log.read == [{first.id, second.id}, {long.id}]


def test_what_was_missing_before_a_commit_is_looked_for_again_after_it(log: Log) -> None:
    """It may have come to be in that commit, and have been forgotten again since."""
    born = uuid4()
    states = log.states(limit=1)
    states.expect([born])
    assert states.get(CASE, born).version == 0
    committed = log.hand_over(born)
    other = log.hand_over(uuid4())
    states.commit({born: committed, other.id: other})
    assert states.get(CASE, born) == committed
