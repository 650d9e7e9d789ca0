"""``caseledger case interest|court-costs CASE …`` and ``case fee charge|waive CASE …``."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.charges.accruing import AccrueInterest
from domain.kernel.calendar import local_day
from infra.cli.acting import Act
from infra.cli.case.known_case import case_now
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
