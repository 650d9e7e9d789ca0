"""What events do to clocks, whatever they are for, and to those of the end of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed, Outcome
from domain.case.contacts.contact import ContactMade
from domain.case.plans.agreeing import PlanAgreed
from projections.sla import rows as module
from projections.sla.clock import ClockRole, ClockRule
from projections.sla.clock_run import ClockRun, State
from projections.sla.clocks import CLOCKS, ROLES
from projections.sla.limits import BusinessDays
from projections.sla.rows import SlaRows, starts_a_clock, touched
from tests.unit.messages.messages import ANY_EVENT
from tests.unit.projections.clocks_turned import BY_LETTER, HOUR, NO_ANSWER, turned
from tests.unit.projections.recorded import AT, CASE_ID, recorded
from tests.unit.projections.samples import SAMPLES


def test_a_clock_runs_only_where_and_if_its_row_says(monkeypatch: pytest.MonkeyPatch) -> None:
    def starts(clock: ClockRule) -> bool:
        monkeypatch.setattr(module, "ROLES", {ClaimReceived: ((ClockRole.STARTS, clock),)})
        rows = SlaRows()
        rows.apply([recorded(SAMPLES["ClaimReceived"])])
        return any(rows.changed())

    row = ClockRule(name="x", limit=BusinessDays(1), starts=(ClaimReceived,), meets=(ContactMade,), source="a test")
    assert starts(row)
    assert starts(replace(row, jurisdictions=frozenset({"SE", "NO"})))
    assert not starts(replace(row, jurisdictions=frozenset({"NO"})))
    assert not starts(replace(row, only_if=lambda event: event.principal_minor > 10**9))  # type: ignore[attr-defined]


def test_stored_clocks_are_turned_only_when_something_changes() -> None:
    clock = next(one for one in CLOCKS if one.name == "first_contact")
    due = datetime.max.replace(tzinfo=AT.tzinfo)
    stored = ClockRun(clock, CASE_ID, 1, "SE", AT, due, AT, AT, position=0)
    rows = SlaRows({CASE_ID: [stored]}, {CASE_ID: "SE"})
    rows.apply([recorded(BY_LETTER), recorded(NO_ANSWER)])
    assert list(rows.changed()) == []
    contact = recorded(SAMPLES["ContactMade"])
    rows.apply([contact])
    assert list(rows.changed()) == [stored]
    assert (stored.position, stored.is_new) == (contact.position, False)
    [before] = rows.before
    assert (before.position, before.state, before.ended_at, before.due_at) == (0, "running", None, due)


def test_how_a_clock_stood_within_the_event_that_started_it_is_nothing_that_it_ever_stood_at() -> None:
    rows = SlaRows()
    rows.apply([recorded(SAMPLES["ClaimReceived"])])
    assert list(rows.changed()), "it starts some"
    assert rows.before == []


@given(ANY_EVENT.filter(lambda event: type(event) in ROLES), st.sampled_from(State))
def test_clocks_that_are_not_read_back_for_an_event_are_not_turned_or_started_by_it(event: Any, state: State) -> None:
    later = recorded(event, CASE_ID, version=2)
    read_back = touched([later]).get(CASE_ID, ())
    others = tuple((role, clock) for role, clock in ROLES[type(event)] if clock.name not in read_back)
    paused_at = AT - HOUR if state is State.PAUSED else None
    ended_at = AT - HOUR if state in (State.MET, State.BREACHED, State.SUPERSEDED) else None
    stored = [
        ClockRun(clock, CASE_ID, 1, "SE", AT - 2 * HOUR, AT + HOUR, AT, AT, state, paused_at, ended_at)
        for _, clock in others
    ]
    rows = SlaRows({CASE_ID: list(stored)}, {CASE_ID: "SE"})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(module, "ROLES", {type(event): others})
        rows.apply([later])
    assert rows.runs == {CASE_ID: stored}
    assert not any(rows.changed())
    if not starts_a_clock(event):
        roles = ROLES[type(event)]
        assert not any(role is ClockRole.STARTS and clock.only_if(event) for role, clock in roles)


def test_a_word_with_somebody_asks_only_for_the_clocks_that_it_may_turn() -> None:
    spoken, silent = (recorded(SAMPLES["ContactMade"], version=2), recorded(NO_ANSWER, version=3))
    assert set(touched([spoken])[CASE_ID]) == {"first_contact", "deadline_missed_reaction"}
    assert touched([silent]) == {}


def test_the_roles_of_an_event_come_in_the_order_of_their_meaning() -> None:
    for event, roles in ROLES.items():
        assert [role for role, _ in roles] == sorted(role for role, _ in roles), event
    assert {role for role, _ in ROLES[PlanAgreed]} == {ClockRole.MEETS, ClockRole.SUPERSEDES, ClockRole.PAUSES}
    assert {role for role, _ in ROLES[CaseClosed]} == {ClockRole.MEETS, ClockRole.SUPERSEDES, ClockRole.STARTS}


def test_every_clock_names_its_source_and_has_a_name_of_its_own() -> None:
    assert all(clock.source.endswith(".") for clock in CLOCKS)
    assert len({clock.name for clock in CLOCKS}) == len(CLOCKS)


def test_who_owes_nothing_any_more_hears_so_and_is_asked_how_it_went() -> None:
    paid: Any = replace(SAMPLES["CaseClosed"], outcome=Outcome.PAID_IN_FULL)  # type: ignore[type-var]
    told = (("ClaimReceived", timedelta()), (paid, HOUR), ("ClosureConfirmationSent", 2 * HOUR))
    clocks = turned(*told, ("SurveySent", 8 * 24 * HOUR))
    assert clocks["closure_confirmation", 2].state is State.MET
    assert clocks["survey", 2].state is State.BREACHED, "a week and a day after the end"
    again = turned(*told, ("CaseReopened", 24 * HOUR))
    assert again["survey", 2].state is State.SUPERSEDED


def test_no_clock_waits_for_what_is_not_sent() -> None:
    estate: Any = replace(SAMPLES["CaseClosed"], survey_is_due=False)  # type: ignore[type-var]
    names = {name for name, _ in turned(("ClaimReceived", timedelta()), (estate, HOUR))}
    assert names == {"first_contact", "resolution"}, "written off: it was not paid, so nothing is confirmed either"
