"""What the command line sees coming is refused by the ledger all the same where a rule forbids it: it is on record."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.kernel.refusal import Refusal
from domain.person.erasure.erasing import ErasePerson
from infra.cli.acting import ActNow
from infra.cli.failures import RefusedByLedger
from infra.cli.session import Session
from infra.cli.submit import Submission

PERSON = UUID(int=7)
ASKED = ErasePerson(PERSON, None)
BY_RULE = Refusal("open_case", "A case is open.", "policy.data_of_open_cases_stays")
OTHERWISE = Refusal("not_registered", "There is no such person.")

Sent = list[tuple[Submission, UUID, object]]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """What reached the ledger, which says that it refuses too."""
    found: Sent = []

    def carry_out(self: Submission, aggregate_id: UUID, command: object, *_: Any, **__: Any) -> None:
        found.append((self, aggregate_id, command))
        raise RefusedByLedger(BY_RULE.code, "The ledger says so.", BY_RULE.rule)

    monkeypatch.setattr(Submission, "carry_out", carry_out)
    return found


def refused(refusal: Refusal) -> RefusedByLedger:
    with pytest.raises(RefusedByLedger) as told:
        ActNow(session=Session(environ={}), command_id=uuid4()).have_refused(PERSON, 3, ASKED, refusal)
    return told.value


def test_what_a_rule_forbids_reaches_the_ledger_at_the_version_that_was_looked_at(sent: Sent) -> None:
    assert refused(BY_RULE).message == "The ledger says so."
    ((submission, aggregate_id, command),) = sent
    assert (aggregate_id, command) == (PERSON, ASKED)
    assert vars(submission)["_expected_version"] == 3
    assert not vars(submission)["_is_second_try"], "the id that was given is that of another command"


def test_what_no_rule_forbids_is_only_told(sent: Sent) -> None:
    assert refused(OTHERWISE).message == OTHERWISE.message
    assert not sent


def test_an_aggregate_that_has_gone_on_since_is_asked_no_more(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    def has_gone_on(*_: Any, **__: Any) -> None:
        raise RefusedByLedger("version_differs", "It is at version 4.")

    monkeypatch.setattr(Submission, "carry_out", has_gone_on)
    assert refused(BY_RULE).message == BY_RULE.message
