"""A letter is put together: it may go, the rules on time are kept, and it says the figures of today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.case.charges.accruing import accrued_to
from domain.case.deadlines.setting import DeadlineSet, demand
from domain.case.notices.letter import NoticeSent, SendNotice
from domain.case.notices.may_go import LETTERS_GO_TO_WHO_ACTS, refuse_as_things_stand, who_gets_it
from domain.case.notices.rules import LetterOf, Rows
from domain.case.notices.timing import last_day_to_pay, waited_long_enough
from domain.case.state import CASE, CaseState
from domain.kernel.decision import Context
from domain.kernel.message import Event
from domain.kernel.refusal import Refusal

FurtherRules = Callable[[CaseState, SendNotice, LetterOf], Rows | Refusal]
"""What a kind of letter needs beside what all need: the rows that allow it, or why it may not go."""


def no_further_rules(state: CaseState, command: SendNotice, letter: LetterOf) -> Rows | Refusal:
    """Of a kind of letter that needs nothing more."""
    return ()


@dataclass(frozen=True, slots=True)
class Letter:
    """What a letter says beside its command: the event's further fields, the late interest that is added with it, and
    the deadline that it sets."""

    interest: list[Event]
    fields: dict[str, Any]
    deadline: DeadlineSet


def written(
    state: CaseState,
    command: SendNotice,
    event_type: type[NoticeSent],
    context: Context,
    further: FurtherRules = no_further_rules,
) -> Letter | Refusal:
    """What it says, or why it may not go."""
    if refusal := refuse_as_things_stand(state, command, event_type, context):
        return refusal
    today = context.day(state.claim.jurisdiction)
    of = LetterOf.today(state, event_type.KIND, today)
    rows = further(state, command, of)
    if isinstance(rows, Refusal):
        return rows
    waited = waited_long_enough(state, of)
    if isinstance(waited, Refusal):
        return waited
    time = last_day_to_pay(command, of)
    if isinstance(time, Refusal):
        return time
    pay_by, row = time
    addressed_to = who_gets_it(state, command.person_id)
    rules = dict.fromkeys(one.rule_id for one in (*rows, *waited, row))
    if addressed_to is not None:
        rules[LETTERS_GO_TO_WHO_ACTS] = None
    return _said(state, context, pay_by, {"addressed_to": addressed_to, "rules": tuple(rules)})


def _said(state: CaseState, context: Context, pay_by: date, told: dict[str, Any]) -> Letter | Refusal:
    """The figures of today: late interest that has come up becomes part of the debt first."""
    today = context.day(state.claim.jurisdiction)
    interest = accrued_to(state, today)
    if isinstance(interest, Refusal):
        return interest
    owed = CASE.evolve_all(state, interest)
    deadline = demand(owed, pay_by, owed.outstanding_minor, context)
    if isinstance(deadline, Refusal):
        return deadline
    return Letter(interest, {**told, **_figures(owed, today, deadline)}, deadline)


def _figures(state: CaseState, today: date, deadline: DeadlineSet) -> dict[str, Any]:
    """Those of this moment, as the event states them."""
    return {
        "notice": state.notices.next_number,
        "sent_on": today,
        "pay_by": deadline.due_date,
        "deadline": deadline.deadline,
        "currency": state.currency,
        "principal_minor": state.balance.owed("principal"),
        "interest_minor": state.balance.owed("interest"),
        "fees_minor": state.balance.owed("fees"),
        "court_costs_minor": state.balance.owed("court_costs"),
        "interest": state.claim.interest if state.balance.owed("interest") else None,
    }
