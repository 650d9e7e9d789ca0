"""What waits for a second person, whatever it is: a row for each thing that somebody asked others to approve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg2.extensions import connection, cursor
from psycopg2.extras import execute_values, register_uuid

from domain.case.stages.state import ends_case
from domain.catalogue import EVENTS
from domain.kernel.approval import Approval, ApprovalKind, ApprovalStep
from domain.kernel.message import erases_persons, speaks_of_approval
from domain.kernel.recorded import RecordedEvent
from domain.payment.matching.suspending import PaymentPutInSuspense
from domain.payment.state import PaymentStatus, status_after
from projections.balances.movements import PLACED, Movements
from projections.balances.payout_answers import OpenApproval
from projections.balances.status import ask_status
from projections.kit.model import CannotFold
from projections.kit.named_sql import statements
from projections.kit.then import Then

_SQL = statements(__package__, "approvals.sql")
_STATUS = {
    ApprovalStep.ASKED: "waits",
    ApprovalStep.PREPARED: "prepared",
    ApprovalStep.WAITS: "waits",
    ApprovalStep.SAID_YES: "waits",
    ApprovalStep.APPROVED: "approved",
    ApprovalStep.OVER: "over",
}
_BEGINS = (ApprovalStep.ASKED, ApprovalStep.PREPARED)
_RESETS = (*_BEGINS, ApprovalStep.WAITS)
_SAYS_YES = (ApprovalStep.SAID_YES, ApprovalStep.APPROVED)
_OPEN = ("waits", "prepared")


@dataclass(slots=True)
class ApprovalRow:
    """A row of the table ``approval``; the fields' order is that of its columns."""

    aggregate_id: UUID
    kind: str
    which: str
    partition: int
    aggregate_kind: str
    status: str
    currency: str | None
    amount_minor: int | None
    reason: str | None
    creditor_id: str | None
    asked_by: str
    asked_at: datetime
    approved_by: list[str]
    lapses_at: datetime | None
    since: datetime


class ApprovalMovement(NamedTuple):
    """What an event said of one of them; ``step`` None: nobody need decide any more, whatever was said before."""

    recorded: RecordedEvent
    kind: str
    which: str
    step: ApprovalStep | None = None
    reason: str | None = None

    def row(self, day: date | None) -> tuple[Any, ...]:
        """Of its table; ``day`` is the bank's, where its command has one."""
        recorded, step = self.recorded, self.step
        place = (recorded.aggregate_id, self.kind, self.which, recorded.partition, recorded.position)
        says = (step and _STATUS[step], step in _BEGINS, step in _RESETS, step in _SAYS_YES)
        return (*place, recorded.occurred_at, recorded.recorded_at, day, *says, recorded.actor.id, self.reason)


def overtaken_by(recorded: RecordedEvent) -> tuple[ApprovalKind, ...]:
    """The kinds of what waits on its aggregate that nobody need decide any more after this event."""
    event = recorded.event
    if ends_case(type(event)):
        return (ApprovalKind.CLOSURE,)
    if recorded.aggregate_id in event.erased_persons:  # not a payment's payer, who goes with a person erased before
        return (ApprovalKind.ERASURE, ApprovalKind.PERSONAL_DATA)
    status = status_after(event)
    if status is PaymentStatus.REVERSED:
        return (ApprovalKind.MATCH, ApprovalKind.MAKING_GOOD, ApprovalKind.REVERSAL)
    if status in PLACED:
        return (ApprovalKind.MATCH, ApprovalKind.MAKING_GOOD)
    return () if status is None or isinstance(event, PaymentPutInSuspense) else (ApprovalKind.MAKING_GOOD,)


_OF_APPROVALS = frozenset(
    cls for cls in EVENTS.values()
    if speaks_of_approval(cls) or ends_case(cls) or erases_persons(cls) or hasattr(cls, "STATUS")
)  # fmt: skip


