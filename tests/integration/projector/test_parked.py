"""Rule 4 of the read protocol: what cannot be folded waits with its whole aggregate, in order; the others flow."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from psycopg2.extensions import connection

from consumers.projector.retrying import retry_parked
from domain.case.state import CASE
from domain.kernel.recorded import RecordedEvent
from infra.audit.checker.stored import TABLES
from infra.messages import values
from infra.postgres.parked import list_parked
from infra.postgres.verification import problems
from projections.balances.model import Balances
from projections.kit.model import CannotFold
from tests.integration.projector.folded import NOW, SEALED, Folded, contents
from tests.integration.projector.recorded_log import RecordedLog
from tests.integration.projector.stories import CASES, three_paid_cases
from tests.some_keys import sealed
from tests.unit.domain.samples import CLAIM

LATER = NOW + timedelta(hours=1)


class Broken:
    """A fold of the balances that fails on certain positions, until it is mended."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *positions: int) -> None:
        self.positions = set(positions)
        fold = Balances.fold

        def broken_fold(model: Balances, cursor: Any, events: list[RecordedEvent]) -> None:
            fold(model, cursor, events)
            if found := self.positions & {event.position for event in events}:
                raise CannotFold(f"the test does not like {sorted(found)}")

        monkeypatch.setattr(Balances, "fold", broken_fold)


