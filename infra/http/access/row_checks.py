"""Whether what a command is for is among the rows that its sender is held to. The query itself is given the filter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from psycopg2.extensions import connection
from starlette.concurrency import run_in_threadpool

from domain.kernel.identity import creditor_uuid
from infra.http.access.callers import RowFilter
from infra.http.access.own_words import check_own_words
from infra.http.commands.sending import AskedCommand
from infra.http.problems import HttpProblem, not_there
from infra.http.services import Questions
from projections.balances.queries import case_balances


async def check_rows(asked: AskedCommand, questions: Questions, after: Mapping[int, int]) -> None:
    """Raises HttpProblem for what the sender does not see. Nobody learns whether it is there."""
    if not asked.caller.rows.is_open:  # who sees everything waits for no thread
        await run_in_threadpool(_check, asked, questions, after)


def _check(asked: AskedCommand, questions: Questions, after: Mapping[int, int]) -> None:
    rows = asked.caller.rows
    if rows.person_id is not None:
        check_own_words(asked, rows.person_id)
    seen = _SEEN.get(asked.path.kind.name)
    if seen is None:
        raise HttpProblem("forbidden", f"The key is held to some cases, and a {asked.path.kind.name} is of none.")
    if not seen(asked, rows, questions, after):
        raise not_there()


def _case(asked: AskedCommand, rows: RowFilter, questions: Questions, after: Mapping[int, int]) -> bool:
    """A claim says itself whose it is; any other command is for a case that is there."""
    if hasattr(asked.command, "creditor_id"):
        portfolio = getattr(asked.command, "portfolio", rows.portfolio)
        same = asked.command.creditor_id == rows.creditor_id and rows.portfolio in (None, portfolio)
        return same and rows.person_id is None
    return _any_case(rows, questions, after, case_id=asked.aggregate_id)


def _person(asked: AskedCommand, rows: RowFilter, questions: Questions, after: Mapping[int, int]) -> bool:
    """One who owes on a case that is seen."""
    return _any_case(rows, questions, after, person_id=asked.aggregate_id)


def _creditor(asked: AskedCommand, rows: RowFilter, questions: Questions, after: Mapping[int, int]) -> bool:
    """The whole creditor, and not one of its portfolios."""
    own = rows.creditor_id is not None and creditor_uuid(rows.creditor_id) == asked.aggregate_id
    return own and rows.portfolio is None


def _any_case(
    rows: RowFilter,
    questions: Questions,
    after: Mapping[int, int],
    case_id: UUID | None = None,
    person_id: UUID | None = None,
) -> bool:
    if rows.person_id is not None and person_id not in (None, rows.person_id):
        return False

    def ask(opened: connection) -> bool:
        of_whom = rows.person_id or person_id
        found = case_balances(opened, rows.creditor_id, rows.portfolio, limit=1, case_id=case_id, person_id=of_whom)
        return bool(found)

    return questions.ask(ask, after).value


_SEEN: Mapping[str, Callable[[AskedCommand, RowFilter, Questions, Mapping[int, int]], bool]] = {
    "case": _case,
    "person": _person,
    "creditor": _creditor,
}
