"""Decisions are measured on cases in which very much has happened: the same ones in every run."""

from __future__ import annotations

from rich.console import Console

from bench.decisions import EVENTS, Decision, case_with_plan, closed_case, new_case, show
from domain.case.claim.receiving import ReceiveClaim
from domain.case.state import CASE


def test_a_long_case_is_the_same_in_every_run() -> None:
    one, other = case_with_plan(), case_with_plan()
    assert one.state == other.state
    assert EVENTS <= one.events == other.events
    assert one.state.plan.in_force
    assert len(one.state.holds.by_number) > 1


def test_a_case_that_ended_and_one_that_is_not_here_are_asked_too() -> None:
    assert closed_case().state.life.has_ended
    asked = [command for cls in CASE.commands.values() for command in new_case().asked(cls)]
    assert [type(command) for command in asked] == [ReceiveClaim]
    assert new_case().decided(asked[0])


def test_what_is_slower_than_it_should_be_is_marked() -> None:
    out = Console(record=True, width=120)
    show([Decision("CloseCase", "open", True, 100.4, 1.0), Decision("SetDeadline", "open", False, 99.4, 0.1)], out)
    lines = {line.split()[1]: line for line in out.export_text().splitlines() if "open" in line}
    assert "100.4 !" in lines["CloseCase"]
    assert "99.4 " in lines["SetDeadline"] and "!" not in lines["SetDeadline"]
