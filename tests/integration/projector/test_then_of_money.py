"""The ledger, as of any two times: what a read model says that holds no more than had come by then."""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from psycopg2.extensions import connection

from infra.postgres.verification import problems
from projections.balances import queries
from projections.kit.then import Then
from tests.integration.projector.folded import Folded
from tests.integration.projector.only_known import events_of, events_then, fold_events, only, times_of
from tests.unit.checker.little_world import busy_world

ZONE = "Europe/Stockholm"
SEED = int(os.environ.get("SEED", "1"))
TIMES = 60

ASKED: dict[str, Callable[[connection, Then | None], Any]] = {
    "accounts": queries.accounts,
    "trial_balance": queries.trial_balance,
    "client_funds": queries.client_funds,
}


@pytest.fixture
def choose() -> Random:
    return Random(SEED)


def test_at_any_two_times_it_is_what_a_read_model_of_only_that_says(folded: Folded, choose: Random) -> None:
    events = events_of(busy_world(), choose)
    fold_events(folded, events)
    answers = set()
    for then in choose.sample(times_of(events, ZONE), TIMES):
        told = {name: ask(folded.opened, then) for name, ask in ASKED.items()}
        with only(folded, events_then(events, then)):
            assert {name: ask(folded.opened, None) for name, ask in ASKED.items()} == told, f"{then}, SEED={SEED}"
        answers |= {(name, str(answer)) for name, answer in told.items()}
    for name in ASKED:
        assert len({answer for asked, answer in answers if asked == name}) > 5, f"{name} is told of all alike"


def test_it_balances_at_every_time(folded: Folded, choose: Random) -> None:
    events = events_of(busy_world(), choose)
    fold_events(folded, events)
    for then in times_of(events, ZONE):
        assert all(one.difference_minor == 0 for one in queries.trial_balance(folded.opened, then))
        assert all(one.difference_minor == 0 for one in queries.client_funds(folded.opened, then))


def test_movements_that_are_lost_are_noticed(folded: Folded, choose: Random) -> None:
    fold_events(folded, events_of(busy_world(), choose))
    with folded.opened, folded.opened.cursor() as cursor:
        cursor.execute("DELETE FROM balances_1.ledger_movement WHERE debit = 'suspense'")
    assert "accounts_are_what_their_movements_add_up_to" in {one.check for one in problems(folded.opened)}
