"""What is told of imports: to programs, and to pages that show the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from psycopg2.extensions import connection

from infra.http.imports.store import ImportState
from infra.http.problems import HttpProblem
from infra.http.services import Services
from infra.intake.refused.refused_line import RefusedLine
from projections.balances.bank_queries import bank_files

_PLACED = ("matched", "suspense", "otherwise", "duplicates", "missing")


def import_document(state: ImportState) -> dict[str, Any]:
    """Of a list: all but the lines of a dry run."""
    told = asdict(state)
    return {name: value for name, value in told.items() if name != "would_lines"}


def import_answer(services: Services, state: ImportState, after: Mapping[int, int]) -> dict[str, Any]:
    """Of one: with what the policies made of its payments by now, as the read models see it; None where they do not
    answer or have none of it yet."""
    return {
        **import_document(state),
        "would_lines": state.would_lines,
        "can_be_taken_in": state.can_be_taken_in,
        "placed": _placed(services, state, after),
    }


def refused_document(line: RefusedLine) -> dict[str, Any]:
    """A line that was refused, without what stood in it."""
    return {"line": line.line_number, "field": line.field, "code": line.code, "reason": line.reason}


def _placed(services: Services, state: ImportState, after: Mapping[int, int]) -> dict[str, int] | None:
    if state.bank_file_id is None or state.dry_run:
        return None
    file_id = UUID(state.bank_file_id)

    def ask(opened: connection) -> dict[str, int] | None:
        found = bank_files(opened, 1, bank_file_id=file_id)
        return {name: getattr(found[0], name) for name in _PLACED} if found else None

    try:
        return services.questions.ask(ask, after).value
    except HttpProblem:
        return None
