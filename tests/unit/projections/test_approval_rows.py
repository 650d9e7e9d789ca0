"""What waits for a second person by the read model is what waits by the state, whatever happens."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from domain.case.closure.closing import CloseCase, Outcome
from domain.case.closure.requesting import ClosureApproved
from domain.case.state import CASE
from domain.kernel.aggregate import AggregateKind
from domain.kernel.approval import ApprovalStep
from domain.kernel.four_eyes import RequestStatus
from domain.kernel.ledger import Account
from domain.kernel.message import Event
from domain.kernel.recorded import RecordedEvent
from domain.payment.refund.cancelling import RefundCancelled
from domain.payment.refund.proposing import RefundProposed
from domain.payment.refund.state import RefundStatus
from domain.payment.state import PAYMENT, PaymentState
from domain.person.payers.joining import PayerJoined
from infra.audit.checker.event import Seen
from infra.audit.checker.models.approvals import ApprovalTable
from projections.balances.approvals import ApprovalRows
from projections.kit.model import CannotFold
from tests.unit.domain.drawn_lives import never_come_to, whatever_happens
from tests.unit.domain.random_life import Step, case_lives, lived, payment_lives
from tests.unit.domain.samples import accepted, open_case
from tests.unit.golden_samples import GOLDEN_EVENTS
from tests.unit.projections.recorded import AT, CASE_ID, PAYMENT_ID, recorded


def folded(*events: Event) -> ApprovalRows:
    rows = ApprovalRows()
    for hours, event in enumerate(events):
        rows.fold(recorded(event, at=AT + timedelta(hours=hours)))
    return rows


def waiting(rows: ApprovalRows, of: UUID) -> set[tuple[str, str]]:
    return {name for name, row in rows.of.get(of, {}).items() if row.status == "waits"}


def expected_of(state: Any) -> set[tuple[str, str]]:
    """What a person can decide on, by the state."""
    found = {(one.asked.KIND, str(n)) for n, one in state.requests.of_status(RequestStatus.WAITING).items()}
    if isinstance(state, PaymentState):
        here = (RefundStatus.PROPOSED, RefundStatus.RETURNED)
        found |= {("refund", str(n)) for n, one in state.refunds.by_number.items() if one.status in here}
        found |= {("match", str(n)) for n in state.suggestions.open()}
        found |= {("making_good", "1") for _ in filter(None, [state.match.makes_good_by])}
    return found


def compare(kind: AggregateKind[Any], asked: list[object], of: UUID) -> None:
    """The read model with the state, and with what the checker works out by its own hands."""
    rows, checked = ApprovalRows(), ApprovalTable()
    for step in lived(kind, asked):  # type: ignore[arg-type]
        one = recorded(step.event, at=step.context.occurred_at)
        rows.fold(one)
        checked.fold(seen(one))
        if step.is_last:
            assert waiting(rows, of) == expected_of(step.after)
    assert [asdict(row) for row in rows.of.get(of, {}).values()] == list(checked.table.rows.values())


def seen(one: RecordedEvent) -> Seen:
    """The same event as the checker has it."""
    said: Any = SimpleNamespace(**one._asdict(), kind=one.aggregate_kind, actor_id=one.actor.id)
    return cast("Seen", said)


@whatever_happens(case_lives, number=100)
def test_of_a_case(asked: list[object]) -> None:
    compare(CASE, asked, CASE_ID)


@whatever_happens(payment_lives, number=200)
def test_of_a_payment(asked: list[object]) -> None:
    compare(PAYMENT, asked, PAYMENT_ID)


def test_the_lives_of_payments_come_to_what_waits() -> None:
    def told(step: Step) -> set[str]:
        return {kind for kind, _ in expected_of(step.after)}

    assert never_come_to({"refund", "match", "reversal"}, PAYMENT, payment_lives, told) == set()


def test_a_request_says_who_asked_for_how_much_and_until_when() -> None:
    big = open_case(principal_minor=1_000_000)
    (requested,) = accepted(CASE, big, CloseCase(Outcome.WRITTEN_OFF, "no_assets"))
    [row] = folded(requested).of[CASE_ID].values()
    assert (row.kind, row.which, row.status, row.asked_by, row.approved_by) == ("closure", "1", "waits", "u-17", [])
    assert (row.currency, row.amount_minor, row.reason) == ("SEK", 1_025_500, "no_assets")
    assert row.lapses_at == requested.lapses_at  # type: ignore[attr-defined]


def test_a_yes_that_is_not_enough_is_kept_and_it_still_waits() -> None:
    (requested,) = accepted(CASE, open_case(principal_minor=6_000_000), CloseCase(Outcome.WRITTEN_OFF, "no_assets"))
    [row] = folded(requested, ClosureApproved(1, "u-17", is_enough=False)).of[CASE_ID].values()
    assert (row.status, row.approved_by) == ("waits", ["u-17"])


@pytest.mark.parametrize("is_erased", [False, True])
def test_a_payer_who_is_joined_to_a_person_decides_nothing_that_waits(is_erased: bool) -> None:
    joined = replace(cast("PayerJoined", GOLDEN_EVENTS["PayerJoined"]), is_erased=is_erased)
    rows, checked = ApprovalRows(), ApprovalTable()
    for event in (GOLDEN_EVENTS["ErasureRequested"], joined):
        one = recorded(event)
        rows.fold(one)
        checked.fold(seen(one))
    assert waiting(rows, PAYMENT_ID) == {("erasure", "1")}
    assert [(moved.kind, moved.step) for moved in rows.moved] == [("erasure", ApprovalStep.ASKED)]
    assert checked.moved == []


@pytest.mark.parametrize(
    ("stands_on", "still_waits"), [(Account.SUSPENSE, set()), (Account.REFUND_PAYABLE, {("making_good", "1")})]
)
def test_what_one_person_said_of_money_in_suspense_is_over_when_more_comes_to_it(
    stands_on: Account, still_waits: set[tuple[str, str]]
) -> None:
    proposed = cast("RefundProposed", GOLDEN_EVENTS["RefundProposed"])
    cancelled = replace(cast("RefundCancelled", GOLDEN_EVENTS["RefundCancelled"]), stands_on=stands_on)
    rows, checked = ApprovalRows(), ApprovalTable()
    for event in (replace(proposed, number=cancelled.number), GOLDEN_EVENTS["MakingGoodProposed"], cancelled):
        rows.fold(recorded(event))
        checked.fold(seen(recorded(event)))
    assert waiting(rows, PAYMENT_ID) == still_waits
    assert [asdict(row) for row in rows.of[PAYMENT_ID].values()] == list(checked.table.rows.values())


def test_a_step_of_what_was_never_asked_for_cannot_be_folded() -> None:
    with pytest.raises(CannotFold, match="closure 1 was never asked for"):
        folded(GOLDEN_EVENTS["ClosureApproved"])
