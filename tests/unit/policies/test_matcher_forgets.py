"""What the matcher remembers of a payer goes with the payer."""

from __future__ import annotations

from domain.case.closure.closing import CloseCase, Outcome
from domain.kernel.recorded import Actor
from domain.payment.state import PaymentStatus
from domain.person.erasure.erasing import ErasePerson
from domain.person.erasure.requesting import ApproveErasure
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader, settle
from tests.unit.policies.money_seen import status
from tests.unit.policies.samples import claim, payment

REFERENCE, OTHER = "12345674", "22345672"


def remembered(matcher: PolicyReader) -> list[str]:
    return [reference for (reference,) in matcher.lookup.execute("SELECT reference FROM payment_references")]


def test_the_references_of_a_payer_who_is_erased_are_forgotten_and_the_payment_waits_for_a_person(
    ledger: LittleLedger, matcher: PolicyReader, allocator: PolicyReader
) -> None:
    payment_id, pay = payment(1, 40_000, REFERENCE)
    other_id, other = payment(2, 40_000, OTHER)
    case_id, receive = claim(1, "32345670")
    for target, command in ((payment_id, pay), (other_id, other), (case_id, receive)):
        ledger.ask(target, command)
    settle(matcher, allocator)
    assert sorted(remembered(matcher)) == [REFERENCE, OTHER]

    ledger.ask(case_id, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "sold_back"))
    ledger.ask(pay.person_id, ErasePerson(pay.person_id, "asked_for_it"))
    ledger.ask(pay.person_id, ApproveErasure(1), Actor("user", "agent-9"))
    assert not ledger.refusals()
    settle(matcher, allocator)
    assert remembered(matcher) == [OTHER]

    for number, reference in ((2, REFERENCE), (3, OTHER)):
        ledger.ask(*claim(number, reference))
    settle(matcher, allocator)
    assert status(ledger, payment_id) is PaymentStatus.SUSPENSE
    assert status(ledger, other_id) is PaymentStatus.MATCHED
