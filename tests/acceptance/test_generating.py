"""An invented portfolio through real writers and policies: carried out once, true to the core, and sound."""

from __future__ import annotations

from infra.cli.session import CLOCK_FILE
from infra.runtime.clock import FileClock
from infra.runtime.settings import Settings
from tests.acceptance.program import Program

GENERATE = ("generate", "--seed", "7", "--months", "2", "--json")


def test_a_portfolio_comes_in_day_by_day_and_is_had_before_when_it_is_sent_again(
    ledger: Program, its_settings: Settings
) -> None:
    first = ledger.json(*GENERATE, "--cases", "25", "--move-clock", "--wait")
    assert first["refused"] == first["answers"]["differ"] == {}
    assert first["answers"]["carried_out"] + first["answers"]["refused_alike"] > first["commands"]
    clock = FileClock(its_settings.home / CLOCK_FILE)
    now = clock.now()

    again = ledger.json(*GENERATE, "--cases", "25", "--move-clock")
    assert again["answers"]["carried_out"] == 0
    assert again["commands"] == first["commands"]
    assert clock.now() == now

    more = ledger.json(*GENERATE, "--cases", "30", "--move-clock", "--wait")
    assert 0 < more["answers"]["carried_out"] <= more["commands"] - first["commands"]
    assert more["answers"]["differ"] == {}


def test_what_came_in_is_sound(ledger: Program) -> None:
    ledger.run("verify").done()
    ledger.run("check").done()
