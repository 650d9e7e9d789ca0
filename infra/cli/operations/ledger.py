"""``caseledger ledger trial-balance``: the books of the client funds, read from the log itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer
from rich.text import Text

from domain.kernel.money import Money
from infra.cli.exit_codes import ExitCode
from infra.cli.operations.books import From, PeriodWanted, To, open_books, period_asked
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import number, table, text
from infra.cli.session import session_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.books.period import Period, PeriodBalance


def trial_balance(
    context: typer.Context,
    first: From = None,
    last: To = None,
    period: PeriodWanted = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show what each account of the client funds stood at before a period, what moved in it, and what it stands at.

    A day is that on which an event is booked: on which it was recorded, as long as that day is in no closed period, and
    else the first open one. What becomes known later is in the period in which it did. Read from the log itself. Ends
    with exit code 1 if debits and credits differ.

    Example: caseledger ledger trial-balance --from 2026-01-01 --to 2026-03-31
    """
    session = session_of(context)
    asked = period_asked(session, period, first, last)
    with open_books(session) as books:
        balances = list(books.balances(asked).values())
    rows = [row for balance in balances for row in _rows(balance)]
    tell(
        session.screen,
        answer_as,
        lambda: {
            "from": asked.first,
            "to": asked.last,
            "accounts": rows,
            "vouchers": {one.currency: one.vouchers for one in balances},
            "difference_minor": {one.currency: one.difference for one in balances},
        },
        lambda: [*(_table(one, asked) for one in balances), *map(_verdict, balances)] or [Text("Nothing is posted.")],
        listed="accounts",
    )
    if any(one.difference for one in balances):
        raise typer.Exit(ExitCode.FAULT)


def _rows(balance: PeriodBalance) -> list[dict[str, Any]]:
    from infra.books.chart import CHART

    return [
        {
            "currency": balance.currency,
            "number": CHART[account].number,
            "account": str(account),
            "opening_minor": one.opening,
            "debit_minor": one.debit,
            "credit_minor": one.credit,
            "closing_minor": one.closing,
        }
        for account, one in balance.accounts.items()
    ]


def _table(balance: PeriodBalance, period: Period) -> RenderableType:
    amounts = ("opening", "debit", "credit", "closing")
    columns = [text("number"), text("account"), *(number(name) for name in amounts)]
    listed = [
        (row["number"], row["account"], *(str(Money(row[f"{name}_minor"], balance.currency)) for name in amounts))
        for row in _rows(balance)
    ]
    title = f"Client funds in {balance.currency}, {period.first} to {period.last} (debit positive)"
    return table(title, columns, listed, caption=f"{balance.vouchers} vouchers in the period.")


def _verdict(balance: PeriodBalance) -> Text:
    difference = Money(balance.difference, balance.currency)
    return Text.assemble(
        f"Trial balance in {balance.currency}: ", (str(difference), "red" if difference.minor else "green")
    )