@dataclass(slots=True)
class ApprovalRows:
    """The rows of the aggregates that a batch touches, by what they are called there."""

    of: dict[UUID, dict[tuple[str, str], ApprovalRow]] = field(default_factory=dict)
    changed: dict[tuple[UUID, str, str], ApprovalRow] = field(default_factory=dict)
    moved: list[ApprovalMovement] = field(default_factory=list)

    def add(self, row: ApprovalRow) -> None:
        """One as it is stored, or new."""
        self.of.setdefault(row.aggregate_id, {})[row.kind, row.which] = row

    def fold(self, recorded: RecordedEvent) -> None:
        """One event, by its facts. Raises CannotFold for a step of what was never asked for."""
        approval, kinds = recorded.event.approval(), overtaken_by(recorded)
        said = (approval.kind, approval.which) if approval else None
        for name, row in self.of.get(recorded.aggregate_id, {}).items():
            if row.kind in kinds and name != said:
                self.moved.append(ApprovalMovement(recorded, *name))
                if row.status in _OPEN:
                    self._turn(row, "over", recorded.occurred_at)
        if approval:
            self._step(approval, recorded)
            self.moved.append(ApprovalMovement(recorded, approval.kind, approval.which, approval.step, approval.reason))

    def _step(self, approval: Approval, recorded: RecordedEvent) -> None:
        if approval.step in _BEGINS:
            self.add(_asked(approval, recorded))
        row = self.of.get(recorded.aggregate_id, {}).get((approval.kind, approval.which))
        if row is None:
            raise CannotFold(f"{approval.kind} {approval.which} was never asked for on this {recorded.aggregate_kind}")
        if approval.step is ApprovalStep.WAITS:
            row.approved_by = []
        elif approval.step in _SAYS_YES:
            row.approved_by = [*row.approved_by, recorded.actor.id]
        self._turn(row, _STATUS[approval.step], recorded.occurred_at)

    def _turn(self, row: ApprovalRow, status: str, at: datetime) -> None:
        row.status, row.since = status, at
        self.changed[row.aggregate_id, row.kind, row.which] = row


def _asked(approval: Approval, recorded: RecordedEvent) -> ApprovalRow:
    creditor_id: str | None = getattr(recorded.event, "creditor_id", None)
    return ApprovalRow(
        recorded.aggregate_id, approval.kind, approval.which, recorded.partition, recorded.aggregate_kind, "",
        approval.currency, approval.amount_minor, approval.reason, creditor_id, recorded.actor.id,
        recorded.occurred_at, [], approval.lapses_at, recorded.occurred_at,
    )  # fmt: skip


def fold_approvals(cursor: cursor, events: Iterable[RecordedEvent], movements: Movements) -> None:
    """Fold the events that speak of approvals, or after which nobody need decide any more; their commands are dated by
    then (``movements``)."""
    found = [one for one in events if type(one.event) in _OF_APPROVALS and _is_about_approvals(one)]
    if not found:
        return
    register_uuid(conn_or_curs=cursor)  # type: ignore[no-untyped-call]
    rows = ApprovalRows()
    cursor.execute(_SQL["stored"], {"ids": list({recorded.aggregate_id for recorded in found})})
    for values in cursor:
        rows.add(ApprovalRow(*values))
    for recorded in found:
        rows.fold(recorded)
    if rows.changed:
        changed = [astuple(row) for row in rows.changed.values()]
        execute_values(cursor, _SQL["put"], changed, page_size=len(changed))
    if rows.moved:
        moved = [one.row(movements.day_of(one.recorded)) for one in rows.moved]
        execute_values(cursor, _SQL["move"], moved, page_size=len(moved))


def _is_about_approvals(recorded: RecordedEvent) -> bool:
    return recorded.event.approval() is not None or bool(overtaken_by(recorded))


def open_approvals(
    opened: connection,
    at: datetime,
    limit: int,
    after: tuple[datetime, UUID, str, str] | None = None,
    *,
    kind: str | None = None,
    decided_by: str | None = None,
    creditor_id: str | None = None,
    portfolio: str | None = None,
    newest_first: bool = False,
    then: Then | None = None,
) -> Sequence[OpenApproval]:
    """What waits for a person at ``at`` (UTC), the longest waiting first or the newest; or waited ``then``.

    ``decided_by``: only what this person neither asked for nor said yes to. With a creditor or a portfolio only what is
    of a case of theirs.
    """
    asked_at, *named = after or (None, None, None, None)
    asked = {
        "at": at, "limit": limit, "kind": kind, "decided_by": decided_by, "creditor_id": creditor_id,
        "portfolio": portfolio, "after_at": asked_at, "after_id": named[0],
        "after_kind": named[1], "after_which": named[2],
    }  # fmt: skip
    order = "newest_first" if newest_first else "longest_first"
    statement = f"{_SQL['open']}\n{_SQL[order]}"
    return ask_status(opened, statement, asked, OpenApproval, then, "approvals_then")
