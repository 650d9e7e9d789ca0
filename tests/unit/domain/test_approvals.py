"""Whatever waits for a second person says so itself: no list of approvals can forget a kind of it."""

from __future__ import annotations

from typing import get_type_hints

from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.approval import ApprovalStep
from domain.kernel.message import Event, speaks_of_approval
from domain.rule_usage import reach_of
from infra.cli.approvals.approval_list import ANSWERED_WITH
from infra.cli.approvals.kinds import APPROVE, DECLINE, NAMED
from tests.for_each import for_each
from tests.unit.golden_samples import GOLDEN_EVENTS

SECOND_PERSON = "second_person_needed"
"""The code of the refusal that somebody hears who must not decide alone."""
NAMES_A_PERSON = {
    *("requested_by", "proposed_by", "prepared_by", "approved_by", "confirmed_by", "declined_by", "rejected_by"),
}
"""Fields in which an event says who asked for something, or who said yes or no to it."""
ASKS_FOR_NOTHING = {"TransferPayment"}
"""So much is undone and placed anew by two people instead."""
SPEAKING = {name: cls for name, cls in ((one.__name__, one) for one in EVENTS.values()) if speaks_of_approval(cls)}


def names_who_decided(cls: type[Event]) -> bool:
    """Who acts by an id: a proposal by the customer or by us is no person."""
    hints = get_type_hints(cls)
    return any(hints.get(name) is str for name in NAMES_A_PERSON)


@for_each("cls", [one for one in EVENTS.values() if names_who_decided(one)], lambda cls: cls.__name__)
def test_an_event_that_says_who_asked_or_agreed_says_how_the_approval_stands(cls: type[Event]) -> None:
    assert speaks_of_approval(cls), f"{cls.__name__} has no approval()"


def test_whatever_is_refused_to_one_person_alone_is_on_the_list_of_what_waits() -> None:
    refusing = {one for one in COMMANDS.values() if SECOND_PERSON in reach_of(one).texts}
    assert {"ApproveRefund", "ApproveRemittance", "ConfirmSuggestion", "ConfirmPeriod", "ApproveClosure"} <= {
        one.__name__ for one in refusing
    }
    silent = [one.__name__ for one in refusing if not any(map(speaks_of_approval, reach_of(one).events))]
    assert set(silent) - ASKS_FOR_NOTHING == set()


def test_each_kind_begins_and_ends_and_the_command_line_knows_how_it_is_answered() -> None:
    steps: dict[str, set[ApprovalStep]] = {}
    for name in SPEAKING:
        approval = GOLDEN_EVENTS[name].approval()
        assert approval is not None
        assert approval.which, name
        steps.setdefault(approval.kind, set()).add(approval.step)
    assert steps.keys() == ANSWERED_WITH.keys()
    for kind, found in steps.items():
        assert found & {ApprovalStep.ASKED, ApprovalStep.PREPARED}, f"nobody asks for a {kind}"
        assert ApprovalStep.APPROVED in found, f"nobody approves a {kind}"


def test_each_request_can_be_approved_declined_and_named() -> None:
    assert NAMED.keys() == APPROVE.keys() == DECLINE.keys()
    with_requests = {line.split()[2] for line in ANSWERED_WITH.values() if line.startswith("approvals ")}
    assert with_requests == {str(kind) for kind in NAMED}
