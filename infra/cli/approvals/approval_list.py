"""``caseledger approvals list``: all that waits for a second person, whatever it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from rich.console import RenderableType

from domain.kernel.approval import ApprovalKind
from domain.kernel.money import Money
from infra.cli.options import Wait
from infra.cli.questions.balances import MODEL
from infra.cli.questions.names import known_word
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, cursor, read_cursor
from infra.cli.render.table import moment, number, table, text, whole
from infra.cli.session import session_of
from infra.cli.then import AsOf, KnownAt, then_asked, times_asked, when_asked
from infra.cli.times import Zone

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.balances.payout_answers import OpenApproval

ANSWERED_WITH: Mapping[str, str] = {
    ApprovalKind.CLOSURE: "approvals approve closure {of} {which}",
    ApprovalKind.REVERSAL: "approvals approve reversal {of} {which}",
    ApprovalKind.ERASURE: "approvals approve erasure {of} {which}",
    ApprovalKind.PERSONAL_DATA: "approvals approve personal_data {of} {which}",
    ApprovalKind.REFUND: "refund approve {of} {which}",
    ApprovalKind.REMITTANCE: "remit approve {creditor} {which}",
    ApprovalKind.LOSS: "remit bear-loss {creditor} {which}",
    ApprovalKind.MAKING_GOOD: "payment make-good {of} --reason {reason}",
    ApprovalKind.MATCH: "payment confirm {of} {which}",
    ApprovalKind.PERIOD: "ledger confirm {which}",
}
"""How each kind is approved: what is typed after `caseledger`."""


def list_(
    context: typer.Context,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help=f"Only these: {', '.join(sorted(ANSWERED_WITH))}.")
    ] = None,
    decided_by: Annotated[
        str | None,
        typer.Option("--for", metavar="ID", help="Only what this person may decide: not asked for by them."),
    ] = None,
    limit: Limit = 100,
    after: After = None,
    newest_first: NewestFirst = False,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List all that one person asked for and another must approve, longest waiting first: closings, refunds,
    remittances, matches, closed periods of the books. Each line says with which command it is approved. With --as-of
    and --known-at, what waited then.

    Example: caseledger approvals list --for agent-9
    """
    from projections.balances.approvals import open_approvals

    session = session_of(context)
    then, when = then_asked(session, as_of, known_at), when_asked(as_of, known_at)
    now = then.at if then else session.clock.now()
    only = known_word(kind, ANSWERED_WITH, "--kind") if kind else None
    place: Any = read_cursor(after, datetime, UUID, str, str)

    def ask(opened: connection) -> Page[OpenApproval]:
        which = {"kind": only, "decided_by": decided_by}
        found = open_approvals(opened, now, limit + 1, place, newest_first=newest_first, then=then, **which)
        last = found[limit - 1] if len(found) > limit else None
        more = cursor(last.asked_at, last.aggregate_id, last.kind, last.which) if last else None
        return Page(found[:limit], more)

    answer = asked(session, ask, wait=wait)
    page = answer.value
    tell(
        session.screen,
        answer_as,
        lambda: {
            "at": now,
            "approvals": [_document(row) for row in page.rows],
            **page.fields(),
            **times_asked(then),
            "reflects": reflects(answer, MODEL),
        },
        lambda: [_table(page, session.zone, when), reflects_line(answer, MODEL)],
        listed="approvals",
    )


def answered_with(row: OpenApproval) -> str:
    """The command line that approves it."""
    said = ANSWERED_WITH[row.kind].format(
        of=row.aggregate_id, which=row.which, creditor=row.creditor_id, reason=row.reason
    )
    return f"caseledger {said}"


def _document(row: OpenApproval) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    fields = documents([row])[0]
    del fields["age"]
    return {**fields, "age_seconds": int(row.age.total_seconds()), "approve_with": answered_with(row)}


def _table(page: Page[OpenApproval], zone: Zone, when: str) -> RenderableType:
    columns = [
        whole("what"), number("days"), number("amount"), text("because"), text("asked by"), text("approved by"),
        moment("lapses"), text("approve with", at_least=40),
    ]  # fmt: skip
    rows = [
        (row.kind, row.age.days, _amount(row), row.reason or "", row.asked_by, ", ".join(row.approved_by),
         zone.minute(row.lapses_at) if row.lapses_at else "", answered_with(row))
        for row in page.rows
    ]  # fmt: skip
    nothing = "Nothing waited." if when else "Nothing waits."
    caption = " ".join(filter(None, (zone.caption if page.rows else nothing, page.note)))
    return table(f"Waiting for a second person{when and f', {when}'}", columns, rows, caption=caption)


def _amount(row: OpenApproval) -> str:
    is_money = row.amount_minor is not None and row.currency is not None
    return str(Money(row.amount_minor or 0, row.currency or "")) if is_money else ""
