"""``caseledger bank assign|explain|record``: the ledger decides, here it is only asked."""

from __future__ import annotations

from dataclasses import astuple
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from domain.bank_account.assigning import AssignDifference
from domain.bank_account.explaining import ExplainDifference
from domain.bank_account.reconciling import ReconcileBankDay
from domain.kernel.identity import bank_account_id
from infra.cli.acting import ActNow
from infra.cli.bank.reconcile import covering
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.questions.questions import asked
from infra.cli.times import read_day
from infra.intake.banks.account_number import account_number

if TYPE_CHECKING:
    from psycopg2.extensions import connection

    from domain.bank_account.figures import BankDay
    from projections.balances.bank_queries import DifferenceRow

AccountNumber = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account, as the bank calls it.")]
Number = Annotated[
    int, typer.Argument(metavar="NUMBER", min=1, help="Which difference, from `caseledger reconcile --open`.")
]
Currency = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", help="Only needed for an account in several currencies.")
]


def assign(
    account: AccountNumber,
    number: Number,
    owner: Annotated[str, typer.Argument(metavar="OWNER", help="Who finds out, by the id under which they act.")],
    act: ActNow,
    currency: Currency = None,
) -> None:
    """Give a difference between bank and ledger to somebody who finds out why it is there.

    Example: caseledger bank assign SE3550000000054910000003 3 agent-7
    """
    done = f"Difference {number} is looked after by {owner}."
    act.carry_out(_account(act, account, number, currency), AssignDifference(number, owner), done)


def explain(
    account: AccountNumber,
    number: Number,
    act: ActNow,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as bank_corrects_tomorrow.")],
    currency: Currency = None,
) -> None:
    """Say why bank and ledger differ. Nothing is booked by it; with other figures the day is a new difference.

    Example: caseledger bank explain SE3550000000054910000003 3 --reason bank_corrects_tomorrow
    """
    done = f"Difference {number} is explained: {reason}."
    act.carry_out(_account(act, account, number, currency), ExplainDifference(number, reason), done)


def record(
    account: AccountNumber,
    day: Annotated[str, typer.Argument(metavar="DAY", help="A day that a statement of the bank covers.")],
    act: ActNow,
    currency: Currency = None,
) -> None:
    """Put on record what bank and ledger say of a day, without waiting for the worker that does so by itself.

    Example: caseledger bank record SE3550000000054910000003 2026-03-09
    """

    def ask(opened: connection) -> list[BankDay]:
        return covering(opened, account_number(account), read_day(day, "DAY"), act.session.clock.now())

    found = [one for one in asked(act.session, ask, wait=True).value if currency in (None, one.currency)]
    if len(found) != 1:
        raise CannotBeUsed("Say with --currency which money of the account you mean.")
    said = f"agree on {found[0].day}" if found[0].comes_to_zero else f"differ on {found[0].day}"
    command = ReconcileBankDay(*astuple(found[0]))
    act.carry_out(
        bank_account_id(command.receiver_account, command.currency), command, f"On record: bank and ledger {said}."
    )


def _account(act: ActNow, account: str, number: int, currency: str | None) -> UUID:
    """The account in the currency in which it has such a difference. Raises NotFound, CannotBeUsed."""

    def ask(opened: connection) -> list[DifferenceRow]:
        from projections.balances.bank_queries import differences

        return differences(opened, only_open=False, account=account_number(account))

    found = {one.currency for one in asked(act.session, ask, wait=True).value if one.number == number}
    wanted = found & {currency.upper()} if currency else found
    if not wanted:
        raise NotFound("There is no such difference. `caseledger reconcile --open` lists those that are open.")
    if len(wanted) > 1:
        raise CannotBeUsed(f"Say with --currency which money you mean: {', '.join(sorted(wanted))}.")
    return bank_account_id(account_number(account), wanted.pop())
