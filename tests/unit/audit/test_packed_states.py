"""States of very many aggregates: whatever is packed comes back as it was, and few are kept as objects."""

from __future__ import annotations

from collections import Counter
from uuid import UUID, uuid5

import pytest

from domain.catalogue import kind_of
from infra.audit.packed_states import PackedStates
from infra.generator.plot import Portfolio
from infra.generator.stream import in_order
from infra.messages.crypto.personal_fields import withheld

CASES = 120


def test_states_folded_with_all_but_the_last_few_packed_are_the_same_as_without() -> None:
    few = {name: PackedStates(3) for name in ("case", "payment", "person")}
    plain: dict[str, dict[UUID, object]] = {name: {} for name in few}
    for _, played in in_order(Portfolio(seed=7), CASES):
        kind, aggregate = kind_of(played.command.TOPIC), played.envelope.aggregate_id
        for event in map(withheld, played.events):
            before = few[kind.name].get(aggregate, kind.initial)
            assert before == plain[kind.name].get(aggregate, kind.initial)
            plain[kind.name][aggregate] = kind.evolve(before, event)
            few[kind.name].keep(aggregate, plain[kind.name][aggregate])
    for name, states in few.items():
        assert dict(states.items()) == plain[name]
        assert len(states) == len(plain[name]) == sum(1 for _ in states.values())
        assert len(states._latest) < 6 < len(states._packed)


@pytest.mark.parametrize("limit", [1, 2, 10])
def test_what_changed_last_is_at_hand_and_nothing_is_there_twice(limit: int) -> None:
    states, expected = PackedStates(limit), Counter[UUID]()
    for number in range(200):
        aggregate = uuid5(UUID(int=7), str(number * number % 37))
        expected[aggregate] += 1
        states.keep(aggregate, ("seen", expected[aggregate]))
        assert aggregate in states._latest
        assert not states._latest.keys() & states._packed.keys()
        assert len(states._latest) < 2 * limit
    assert dict(states.items()) == {aggregate: ("seen", count) for aggregate, count in expected.items()}
    assert states.get(UUID(int=1), "nothing yet") == "nothing yet"
