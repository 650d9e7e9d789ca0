"""A letter that asks for the claim is sent: what each of the four kinds says, and what must hold before it may go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from domain.case.charges.accruing import accrued_to
from domain.case.claim.state import InterestBasis
from domain.case.contacts.contact import WRITTEN, Channel
from domain.case.deadlines.setting import DeadlineSet, demand
from domain.case.deadlines.state import DEMANDS
from domain.case.holds.demands import refuse_demand
from domain.case.notices.rules import LetterOf, earliest, gap, time_to_pay
from domain.case.notices.state import NOTICES, Notice, NoticeKind, Notices, NoticeStatus
from domain.case.stages.transitions import refuse_move
from domain.case.state import CASE, CaseState, refuse_unless_open_then
from domain.kernel.calendar import add_business_days
from domain.kernel.decision import Context
from domain.kernel.limits import NameOfSomething
from domain.kernel.message import Command, Event
from domain.kernel.money import money_text
from domain.kernel.refusal import Refusal
from domain.law.rule_text import named_rule
from domain.law.table import LawRow

NO_LETTERS_WHILE_A_PLAN_IS_KEPT = named_rule(
    "policy.no_letters_while_a_plan_is_kept", "while a plan is kept, no letter asks for the claim"
)
A_RETURNED_LETTER_IS_SENT_AGAIN = named_rule(
    "policy.a_returned_letter_is_sent_again", "a letter that came back is sent again before another follows it"
)


@dataclass(frozen=True, slots=True)
class NoticeFields:
    """To which debtor of the case, by what, and whom they write to if they object to the claim."""

    channel: Channel
    person_id: UUID
    object_to: NameOfSomething


@dataclass(frozen=True, slots=True)
class SendNotice(NoticeFields, Command):
    """Send a letter. ``pay_by`` is the last day to pay or to object; None: the first that the rules allow."""

    pay_by: date | None


@dataclass(frozen=True, slots=True)
class NoticeSent(NoticeFields, Event):
    """A letter went out on the local day ``sent_on``. ``notice`` numbers the letters of a case from 1.

    It states what is owed at that moment: principal, interest, fees and court costs apart, and how the interest that
    was handed over came about (None: none was, or none is owed); events before it tell of interest since then.
    ``deadline`` is the number of the deadline that it sets, for the end of ``pay_by``. ``rules`` are the rows of law
    and policy that allow it.
    """

    notice: int
    sent_on: date
    pay_by: date
    deadline: int
    currency: str
    principal_minor: int
    interest_minor: int
    fees_minor: int
    court_costs_minor: int
    interest: InterestBasis | None
    rules: tuple[str, ...]

    KIND: ClassVar[NoticeKind]
    IS_ONE_WAY = True

    @property
    def total_minor(self) -> int:
        """What it asks for."""
        return self.principal_minor + self.interest_minor + self.fees_minor + self.court_costs_minor

    def sentence(self) -> str:
        """Which letter, for how much, by when."""
        name = self.KIND.replace("_", " ").capitalize()
        total = money_text(self.total_minor, self.currency)
        return f"{name} sent by {self.channel} (letter {self.notice}): {total} by {self.pay_by}"


Rows = tuple[LawRow[Any], ...]
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
    if refusal := _refuse_as_things_stand(state, command, event_type, context):
        return refusal
    today = context.day(state.claim.jurisdiction)
    of = LetterOf.today(state, event_type.KIND, today)
    rows = further(state, command, of)
    if isinstance(rows, Refusal):
        return rows
    waited = _waited_long_enough(state, of)
    if isinstance(waited, Refusal):
        return waited
    time = _time_to_pay(command, of)
    if isinstance(time, Refusal):
        return time
    pay_by, row = time
    return _said(state, context, pay_by, (*rows, *waited, row))


def _said(state: CaseState, context: Context, pay_by: date, rows: Rows) -> Letter | Refusal:
    """The figures of today: late interest that has come up becomes part of the debt first."""
    today = context.day(state.claim.jurisdiction)
    interest = accrued_to(state, today)
    if isinstance(interest, Refusal):
        return interest
    owed = CASE.evolve_all(state, interest)
    deadline = demand(owed, pay_by, owed.outstanding_minor, context)
    if isinstance(deadline, Refusal):
        return deadline
    return Letter(interest, _figures(owed, today, deadline, rows), deadline)


def _figures(state: CaseState, today: date, deadline: DeadlineSet, rows: Rows) -> dict[str, Any]:
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
        "rules": tuple(dict.fromkeys(row.rule_id for row in rows)),
    }


def _time_to_pay(command: SendNotice, letter: LetterOf) -> tuple[date, LawRow[Any]] | Refusal:
    """The last day to pay, on which banks work when we choose it, and the row that says how much time is the least."""
    row = time_to_pay(letter)
    if isinstance(row, Refusal):
        return row
    first = letter.day + timedelta(days=row.value.count)
    if command.pay_by is None:
        return add_business_days(first, 0, letter.jurisdiction), row
    if command.pay_by < first:
        return Refusal(
            "time_to_pay_too_short",
            f"This letter gives at least {row.value.count} days to pay or to object: until {first} or later.",
            row.rule_id,
        )
    return command.pay_by, row


def _refuse_as_things_stand(
    state: CaseState, command: SendNotice, event_type: type[NoticeSent], context: Context
) -> Refusal | None:
    """Why nobody is asked for money now by such a letter, whatever the rules on time say."""
    return (
        refuse_unless_open_then(state, context)
        or refuse_move(state.life, event_type)
        or _refuse_address(state, command)
        or _refuse_care(state, context)
        or _refuse_contents(state)
        or _refuse_while_a_deadline_runs(state, context)
        or _refuse_next_after_a_returned_letter(state, event_type.KIND)
    )


def _refuse_address(state: CaseState, command: SendNotice) -> Refusal | None:
    if command.person_id not in state.debtors.roles:
        return Refusal("debtor_unknown", "A letter goes to a debtor of the case, and this person is none.")
    if command.channel not in WRITTEN:
        return Refusal("letter_not_in_writing", f"A letter is sent in writing: by {', '.join(sorted(WRITTEN))}.")
    return None


def _refuse_care(state: CaseState, context: Context) -> Refusal | None:
    if state.plan.in_force:
        return Refusal(
            "plan_in_force",
            "A plan is in force. While it is kept, no letter asks for the claim; its instalments have their own days.",
            NO_LETTERS_WHILE_A_PLAN_IS_KEPT,
        )
    return refuse_demand(state, context.occurred_at)


def _refuse_contents(state: CaseState) -> Refusal | None:
    if not state.outstanding_minor:
        return Refusal("nothing_owed", "Nothing is owed on this case, so no letter asks for it.")
    return None


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


def _waited_long_enough(state: CaseState, letter: LetterOf) -> Rows | Refusal:
    """The rows that say how long to wait since the due date and the letter before, or why it is too early."""
    latest, today = state.notices.latest, letter.day
    since_due = _waited(earliest(letter), state.claim.due_date, today, "the claim fell due")
    if isinstance(since_due, Refusal) or latest is None or latest.status is NoticeStatus.RETURNED:
        return since_due if isinstance(since_due, Refusal) else (since_due,)
    since_letter = _waited(gap(letter), latest.sent_on, today, "the letter before it")
    return since_letter if isinstance(since_letter, Refusal) else (since_due, since_letter)


def _waited(row: LawRow[Any] | Refusal, since: date, today: date, what: str) -> LawRow[Any] | Refusal:
    """The row, when as many days as it says have gone by since then."""
    if isinstance(row, Refusal) or (today - since).days >= row.value.count:
        return row
    return Refusal(
        "letter_too_early",
        f"This letter is sent at least {row.value.count} days after {what}: from "
        f"{since + timedelta(days=row.value.count)} on.",
        row.rule_id,
    )


def refuse_unless_reminded(row: LawRow[Any], state: CaseState, today: date) -> Refusal | None:
    """Why a demand may not follow yet where the debtor must have been reminded first, by us or by the creditor."""
    reminders = state.notices.arrived(NoticeKind.REMINDER, NoticeKind.COLLECTION_NOTICE)
    days = [one.sent_on for one in reminders] + [day for day in (state.claim.reminded_on,) if day]
    if not days:
        return Refusal(
            "reminder_missing",
            "A reminder, after the due date, comes before a payment demand here. Send one with `caseledger case notice "
            "send CASE --kind reminder --object-to TEXT`.",
            row.rule_id,
        )
    waited = _waited(row, min(days), today, "the reminder")
    return waited if isinstance(waited, Refusal) else None


@NOTICES.when(lambda event_type: issubclass(event_type, NoticeSent))
def notice_sent(notices: Notices, event: Any) -> Notices:
    """One more is on its way."""
    return notices.with_one(
        event.notice, Notice(event.KIND, event.channel, event.sent_on, event.pay_by, event.deadline)
    )
