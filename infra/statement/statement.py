"""What is owed on a case and why: each event that moved its money, with its rules, and how the parts add up.

Made from events alone. An event that moves money is in it by its postings, its sentence and the rules that it names, so
a new one needs no line here. Amounts are minor units of the case's one currency.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from domain.case.claim.receiving import ClaimReceived
from domain.case.plans.combining import PlanPartTaken
from domain.case.state import CaseState
from domain.deciding_again import rules_of
from domain.kernel.calendar import local_day
from domain.kernel.ledger import CASE_ACCOUNTS, RECEIVABLES, Account, Posting
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from domain.law.rule_text import RuleText, rule_text
from infra.audit.history import state_after
from infra.statement.spans import CameUp, Span, came_up, spans_of

PARTS = tuple(RECEIVABLES)
"""The parts of a debt, in the order of the ledger."""
PART_OF = {account: part for part, account in RECEIVABLES.items()}
CLAIMED, CREDITED, ADDED = "claimed", "credited", "added"
COLUMN_OF = {
    Account.ADDED_SINCE: ADDED,
    Account.COLLECTED: "paid",
    Account.PAID_TO_CREDITOR: "paid_to_creditor",
    Account.WRITTEN_OFF: "written_off",
}
"""What a part of the debt became, by the account that stands against it."""
COLUMNS = (CLAIMED, ADDED, CREDITED, "paid", "paid_to_creditor", "written_off", "other")


def part_name(part: str) -> str:
    """Of a part or a column, in words."""
    return part.replace("_", " ")


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One event that moved money: the day that it counts from, what it changed of each part, what was owed after it.

    ``beside`` is what it moved on the case's other accounts, such as what is owed back. ``rules`` are in the words of
    the files of law; of one that is not there any more only the id is known. ``spans`` are the days of interest in it.
    """

    recorded: RecordedEvent
    day: date
    changes: Mapping[str, int]
    owed: Mapping[str, int]
    beside: Mapping[Account, int]
    rules: tuple[tuple[str, RuleText | None], ...]
    spans: tuple[Span, ...]

    @property
    def change_minor(self) -> int:
        """By how much more, or less, is owed in all."""
        return sum(self.changes.values())

    @property
    def owed_minor(self) -> int:
        """What was owed in all after it."""
        return sum(self.owed.values())


@dataclass(frozen=True, slots=True)
class Statement:
    """``parts`` say of each part what was claimed, added, paid and so on (``COLUMNS``), and add up to what is owed.

    ``part_of`` names the plan over several cases that it is paid by, where there is one.
    """

    claim: ClaimReceived
    case_id: UUID
    state: CaseState
    last: RecordedEvent
    lines: tuple[StatementLine, ...]
    parts: Mapping[str, Mapping[str, int]]
    came_up: CameUp
    part_of: PlanPartTaken | None

    @property
    def currency(self) -> str:
        """Of every amount."""
        return self.claim.currency

    @property
    def owed(self) -> Mapping[str, int]:
        """What is owed of each part after the last line."""
        return self.lines[-1].owed

    @property
    def owed_minor(self) -> int:
        """What is owed in all."""
        return sum(self.owed.values())

    @property
    def owed_with_interest_minor(self) -> int:
        """The same with the late interest that has come up to the day of the question."""
        return self.owed_minor + self.came_up.amount_minor

    @property
    def owed_back_minor(self) -> int:
        """What was paid beyond the debt."""
        return -sum(line.beside.get(Account.REFUND_PAYABLE, 0) for line in self.lines)

    def differences(self, ledger: Mapping[str, int]) -> list[str]:
        """Where the lines or the parts do not add up to what the ledger says is owed of each part."""
        ways = {"lines": self.owed, "parts": {part: sum(self.parts[part].values()) for part in PARTS}}
        return [
            f"{part}: the {name} add up to {found[part]}, the ledger has {ledger[part]}"
            for name, found in ways.items()
            for part in PARTS
            if found[part] != ledger[part]
        ]


def statement_of(events: Sequence[RecordedEvent], day: date) -> Statement:
    """Of the events of one case, of which the first is its claim's; with the late interest to ``day``."""
    claim = events[0].event
    assert isinstance(claim, ClaimReceived)
    owed, lines = dict.fromkeys(PARTS, 0), list[StatementLine]()
    for recorded in events:
        if postings := recorded.event.postings():
            lines.append(_line(recorded, postings, owed, claim.jurisdiction))
            owed = dict(lines[-1].owed)
    parts = _parts([posting for line in lines for posting in line.recorded.event.postings()])
    state = state_after(events)
    part_of = part_of_plan(state, [recorded.event for recorded in events])
    return Statement(
        claim, events[0].aggregate_id, state, events[-1], tuple(lines), parts, came_up(state, day), part_of
    )


def part_of_plan(state: CaseState, happened: Sequence[Event]) -> PlanPartTaken | None:
    """What the plan in force is a part of; None where it is a plan of its own, or none is in force."""
    taken = [event for event in happened if isinstance(event, PlanPartTaken)]
    return taken[-1] if state.plan.in_force and state.plan.combined is not None else None


def _line(
    recorded: RecordedEvent, postings: Sequence[Posting], owed: Mapping[str, int], jurisdiction: str
) -> StatementLine:
    event = recorded.event
    moved = Counter[Account]()
    for posting in postings:
        moved[posting.account] += posting.amount_minor
    changes = {part: moved[account] for part, account in RECEIVABLES.items()}
    return StatementLine(
        recorded,
        event.effective_on() or local_day(recorded.occurred_at, jurisdiction),
        changes,
        {part: owed[part] + changes[part] for part in PARTS},
        {account: moved[account] for account in CASE_ACCOUNTS if account not in PART_OF and moved[account]},
        tuple((rule, rule_text(rule)) for rule in rules_of([event])),
        spans_of(event),
    )


def _parts(postings: Sequence[Posting]) -> dict[str, dict[str, int]]:
    """By part and column: postings come in pairs, and what a part became is what the other of the pair says."""
    found = {part: dict.fromkeys(COLUMNS, 0) for part in PARTS}
    for one, other in zip(postings[::2], postings[1::2], strict=True):
        for mine, against in ((one, other), (other, one)):
            if part := PART_OF.get(mine.account):
                found[part][_column(mine, against)] += mine.amount_minor
    return found


def _column(mine: Posting, against: Posting) -> str:
    if against.account is Account.CLAIMS_HANDED_OVER:
        return CLAIMED if mine.amount_minor > 0 else CREDITED
    return COLUMN_OF.get(against.account, "other")


def ledger_of(state: CaseState) -> dict[str, int]:
    """What the pure core says is owed of each part."""
    return {part: state.balance.owed(part) for part in PARTS}
