"""``caseledger case life-event CASE``, ``case vulnerable flag|review|end CASE`` and ``case manager CASE``."""

from __future__ import annotations

from typing import Annotated

import typer

from domain.case.care.flagging import FlagVulnerability
from domain.case.care.life_event import LifeEventKind, RecordLifeEvent
from domain.case.care.reviewing import EndVulnerability, ReviewVulnerability
from domain.case.manager.assigning import AssignCaseManager
from infra.cli.acting import Act
from infra.cli.case.known_case import CaseNow, case_now, known_case, the_one_meant
from infra.cli.options import CaseName
from infra.cli.times import read_day

ReviewBy = Annotated[
    str, typer.Option("--review-by", metavar="DATE", help="The last day on which somebody asks how it is.")
]
Consent = Annotated[
    bool,
    typer.Option(
        "--consent/--no-consent", help="Whether the customer agreed that it is recorded. If not, only a hold is placed."
    ),
]
Words = Annotated[
    str | None, typer.Option("--text", help="What we must know to help, in as few words as will do. It is kept sealed.")
]
WhichFlag = Annotated[
    int | None,
    typer.Option("--vulnerability", metavar="N", help="Its number, as `case show` says. Default: the only one."),
]


def life_event(
    case: CaseName,
    act: Act,
    kind: Annotated[LifeEventKind, typer.Option(help="What happened. It is kept sealed.")],
    review_by: ReviewBy,
    consent: Consent,
    text: Words = None,
) -> None:
    """Give a customer time after something happened in their life: the case is on hold, and nothing is demanded.

    Ask before you write it down. Without consent there is a hold without a reason, and nothing else.

    Example: caseledger case life-event 1100117 --kind illness --consent --review-by 2026-05-15
    """
    known = known_case(act.session, case)
    command = RecordLifeEvent(kind, known.person_id, text, read_day(review_by, "--review-by"), consent)
    act.carry_out(known.case_id, command, "The customer gets time.")


def flag(case: CaseName, act: Act, review_by: ReviewBy, consent: Consent, text: Words = None) -> None:
    """Record that a customer is vulnerable: the case is on hold until somebody has asked how they can be helped.

    Example: caseledger case vulnerable flag 1100117 --consent --text "Reads with difficulty" --review-by 2026-05-15
    """
    known = known_case(act.session, case)
    command = FlagVulnerability(known.person_id, text, read_day(review_by, "--review-by"), consent)
    act.carry_out(known.case_id, command, "The customer is taken care of.")


def review(
    case: CaseName,
    act: Act,
    reason: Annotated[str, typer.Option(help="Why it stays, as a short code such as still_so.")],
    review_by: ReviewBy,
    vulnerability: WhichFlag = None,
) -> None:
    """Record that somebody asked, that it is still so, and when somebody asks again.

    Example: caseledger case vulnerable review 1100117 --reason still_so --review-by 2026-08-15
    """
    known = case_now(act.session, case)
    command = ReviewVulnerability(_which(known, vulnerability), reason, read_day(review_by, "--review-by"))
    act.carry_out(known.case_id, command, "The review is recorded.")


def end(
    case: CaseName,
    act: Act,
    reason: Annotated[str, typer.Option(help="Why, as a short code such as better_now or consent_withdrawn.")],
    vulnerability: WhichFlag = None,
) -> None:
    """Record that the customer needs no more care than others. The hold ends with it.

    Example: caseledger case vulnerable end 1100117 --reason better_now
    """
    known = case_now(act.session, case)
    act.carry_out(known.case_id, EndVulnerability(_which(known, vulnerability), reason), "It is ended.")


def manager(
    case: CaseName,
    act: Act,
    to: Annotated[str, typer.Option("--to", metavar="ID", help="The id under which they act (--as), never a name.")],
    reason: Annotated[str, typer.Option(help="Why, as a short code such as speaks_finnish.")] = "new_case",
    team: Annotated[
        str | None, typer.Option(help="The team in which they work, as a short code; `sla` and `kpi` tell teams apart.")
    ] = None,
) -> None:
    """Give a case to a case manager: the one person whom the customer talks to.

    Example: caseledger case manager 1100117 --to agent-7 --reason speaks_finnish
    """
    known = known_case(act.session, case)
    act.carry_out(known.case_id, AssignCaseManager(to, reason, team), f"{to} looks after the case.")


def _which(known: CaseNow, vulnerability: int | None) -> int:
    flagged = known.state.care.vulnerabilities.flagged()
    return the_one_meant(vulnerability, flagged, "vulnerability that is flagged", "--vulnerability")
