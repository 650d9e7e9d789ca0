"""A read model folds whatever event comes by its facts, and none changes without a rebuild."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import ClassVar

import pytest

from domain.kernel.ledger import Account, Posting, transfer
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from projections.balances.rows import rows_of
from projections.catalogue import MODELS
from projections.kit.model import ReadModel
from projections.sla.clocks import CLOCKS
from projections.sla.rows import SlaRows
from tests.unit.projections.recorded import recorded, trail_bytes
from tests.unit.projections.samples import SAMPLES

DEFINITIONS = Path(__file__).with_name("definitions.json")


@dataclass(frozen=True, slots=True)
class SurveyAnswered(Event):
    """An event that no read model was told about, and that moves money nevertheless."""

    amount_minor: int

    TOPIC: ClassVar[str] = "caseledger.case.SurveyAnswered"

    def sentence(self) -> str:
        return f"Survey answered for {self.amount_minor}"

    def postings(self) -> list[Posting]:
        return transfer(Account.COLLECTED, Account.RECEIVABLE_FEES, self.amount_minor, "SEK")


def told_of() -> RecordedEvent:
    """The event as it would be read."""
    known = recorded(SAMPLES["CaseReopened"])
    return known._replace(event=SurveyAnswered(700), topic=SurveyAnswered.TOPIC)


def test_an_event_that_nobody_thought_of_is_folded_by_its_own_facts() -> None:
    event = told_of()
    assert b"Survey answered for 700" in trail_bytes(event)
    rows = rows_of([event])
    assert rows.cases[event.aggregate_id].minor[Account.COLLECTED] == 700
    assert rows.accounts["SEK", "debtor_receivable_fees"].balance_minor == -700


def test_an_event_that_moves_money_of_a_creditor_says_whose_it_is() -> None:
    events = [recorded(sample) for sample in SAMPLES.values()]
    moving = [one for one in events if one.aggregate_kind == "creditor" and one.event.postings()]
    assert len(moving) > 5
    for one in moving:
        assert {whose for whose, _, _ in rows_of([one]).funds} == {getattr(one.event, "creditor_id", None)}


def test_an_event_that_no_clock_names_turns_none() -> None:
    rows = SlaRows()
    claim = recorded(SAMPLES["ClaimReceived"])
    rows.apply([claim])
    before = [(one.clock.name, one.state, one.due_at) for one in rows.runs[claim.aggregate_id]]
    rows.apply([told_of()])
    assert [(one.clock.name, one.state, one.due_at) for one in rows.runs[claim.aggregate_id]] == before


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


def test_no_two_models_have_a_table_of_one_name() -> None:
    """A batch is folded into all of them under one search path."""
    tables = [
        name
        for model in MODELS
        for name in re.findall(r"TABLE (?:IF NOT EXISTS )?(\w+) \(", model.tables + model.staging)
    ]
    assert len(tables) > len(MODELS)
    assert sorted(set(tables)) == sorted(tables)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_has_its_files(model: ReadModel) -> None:
    folder = files(f"projections.{model.name}")
    for name in ("tables.sql", "queries.sql", "queries.py", "checks.sql", "rows.py"):
        assert folder.joinpath(name).is_file(), name
