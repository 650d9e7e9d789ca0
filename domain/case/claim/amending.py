"""The creditor corrects what a claim is for, or when it fell due. What is owed is corrected by a credit, never here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from domain.case.allocation.allocating import after_payment
from domain.case.allocation.restating import interest_put_right
from domain.case.claim.state import CLAIM, Claim
from domain.case.claim.validating import CLAIM_IS_DUE
from domain.case.closure.closing import Outcome
from domain.case.stages.state import Stage
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Code, Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.personal import Personal
from domain.kernel.quick_record import changed
from domain.kernel.refusal import Refusal
from domain.law.needed import refuse_unless_rules_are_on_file


@dataclass(frozen=True, slots=True)
class AmendmentFields:
    """What is put right (None: it stays as it is), and why: a short code such as ``invoice_misread``."""

    due_date: date | None
    person_id: UUID
    description: Annotated[Personal[str | None], Length(2_000)]
    reason: Code


@CASE.command
@dataclass(frozen=True, slots=True)
class AmendClaim(AmendmentFields, Command):
    """Put the claim right."""

    @classmethod
    def to_try(cls, state: CaseState, day: date) -> Mapping[str, Any]:
        """Its due date, as it is."""
        return {"due_date": state.claim.due_date}


@CASE.event
@dataclass(frozen=True, slots=True)
class ClaimAmended(AmendmentFields, Event):
    """The claim was put right: from now on it reads so."""

    def sentence(self) -> str:
        """What changed; the description is not told."""
        due = f"due on {self.due_date}" if self.due_date else ""
        described = "described anew" if self.description is not None else ""
        return f"Claim amended ({self.reason}): {', '.join(filter(None, (due, described)))}"


@CASE.decides(AmendClaim)
def decide_amend_claim(state: CaseState, command: AmendClaim, context: Context) -> Decision:
    """On an open case. A due date that letters were too early for is no correction: such a claim is closed.

    Late interest begins on the due date at the earliest, and in Denmark its rate follows from it: what was added of it
    is worked out anew.
    """
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if command.due_date is None and not command.description:
        return Refusal("nothing_amended", "Say what the claim is for, or when it fell due.")
    if command.person_id not in state.debtors.roles:
        return Refusal(
            "debtor_unknown", "What a claim is for is told of a debtor of the case, and this person is none."
        )
    if command.due_date is not None and (refusal := _refuse_due_date(state, command.due_date, context)):
        return refusal
    amended = caused_by(command, ClaimAmended)
    if command.due_date in (None, state.claim.due_date):
        return [amended]
    put_right = interest_put_right(state, None, amended)
    if isinstance(put_right, Refusal):
        return put_right
    return [*put_right.events, *after_payment(put_right.state, context, Outcome.PAID_IN_FULL)]


def _refuse_due_date(state: CaseState, due_date: date, context: Context) -> Refusal | None:
    jurisdiction = state.claim.jurisdiction
    too_early = [one.sent_on for one in state.notices.by_number.values() if one.sent_on <= due_date]
    if too_early or (state.life.stage is not Stage.REGISTERED and context.day(jurisdiction) <= due_date):
        return Refusal(
            "claim_not_due",
            "The claim would not have been due when it was looked through, or when a letter asked for it. Close the "
            "case with `caseledger case close CASE --outcome withdrawn_by_client --reason CODE`.",
            CLAIM_IS_DUE,
        )
    return refuse_unless_rules_are_on_file(jurisdiction, due_date)


@CLAIM.on(ClaimAmended)
def claim_amended(claim: Claim, event: ClaimAmended) -> Claim:
    """It fell due then, and no late interest begins before."""
    due_date, interest_from = event.due_date or claim.due_date, claim.interest_from
    return changed(claim, due_date=due_date, interest_from=interest_from and max(interest_from, due_date))
