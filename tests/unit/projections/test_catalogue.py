"""No read model forgets an event, and none changes without a rebuild."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import pytest

from domain.catalogue import EVENTS
from domain.kernel.aggregate import Event
from projections.catalogue import MODELS, unhandled_events
from projections.kit.event_table import EventTable
from projections.kit.model import CannotFold, ReadModel
from projections.sla.clocks import CLOCKS
from tests.unit.projections.recorded import recorded
from tests.unit.projections.samples import SAMPLES

DEFINITIONS = Path(__file__).with_name("definitions.json")


def test_every_model_handles_or_ignores_every_event() -> None:
    assert unhandled_events() == {}


def test_an_event_that_nobody_thought_of_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class SurveyAnswered(Event):
        TOPIC = "caseledger.case.SurveyAnswered"

    monkeypatch.setitem(EVENTS, SurveyAnswered.TOPIC, SurveyAnswered)
    assert unhandled_events() == {model.name: {"SurveyAnswered"} for model in MODELS}


def test_no_model_both_handles_and_ignores_an_event() -> None:
    assert [model.name for model in MODELS if model.handled & model.ignored] == []


def test_an_event_that_is_in_no_table_cannot_be_folded() -> None:
    table: EventTable[list[object]] = EventTable("empty")
    with pytest.raises(CannotFold, match="neither folds nor ignores ClaimReceived"):
        table.apply([], [recorded(SAMPLES["ClaimReceived"])])


def digest(model: ReadModel) -> str:
    """Changes with the tables and the clocks. A new event needs no rebuild: the log has none of its kind yet."""
    parts = [model.tables]
    if model.name == "sla":
        parts += [repr([(clock.name, clock.limit, clock.roles(), clock.numbered_by) for clock in CLOCKS])]
    return sha256("\n".join(parts).encode()).hexdigest()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_whose_tables_or_clocks_change_gets_a_new_definition(model: ReadModel) -> None:
    """To mend this test: add 1 to the model's ``definition``, and write both numbers that it prints into the file."""
    known = json.loads(DEFINITIONS.read_text("utf-8"))[model.name]
    assert {"definition": model.definition, "digest": digest(model)} == known


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_has_its_files(model: ReadModel) -> None:
    folder = files(f"projections.{model.name}")
    for name in ("tables.sql", "queries.sql", "queries.py", "checks.sql", "rows.py"):
        assert folder.joinpath(name).is_file(), name
