"""A file that is large enough to ask for its cases beforehand: placed as the matcher would, killed or whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from domain.bank_file.telling import TOLD_AT_ONCE_MAX
from domain.case.allocation.allocating import PaymentAllocated
from domain.case.claim.receiving import ClaimReceived
from domain.kernel.ledger import Account
from domain.kernel.recorded import RecordedEvent
from domain.payment.matching.matching import PaymentMatched
from domain.payment.matching.suspending import PaymentPutInSuspense
from domain.payment.receipt.receiving import PaymentReceived
from infra.client import CommandClient
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.banks.written import WrittenDay, WrittenEntry
from infra.intake.importing import finding
from infra.intake.importing.files import import_payments
from infra.intake.importing.finding import LINES_LEAST, cases_on_file
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.sending import Sending
from infra.intake.importing.tally import Tally
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from projections.balances.model import Balances
from projections.kit.model import CannotFold
from tests.integration.policies.conftest import Ask, Run
from tests.integration.policies.log_view import LogView
from tests.integration.policies.running import eventually
from tests.unit.intake.bank_samples import SAMPLES
from tests.unit.policies.samples import claim

A, TWICE, UNKNOWN, MISTYPED = "12345674", "42345678", "52345675", "12345675"
NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
MINOR = 100
ODD = [
    WrittenEntry(700, (MISTYPED,), bank_reference="900000001"),
    WrittenEntry(800, (TWICE,), bank_reference="900000002"),
    WrittenEntry(900, (), bank_reference="900000003"),
    WrittenEntry(1_000, (UNKNOWN,), bank_reference="900000004"),
]


class Killed(BaseException):
    """The importer dies here."""


def write_file(path: Path, plain: int) -> Path:
    """So many payments of the same sum for A, with their own numbers at the bank; among them those for a matcher."""
    entries = [WrittenEntry(MINOR, (A,), bank_reference=f"{number:09d}") for number in range(1, plain + 1)]
    day = WrittenDay("55555551", "SEK", date(2026, 3, 1), NOW, [*entries[:50], *ODD, *entries[50:]])
    path.write_bytes(SAMPLES[0].write(day))
    return path


def take_in(log: Settings, client: CommandClient, path: Path, dies_after: int = -1) -> Tally:
    file, settled = read_bank_file(path), 0

    def advance() -> None:
        nonlocal settled
        settled += 1
        if settled == dies_after:
            raise Killed

    with cases_on_file(log, len(file.lines)) as find:
        plan = PaymentImport(NOW, "Europe/Stockholm", find)
        return import_payments(path, file, plan, Sending(client, in_flight_max=100), advance)


@pytest.fixture
def three_claims(run: Run, ask: Ask, view: LogView) -> Sequence[UUID]:
    """Their cases; two have one reference."""
    for name in ("writer", "projector", "matcher", "allocator"):
        run(name)
    claims = [claim(1, A), claim(4, TWICE), claim(5, TWICE, creditor="sydel")]
    for one in claims:
        ask(*one)
    eventually("the claims are there", lambda: len(view.of(ClaimReceived)) == len(claims))
    return [case_id for case_id, _ in claims]


def test_what_one_reference_tells_is_matched_when_it_is_received_and_the_rest_by_the_matcher_once_killed_or_not(
    log: Settings, three_claims: Sequence[UUID], view: LogView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "REFLECTED_WITHIN_S", 60.0)  # a busy machine proves nothing
    plain = TOLD_AT_ONCE_MAX + 100  # in two parts
    path = write_file(tmp_path / "day.txt", plain)
    with CommandClient(connection_of(log), log.commands_topic, log.replies_topic) as client:
        with pytest.raises(Killed):
            take_in(log, client, path, dies_after=250)
        tally = take_in(log, client, path)
        assert 0 < tally.received < plain + len(ODD), "it was killed too early or too late to prove anything"
        assert tally.received + tally.received_before == plain + len(ODD)
        again = take_in(log, client, path)
        assert (again.received, again.received_before, again.refused) == (0, plain + len(ODD), 0)
    eventually("all is placed", lambda: len(view.of(PaymentAllocated)) == plain)
    eventually("or waits", lambda: len(view.of(PaymentPutInSuspense)) == len(ODD))
    assert len(view.of(PaymentReceived)) == plain + len(ODD)
    assert Counter(one.reason for one in view.of(PaymentPutInSuspense)) == Counter(
        ["invalid_reference", "ambiguous_reference", "no_reference", "unknown_reference"]
    )
    assert _who_matched(view) == (plain, 0), "each when it was received"
    assert view.owed(three_claims[0]) == 100_000 - plain * MINOR
    balances = view.balances()
    assert balances[Account.RECEIPTS_CLEARING] == balances[Account.ALLOCATION_CLEARING] == 0
    assert balances[Account.SUSPENSE] == -3_400


def _who_matched(view: LogView) -> tuple[int, int]:
    matches = [one for one in view.events() if isinstance(one.event, PaymentMatched)]
    by_matcher = sum(one.actor.id == "matcher" for one in matches)
    return len(matches) - by_matcher, by_matcher


def test_without_a_projector_the_matcher_places_all(
    log: Settings, run: Run, ask: Ask, view: LogView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "REFLECTED_WITHIN_S", 0.2)
    for name in ("writer", "matcher", "allocator"):
        run(name)
    ask(*claim(1, A))
    eventually("the claim is there", lambda: len(view.of(ClaimReceived)) == 1)
    path = write_file(tmp_path / "day.txt", LINES_LEAST)
    with CommandClient(connection_of(log), log.commands_topic, log.replies_topic) as client:
        assert take_in(log, client, path).received == LINES_LEAST + len(ODD)
    eventually("all is allocated", lambda: len(view.of(PaymentAllocated)) == LINES_LEAST)
    assert _who_matched(view) == (0, LINES_LEAST)


def test_a_second_claim_of_the_reference_that_no_read_model_could_fold_is_not_overlooked(
    log: Settings, run: Run, ask: Ask, view: LogView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second, receive = claim(2, A, creditor="sydel")
    fold = Balances.fold

    def without_the_second(model: Balances, cursor: Any, events: Sequence[RecordedEvent]) -> None:
        if any(event.aggregate_id == second for event in events):
            raise CannotFold("the test does not like it")
        fold(model, cursor, events)

    monkeypatch.setattr(Balances, "fold", without_the_second)
    for name in ("writer", "matcher", "allocator", "projector"):
        run(name)
    ask(*claim(1, A))
    ask(second, receive)
    eventually("the claims are there", lambda: len(view.of(ClaimReceived)) == 2)
    path = write_file(tmp_path / "day.txt", LINES_LEAST)
    with CommandClient(connection_of(log), log.commands_topic, log.replies_topic) as client:
        assert take_in(log, client, path).received == LINES_LEAST + len(ODD)
    eventually("all is in suspense", lambda: len(view.of(PaymentPutInSuspense)) == LINES_LEAST + len(ODD))
    assert Counter(one.reason for one in view.of(PaymentPutInSuspense))["ambiguous_reference"] == LINES_LEAST
