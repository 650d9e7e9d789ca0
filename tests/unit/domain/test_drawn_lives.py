"""A rule that does not hold for some life is found out, and the shortest such life is shown."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import strategies as st

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.state import CASE
from tests.unit.domain.asking import Asked
from tests.unit.domain.drawn_lives import never_come_to, whatever_happens
from tests.unit.domain.random_life import lived
from tests.unit.domain.samples import CLAIM

little_lives: st.SearchStrategy[list[tuple[Asked, int]]] = st.lists(
    st.tuples(
        st.sampled_from([lambda _: CLAIM, lambda _: CloseCase(Outcome.WRITTEN_OFF, "agreed")]), st.integers(0, 9)
    ),
    max_size=8,
)


def test_a_rule_is_held_against_as_many_lives_as_it_asks_for_and_others_ask_for_the_same() -> None:
    seen: dict[str, list[Sequence[object]]] = {"first": [], "second": []}
    whatever_happens(little_lives, number=150)(seen["first"].append)()
    whatever_happens(little_lives, number=120)(seen["second"].append)()
    assert len(seen["first"]) == 150
    assert seen["first"][:120] == seen["second"]


def test_the_shortest_life_for_which_it_does_not_hold_is_shown() -> None:
    tried: list[int] = []

    @whatever_happens(little_lives)
    def nothing_is_closed(asked: Sequence[tuple[Asked, int]]) -> None:
        tried.append(len(asked))
        assert "CaseClosed" not in [type(step.event).__name__ for step in lived(CASE, asked)]

    with pytest.raises(AssertionError):
        nothing_is_closed()
    assert tried[-1] == 2, "a claim, and its closing"


def test_what_never_comes_about_is_named() -> None:
    rare = {"CaseClosed", "CaseReopened"}
    assert never_come_to(rare, CASE, little_lives, lambda step: {type(step.event).__name__}, 200) == {"CaseReopened"}
