"""Whether a letter that asks for the claim may go now: what forbids it, whatever the rules on time say."""

from __future__ import annotations

from uuid import UUID

from domain.case.contacts.contact import WRITTEN, Channel
from domain.case.contacts.guard import refuse_declined, refuse_wrong_person
from domain.case.deadlines.state import DEMANDS
from domain.case.holds.demands import refuse_demand
from domain.case.notices.letter import NoticeSent, SendNotice
from domain.case.notices.rules import LetterOf, row_that_wants_paper
from domain.case.notices.state import NoticeKind, NoticeStatus
from domain.case.plans.beside import refuse_beside_a_plan
from domain.case.stages.transitions import refuse_move
from domain.case.state import CaseState, refuse_unless_open_then
from domain.kernel.decision import Context
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule

LETTERS_GO_TO_WHO_ACTS = named_rule(
    "policy.letters_go_to_who_acts",
    "while somebody acts for a customer, letters that ask for money go to them, to who advises on debts before others",
)
A_RETURNED_LETTER_IS_SENT_AGAIN = named_rule(
    "policy.a_returned_letter_is_sent_again", "a letter that came back is sent again before another follows it"
)


def refuse_as_things_stand(
    state: CaseState, command: SendNotice, event_type: type[NoticeSent], context: Context
) -> Refusal | None:
    """Why nobody is asked for money now by such a letter, whatever the rules on time say."""
    if refusal := refuse_unless_open_then(state, context) or refuse_move(state.life, event_type):
        return refusal
    letter = LetterOf.today(state, event_type.KIND, context.day(state.claim.jurisdiction))
    return (
        _refuse_address(state, command, letter)
        or _refuse_care(state, context)
        or _refuse_while_a_deadline_runs(state, context)
        or _refuse_next_after_a_returned_letter(state, event_type.KIND)
    )


def who_gets_it(state: CaseState, debtor: UUID) -> UUID | None:
    """Who acts for the debtor, and gets letters in their place; None: they go to the debtor."""
    return next(iter(state.contacts.of(debtor).representatives), None)


def _refuse_address(state: CaseState, command: SendNotice, letter: LetterOf) -> Refusal | None:
    if command.person_id not in state.debtors.roles:
        return Refusal("debtor_unknown", "A letter goes to a debtor of the case, and this person is none.")
    if command.channel not in WRITTEN:
        return Refusal("letter_not_in_writing", f"A letter is sent in writing: by {', '.join(sorted(WRITTEN))}.")
    return None if who_gets_it(state, command.person_id) else _refuse_way_to_debtor(state, command, letter)


def _refuse_way_to_debtor(state: CaseState, command: SendNotice, letter: LetterOf) -> Refusal | None:
    """What the debtor wishes stands back only where the law itself wants paper."""
    if refusal := refuse_wrong_person(state, command.person_id, command.channel):
        return refusal
    if command.channel == Channel.LETTER and row_that_wants_paper(letter):
        return None
    return refuse_declined(state, command.person_id, command.channel)


def _refuse_care(state: CaseState, context: Context) -> Refusal | None:
    what = "no letter asks for the claim; its instalments have their own days"
    return refuse_beside_a_plan(state, what) or refuse_demand(state, context.occurred_at)


def _refuse_while_a_deadline_runs(state: CaseState, context: Context) -> Refusal | None:
    running = [
        one
        for one in state.deadlines.unsettled().values()
        if one.kind in DEMANDS and context.occurred_at < one.grace_until
    ]
    if not running:
        return None
    last = max(running, key=lambda one: one.grace_until)
    return Refusal(
        "deadline_runs",
        f"The customer has until {last.due_date} to pay, and money that is under way by then is awaited until "
        f"{last.grace_date}. The next letter comes after that.",
        last.rule,
    )


def _refuse_next_after_a_returned_letter(state: CaseState, kind: NoticeKind) -> Refusal | None:
    latest = state.notices.latest
    if latest is None or latest.status is not NoticeStatus.RETURNED or latest.kind is kind:
        return None
    return Refusal(
        "letter_came_back",
        f"The last letter ({latest.kind}) came back. It is sent again, to an address where it arrives, before another "
        "follows it.",
        A_RETURNED_LETTER_IS_SENT_AGAIN,
    )
