"""``caseledger suspense``: the money that found no case."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer
from rich.console import RenderableType

from domain.kernel.money import MINOR_UNIT_DIGITS, Money
from infra.cli.failures import CannotBeUsed
from infra.cli.options import Purpose, Wait
from infra.cli.payment.suspended import labels_of_candidates, who_paid, who_paid_document, who_paid_table
from infra.cli.questions.amounts import read_amount
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.paging import After, Limit, NewestFirst, Page, cursor, read_cursor
from infra.cli.render.table import if_roomy, moment, number, table, text, whole
from infra.cli.session import session_of
from infra.cli.then import AsOf, KnownAt, then_asked, when_asked
from infra.cli.times import Zone

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from infra.cases.who_paid import WhoPaid
    from projections.balances.answers import Suspended

MODEL = "balances"
NOBODY = "nobody"
"""As an owner: what nobody looks after."""


def suspense(
    context: typer.Context,
    older_than: Annotated[
        int | None, typer.Option(metavar="DAYS", min=0, help="Only what has waited for so many days or more.")
    ] = None,
    owner: Annotated[
        str | None, typer.Option(metavar="ID", help="Only what this person looks after; nobody: what nobody does.")
    ] = None,
    amount: Annotated[
        str | None, typer.Option(metavar="AMOUNT", help="Only what is just this amount, in whichever currency.")
    ] = None,
    limit: Limit = 100,
    after: After = None,
    newest_first: NewestFirst = False,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    purpose: Purpose = None,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List the payments that found no case: why, for how long they have waited, longest first, and who paid.

    Who paid and what they wrote is shown where the wrapping keys are, and that it was is put on record. Unknown money
    is never guessed to a case: those that it may be for are listed, to be confirmed or rejected by `caseledger payment
    confirm` and `reject`. Place it with `caseledger payment match PAYMENT --case CASE`; a claim that
    comes later with its reference takes it by itself. Where the bank took it back, `caseledger payment reverse PAYMENT
    --reason REASON` says so. With --as-of and --known-at, what waited then.
    """
    from projections.balances.queries import suspense as ask_suspense
    from projections.balances.queries import suspense_count

    session = session_of(context, purpose)
    then = then_asked(session, as_of, known_at)
    at = then.at if then else session.clock.now()
    since = None if older_than is None else at - timedelta(days=older_than)
    place = read_cursor(after, datetime, UUID)
    whose = "" if owner == NOBODY else owner
    amounts = None if amount is None else _in_each_currency(amount)

    def ask(opened: connection) -> Page[Suspended]:
        chosen: Any = {"since_before": since, "owner": whose, "amounts": amounts, "then": then}
        found = ask_suspense(opened, at, limit + 1, place, newest_first=newest_first, **chosen)
        more = cursor(found[limit - 1].since, found[limit - 1].payment_id) if len(found) > limit else None
        return Page(found[:limit], more, suspense_count(opened, **chosen))

    answer = asked(session, ask, wait=wait)
    page = answer.value
    paid = who_paid(session, [row.payment_id for row in page.rows], then)
    labels = labels_of_candidates(session, paid)
    tell(
        session.screen,
        answer_as,
        lambda: {
            "at": at,
            "payments": [_document(row, paid.get(row.payment_id)) for row in page.rows],
            **page.fields(),
            "reflects": reflects(answer, MODEL),
        },
        lambda: [
            suspense_table(page, session.zone, when_asked(as_of, known_at)),
            *([who_paid_table(page.rows, paid, labels)] if paid else []),
            reflects_line(answer, MODEL),
        ],
        listed="payments",
    )


def _in_each_currency(amount: str) -> dict[str, int]:
    """Minor units by currency, of those currencies that have such an amount. Raises CannotBeUsed when none has."""
    found: dict[str, int] = {}
    problems: list[CannotBeUsed] = []
    for currency in MINOR_UNIT_DIGITS:
        try:
            found[currency] = read_amount(amount, currency, "--amount")
        except CannotBeUsed as error:
            problems.append(error)
    if not found:
        raise problems[0]
    return found


def suspense_table(page: Page[Suspended], zone: Zone, when: str = "") -> RenderableType:
    """In the order given; ``when`` says of which time, empty for now."""
    columns = [
        whole("payment"), number("amount"), number("days"), text("why", style="yellow"), moment("since"), moment("due"),
        number("suggested"), text("owner"), if_roomy(text("from", style="dim")),
    ]  # fmt: skip
    listed = [
        (str(row.payment_id), str(Money(row.amount_minor, row.currency)), row.age.days, row.reason,
         zone.minute(row.since), zone.minute(row.due_at) if row.due_at else "", row.suggestions or "",
         row.owner or "", row.source)
        for row in page.rows
    ]  # fmt: skip
    caption = " ".join(filter(None, (zone.caption if page.rows else "", page.note)))
    return table(f"Money in suspense{when and f', {when}'}", columns, listed, caption=caption)


def _document(row: Suspended, paid: WhoPaid | None) -> dict[str, Any]:
    fields = documents([row])[0]
    del fields["age"]
    return {**fields, "age_seconds": int(row.age.total_seconds()), **who_paid_document(paid)}
