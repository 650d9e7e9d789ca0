"""What is asked of an import: by the query, or by a form beside its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID, uuid5

from domain.kernel.recorded import Actor
from infra.http.imports.store import ClaimsEncoding, ImportKind, ImportState, ImportStatus
from infra.http.problems import HttpProblem

PAY_WITHIN_MAX = 365
_TAKEN_FROM = "taken from a dry run"


class AskedImport(NamedTuple):
    """As an ImportState has it."""

    kind: ImportKind
    encoding: ClaimsEncoding
    pay_within: int | None
    dry_run: bool


def asked_of_form(
    said: Mapping[str, str],
    kind: ImportKind | None,
    encoding: ClaimsEncoding | None,
    pay_within: int | None,
    dry_run: bool,
) -> AskedImport:
    """What the query says, and where it says nothing, what the form does. Raises HttpProblem for what is none of it."""
    try:
        days = pay_within or (int(said["pay_within"]) if said.get("pay_within") else None)
        asked = AskedImport(
            kind or ImportKind(said.get("kind") or ImportKind.PAYMENTS),
            encoding or ClaimsEncoding(said.get("encoding") or ClaimsEncoding.UTF_8),
            days,
            dry_run or said.get("dry_run") in ("true", "yes"),
        )
    except ValueError:
        raise HttpProblem("parameter_invalid", "The form says something that is no kind, encoding or day.") from None
    if days is not None and not 1 <= days <= PAY_WITHIN_MAX:
        raise HttpProblem("parameter_invalid", f"`pay_within` is 1 to {PAY_WITHIN_MAX} days.")
    return asked


def taken_from(tried: ImportState, actor: Actor, at: str) -> ImportState:
    """The import that takes in the file of a dry run, whose id follows from it: there is one, however often it is
    asked for."""
    import_id = str(uuid5(UUID(tried.import_id), _TAKEN_FROM))
    return replace(
        tried, import_id=import_id, actor_id=actor.id, actor_kind=actor.kind, received_at=at, dry_run=False,
        status=ImportStatus.WAITING, attempts=0, settled=0, finished_at=None, would=None, would_lines=[],
    )  # fmt: skip
