"""``caseledger case interest|court-costs|write-off-small CASE …``."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.charges.accruing import AccrueInterest
from domain.case.charges.court_costs import ChargeCourtCosts, CourtCost
from domain.case.closure.small_balance import WriteOffSmallBalance
from domain.kernel.calendar import local_day
from infra.cli.acting import Act
from infra.cli.case.known_case import case_now, known_case
from infra.cli.options import CaseName
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
