"""The ledger, payouts, clocks and figures, as of any two times: what a read model of only what had come has."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from psycopg2.extensions import connection

from infra.audit.checker.stored import read_stored
from infra.postgres.connect import connect
from infra.postgres.verification import problems
from projections.balances import queries, refunds, remittances
from projections.balances.approvals import open_approvals
from projections.balances.bank_queries import differences
from projections.kit.then import Then
from projections.kpi.queries import Question, figures
from projections.kpi.table import BY_NAME
from projections.sla import queries as sla
from tests.integration.projector.folded import NOW, Folded
from tests.integration.projector.money_told import REFUNDED, money_told
from tests.integration.projector.only_known import events_of, fold_events, only, times_of

ZONE = "Europe/Stockholm"
SEED = int(os.environ.get("SEED", "1"))
TIMES = 60
LATER = datetime(2026, 3, 10, tzinfo=UTC)
"""When all has happened, and nothing that waits has lapsed."""
IN_SUMMER = NOW
"""When all is late."""
Asked = Callable[[connection, Then | None], Any]


def nameless(ask: Asked) -> Asked:
    """Without what creditors are called, which is told as of now."""
    return lambda opened, then: [replace(one, creditor=None) for one in ask(opened, then)]


def figure(name: str) -> Asked:
    return lambda opened, then: figures(opened, BY_NAME[name], Question(at=IN_SUMMER, zone=ZONE), then)


ASKED: dict[str, Asked] = {
    "accounts": queries.accounts,
    "trial_balance": queries.trial_balance,
    "client_funds": queries.client_funds,
    "refunds": lambda opened, then: refunds.refunds(opened, only_under_way=False, then=then),
    "refunds_under_way": lambda opened, then: refunds.refunds(opened, only_under_way=True, then=then),
    "overpaid": refunds.overpaid_cases,
    "refund_again": refunds.to_refund_again,
    "suspense": lambda opened, then: queries.suspense(opened, LATER, then=then),
    "remittances": nameless(lambda opened, then: remittances.remittances(opened, then=then)),
    "to_remit": nameless(lambda opened, then: remittances.to_remit(opened, then=then)),
    "differences": lambda opened, then: differences(opened, only_open=False, then=then),
    "approvals": lambda opened, then: open_approvals(opened, LATER, 100, then=then),
    "board": nameless(lambda opened, then: sla.board(opened, LATER, by="portfolio", then=then)),
    "breached": lambda opened, then: sla.breached(opened, IN_SUMMER, then=then),
    "clocks": lambda opened, then: sla.clocks_of(opened, REFUNDED, LATER, then=then),
}

FIGURES = {name: figure(name) for name in BY_NAME}


@pytest.fixture
def choose() -> Random:
    return Random(SEED)


def test_at_any_two_times_it_is_what_a_read_model_of_only_that_says(folded: Folded, choose: Random) -> None:
    events = events_of(money_told(), choose)
    fold_events(folded, events)
    answers = set()
    for then in choose.sample(times_of(events, ZONE), TIMES):
        told = {name: ask(folded.opened, then) for name, ask in ASKED.items()}
        with only(folded, events, then):
            for name, ask in ASKED.items():
                assert ask(folded.opened, None) == told[name], f"{name}: {then}, SEED={SEED}"
        answers |= {(name, str(answer)) for name, answer in told.items()}
    for name in ASKED.keys() - {"refund_again"}:  # no refund of what was overpaid is cancelled in this log
        assert len({answer for asked, answer in answers if asked == name}) > 1, f"{name} is told of all alike"


def test_so_it_is_with_every_key_figure(folded: Folded, choose: Random) -> None:
    events = events_of(money_told(), choose)
    fold_events(folded, events)
    change = set()
    for then in choose.sample(times_of(events, ZONE), TIMES // 6):
        told = {name: ask(folded.opened, then) for name, ask in FIGURES.items()}
        with only(folded, events, then):
            for name, ask in FIGURES.items():
                assert ask(folded.opened, None) == told[name], f"{name}: {then}, SEED={SEED}"
        change |= {(name, str(answer)) for name, answer in told.items()}
    assert len({name for name, _ in change}) < len(change) - 20, "many of them change from time to time"


def test_it_balances_at_every_time(folded: Folded, choose: Random) -> None:
    events = events_of(money_told(), choose)
    fold_events(folded, events)
    for then in times_of(events, ZONE):
        assert all(one.difference_minor == 0 for one in queries.trial_balance(folded.opened, then))
        assert all(one.difference_minor == 0 for one in queries.client_funds(folded.opened, then))


def test_the_checker_finds_every_row_of_what_moved(folded: Folded, database_url: str) -> None:
    world = money_told()
    fold_events(folded, events_of(world))
    world.fold()
    assert world.stored is not None
    with closing(connect(database_url)) as reading:
        world.stored.tables |= {name: read_stored(reading).tables[name] for name in ("balances", "sla")}
    assert len(world.stored.tables["balances"]["approval_movement"]) > 10
    assert len(world.stored.tables["sla"]["clock_before"]) > 10
    assert [str(one) for one in world.report().findings] == []


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("ledger_movement WHERE debit = 'suspense'", "accounts_are_what_their_movements_add_up_to"),
        ("refund_movement WHERE status = 'confirmed'", "refunds_stand_where_their_last_movement_says"),
        ("remittance_movement WHERE status = 'confirmed'", "remittances_stand_where_their_last_movement_says"),
        ("approval_movement WHERE status = 'approved'", "approvals_stand_where_their_last_movement_says"),
        ("difference_movement WHERE status = 'explained'", "differences_stand_where_their_last_movement_says"),
    ],
)
def test_movements_that_are_lost_are_noticed(folded: Folded, choose: Random, damage: str, check: str) -> None:
    fold_events(folded, events_of(money_told(), choose))
    assert check not in {one.check for one in problems(folded.opened)}
    with folded.opened, folded.opened.cursor() as cursor:
        cursor.execute(f"DELETE FROM balances_1.{damage}")
    assert check in {one.check for one in problems(folded.opened)}