def test_a_case_that_cannot_be_folded_waits_and_the_others_flow(
    folded: Folded, database: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = three_paid_cases()
    victim = next(event for event in log.events if event.aggregate_id == CASES[1])
    Broken(monkeypatch, victim.position)
    folded.fold_all(log.batches([5, 6]))
    (parked,) = list_parked(database)
    assert (parked.model, parked.aggregate_id, parked.first_position) == ("balances", CASES[1], victim.position)
    assert parked.error == f"CannotFold: the test does not like [{victim.position}]"
    assert parked.events == sum(event.aggregate_id == CASES[1] for event in log.events)
    found = contents(database)
    assert [UUID(row[0]) for row in found["balances.case_balance"]] == [CASES[0], CASES[2]]
    assert len(found["audit_trail.audit_trail"]) == len(log.events), "the other models have it all"
    assert "every_event_is_folded_or_parked" not in {problem.check for problem in problems(database)}


def test_what_the_database_cannot_hold_parks_its_case_and_ends_nothing(
    folded: Folded, database: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text too long for an index is an error of the server's limits, not of the row's data."""
    log = three_paid_cases()
    victim = next(event for event in log.events if event.aggregate_id == CASES[1])
    fold = Balances.fold

    def too_much(model: Balances, cursor: Any, events: list[RecordedEvent]) -> None:
        fold(model, cursor, events)
        if any(event.position == victim.position for event in events):
            cursor.execute("SELECT array_fill(0, ARRAY[100000, 100000])")

    monkeypatch.setattr(Balances, "fold", too_much)
    folded.fold_all(log.batches([5, 6]))
    (parked,) = list_parked(database)
    assert (parked.aggregate_id, parked.first_position) == (CASES[1], victim.position)
    assert (parked.error or "").startswith("ProgramLimitExceeded")


def test_a_retry_folds_what_waits_in_order_and_gives_what_should_have_been(
    folded: Folded, database: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = three_paid_cases()
    folded.fold_all(log.batches())
    whole = contents(database)
    _empty(database)
    victims = [event.position for event in log.events if event.aggregate_id in CASES[:2]]
    broken = Broken(monkeypatch, victims[0], victims[2])
    again = Folded(database)
    again.fold_all(log.batches([3, 4, 5]))
    broken.positions.clear()
    retried = retry_parked(database, LATER, opens=SEALED)
    assert {(one.aggregate_id, one.waiting, one.error) for one in retried} == {
        (CASES[0], 0, None),
        (CASES[1], 0, None),
    }
    assert list_parked(database) == []
    assert contents(database) == whole
    assert problems(database, {0: len(log.events)}) == []


def test_a_retry_that_fails_leaves_the_queue_as_it_was_and_says_why(
    folded: Folded, database: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = three_paid_cases()
    of_case = [event.position for event in log.events if event.aggregate_id == CASES[0]]
    broken = Broken(monkeypatch, of_case[0])
    folded.fold_all(log.batches())
    before = contents(database)
    broken.positions = {of_case[2]}
    (retried,) = retry_parked(database, LATER, CASES[0], SEALED)
    assert (retried.folded, retried.waiting) == (0, len(of_case))
    assert retried.error == f"CannotFold: the test does not like [{of_case[2]}]"
    (parked,) = list_parked(database)
    assert (parked.tries, parked.tried_at, parked.events) == (1, LATER, len(of_case))
    assert contents(database) == before


def test_events_that_come_while_a_case_waits_queue_behind_it_and_after_a_retry_they_flow(
    folded: Folded, database: connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = three_paid_cases()
    of_case = [event.position for event in log.events if event.aggregate_id == CASES[0]]
    broken = Broken(monkeypatch, of_case[0])
    first, second = log.batches([of_case[-1] - 1])
    folded.fold(first)
    broken.positions.clear()
    retry_parked(database, LATER, CASES[0], SEALED)
    folded.fold(second)  # the projector had not been told that the case is free
    assert list_parked(database) == []
    assert problems(database, {0: len(log.events)}) == []
    rows = contents(database)["balances.case_balance"]
    assert [row for row in rows if row[0] == str(CASES[0])], "the case is there"


def test_a_record_that_cannot_be_read_parks_its_case_in_every_model(folded: Folded, database: connection) -> None:
    log = three_paid_cases()
    checkpoint = next(n for n, event in enumerate(log.events) if event.aggregate_id == CASES[2])
    whole = log.records[checkpoint].value
    log.spoil(checkpoint, value=b"\x00\x00\x00\x00\x01garbage")
    folded.fold_all(log.batches([4]))
    parked = list_parked(database)
    assert [(one.model, one.aggregate_id) for one in parked] == [
        (model, CASES[2]) for model in ("audit_trail", "balances", "person", "sla")
    ]
    assert "partition 0 offset" in parked[0].error
    with database, database.cursor() as cursor:  # a program that can read it, as after an upgrade
        cursor.execute("UPDATE caseledger.parked_event SET value = %s WHERE error IS NOT NULL", (whole,))
    assert {one.error for one in retry_parked(database, LATER, opens=SEALED)} == {None}
    assert problems(database, {0: len(log.events)}) == []
    assert len(contents(database)["audit_trail.audit_trail"]) == len(log.events)


def test_a_record_that_names_no_aggregate_waits_alone_and_holds_up_nobody(folded: Folded, database: connection) -> None:
    log = RecordedLog()
    log.decide(CASE, UUID(int=1), replace(CLAIM, creditor_reference="F-99"))
    log.intrude()
    three_paid_cases(log)
    folded.fold_all(log.batches([4]))
    parked = list_parked(database)
    assert {(one.aggregate_id, one.first_position, one.events) for one in parked} == {(None, None, 1)}
    assert len(contents(database)["audit_trail.audit_trail"]) == len(log.events)
    assert problems(database, {0: len(log.events)}) == []


def test_text_that_postgresql_refuses_parks_one_case_and_names_the_reason(folded: Folded, database: connection) -> None:
    log = RecordedLog()
    good, bad = UUID(int=1), UUID(int=2)
    log.decide(CASE, good, CLAIM)
    received, _ = log.decide(CASE, bad, replace(CLAIM, creditor_reference="F-2"))
    # No writer of today accepts such a text: an older one did.
    log.spoil(2, value=values.encode(sealed(replace(received, creditor_reference="Nul\x00"))))  # type: ignore[call-arg]
    folded.fold_all(log.batches())
    assert {(one.model, one.aggregate_id) for one in list_parked(database)} == {
        ("balances", bad),
        ("audit_trail", bad),
    }
    assert "0x00" in list_parked(database)[0].error
    assert [row[0] for row in contents(database)["balances.case_balance"]] == [str(good)]


def _empty(database: connection) -> None:
    with database, database.cursor() as cursor:
        tables = ", ".join(f"{model}_1.{table}" for model, names in TABLES.items() for table in names)
        cursor.execute(f"TRUNCATE {tables}")
        cursor.execute("UPDATE caseledger.checkpoint SET position = 0, next_offset = 0, folded = 0")
