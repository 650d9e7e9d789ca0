"""The table of key figures: each has its facts, asks for events that there are, and makes its value without floats."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from domain.case.closure.closing import Outcome
from domain.case.contacts.contact import Direction
from domain.catalogue import EVENTS
from projections.kit.named_sql import statements
from projections.kpi.kpi import Kpi, Unit
from projections.kpi.page import page
from projections.kpi.queries import RESOLVED
from projections.kpi.table import BY_NAME, KPIS
from projections.kpi.values import value_of
from projections.sla.clocks import BY_NAME as CLOCKS
from tests.unit.projections.samples import SAMPLES

FACTS = statements("projections.kpi", "queries.sql")
EVENT_NAMES = {event.__name__ for event in EVENTS.values()}
NAMED = re.compile(r"\btype (?:= |IN \()((?:'\w+'(?:, )?)+)")
CLOCK_NAMED = re.compile(r"\bclock = '(\w+)'")


def test_every_figure_has_its_facts_and_no_facts_are_left_over() -> None:
    assert set(FACTS) == set(BY_NAME)
    assert len(BY_NAME) == len(KPIS)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_a_figure_asks_only_for_events_and_clocks_that_there_are(kpi: Kpi) -> None:
    """One that asked for an event that nothing makes would say zero for ever."""
    named = {name for group in NAMED.findall(FACTS[kpi.name]) for name in re.findall(r"\w+", group)}
    assert named <= EVENT_NAMES
    assert len(NAMED.findall(FACTS[kpi.name])) == len(re.findall(r"\btype\b", FACTS[kpi.name])), "all are looked at"
    assert set(CLOCK_NAMED.findall(FACTS[kpi.name])) <= set(CLOCKS)


@pytest.mark.parametrize("kpi", KPIS, ids=lambda kpi: kpi.name)
def test_a_formula_is_a_sentence_and_says_what_is_counted(kpi: Kpi) -> None:
    assert kpi.formula.endswith(".") and len(kpi.formula.split()) >= 5
    assert kpi.title == kpi.title.strip() and kpi.title[0].islower()
    assert (kpi.unit is Unit.DAYS) <= bool(kpi.parts)


def test_who_began_a_contact_stands_first_in_its_sentence() -> None:
    made = SAMPLES["ContactMade"]
    for direction in Direction:
        assert replace(made, direction=direction).sentence().startswith(f"{direction.capitalize()} ")  # type: ignore[type-var]


def test_who_looks_after_a_case_stands_first_in_the_sentence_that_says_so() -> None:
    assigned: Any = SAMPLES["CaseManagerAssigned"]
    assert assigned.sentence().startswith(f"Case manager {assigned.manager} instead of ")
    assert replace(assigned, instead_of="").sentence().startswith(f"Case manager {assigned.manager}:")


def test_resolved_outcomes_are_outcomes() -> None:
    assert set(RESOLVED) == {Outcome.PAID_IN_FULL, Outcome.PAID_DIRECT_TO_CLIENT, Outcome.SETTLED}


@pytest.mark.parametrize(
    ("unit", "numerator", "denominator", "value"),
    [
        (Unit.SHARE, 11, 12, "91.7"),  # 91.666…
        (Unit.SHARE, 1, 3, "33.3"),
        (Unit.SHARE, 1, 8, "12.5"),
        (Unit.SHARE, 1, 16, "6.3"),  # 6.25: half a digit counts as a whole one
        (Unit.SHARE, 0, 7, "0.0"),
        (Unit.SHARE, 0, 0, None),
        (Unit.PER_THOUSAND, 3, 2_000, "1.5"),
        (Unit.PER_THOUSAND, 3, 0, None),
        (Unit.MEAN, 9, 2, "4.5"),
        (Unit.DAYS, 86_400 + 43_200, 1, "1.5"),
        (Unit.COUNT, 5, 0, "5"),
        (Unit.MONEY, 12_345, 2, "12345"),
    ],
)
def test_a_value_is_worked_out_in_whole_numbers(
    unit: Unit, numerator: int, denominator: int, value: str | None
) -> None:
    assert value_of(unit, numerator, denominator) == value


def test_a_value_of_numbers_too_large_for_a_float_is_exact() -> None:
    large = 10**17
    assert value_of(Unit.SHARE, 2 * large + 1, 2 * large) == "100.0"
    assert value_of(Unit.SHARE, 1_001 * large, 1_000 * large) == "100.1"


def test_the_page_has_every_formula_as_the_program_has_it() -> None:
    """To mend this test: write what `python -m projections.kpi` prints below the mark in the page."""
    assert Path("docs/kpis.md").read_text("utf-8").partition("; a test compares. -->\n\n")[2] == page()
