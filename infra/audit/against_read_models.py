"""The read models against the log: the trail event by event, balances, clocks and persons by what the core makes of it.

They are read in one snapshot and compared at the position that they had then; the log has usually gone on since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple
from typing import Any
from uuid import UUID

from psycopg2.extensions import connection

from domain.case.state import CaseState
from domain.creditor.registration.state import FORMER_NAMES_MAX
from domain.creditor.remittance.state import Remittance
from domain.creditor.state import CreditorState
from domain.kernel.identity import creditor_uuid
from domain.kernel.ledger import CASE_ACCOUNTS
from domain.payment.state import PaymentState
from domain.person.registration.state import PersonStatus
from domain.person.state import PersonState
from infra.audit.expected import Expected
from infra.audit.report import Report
from infra.audit.walk import Step
from infra.postgres.parked import list_parked
from projections.kit.named_sql import statements

_SQL = statements("infra.audit", "read_models.sql")
_DIFFERENCES_MAX = 20
_PAGE_ROWS = 5_000


class AgainstReadModels:
    """Compares one partition. ``checkpoints`` are the models' positions there, by name."""

    def __init__(self, database: connection, partition: int, checkpoints: dict[str, int], report: Report) -> None:
        self._database = database
        self._partition = partition
        self._checkpoints = checkpoints
        self._report = report
        self._differences = 0
        self._waiting = {p.aggregate_id for p in list_parked(database) if p.partition == partition}
        self._trail = self._rows("trail")
        for model in sorted(checkpoints):
            self._settle_if_due(model, 0, Expected())

    def see(self, step: Step, expected: Expected) -> None:
        """The log's next event, and what follows from it and all before it."""
        position = step.recorded.position
        if position <= self._checkpoints.get("audit_trail", 0):
            self._see_in_trail(step)
        for model in self._checkpoints:
            self._settle_if_due(model, position, expected)

    def finish(self, position: int) -> None:
        """The log has no more."""
        for model, checkpoint in self._checkpoints.items():
            if checkpoint > position:
                self._report.found("read_model_ahead", f"{model}, partition {self._partition}",
                                   f"It is at position {checkpoint}, and the log ends at {position}.")  # fmt: skip

    def _see_in_trail(self, step: Step) -> None:
        recorded = step.recorded
        if recorded.aggregate_id in self._waiting:
            return
        row = next(self._trail, None)
        wanted = (recorded.position, recorded.aggregate_id, recorded.version, recorded.event_id, recorded.hash)
        found = row and (row[0], UUID(row[1]), row[2], UUID(row[3]), bytes(row[4]))
        if found != wanted:
            self._differs("audit_trail", f"At position {recorded.position} it holds another event than the log.")
        elif row and row[5] != recorded.record_offset:
            message = f"It looks for the event of position {recorded.position} where the log does not have it."
            self._differs("audit_trail", message)

    def _settle_if_due(self, model: str, position: int, expected: Expected) -> None:
        if self._checkpoints[model] != position:
            return
        if model == "balances":
            self._settle_balances(expected)
            self._settle_creditors(expected)
        elif model == "sla":
            self._settle_deadlines(expected)
        elif model == "person":
            self._settle_persons(expected)

    def _settle_balances(self, expected: Expected) -> None:
        cases = {i: _case_row(s) for i, s in expected.states["case"].items() if i not in self._waiting}
        payments = {i: _payment_row(s) for i, s in expected.states["payment"].items() if i not in self._waiting}
        self._compare("balances", "case", cases, {UUID(row[0]): row[1:] for row in self._rows("cases")})
        self._compare("balances", "payment", payments, {UUID(row[0]): row[1:] for row in self._rows("payments")})
        if not self._waiting:
            ledger = {key: (amount,) for key, amount in expected.ledger.items()}
            self._compare("balances", "account", ledger, {(c, a): (b,) for c, a, b in self._rows("ledger")})

    def _settle_creditors(self, expected: Expected) -> None:
        states = {i: s for i, s in expected.states["creditor"].items() if isinstance(s, CreditorState)}
        known = {i: _creditor_row(s) for i, s in states.items() if i not in self._waiting}
        found = {
            creditor_uuid(i): (name, former[-FORMER_NAMES_MAX:], *rest)
            for i, name, former, *rest in self._rows("creditors")
        }
        self._compare("balances", "creditor", known, found)
        terms = {i: [astuple(one) for one in s.contract.terms] for i, s in states.items() if s.contract.terms}
        agreed: dict[UUID, list[tuple[Any, ...]]] = {}
        for creditor_id, *row in self._rows("terms"):
            agreed.setdefault(creditor_uuid(creditor_id), []).append(tuple(row))
        self._compare("balances", "terms of creditor", terms, agreed)
        remitted = {(i, number): _remittance_row(one) for i, s in states.items() for number, one in _remittances(s)}
        told = {(creditor_uuid(i), number): tuple(row) for i, number, *row in self._rows("remittances")}
        self._compare("balances", "remittance", remitted, told)

    def _settle_persons(self, expected: Expected) -> None:
        states = {i: s for i, s in expected.states["person"].items() if isinstance(s, PersonState)}
        known = {i: _person_row(s) for i, s in states.items() if s.status is not PersonStatus.UNKNOWN}
        found = {UUID(row[0]): (row[1], row[2] and UUID(row[2])) for row in self._rows("persons")}
        self._compare("person", "person", known, found)
        acting = {i: set(s.representatives.acting) for i, s in states.items() if s.representatives.acting}
        listed: dict[UUID, set[UUID]] = {}
        for person_id, representative_id in self._rows("representatives"):
            listed.setdefault(UUID(person_id), set()).add(UUID(representative_id))
        self._compare("person", "representatives of", acting, listed)

    def _settle_deadlines(self, expected: Expected) -> None:
        wanted = {
            (case_id, number): one.status.value
            for case_id, state in expected.states["case"].items()
            if isinstance(state, CaseState) and case_id not in self._waiting
            for number, one in state.deadlines.unsettled().items()
        }
        found = {(UUID(case_id), number): status for case_id, number, status in self._rows("unsettled_deadlines")}
        self._compare("sla", "deadline", wanted, found)

    def _compare(self, model: str, what: str, wanted: dict[Any, Any], found: dict[Any, Any]) -> None:
        for key in wanted.keys() | found.keys():
            if wanted.get(key) != found.get(key) and key not in self._waiting:
                self._differs(model, f"The {what} {key} is {found.get(key)} and should be {wanted.get(key)}.")

    def _differs(self, model: str, message: str) -> None:
        self._differences += 1
        if self._differences <= _DIFFERENCES_MAX:
            self._report.found("read_model_differs", f"{model}, partition {self._partition}", message)

    def _rows(self, name: str) -> Iterator[tuple[Any, ...]]:
        with self._database.cursor(f"verify_{name}_{self._partition}") as cursor:
            cursor.itersize = _PAGE_ROWS
            cursor.execute(_SQL[name], {"partition": self._partition})
            yield from cursor


def _case_row(state: object) -> tuple[object, ...]:
    assert isinstance(state, CaseState)
    return state.life.stage.value, *(state.balance.on(account) for account in CASE_ACCOUNTS)


def _creditor_row(state: CreditorState) -> tuple[object, ...]:
    known = state.identity
    return known.name, list(known.former_names), known.jurisdiction, state.account.iban or None


def _remittances(state: CreditorState) -> Iterable[tuple[int, Remittance]]:
    return state.remittances.by_number.items()


def _remittance_row(one: Remittance) -> tuple[object, ...]:
    return one.currency, one.status.value, one.collected_minor, one.payable_minor, one.iban


def _person_row(state: PersonState) -> tuple[object, ...]:
    return state.status.value, state.identity.merged_into


def _payment_row(state: object) -> tuple[object, ...]:
    assert isinstance(state, PaymentState)
    return state.status.value, state.receipt.amount_minor
