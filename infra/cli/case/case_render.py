"""One case on one screen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.text import Text

from domain.kernel.money import Money, money_text
from infra.cli.case.case_stops import case_stops
from infra.cli.case.late_interest import late_interest_tables
from infra.cli.render.table import facts, number, table, text, whole
from infra.cli.times import Zone

if TYPE_CHECKING:
    from domain.case.plans.combining import PlanPartTaken
    from infra.cases.view import CaseView


def case_screen(view: CaseView, zone: Zone, day: date, when: str = "") -> RenderableType:
    """Who owes whom, how much, until when. ``when`` says of which time it is (empty: now), ``day`` is that day."""
    parts: list[RenderableType] = [_heading(view, when), _balance(view, "owed then" if when else "owed now")]
    parts += late_interest_tables(view.state, day)
    if len(view.debtors) > 1:
        parts.append(_debtors(view))
    parts += case_stops(view.state, zone)
    if view.deadlines:
        parts.append(_deadlines(view, zone, "Deadlines that ran then" if when else "Deadlines that run"))
    if view.state.plan.proposal:
        parts.append(_proposal(view))
    if view.plan:
        parts.append(_plan(view))
    last = view.last
    note = f"As of version {last.version}, recorded {zone.show(last.recorded_at)} at position {last.position} of "
    return Group(*parts, Text(f"{note}partition {last.partition}", style="dim"))


def _heading(view: CaseView, when: str) -> RenderableType:
    claim, state = view.claim, view.state
    status = f"closed: {view.closed.outcome}" if view.closed else str(state.life.stage)
    return facts(
        f"{claim.creditor_name} / {claim.creditor_reference}" + (f", {when}" if when else ""),
        [
            ("case", str(view.first.aggregate_id)),
            ("status", Text(status, style="green" if state.outstanding_minor == 0 else "yellow")),
            ("debtor", claim.debtor_name + (f" <{claim.debtor_email}>" if claim.debtor_email else "")),
            ("for", claim.description),
            ("was due", f"{claim.due_date} ({claim.jurisdiction})"),
            ("portfolio", claim.portfolio),
            ("pays with", claim.payment_reference + (" (issued by us)" if claim.reference_issued else "")),
            ("creditor", claim.creditor_id),
            *_left(view),
        ],
    )


def _left(view: CaseView) -> list[tuple[str, str]]:
    """What the household has left of a month, where that has been worked out."""
    left_minor = view.state.affordability.known_minor
    return [] if left_minor is None else [("left of a month", str(Money(left_minor, view.state.currency)))]


def _balance(view: CaseView, owed: str) -> RenderableType:
    claim, state, currency = view.claim, view.state, view.state.currency
    parts = [
        ("principal", claim.principal_minor, state.balance.owed("principal")),
        ("interest", claim.interest_minor, state.balance.owed("interest")),
        ("fees", claim.fees_minor, state.balance.owed("fees")),
        ("court costs", 0, state.balance.owed("court_costs")),
    ]
    rows = [(name, str(Money(was, currency)), str(Money(owed, currency))) for name, was, owed in parts]
    beside = [
        (name, "", str(Money(minor, currency)))
        for name, minor in (
            ("added since", view.added_minor),
            ("paid", view.collected_minor),
            ("paid to the creditor", view.paid_to_creditor_minor),
            ("owed back", view.owed_back_minor),
            ("credited by the creditor", view.credited_minor),
            ("written off", view.written_off_minor),
        )
        if minor
    ]
    total = ("in all", str(Money(view.claimed_minor, currency)), str(Money(state.outstanding_minor, currency)))
    balance = table("", [whole(""), number("claimed"), number(owed, style="bold")], rows, total)
    return Group(balance, facts("", [(name, amount) for name, _, amount in beside])) if beside else Group(balance)


def _debtors(view: CaseView) -> RenderableType:
    rows = [(str(one.role), one.name, one.email or "", str(one.person_id)) for one in view.debtors]
    return table("Debtors", [whole("role"), text("name"), text("e-mail"), whole("person")], rows)


def _deadlines(view: CaseView, zone: Zone, title: str) -> RenderableType:
    currency = view.state.currency
    rows = [
        (
            deadline_number,
            deadline.kind,
            zone.last_day(deadline.due_at),
            "stands still" if deadline.paused_at else zone.last_day(deadline.grace_until),
            "" if deadline.paid_target_minor is None else str(Money(deadline.paid_target_minor, currency)),
            deadline.rule,
        )
        for deadline_number, deadline in view.deadlines.items()
    ]
    columns = [
        number("no"), whole("kind"), whole("to be paid by"), whole("missed after"),
        number("paid in all by then"), whole("rule"),
    ]  # fmt: skip
    return table(title, columns, rows)


def _plan(view: CaseView) -> RenderableType:
    assert view.plan is not None
    rows = [
        (str(instalment.due_date), str(Money(instalment.amount_minor, view.plan.currency)))
        for instalment in view.plan.instalments
    ]
    title = f"Plan {view.plan.plan}, proposed by {view.plan.proposed_by}, {view.state.plan.status}"
    return table(
        title, [whole("due"), number("amount")], rows, caption=f"{_costs(view)} {part_in_words(view.part)}".strip()
    )


def _costs(view: CaseView) -> str:
    """What the customer pays for the delay, and how much that is by what the claim was for."""
    assert view.plan is not None
    costs_minor, principal_minor = view.plan.costs_minor, view.claim.principal_minor
    costs = money_text(costs_minor, view.plan.currency)
    return f"Interest and fees in it: {costs}, {100 * costs_minor // principal_minor} % of the principal."


def part_in_words(part: PlanPartTaken | None) -> str:
    """How a plan that is a part of one over several cases is paid; empty for any other."""
    if part is None:
        return ""
    return (
        f"A part of one plan over several cases: the whole sum is paid with the reference {part.reference}, and "
        f"`caseledger person plan show {part.person_id}` shows it."
    )


def _proposal(view: CaseView) -> RenderableType:
    proposal, currency = view.state.plan.proposal, view.state.currency
    assert proposal is not None
    rows = [(str(one.due_date), str(Money(one.amount_minor, currency))) for one in proposal.instalments]
    title = f"Plan proposed by the {proposal.proposed_by}: the {proposal.proposed_by.other} answers"
    return table(title, [whole("due"), number("amount")], rows)
