"""``caseledger remit status``: what each creditor is owed, and how far its remittances have come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.creditor.resolve import creditor_meant
from infra.cli.options import Wait
from infra.cli.questions.balances import MODEL
from infra.cli.questions.chosen import names_in
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.remit.remit_tables import remittance_table, to_remit_table
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import session_of
from infra.cli.then import AsOf, KnownAt, then_asked, times_asked, when_asked

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.balances.payout_answers import RemittanceRow, ToRemit


def status(
    context: typer.Context,
    creditor: Annotated[
        str | None, typer.Argument(metavar="CREDITOR", help="Only this one, by its id or name. Default: all.")
    ] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show what was collected for each creditor and is in no remittance yet, and every remittance that there was.

    What is owed to a creditor is what was collected for it and is in no remittance; before commission and fees, which
    are reckoned when one is prepared. Below zero, more was taken back since than came in. With --as-of and --known-at,
    all of that as it stood then; money counts from the bank's day.

    Example: caseledger remit status norrsken
    """
    session = session_of(context)
    then, when = then_asked(session, as_of, known_at), when_asked(as_of, known_at)

    def ask(opened: connection) -> tuple[list[ToRemit], list[RemittanceRow]]:
        from projections.balances import queries, remittances

        found = creditor and creditor_meant(names_in(queries.creditor_names(opened)), creditor, "creditor").creditor_id
        return remittances.to_remit(opened, found, then), remittances.remittances(opened, found, then)

    answer = asked(session, ask, wait=wait)
    waiting, found = answer.value
    tell(
        session.screen,
        answer_as,
        lambda: {
            "to_remit": documents(waiting),
            "remittances": documents(found),
            **times_asked(then),
            "reflects": reflects(answer, MODEL),
        },
        lambda: [
            to_remit_table(waiting, when),
            remittance_table(found, session.zone, when),
            reflects_line(answer, MODEL),
        ],
        listed="remittances",
    )
