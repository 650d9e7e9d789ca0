"""The ledger and what is paid out, as of any two times: what a read model says that holds no more than had come."""

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
from tests.integration.projector.folded import NOW, Folded
from tests.integration.projector.money_told import money_told
from tests.integration.projector.only_known import events_of, events_then, fold_events, only, times_of

ZONE = "Europe/Stockholm"
SEED = int(os.environ.get("SEED", "1"))
TIMES = 60
LATER = datetime(2026, 3, 10, tzinfo=UTC)
"""When all has happened, and nothing that waits has lapsed."""
Asked = Callable[[connection, Then | None], Any]


def told_of_now(ask: Asked, *fields: str) -> Asked:
    """Without what is told as of now only."""
    return lambda opened, then: [replace(one, **dict.fromkeys(fields, None)) for one in ask(opened, then)]


def figure(name: str) -> Asked:
    return lambda opened, then: figures(opened, BY_NAME[name], Question(at=NOW, zone=ZONE), then)


ASKED: dict[str, Asked] = {
    "accounts": queries.accounts,
    "trial_balance": queries.trial_balance,
    "client_funds": queries.client_funds,
    "refunds": lambda opened, then: refunds.refunds(opened, only_under_way=False, then=then),
    "refunds_under_way": lambda opened, then: refunds.refunds(opened, only_under_way=True, then=then),
    "overpaid": told_of_now(refunds.overpaid_cases, "due_at"),
    "remittances": told_of_now(lambda opened, then: remittances.remittances(opened, then=then), "creditor"),
    "to_remit": told_of_now(lambda opened, then: remittances.to_remit(opened, then=then), "creditor"),
    "differences": told_of_now(lambda opened, then: differences(opened, only_open=False, then=then), "due_at"),
    "approvals": lambda opened, then: open_approvals(opened, LATER, 100, then=then),
    **{name: figure(name) for name in ("remittance_timeliness", "unremitted_age")},
}


@pytest.fixture
def choose() -> Random:
    return Random(SEED)


def test_at_any_two_times_it_is_what_a_read_model_of_only_that_says(folded: Folded, choose: Random) -> None:
    events = events_of(money_told(), choose)
    fold_events(folded, events)
    answers = set()
    for then in choose.sample(times_of(events, ZONE), TIMES):
        told = {name: ask(folded.opened, then) for name, ask in ASKED.items()}
        with only(folded, events_then(events, then)):
            for name, ask in ASKED.items():
                assert ask(folded.opened, None) == told[name], f"{name}: {then}, SEED={SEED}"
        answers |= {(name, str(answer)) for name, answer in told.items()}
    for name in ASKED:
        assert len({answer for asked, answer in answers if asked == name}) > 1, f"{name} is told of all alike"


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
        world.stored.tables["balances"] = read_stored(reading).tables["balances"]
    assert len(world.stored.tables["balances"]["approval_movement"]) > 10
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
