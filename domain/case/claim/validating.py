"""A claim is looked through before anybody is asked for it: it is due, it is known who owes it, and it is explained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from domain.case.claim.state import CLAIM, Claim, InterestBasis
from domain.case.stages.state import Stage
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

DEBTOR_IS_IDENTIFIED = named_rule(
    "policy.debtor_is_identified", "nobody is asked for a claim before it is known for certain who owes it"
)
NO_CLAIMS_ON_MINORS = named_rule(
    "policy.no_claims_on_minors", "a debt that arose while the debtor was a minor is not collected"
)
CLAIM_IS_DUE = named_rule("policy.claim_is_due", "nobody is asked for a claim before its due date is over")
INTEREST_IS_EXPLAINED = named_rule(
    "policy.interest_is_explained",
    "who is asked for interest is told its rate, its period and on what it ran",
    "Agency policy, after SE inkassolag (1974:182) 5 §",
)


class IdentifiedBy(StrEnum):
    """How it is known who owes the claim."""

    NATIONAL_ID = "national_id"
    POPULATION_REGISTER = "population_register"
    COMPANY_REGISTER = "company_register"
    CREDITOR = "creditor"
    NOBODY = "nobody"


class AgeThen(StrEnum):
    """Whether the debtor was of age when the debt arose."""

    ADULT = "adult"
    MINOR = "minor"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class ValidationFields:
    """What was found: who says who the debtor is, their age then, the interest's basis (None: the claim has none),
    and the day on which the creditor reminded them after the due date (None: it did not, or it is not known)."""

    identified_by: IdentifiedBy
    age_then: AgeThen
    interest: InterestBasis | None
    reminded_on: date | None


@CASE.command
@dataclass(frozen=True, slots=True)
class ValidateClaim(ValidationFields, Command):
    """The claim may be collected."""

    @classmethod
    def to_try(cls, state: CaseState, day: date) -> Mapping[str, Any]:
        """With a basis of interest, as somebody has it who looks the claim through."""
        return {"interest": InterestBasis(800, state.claim.due_date, state.claim.due_date + timedelta(days=1), 1)}


@CASE.event
@dataclass(frozen=True, slots=True)
class ClaimValidated(ValidationFields, Event):
    """The claim was looked through, and may be collected."""

    MOVES_TO = Stage.VALIDATED

    def sentence(self) -> str:
        """What it rests on."""
        return f"Claim validated: debtor identified by {self.identified_by}"


@CASE.decides(ValidateClaim)
def decide_validate_claim(state: CaseState, command: ValidateClaim, context: Context) -> Decision:
    """Once, when it is due, and with nothing open that a debtor could ask."""
    if refusal := refuse_unless_open_then(state, context) or refuse_move(state.life, ClaimValidated):
        return refusal
    today = context.day(state.claim.jurisdiction)
    if refusal := _refuse_debtor(command) or _refuse_days(state, command, today) or _refuse_interest(state, command):
        return refusal
    return [caused_by(command, ClaimValidated)]


def _refuse_debtor(command: ValidateClaim) -> Refusal | None:
    if command.identified_by is IdentifiedBy.NOBODY:
        return Refusal(
            "debtor_not_identified",
            "It is not known for certain who owes this claim, so nobody is asked for it.",
            DEBTOR_IS_IDENTIFIED,
        )
    if command.age_then is AgeThen.MINOR:
        return Refusal(
            "debtor_was_a_minor",
            "The debtor was a minor when the debt arose, so it is not collected from them. Reject the claim with "
            "`caseledger case reject CASE --reason incurred_as_minor`.",
            NO_CLAIMS_ON_MINORS,
        )
    return None


def _refuse_days(state: CaseState, command: ValidateClaim, today: date) -> Refusal | None:
    if today <= state.claim.due_date:
        return Refusal(
            "claim_not_due",
            f"The claim is due on {state.claim.due_date}, and nobody owes it late while that day lasts.",
            CLAIM_IS_DUE,
        )
    if command.reminded_on is not None and not state.claim.due_date < command.reminded_on <= today:
        return Refusal("reminder_day_invalid", "A creditor's reminder came after the due date, and not in the future.")
    return None


def _refuse_interest(state: CaseState, command: ValidateClaim) -> Refusal | None:
    basis, added_minor = command.interest, sum(one.amount_minor for one in state.interest.posted)
    owed_minor = state.balance.owed("interest") - added_minor
    if basis is None and owed_minor > 0:
        return Refusal(
            "interest_not_explained",
            f"{money_text(owed_minor, state.currency)} of interest is claimed. The debtor is told its yearly rate, "
            "its period and on what it ran: say it with `caseledger case validate CASE --interest "
            "RATE:FROM:UNTIL:BASE`.",
            INTEREST_IS_EXPLAINED,
        )
    if basis is not None and not (basis.first < basis.until and basis.base_minor > 0 and basis.rate_basis_points > 0):
        return Refusal("interest_basis_invalid", "Interest runs from a day to a later one, at a rate, on an amount.")
    return None


@CLAIM.on(ClaimValidated)
def claim_validated(claim: Claim, event: ClaimValidated) -> Claim:
    """What letters say of it."""
    return changed(claim, interest=event.interest, reminded_on=event.reminded_on)
