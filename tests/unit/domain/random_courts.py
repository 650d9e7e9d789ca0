"""The way to a court and back in a random life: one of the steps that come next where the case stands."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.claim.state import InterestBasis
from domain.case.claim.validating import AgeThen, IdentifiedBy, ValidateClaim
from domain.case.legal.contesting import ContestLegalAction
from domain.case.legal.demanded import Risk
from domain.case.legal.ending import DismissLegalAction, WithdrawLegalAction
from domain.case.legal.enforcing import EnforcementResult, ReportEnforcement, RequestEnforcement
from domain.case.legal.monitoring import ReactivateCase
from domain.case.legal.starting import StartLegalAction
from domain.case.legal.state import Forum
from domain.case.legal.title import RecordTitle
from domain.case.stages.state import Stage
from domain.case.state import CaseState
from domain.kernel.message import Command
from tests.unit.domain.asking import Asked
from tests.unit.domain.samples import NOW

INTEREST = InterestBasis(1_000, date(2026, 1, 30), date(2026, 2, 28), 100_000)
VALIDATE = ValidateClaim(
    IdentifiedBy.NATIONAL_ID, AgeThen.ADULT, InterestBasis(1_050, date(2026, 1, 31), date(2026, 3, 1), 100_000), None
)


def legal_step(which: int) -> Asked:
    """One of those that come next where the case stands: towards a court, back from it, or on with its title."""

    def step(state: CaseState) -> Command:
        day, review_on = NOW.date(), NOW.date() + timedelta(days=360)
        forum, risk = list(Forum)[which % len(Forum)], [None, Risk.DEBTOR_EVADES][which % 2]
        court: list[Command] = [
            RecordTitle("T 1-26", day, "SEK", 68_000 if which else 0),
            ContestLegalAction(day, "asked", review_on),
            WithdrawLegalAction(day, "asked", True),
            DismissLegalAction(day, "asked", False, which > 3),
        ]
        reports: list[Command] = [
            ReportEnforcement(EnforcementResult.NO_ASSETS, day, review_on),
            ReportEnforcement(EnforcementResult.ATTACHED, day, None),
        ]
        following: dict[Stage, Command] = {
            Stage.REGISTERED: ValidateClaim(IdentifiedBy.CREDITOR, AgeThen.ADULT, INTEREST, None),
            Stage.LEGAL_FILED: court[which % len(court)],
            Stage.TITLE: RequestEnforcement("U 1-26", day),
            Stage.ENFORCEMENT: reports[which % len(reports)],
            Stage.MONITORING: ReactivateCase("asked"),
        }
        return following.get(state.life.stage, StartLegalAction(forum, "T 1-26", day, risk, day))

    return step
