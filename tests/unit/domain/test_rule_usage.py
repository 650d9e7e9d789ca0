"""Which decisions ask a rule is read from the decisions: no list says it, so none can be wrong."""

from __future__ import annotations

import pytest

from domain.case.allocation.allocating import AllocatePayment, PaymentAllocated
from domain.case.closure.closing import CloseCase
from domain.case.contacts.contact import RecordContact
from domain.case.disputes.raising import RaiseDispute
from domain.case.plans.terminating import TerminatePlan
from domain.law.policies import ALLOCATION_ORDER, CONTACT_HOURS, DISPUTE_ANSWER, PAYMENT_GRACE
from domain.rule_usage import decisions_asking, reach_of


def test_allocating_asks_for_the_order_and_for_the_grace_of_what_follows() -> None:
    reach = reach_of(AllocatePayment)
    assert {ALLOCATION_ORDER, PAYMENT_GRACE} <= reach.tables
    assert PaymentAllocated in reach.events


@pytest.mark.parametrize("command", [RecordContact, TerminatePlan, CloseCase])
def test_what_needs_no_order_of_allocation_asks_for_none(command: type[CloseCase]) -> None:
    assert ALLOCATION_ORDER not in reach_of(command).tables


def test_a_row_is_asked_by_those_who_ask_its_table_in_whichever_country() -> None:
    names = [command.__name__ for command in decisions_asking("NO.allocation_order.1970-01-01")]
    assert {"AllocatePayment", "ReceiveClaim", "ReportDirectPayment"} <= set(names)
    assert names == sorted(names)


def test_the_times_of_answers_are_asked_through_the_function_that_is_given_the_table() -> None:
    assert DISPUTE_ANSWER in reach_of(RaiseDispute).tables


def test_what_a_function_remembers_is_looked_through_as_well() -> None:
    """The hours of contact are asked through a function that remembers its answers."""
    assert CONTACT_HOURS in reach_of(RecordContact).tables


def test_a_rule_that_nothing_asks_yet_is_asked_by_nobody() -> None:
    assert decisions_asking("GB.nothing_of_this_name.2020-01-01") == []
