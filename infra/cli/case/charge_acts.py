"""``caseledger case interest|court-costs|write-off-small CASE …`` and ``case fee charge|waive CASE …``."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.charges.accruing import AccrueInterest
from domain.case.charges.charging import ChargeFee
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost
from domain.case.charges.fees_state import FeeKind, FeeStatus
from domain.case.charges.waiving import WaiveFee
from domain.case.closure.small_balance import WriteOffSmallBalance
from domain.kernel.calendar import local_day
from infra.cli.acting import Act
from infra.cli.case.known_case import case_now, known_case, the_one_meant
from infra.cli.options import CaseName
from infra.cli.questions.amounts import read_amount
from infra.cli.times import read_day


def interest(
    case: CaseName,
    act: Act,
    to: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="The first day that is not counted. Default: today.")
    ] = None,
) -> None:
    """Add the late interest that has come up to the debt. Until then `case show` shows it apart.

    A payment adds it by itself, up to the day on which the bank had the money. Only a creditor who claims late
    interest gets it: from the day that the claim says, on the principal alone, at the rate of each day.

    Example: caseledger case interest 1100117 --to 2026-07-31
    """
    known = case_now(act.session, case)
    today = local_day(act.session.clock.now(), known.state.claim.jurisdiction)
    until = today if to is None else read_day(to, "--to")
    act.carry_out(known.case_id, AccrueInterest(until), f"Late interest is added up to {until}.")


def court_costs(
    case: CaseName,
    act: Act,
    cost: Annotated[CourtCost, typer.Option(help="What the court or the enforcement authority charges for.")],
) -> None:
    """Charge what a court or the enforcement authority costs. How much that is, the law says: `caseledger law list`.

    Example: caseledger case court-costs 1100117 --cost payment_order
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, ChargeCourtCosts(cost), "The court costs are charged, apart from fees.")


def write_off_small(
    case: CaseName,
    act: Act,
    reason: Annotated[str, typer.Option(help="Why there is a rest, as a short code such as interest_of_last_days.")],
) -> None:
    """Give up a rest that is too small to ask for, and close the case as paid. How small that is, is agency policy.

    Example: caseledger case write-off-small 1100117 --reason interest_of_last_days
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, WriteOffSmallBalance(reason), "The small rest is given up, the case closed as paid.")


def charge_fee(
    case: CaseName,
    act: Act,
    kind: Annotated[FeeKind, typer.Option(help="What the fee is for.")],
    of: Annotated[
        int, typer.Option(metavar="N", help="The number of the letter, plan or deferral, as `case history` says.")
    ] = 1,
    amount: Annotated[str | None, typer.Option(help="How much. Default: the most that the law allows.")] = None,
    agreed: Annotated[
        bool, typer.Option("--agreed", help="The debtor agreed to reminder fees when the debt arose (SE).")
    ] = False,
) -> None:
    """Charge a fee for a letter, a plan, more time or the hand-over, up to the cap of the law.

    None is charged while a hold stops fees, and beside a plan nothing but its own.

    Example: caseledger case fee charge 1100117 --kind payment_demand --of 2
    """
    known = known_case(act.session, case)
    amount_minor = None if amount is None else read_amount(amount, known.currency, "--amount")
    command = ChargeFee(kind, of, amount_minor, known.currency, agreed)
    act.carry_out(known.case_id, command, "The fee is charged.")


def waive_fee(
    case: CaseName,
    act: Act,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as charged_in_error.")],
    fee: Annotated[int | None, typer.Option(metavar="N", help="Its number. Default: the only one.")] = None,
) -> None:
    """Waive a fee that was charged and is still owed: it is as if it had not been.

    Example: caseledger case fee waive 1100117 --reason charged_in_error
    """
    known = case_now(act.session, case)
    number = the_one_meant(fee, known.state.fees.of_status(FeeStatus.CHARGED), "fee", "--fee")
    act.carry_out(known.case_id, WaiveFee(number, reason), "The fee is waived.")
