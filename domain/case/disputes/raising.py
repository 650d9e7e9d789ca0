"""The customer says that the claim is wrong. Demands, fees and legal steps stop until there is an answer in writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from domain.case.contacts.contact import Channel
from domain.case.disputes.state import DISPUTES, Dispute, Disputes
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import HoldFields, placed
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.decision import Context, Decision
from domain.kernel.limits import Length
from domain.kernel.message import Command, Event, caused_by
from domain.kernel.money import money_text
from domain.kernel.personal import Personal
from domain.kernel.refusal import Refusal
from domain.law.answer_times import answer_times
from domain.law.policies import DISPUTE_ACKNOWLEDGEMENT, DISPUTE_ANSWER


class Grounds(StrEnum):
    """Why the customer says that the claim is wrong."""

    NOT_MINE = "not_mine"
    WRONG_AMOUNT = "wrong_amount"
    ALREADY_PAID = "already_paid"
    GOODS_OR_SERVICE = "goods_or_service"
    IDENTITY_FRAUD = "identity_fraud"
    TIME_BARRED = "time_barred"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DisputeFields:
    """On what grounds, of how much (None: of the whole claim), where, and in the customer's own words."""

    grounds: Grounds
    disputed_minor: int | None
    channel: Channel
    person_id: UUID
    text: Annotated[Personal[str], Length(4_000, least=1)]


@CASE.command
@dataclass(frozen=True, slots=True)
class RaiseDispute(DisputeFields, Command):
    """Record that the customer disputes the claim."""


@CASE.event
@dataclass(frozen=True, slots=True)
class DisputeRaised(DisputeFields, Event):
    """The customer disputes the claim. ``dispute`` numbers the disputes of a case from 1, ``hold`` is its hold.

    We say that we have it before ``acknowledge_until``, and answer before ``answer_until``; the two rules say why.
    """

    dispute: int
    hold: int
    currency: str
    acknowledge_until: datetime
    acknowledgement_rule: str
    answer_until: datetime
    answer_rule: str

    def sentence(self) -> str:
        """On what grounds, and of how much; never in the customer's words."""
        whole = self.disputed_minor is None
        amount = "the whole claim" if whole else money_text(self.disputed_minor or 0, self.currency)
        return f"Dispute {self.dispute} raised by {self.channel}: {self.grounds}, of {amount}"


@CASE.decides(RaiseDispute)
def decide_raise_dispute(state: CaseState, command: RaiseDispute, context: Context) -> Decision:
    """On an open case, up to what is owed, and not on the same grounds twice at a time."""
    if refusal := refuse_unless_open_then(state, context):
        return refusal
    if command.disputed_minor is not None and not 0 < command.disputed_minor <= state.outstanding_minor:
        owed = money_text(state.outstanding_minor, state.currency)
        return Refusal("amount_invalid", f"What is disputed is an amount above zero, up to the {owed} that is owed.")
    if any(one.grounds == command.grounds for one in state.disputes.open().values()):
        return Refusal("dispute_already_open", "A dispute on the same grounds is waiting for its answer already.")
    raised = _raised(state, command, context)
    if isinstance(raised, Refusal):
        return raised
    event, answer_by = raised
    hold = HoldFields(HoldType.DISPUTE, command.grounds, answer_by)
    return [event, *placed(CASE.evolve(state, event), hold, context)]


def _raised(state: CaseState, command: RaiseDispute, context: Context) -> tuple[DisputeRaised, date] | Refusal:
    """The event, and the day by which it is answered."""
    jurisdiction = state.claim.jurisdiction
    times = answer_times(jurisdiction, context.day(jurisdiction), DISPUTE_ACKNOWLEDGEMENT, DISPUTE_ANSWER)
    if isinstance(times, Refusal):
        return times
    event = caused_by(
        command,
        DisputeRaised,
        dispute=state.disputes.next_number,
        hold=state.holds.next_number,
        currency=state.currency,
        **times.as_fields(),
    )
    return event, times.answer_by


@DISPUTES.on(DisputeRaised)
def dispute_raised(disputes: Disputes, event: DisputeRaised) -> Disputes:
    """One more waits for its answer."""
    dispute = Dispute(event.grounds, event.disputed_minor, event.hold, event.acknowledge_until, event.answer_until)
    return disputes.with_one(event.dispute, dispute)
