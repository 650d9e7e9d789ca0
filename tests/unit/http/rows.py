"""Read models in memory: the rows of cases and names that a ledger in memory comes to, by the queries' own conditions.

Every question runs as it is, on a connection that knows a few statements; of all others it has no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from typing import Any
from uuid import UUID

from domain.case.claim.receiving import ClaimReceived
from domain.case.debtors.state import debtor_named
from infra.audit.history import known
from infra.postgres.progress import PositionedAnswer
from projections.balances.as_of import balance_after
from projections.kit import reading
from tests.unit.http.ledger import LedgerInMemory

Rows = list[tuple[Any, ...]]


@dataclass
class RowsInMemory:
    """What answers questions, of the cases of a ledger."""

    ledger: LedgerInMemory

    def ask(self, question: Callable[[Any], Any], after: Mapping[int, int], /) -> PositionedAnswer[Any]:
        """See Questions."""
        return PositionedAnswer(question(_Connection(self)), {"balances": {0: len(self.ledger.events)}})

    def rows_of(self, statement: str, given: Mapping[str, Any]) -> Rows:
        """Of the few statements that are known here."""
        if "FROM case_balance AS balance" in statement:
            return [row for row, _ in self._cases(given) if self._is_chosen(row, given)][: given["limit"]]
        if "FROM person.known_as" in statement and "ids" in given:
            return [
                (row[0], "case", claim.person_id, row[-4], claim.debtor_name, claim.debtor_email, None, None, None)
                for row, claim in self._cases({})
                if str(claim.person_id) in given["ids"]
            ]
        if statement.startswith("-- The person and everybody") or "WITH RECURSIVE one AS" in statement:
            return [(UUID(given["person_id"]),)]
        return [(0,)] if "SELECT count(*)" in statement else []

    def _cases(self, given: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], Any]]:
        claims = [one for one in self.ledger.events if isinstance(one.event, ClaimReceived)]
        for claim in sorted(claims, key=lambda one: one.aggregate_id):
            events = self.ledger.events_of(claim.aggregate_id)
            had_come = known(events, given.get("happened_by"), given.get("recorded_by"))
            if had_come and had_come[0].version == 1:
                yield astuple(balance_after(had_come)), claim.event

    def _is_chosen(self, row: tuple[Any, ...], given: Mapping[str, Any]) -> bool:
        """As the statement `cases` says it."""
        has = {"case_id": str(row[0]), "creditor_id": row[1], "portfolio": row[4], "status": row[8]}
        named = (debtor_named(one.event) for one in self.ledger.events_of(row[0]))
        debtors = {str(one.person_id) for one in named if one}
        is_theirs = given["person_id"] is None or given["person_id"] in debtors
        same = all(given[name] in (None, value) for name, value in has.items())
        return is_theirs and same and (given["after"] or "") < str(row[0])


@dataclass
class _Connection:
    """For the few things that queries do with one."""

    models: RowsInMemory
    rows: Rows = field(default_factory=list)

    @contextmanager
    def cursor(self) -> Iterator[_Connection]:
        yield self

    def execute(self, statement: str, given: Mapping[str, Any] | None = None) -> None:
        self.rows = self.models.rows_of(statement, given or {})

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return iter(self.rows)

    def fetchone(self) -> tuple[Any, ...] | None:
        return self.rows[0] if self.rows else None

    def fetchall(self) -> Rows:
        return self.rows


@contextmanager
def without_types_of_postgresql() -> Iterator[None]:
    """The types are registered with a real connection only."""
    before, reading.register_uuid = reading.register_uuid, lambda **_: None  # type: ignore[attr-defined]
    try:
        yield
    finally:
        reading.register_uuid = before  # type: ignore[attr-defined]
