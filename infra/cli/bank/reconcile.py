"""``caseledger reconcile``: an account of ours on a day, as the bank has it and as the ledger has it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from infra.cli.bank.bank_tables import day_table, difference_table, one_sided_table
from infra.cli.exit_codes import ExitCode
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.options import Wait
from infra.cli.questions.balances import MODEL
from infra.cli.questions.questions import asked, documents, reflects, reflects_line
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.screen import styled
from infra.cli.session import Session, session_of
from infra.cli.then import AsOf, KnownAt, then_asked, times_asked, when_asked
from infra.cli.times import read_day
from infra.intake.banks.account_number import account_number

if TYPE_CHECKING:
    from psycopg2.extensions import connection
    from rich.console import RenderableType

    from domain.bank_account.figures import BankDay
    from projections.balances.bank_queries import DifferenceRow, OneSided
    from projections.kit.then import Then

    Side = list[OneSided]
    Judged = list[tuple[BankDay, Side, Side]]

LINES_MAX = 1_000
"""Lines that are shown of each side."""


def reconcile(
    context: typer.Context,
    account: Annotated[
        str | None, typer.Argument(metavar="ACCOUNT", help="An account of ours, as the bank calls it.")
    ] = None,
    day: Annotated[str | None, typer.Argument(metavar="DAY", help="A day of the bank's, such as 2026-03-09.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    open_ones: Annotated[bool, typer.Option("--open", help="List the differences that nobody has explained.")] = False,
    all_ones: Annotated[bool, typer.Option("--all", help="List all differences that there ever were.")] = False,
    wait: Wait = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Hold an account on a day against the bank: opening and movements make the closing balance, to the line.

    Shows what the bank has and the ledger lacks, the reverse, and whether a statement is missing. Ends with exit code 1
    if anything differs. The worker `reconciler` looks at every account and day by itself; what differs is a case for a
    person, listed with --open, until it is explained (`caseledger bank explain`) or what was missing has come. A list
    is told of another time with --as-of and --known-at, a day with --as-of.

    Example: caseledger reconcile SE3550000000054910000003 2026-03-09
    """
    session = session_of(context)
    of = account and account_number(account)
    if open_ones or all_ones:
        then = then_asked(session, as_of, known_at)
        when = when_asked(as_of, known_at)
        _list(session, of, then, when, only_open=not all_ones, wait=wait, answer_as=answer_as)
        return
    if known_at:
        raise CannotBeUsed("--known-at: it is told of the differences that are listed, with --open or --all.")
    if of is None or day is None:
        raise CannotBeUsed("Say which account and day, or ask with --open for what nobody has explained.")
    at = session.zone.read(as_of, "--as-of", at_end_of_day=True) if as_of else session.clock.now()
    _judge(session, of, read_day(day, "DAY"), at, wait=wait, answer_as=answer_as)


def covering(opened: connection, account: str, day: date, at: datetime) -> list[BankDay]:
    """The days that cover ``day``, one for each currency of the account. Raises NotFound."""
    from projections.balances.bank_queries import account_days

    found = [one for one in account_days(opened, account, at) if one.first_date <= day <= one.day]
    if not found:
        raise NotFound(
            f"The bank has told nothing of this account that covers {day}: import its statement. "
            "`caseledger bank deposits` lists what has come."
        )
    return found


def _judge(session: Session, account: str, day: date, at: datetime, *, wait: bool, answer_as: Format) -> None:
    def ask(opened: connection) -> Judged:
        from projections.balances.bank_queries import one_sided

        days = covering(opened, account, day, at)
        return [(one, *one_sided(opened, one, at, LINES_MAX)) for one in days]

    answer = asked(session, ask, wait=wait)
    tell(
        session.screen,
        answer_as,
        lambda: {
            "account": account,
            "day": day,
            "as_of": at,
            "days": [_document(one) for one, _, _ in answer.value],
            "lines": [
                {"only": side, **line}
                for _, bank, ledger in answer.value
                for side, rows in (("bank", bank), ("ledger", ledger))
                for line in documents(rows)
            ],
            "reflects": reflects(answer, MODEL),
        },
        lambda: [*(part for judged in answer.value for part in _shown(*judged)), reflects_line(answer, MODEL)],
        listed="lines",
    )
    if not all(one.comes_to_zero for one, _, _ in answer.value):
        raise typer.Exit(ExitCode.FAULT)


def _list(
    session: Session, account: str | None, then: Then | None, when: str, *, only_open: bool, wait: bool,
    answer_as: Format,
) -> None:  # fmt: skip
    def ask(opened: connection) -> list[DifferenceRow]:
        from projections.balances.bank_queries import differences

        return differences(opened, only_open=only_open, account=account, then=then)

    answer = asked(session, ask, wait=wait)
    tell(
        session.screen,
        answer_as,
        lambda: {
            "differences": documents(answer.value),
            **times_asked(then),
            "reflects": reflects(answer, MODEL, "sla"),
        },
        lambda: [difference_table(answer.value, session.zone, when), reflects_line(answer, MODEL, "sla")],
        listed="differences",
    )


def _document(day: BankDay) -> dict[str, Any]:
    judged = {"difference_minor": day.difference_minor, "gap_minor": day.gap_minor, "agrees": day.comes_to_zero}
    return {**asdict(day), **judged}


def _shown(day: BankDay, only_bank: Side, only_ledger: Side) -> list[RenderableType]:
    verdict = ("Bank and ledger agree.", "green") if day.comes_to_zero else ("Bank and ledger differ.", "red")
    return [
        day_table(day),
        *one_sided_table("Only the bank has", only_bank),
        *one_sided_table("Only the ledger has", only_ledger),
        styled(verdict),
    ]
