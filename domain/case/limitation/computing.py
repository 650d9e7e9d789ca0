"""The last day on which a claim can be demanded by law, and whether a step comes in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.case.charges.interest_to import debtor_kind
from domain.case.limitation.state import Interrupted
from domain.case.notices.state import NoticeStatus
from domain.case.state import CaseState
from domain.kernel.days import months_after
from domain.kernel.refusal import Refusal
from domain.law.codes import Interruption
from domain.law.limitation import LIMITATION_PERIOD, LIMITATION_RESTART
from domain.law.policies import LIMITATION_START, LIMITATION_UNCHECKED_FOR
from domain.law.scope import asked
from domain.law.table import row_in_force


@dataclass(frozen=True, slots=True)
class LimitationDate:
    """The last day, and the ids of the rules that give it."""

    last_day: date
    rules: tuple[str, ...]


def limitation_date(state: CaseState, today: date) -> LimitationDate | Refusal:
    """By the rows in force on the local day ``today``, or which row is missing.

    What interrupts nothing by the rows of the country does not count, nor what came when the claim was time-barred
    already. What is not known is taken for the debtor: of whom nobody says what they are, as a consumer; a letter, as
    not received unless its delivery is recorded.
    """
    jurisdiction = state.claim.jurisdiction
    whose = debtor_kind(state)
    period = row_in_force(LIMITATION_PERIOD, jurisdiction, today, asked(whose))
    if isinstance(period, Refusal):
        return period
    start = row_in_force(LIMITATION_START, jurisdiction, today)
    if isinstance(start, Refusal):
        return start
    begins = state.claim.due_date - timedelta(days=start.value.count)
    last_day, rules = months_after(begins, period.value.count), [start.rule_id, period.rule_id]
    found = sorted(_interruptions(state), key=lambda each: (each.since, each.on))
    restarts = {
        cause: row_in_force(LIMITATION_RESTART, jurisdiction, today, asked(cause, whose))
        for cause in {one.cause for one in found}
    }
    for one in found:
        row = restarts[one.cause]
        if not isinstance(row, Refusal) and one.since <= last_day:
            again = months_after(one.on, row.value.count)
            last_day = max(last_day, again)
            rules.append(row.rule_id)
    return LimitationDate(last_day, tuple(dict.fromkeys(rules)))


def rules_in_time(state: CaseState, day: date) -> tuple[str, ...] | Refusal:
    """The rules by which a legal step on ``day`` comes in time, or why it does not.

    Where no limitation period is on file, a policy says how young a claim or its title must be to go on without it.
    """
    limit = limitation_date(state, day)
    if isinstance(limit, LimitationDate):
        return limit.rules if day <= limit.last_day else _time_barred(limit)
    policy = row_in_force(LIMITATION_UNCHECKED_FOR, state.claim.jurisdiction, day)
    titles = [one.on for one in state.limitation.interrupted if one.cause is Interruption.TITLE]
    if isinstance(policy, Refusal) or day > months_after(max([state.claim.due_date, *titles]), policy.value.count):
        return limit
    return (policy.rule_id,)


def _time_barred(limit: LimitationDate) -> Refusal:
    return Refusal(
        "time_barred",
        f"The right to demand this claim by law ended on {limit.last_day}, so no legal step is taken any more. Close "
        "the case with `caseledger case close CASE --outcome time_barred --reason CODE`.",
        limit.rules[-1],
    )


def _interruptions(state: CaseState) -> Iterator[Interrupted]:
    """All of them: what was told, what was paid by the bank's days, and what the debtor has received in writing."""
    yield from state.limitation.interrupted
    for credit in state.credits.money.values():
        if credit.parts.covered_minor:
            yield Interrupted(Interruption.PAYMENT, credit.value_date, credit.value_date)
    for letter in state.notices.by_number.values():
        if letter.status is NoticeStatus.DELIVERED:
            yield Interrupted(Interruption.WRITTEN_DEMAND, letter.sent_on, letter.sent_on)
