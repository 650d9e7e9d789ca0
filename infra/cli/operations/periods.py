"""``caseledger ledger close|confirm|periods|verify``: periods of the books that are closed, and their seals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from domain.books.confirming import ConfirmPeriod
from domain.books.state import BOOKS, BooksState
from domain.kernel.decision import Context
from domain.kernel.identity import BOOKS_ID
from domain.kernel.money import money_text
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from infra.cli.acting import ActNow
from infra.cli.exit_codes import ExitCode
from infra.cli.failures import NotFound, RefusedByLedger
from infra.cli.operations.books import PeriodGiven, named_period, open_books
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import moment, number, table, text, whole
from infra.cli.session import session_of, user_name

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.books.closing import ClosePeriod
    from domain.books.state import ClosedPeriod
    from infra.books.log_books import ClosedBooks, LogBooks
    from infra.books.seal import Seal
    from infra.cli.times import Zone


def close(
    period: PeriodGiven,
    act: ActNow,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be sealed, and close nothing.")] = False,
) -> None:
    """Close a period of the books of the client funds, and seal its trial balance.

    Nothing is booked in it any more: what becomes known later, and what is put right later, is booked in the open time,
    with the bank's own day beside it. A period is closed once, when it is over, in order and without a gap; not while
    debits and credits differ, nor while money of it is left in a clearing account. A second person confirms it:
    `caseledger ledger confirm`.

    Example: caseledger ledger close 2026-03 --dry-run
    """
    from infra.books.seal import command_to_close

    name = named_period(period)
    with open_books(act.session) as books:
        state = books.closed.state
        command = command_to_close(books.events(), name, act.session.settings.zone, books.ends, state.closed)
    if not dry_run:
        act.carry_out(BOOKS_ID, command, f"The books of {name} are closed, under the seal {command.digest}.")
        return
    refusal = _would_be_refused(act, state, command)
    tell(
        act.session.screen,
        act.answer_as,
        lambda: {**_sealed(command), "refused": refusal.code if refusal else None},
        lambda: [_balances(command), Text(f"Seal: {command.digest}")],
        listed="accounts",
    )
    if refusal:
        raise RefusedByLedger(refusal.code, refusal.message, refusal.rule)


def confirm(period: PeriodGiven, act: ActNow) -> None:
    """Confirm the seal of a closed period, as a second person: it is worked out again from the log first.

    Example: caseledger ledger confirm 2026-03
    """
    with open_books(act.session) as books:
        closed = _closed(books.closed, period)
        seals = _worked_out(books, closed)
    digest = seals[closed.period].digest
    act.carry_out(BOOKS_ID, ConfirmPeriod(closed.period, digest), f"The books of {closed.period} are confirmed.")


def periods(context: typer.Context, answer_as: AnswerAs = Format.TABLE) -> None:
    """List the closed periods of the books: who closed them, who confirmed them, and their seals.

    Example: caseledger ledger periods
    """
    from infra.audit.history import LogHistory
    from infra.books.log_books import ClosedBooks

    session = session_of(context)
    with LogHistory(session.served) as log:
        closed = ClosedBooks.read(log)
    tell(
        session.screen,
        answer_as,
        lambda: {"periods": [_closed_row(closed, one) for one in closed.periods]},
        lambda: [_periods_table(closed, session.zone)],
        listed="periods",
    )


def verify(
    context: typer.Context,
    period: Annotated[str | None, typer.Argument(metavar="PERIOD", help="Which one; all of them if not given.")] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Work the seals of closed periods out again from the log, and compare. Ends with exit code 1 if one differs.

    How a seal is made stands in docs/auditors.md: whoever reads the log can make it with tools of their own.

    Example: caseledger ledger verify 2026-03
    """
    session = session_of(context)
    with open_books(session) as books:
        wanted = [_closed(books.closed, period)] if period else books.closed.periods
        seals = _worked_out(books, wanted[-1]) if wanted else {}
        found = {one.period: (one, seals[one.period].differences(one)) for one in wanted}
    rows = [
        {"period": name, "digest": one.digest, "is_whole": not differences, "differences": differences}
        for name, (one, differences) in found.items()
    ]
    tell(
        session.screen,
        answer_as,
        lambda: {"periods": rows},
        lambda: (
            [_verdict(name, one, differences) for name, (one, differences) in found.items()]
            or [Text("No period is closed yet.")]
        ),
        listed="periods",
    )
    if not all(row["is_whole"] for row in rows):
        raise typer.Exit(ExitCode.FAULT)


