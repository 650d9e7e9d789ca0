"""``caseledger bank files|file|deposits``: what the bank sent, and what became of each line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from infra.cli.bank.bank_tables import deposit_table, file_table, kept_note, line_table
from infra.cli.failures import NotFound
from infra.cli.options import Wait
from infra.cli.questions.balances import MODEL
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import session_of
from infra.cli.times import read_day
from infra.intake.banks.account_number import account_number

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from projections.balances.bank_queries import BankFileRow, BankLineRow, DepositRow

Account = Annotated[
    str | None, typer.Option("--account", metavar="NUMBER", help="Only this account of ours, as the bank calls it.")
]

Show = Annotated[int, typer.Option(metavar="N", min=1, max=100_000, help="So many at most, the newest first.")]


def files(
    context: typer.Context,
    account: Account = None,
    show: Show = 50,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List the bank files that came last: format, days, accounts, sums, and what became of their lines.

    Missing are lines that the file has and the ledger lacks, as when an import was interrupted: import the file again.
    What is kept for a person no machine may book: `caseledger bank file ID` says why.

    Example: caseledger bank files --account SE3550000000054910000003
    """
    session = session_of(context)

    def ask(opened: connection) -> list[BankFileRow]:
        from projections.balances.bank_queries import bank_files

        return bank_files(opened, show, account=account and account_number(account))

    answer = asked(session, ask, wait=wait)
    tell(
        session.screen,
        answer_as,
        lambda: {"files": [_document(row) for row in answer.value], "reflects": reflects(answer, MODEL)},
        lambda: [file_table(answer.value, session.zone), reflects_line(answer, MODEL)],
        listed="files",
    )


def file(
    context: typer.Context,
    file_id: Annotated[UUID, typer.Argument(metavar="ID", help="The file's id, from `caseledger bank files`.")],
    behind: Annotated[int, typer.Option(metavar="N", min=0, help="Only what stands behind the N-th line.")] = 0,
    show: Annotated[int, typer.Option(metavar="N", min=1, max=100_000, help="So many lines at most.")] = 1_000,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show what became of each line of a bank file: its cases, or why it waits and who looks after it.

    Also whether another file told of it first, which remittances its money is in, and what is kept for a person.

    Example: caseledger bank file 97b28354-152b-5dfb-945f-85cae398f181 --csv
    """
    session = session_of(context)

    def ask(opened: connection) -> tuple[list[BankFileRow], list[BankLineRow]]:
        from projections.balances.bank_queries import bank_files, bank_lines

        return bank_files(opened, 1, bank_file_id=file_id), bank_lines(opened, file_id, show, behind)

    answer = asked(session, ask, wait=wait)
    found, lines = answer.value
    if not found:
        raise NotFound("There is no bank file with this id. `caseledger bank files` lists them.")
    tell(
        session.screen,
        answer_as,
        lambda: {"file": _document(found[0]), "lines": documents(lines), "reflects": reflects(answer, MODEL)},
        lambda: [
            file_table(found, session.zone), line_table(lines), *kept_note(found[0]), reflects_line(answer, MODEL),
        ],
        listed="lines",
    )  # fmt: skip


def deposits(
    context: typer.Context,
    account: Account = None,
    first: Annotated[str | None, typer.Option("--from", metavar="DAY", help="Booked on this day or later.")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Booked on this day or earlier.")] = None,
    show: Show = 100,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """List the sums that the bank told of: deposits, statements with their balances, and notifications.

    Example: caseledger bank deposits --account 9912346 --from 2026-03-01 --to 2026-03-31
    """
    session = session_of(context)
    days = (first and read_day(first, "--from")) or None, (last and read_day(last, "--to")) or None

    def ask(opened: connection) -> list[DepositRow]:
        from projections.balances import bank_queries

        return bank_queries.deposits(opened, show, account and account_number(account), *days)

    answer = asked(session, ask, wait=wait)
    tell(
        session.screen,
        answer_as,
        lambda: {"deposits": documents(answer.value), "reflects": reflects(answer, MODEL)},
        lambda: [deposit_table(answer.value), reflects_line(answer, MODEL)],
        listed="deposits",
    )


def _document(row: BankFileRow) -> dict[str, Any]:
    """With the sums as other answers have them."""
    fields = documents([row])[0]
    currencies, amounts = fields.pop("currencies"), fields.pop("amounts")
    sums = [{"currency": one, "minor": minor} for one, minor in zip(currencies, amounts, strict=True)]
    return {**fields, "sums": sums}
