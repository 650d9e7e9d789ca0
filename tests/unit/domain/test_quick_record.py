"""Records made quickly are those that the standard library makes."""

from __future__ import annotations

import pickle
from copy import deepcopy
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest

from domain.case.deadlines.state import Deadlines
from domain.case.plans.state import Plan
from domain.case.stages.state import Life, Stage
from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.quick_record import changed, maker_of
from tests.for_each import for_each


@for_each("cls", [*EVENTS.values(), *COMMANDS.values(), Plan, Life], lambda cls: cls.__name__)
def test_what_is_made_is_what_the_constructor_makes(cls: Any) -> None:
    values = [object() for _ in fields(cls)]
    made, usual = maker_of(cls)(*values), cls(*values)
    assert type(made) is cls
    assert made == usual
    by_name = {field.name: value for field, value in zip(fields(cls), values, strict=True)}
    assert maker_of(cls)(**by_name) == usual
    for name, other in by_name.items():
        assert changed(made, **{name: 1}) == replace(usual, **{name: 1}) != changed(made, **{name: other})


def test_what_has_a_default_may_be_left_out_and_is_made_anew_for_each() -> None:
    assert maker_of(Life)(Stage.CLOSED) == Life(Stage.CLOSED)
    one, other = maker_of(Deadlines)(), maker_of(Deadlines)()
    assert one == Deadlines() == other
    assert one.by_number is not other.by_number


def test_nobody_changes_it_and_it_is_copied_and_sent_as_any_other() -> None:
    made = maker_of(Life)(Stage.CLOSED, "paid_in_full")
    with pytest.raises(FrozenInstanceError):
        made.outcome = "settled"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del made.outcome
    assert pickle.loads(pickle.dumps(made)) == deepcopy(made) == made


def test_a_field_that_is_missing_or_not_there_is_an_error() -> None:
    with pytest.raises(TypeError):
        maker_of(Plan)(no_such_field=1)
    with pytest.raises(KeyError):
        changed(Plan(), no_such_field=1)
    with pytest.raises(TypeError):
        maker_of(next(iter(EVENTS.values())))()