def _closed(closed: ClosedBooks, period: str) -> ClosedPeriod:
    found = closed.state.closed.named(named_period(period))
    if found is None:
        raise NotFound(f"No period {period} of the books is closed: see `caseledger ledger periods`.")
    return found


def _worked_out(books: LogBooks, last: ClosedPeriod) -> dict[str, Seal]:
    """The seals of all periods up to this one, by name."""
    from infra.books.seal import seals_of

    periods = books.closed.periods[: books.closed.periods.index(last) + 1]
    seals = seals_of(books.events(last.ends), periods)
    return {one.period: seal for one, seal in zip(periods, seals, strict=True)}


def _would_be_refused(act: ActNow, state: BooksState, command: ClosePeriod) -> Refusal | None:
    now = act.session.clock.now()
    decision = BOOKS.decide(state, command, Context(now, now, Actor("user", act.acting_as or user_name())))
    return decision if isinstance(decision, Refusal) else None


def _sealed(command: ClosePeriod) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    return {
        "period": command.period,
        "time_zone": command.time_zone,
        "vouchers": command.vouchers,
        "digest": command.digest,
        "previous_digest": command.previous_digest,
        "ends": {str(one.partition): one.position for one in command.ends},
        "accounts": [
            {
                "currency": one.currency,
                "account": one.account,
                "opening_minor": one.opening_minor,
                "debit_minor": one.debit_minor,
                "credit_minor": one.credit_minor,
                "closing_minor": one.closing_minor,
            }
            for one in command.balances
        ],
    }


def _balances(command: ClosePeriod) -> RenderableType:
    columns = [text("account"), *(number(name) for name in ("opening", "debit", "credit", "closing"))]
    rows = [
        (one.account, *(money_text(minor, one.currency) for minor in (
            one.opening_minor, one.debit_minor, one.credit_minor, one.closing_minor
        )))
        for one in command.balances
    ]  # fmt: skip
    caption = f"{command.vouchers} vouchers, by the days of {command.time_zone}."
    return table(f"What would be sealed of {command.period} (debit positive)", columns, rows, caption=caption)


def _closed_row(closed: ClosedBooks, one: ClosedPeriod) -> dict[str, Any]:
    return {
        "period": one.period,
        "from": one.first,
        "to": one.last,
        "time_zone": one.time_zone,
        "vouchers": one.vouchers,
        "digest": one.digest,
        "closed_by": one.closed_by,
        "closed_at": closed.closed_at[one.period],
        "confirmed_by": one.confirmed_by or None,
    }


def _periods_table(closed: ClosedBooks, zone: Zone) -> RenderableType:
    columns = [
        whole("period"), number("vouchers"), moment("closed"), text("by"), text("confirmed by"), text("seal"),
    ]  # fmt: skip
    rows = [
        (one.period, one.vouchers, zone.minute(closed.closed_at[one.period]), one.closed_by, one.confirmed_by or "-",
         one.digest)
        for one in closed.periods
    ]  # fmt: skip
    return table("Closed periods of the books", columns, rows, caption=zone.caption if rows else "None yet.")


def _verdict(name: str, one: ClosedPeriod, differences: list[str]) -> Text:
    if not differences:
        return Text(f"{name}: the log adds up to the seal {one.digest}.", style="green")
    return Text(f"{name}: {' '.join(differences)}", style="bold red")
