"""Whether we may turn to a customer: the one rule for all that we begin, asked before it and when it is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.case.contacts.contact import AFTER_THE_END, DEMANDING, DIALLED, Channel, Purpose
from domain.case.contacts.frequency import refuse_another_call
from domain.case.contacts.hours import refuse_hour
from domain.case.holds.demands import refuse_demand
from domain.case.plans.beside import refuse_beside_a_plan
from domain.case.state import CaseState
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

AFTER_CLOSURE = named_rule(
    "policy.contact_after_closure", "On a closed case the customer is answered, thanked and told so, and nothing more."
)
DECLINED = named_rule("policy.declined_channel", "Nobody is reached in a way that they do not want.")
WRONG_PERSON = named_rule(
    "policy.wrong_person",
    "Where somebody else was reached, nobody turns to the customer again until a person has made sure.",
    "SE inkassolag (1974:182) 11 § (secrecy); elsewhere agency policy",
    "https://github.com/se-lex/sfs (1974/sfs-1974-182)",
)
ADVISED = named_rule(
    "policy.debt_adviser",
    "While somebody advises a customer on their debts, nothing is demanded of the customer.",
    "agency policy",
    "Law in the United Kingdom alone: FCA CONC 7.3.11.",
)


@dataclass(frozen=True, slots=True)
class Approach:
    """A contact that we begin: where, about what, and with whom."""

    channel: Channel
    purpose: Purpose
    person_id: UUID


def refuse_contact(state: CaseState, approach: Approach, at: datetime) -> Refusal | None:
    """Why it may not be at that instant (UTC), with the rule that is against it; None when it may.

    The case is here. What the customer begins is never asked about.
    """
    return (
        _refuse_after_the_end(state, approach)
        or refuse_wrong_person(state, approach.person_id, approach.channel)
        or refuse_declined(state, approach.person_id, approach.channel)
        or _refuse_demand(state, approach, at)
        or _refuse_dialling(state, approach, at)
    )


def _refuse_after_the_end(state: CaseState, approach: Approach) -> Refusal | None:
    if state.life.is_open or approach.purpose in AFTER_THE_END:
        return None
    return Refusal(
        "contact_after_closure",
        "The case is closed. The customer is answered, thanked and told so, and asked for nothing more.",
        AFTER_CLOSURE,
    )


def refuse_declined(state: CaseState, person: UUID, channel: str) -> Refusal | None:
    """Why nobody turns to this person in that way, as they do not want it; None when they have nothing against it."""
    if channel not in state.contacts.of(person).declined:
        return None
    return Refusal(
        "channel_declined",
        f"The customer does not want to be reached by {channel}. Another way is open.",
        DECLINED,
    )


def refuse_wrong_person(state: CaseState, person: UUID, channel: str) -> Refusal | None:
    """Why nobody turns to this person there, as somebody else was reached; None when nobody was, or it is made sure."""
    if channel not in state.contacts.wrong.get(person, ()):
        return None
    return Refusal(
        "somebody_else_was_reached",
        f"Somebody else was reached by {channel}, and hears nothing of this. Find out where the customer is reached, "
        "and record it with `caseledger person confirm-channel PERSON --channel CHANNEL --reason CODE`.",
        WRONG_PERSON,
    )


def _refuse_demand(state: CaseState, approach: Approach, at: datetime) -> Refusal | None:
    """Nothing is demanded while a hold stops it or a plan is kept, and nothing of a person who has a debt adviser: the
    adviser is asked. About an instalment that was missed, the customer is asked all the same.

    That an adviser is asked is law in the United Kingdom (FCA CONC 7.3.11), and the agency's policy elsewhere.
    """
    if approach.purpose not in DEMANDING:
        return None
    if state.contacts.of(approach.person_id).has_debt_adviser:
        return Refusal(
            "has_debt_adviser",
            "A debt adviser acts for the customer: what is owed is talked about with the adviser, and nothing is "
            "demanded of the customer.",
            ADVISED,
        )
    beside = approach.purpose is Purpose.PAYMENT and not state.plan.missed
    return (beside and refuse_beside_a_plan(state, "nobody is asked for more than that")) or refuse_demand(state, at)


def _refuse_dialling(state: CaseState, approach: Approach, at: datetime) -> Refusal | None:
    """Who waits for an answer may be called about it within the hours, however often we called before."""
    if approach.channel not in DIALLED:
        return None
    if refusal := refuse_hour(state, approach.person_id, at):
        return refusal
    if approach.channel is not Channel.PHONE or is_awaited(state, approach.purpose):
        return None
    return refuse_another_call(state, approach.person_id, at)


def is_awaited(state: CaseState, purpose: Purpose) -> bool:
    """Whether the customer waits for an answer about that."""
    waiting = {
        Purpose.QUESTION: state.inquiries.open,
        Purpose.DISPUTE: state.disputes.open,
        Purpose.COMPLAINT: state.complaints.open,
    }
    return purpose in waiting and bool(waiting[purpose]())
