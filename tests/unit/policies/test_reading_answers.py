"""A command of a policy that is refused has a consequence: expected, compensated for, or shown to a person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import pytest

from consumers.policies.outbox import ASK_AGAIN_AFTER
from consumers.policies.policy import Intent, Lookup, Policy, RefusedIntent, because_of
from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CaseClosed, CloseCase, Outcome
from domain.kernel.recorded import RecordedEvent
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import count
from tests.unit.policies.samples import claim

HASTY = CloseCase(Outcome.PAID_IN_FULL, None)


class Closer(Policy):
    """Closes each case as paid when it comes, which is refused: it is not paid."""

    name = "closer"
    handled = frozenset({ClaimReceived})

    def react(self, lookup: Lookup, event: RecordedEvent) -> Iterable[Intent]:
        yield because_of(event, event.aggregate_id, HASTY)


class GivesUp(Closer):
    """Writes off what it could not close."""

    def compensate(self, lookup: Lookup, refused: RefusedIntent) -> Iterable[Intent]:
        yield refused.compensation(refused.target, CloseCase(Outcome.WRITTEN_OFF, refused.code))


class ExpectsIt(Closer):
    """Knows that there is nothing to do then."""

    expected_refusals = frozenset({"balance_remains"})


@pytest.fixture
def case_id(ledger: LittleLedger) -> UUID:
    case_id, receive = claim(1, "12345674")
    ledger.ask(case_id, receive)
    return case_id


def test_what_nobody_thought_of_is_shown_to_a_person_once(ledger: LittleLedger, case_id: UUID) -> None:
    reader = PolicyReader(Closer(), ledger)
    settle(reader)
    settle(reader)
    [(command, reason)] = ledger.kept
    assert command == HASTY
    assert reason.startswith("balance_remains: ")


def test_what_is_expected_is_shown_to_nobody(ledger: LittleLedger, case_id: UUID) -> None:
    settle(PolicyReader(ExpectsIt(), ledger))
    assert (len(ledger.sent), ledger.kept) == (2, [])


def test_what_can_be_put_right_is(ledger: LittleLedger, case_id: UUID) -> None:
    reader = PolicyReader(GivesUp(), ledger)
    reader.round(crash=True)
    settle(reader)
    assert (count(ledger, CaseClosed), ledger.kept) == (1, [])


def test_a_command_whose_answer_was_lost_is_sent_again_after_a_while(ledger: LittleLedger, case_id: UUID) -> None:
    reader = PolicyReader(Closer(), ledger)
    reader.round()
    lost = ledger.replies.pop()
    ledger.now += ASK_AGAIN_AFTER
    reader.round()
    assert len(ledger.sent) == 2, "not yet"
    ledger.now += timedelta(seconds=1)
    settle(reader)
    assert [envelope.id for envelope, _ in ledger.sent[1:]] == [lost.command_id] * 2, "the same command under one id"
    assert len(ledger.kept) == 1
