"""``caseledger suspense``: the money that found no case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from rich.console import RenderableType

from domain.kernel.money import Money
from infra.cli.options import AsJson, Limit, Wait
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.table import if_roomy, moment, number, table, text, whole
from infra.cli.session import session_of
from infra.cli.times import Zone

if TYPE_CHECKING:
    from projections.balances.answers import Suspended

MODEL = "balances"


def suspense(context: typer.Context, limit: Limit = 100, wait: Wait = False, as_json: AsJson = False) -> None:
    """List the payments that found no case: why, and for how long they have waited.

    Unknown money is never guessed to a case. Place it with `caseledger payment match PAYMENT --case CASE`, or give it
    back; a claim that comes later with its reference takes it by itself.
    """
    from projections.balances.queries import suspense as ask_suspense

    session = session_of(context)
    now = session.clock.now()
    answer = asked(session, lambda opened: ask_suspense(opened, now, limit=limit), wait=wait)
    if as_json:
        session.screen.document(
            {"at": now, "payments": [_document(row) for row in answer.value], "reflects": reflects(answer, MODEL)}
        )
        return
    session.screen.show(suspense_table(answer.value, session.zone), reflects_line(answer, MODEL))


def suspense_table(rows: list[Suspended], zone: Zone) -> RenderableType:
    """The longest wait first."""
    columns = [
        whole("payment"), number("amount"), text("why", style="yellow", at_least=19), moment("since"),
        if_roomy(number("days")), if_roomy(text("from", style="dim")),
    ]  # fmt: skip
    listed = [
        (str(row.payment_id), str(Money(row.amount_minor, row.currency)), row.reason, zone.minute(row.since),
         row.age.days, row.source)
        for row in rows
    ]  # fmt: skip
    return table("Money in suspense", columns, listed, caption=zone.caption if rows else "")


def _document(row: Suspended) -> dict[str, Any]:
    fields = documents([row])[0]
    del fields["age"]
    return {**fields, "age_seconds": int(row.age.total_seconds())}
