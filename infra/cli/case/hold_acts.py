"""``caseledger case hold place|extend|lift CASE …``."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.holds.extending import ExtendHold
from domain.case.holds.kinds import HoldType
from domain.case.holds.lifting import LiftHold
from domain.case.holds.placing import PlaceHold
from infra.cli.acting import Act
from infra.cli.case.known_case import CaseNow, case_now, known_case, the_one_meant
from infra.cli.options import CaseName
from infra.cli.times import read_day

WhichHold = Annotated[
    int | None, typer.Option("--hold", metavar="N", help="Its number, as `case show` says. Default: the only one.")
]
ReviewBy = Annotated[
    str, typer.Option("--review-by", metavar="DATE", help="The last day on which somebody looks at it again.")
]


def place(
    case: CaseName,
    hold_type: Annotated[HoldType, typer.Option("--type", help="Why the case stops; the type says what stops.")],
    reason: Annotated[str, typer.Option(help="Why, as a short code such as asked_for_time.")],
    review_by: ReviewBy,
    act: Act,
) -> None:
    """Put a case on hold. What a hold of each type stops stands in docs/cases-and-money.md.

    Example: caseledger case hold place 1100117 --type life_event --reason asked_for_time --review-by 2026-04-15
    """
    known = known_case(act.session, case)
    command = PlaceHold(hold_type, reason, read_day(review_by, "--review-by"))
    act.carry_out(known.case_id, command, "The case is on hold.")


def extend(
    case: CaseName,
    act: Act,
    reason: Annotated[str, typer.Option(help="Why it goes on, as a short code such as needs_more_time.")],
    review_by: ReviewBy,
    hold: WhichHold = None,
) -> None:
    """Say that you looked at a hold, that it goes on, and when somebody looks again.

    Example: caseledger case hold extend 1100117 --hold 1 --reason needs_more_time --review-by 2026-05-15
    """
    known = case_now(act.session, case)
    command = ExtendHold(_which(known, hold), reason, read_day(review_by, "--review-by"))
    act.carry_out(known.case_id, command, "The hold goes on.")


def lift(
    case: CaseName,
    act: Act,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as can_talk_again.")],
    hold: WhichHold = None,
) -> None:
    """Lift a hold. Deadlines that stood still run on, later by as many days.

    Example: caseledger case hold lift 1100117 --hold 1 --reason can_talk_again
    """
    known = case_now(act.session, case)
    command = LiftHold(_which(known, hold), reason)
    act.carry_out(known.case_id, command, "The hold is lifted.")


def _which(known: CaseNow, hold: int | None) -> int:
    return the_one_meant(hold, known.state.holds.in_force(), "hold in force", "--hold")
