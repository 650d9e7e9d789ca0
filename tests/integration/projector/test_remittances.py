"""What is to be remitted, and what was, by the read model: held against the books and against each other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from psycopg2.extensions import connection

from domain.case.allocation.direct import ReportDirectPayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.state import CASE
from domain.creditor.account.setting import SetPayoutAccount
from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import RegisterCreditor
from domain.creditor.remittance.approving import ApproveRemittance
from domain.creditor.remittance.bearing import ApproveLoss
from domain.creditor.remittance.cancelling import CancelRemittance
from domain.creditor.remittance.losing import ProposeLoss
from domain.creditor.remittance.own_share import PrepareOwnShare
from domain.creditor.remittance.preparing import PrepareRemittance
from domain.creditor.remittance.reckoning import CollectedSum
from domain.creditor.remittance.sending import SendRemittance
from domain.creditor.remittance.state import LogSpan
from domain.creditor.state import CREDITOR
from domain.kernel.identity import creditor_uuid
from domain.kernel.recorded import Actor
from infra.postgres.verification import problems
from projections.balances import remittances
from projections.balances.queries import client_funds, creditor_funds
from projections.kpi.queries import Question, figures
from projections.kpi.table import BY_NAME
from tests.integration.projector.folded import Folded
from tests.integration.projector.recorded_log import BEGIN
from tests.integration.projector.stories import CASES, three_paid_cases
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR

CREDITOR_ID = CLAIM.creditor_id
NORRKRAFT = creditor_uuid(CREDITOR_ID)
SINCE = date(2026, 1, 1)
TERMS = AgreeContract(
    SINCE, 1_000, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY, CommissionIs.WITHHELD, None, None
)
FIRST = CASES[0].int + 0x100
SECOND, SENT_AT = Actor("user", "agent-9"), datetime(2026, 4, 16, 8, tzinfo=UTC)


class Agency:
    """A log, the read models that follow it, and what is asked of them."""

    def __init__(self, folded: Folded) -> None:
        self.log, self.folded, self._batches = three_paid_cases(), folded, 0
        registered = RegisterCreditor(CREDITOR_ID, "Norrkraft Energi", None, "SE")
        for command in (registered, TERMS, SetPayoutAccount("SE4550000000058398257466")):
            assert self.log.decide(CREDITOR, NORRKRAFT, command)
        self.catch_up()

    def catch_up(self) -> None:
        """Fold what was recorded since."""
        behind = self._batches
        self._batches = len(self.log.events)
        self.folded.fold_all(self.log.batches([behind])[1 if behind else 0 :])

    @property
    def opened(self) -> connection:
        return self.folded.opened

    def due(self) -> remittances.Due:
        return remittances.due_to(self.opened, CREDITOR_ID)["SEK"]

    def prepare(self) -> None:
        due = self.due()
        assert self.log.decide(CREDITOR, NORRKRAFT, PrepareRemittance("SEK", due.spans, due.oldest, due.sums))
        self.catch_up()


@pytest.fixture
def agency(folded: Folded) -> Agency:
    return Agency(folded)


def test_all_that_was_collected_is_to_be_remitted_by_the_terms_of_its_day(agency: Agency) -> None:
    last = max(one.position for one in agency.log.events if type(one.event).__name__ == "PaymentAllocated")
    assert agency.due() == remittances.Due(
        (LogSpan(0, 0, last),), (CollectedSum(SINCE, False, 2, 200_000, 3_000, 48_000, 0),), date(2026, 3, 10)
    )
    [waiting] = remittances.to_remit(agency.opened)
    assert (waiting.creditor, waiting.lines, waiting.collected_minor) == ("Norrkraft Energi", 2, 2 * CLAIM_TOTAL_MINOR)
    assert problems(agency.opened) == []


def test_what_was_remitted_is_not_to_be_remitted_again(agency: Agency) -> None:
    """2,510.00 collected, of which 480.00 are fees, and 10 % of the rest with VAT is 203.00 and 50.75: 1,776.25."""
    agency.prepare()
    assert remittances.to_remit(agency.opened) == []
    [one] = remittances.remittances(agency.opened, CREDITOR_ID)
    assert (one.number, one.status, one.lines, one.collected_minor) == (1, "prepared", 2, 251_000)
    assert one.payable_minor == 251_000 - 48_000 - 20_300 - 5_075
    [funds] = client_funds(agency.opened)
    assert (funds.client_payable_minor, funds.remittance_payable_minor, funds.untransferred_fees_minor) == (
        0, 177_625, 73_375,
    )  # fmt: skip
    assert funds.difference_minor == 0
    [held] = creditor_funds(agency.opened)
    assert (held.held_minor, held.remittance_payable_minor, held.untransferred_fees_minor) == (251_000, 177_625, 73_375)
    assert (held.client_payable_minor, held.difference_minor) == (0, 0)
    assert problems(agency.opened) == []


def test_the_agencys_own_share_is_beside_the_remittances_and_owes_the_creditor_nothing(agency: Agency) -> None:
    agency.prepare()
    assert agency.log.decide(CREDITOR, NORRKRAFT, PrepareOwnShare("SEK", 73_375, 1, "SE7280000810340009783242"))
    agency.catch_up()
    of_its_own, to_creditor = remittances.remittances(agency.opened, CREDITOR_ID)
    assert (of_its_own.to_agency, of_its_own.lines, of_its_own.payable_minor) == (True, 0, 73_375)
    assert not to_creditor.to_agency
    [funds] = client_funds(agency.opened)
    assert (funds.untransferred_fees_minor, funds.remittance_payable_minor, funds.difference_minor) == (0, 251_000, 0)
    assert problems(agency.opened) == []


def test_the_lines_of_a_remittance_add_up_to_it(agency: Agency) -> None:
    spans = agency.due().spans
    lines = remittances.lines_of(agency.opened, CREDITOR_ID, "SEK", spans)
    assert [line.case_id for line in lines] == CASES[:2]
    assert sum(line.total_minor for line in lines) == 251_000
    assert remittances.lines_of(agency.opened, CREDITOR_ID, "NOK", spans) == []


def test_what_is_taken_back_and_what_the_creditor_had_itself_come_into_the_next_one(agency: Agency) -> None:
    agency.prepare()
    before = len(agency.log.events)
    assert agency.log.decide(CASE, CASES[0], ReverseAllocation(UUID(int=FIRST), "bounced"))
    assert agency.log.decide(CASE, CASES[2], ReportDirectPayment("SEK", 25_000, BEGIN.date()))
    agency.catch_up()
    due = agency.due()
    assert [(span.after, span.through > before) for span in due.spans] == [(_end_of_first(agency), True)]
    assert due.sums == (
        CollectedSum(SINCE, False, 1, -100_000, -1_500, -24_000, 0),
        CollectedSum(SINCE, True, 1, 0, 1_000, 24_000, 0),
    )
    assert agency.log.decide(CREDITOR, NORRKRAFT, PrepareRemittance("SEK", due.spans, due.oldest, due.sums)) == []
    assert problems(agency.opened) == []


def test_what_the_agency_bears_is_taken_off_no_remittance(agency: Agency) -> None:
    """1,255.00 that were remitted came back: they are the agency's, and between it and the creditor all is even."""
    agency.prepare()
    _approve_and_send(agency)
    assert agency.log.decide(CASE, CASES[0], ReverseAllocation(UUID(int=FIRST), "bounced"))
    agency.catch_up()
    due = agency.due()
    assert due.sums == (CollectedSum(SINCE, False, 1, -100_000, -1_500, -24_000, 0),)
    said = ProposeLoss("SEK", due.spans, due.oldest, due.sums, "creditor_bankrupt")
    assert agency.log.decide(CREDITOR, NORRKRAFT, said, SENT_AT, Actor("user", "agent-7"))
    agency.catch_up()
    assert problems(agency.opened) == []
    assert agency.log.decide(CREDITOR, NORRKRAFT, ApproveLoss(2), SENT_AT, SECOND)
    agency.catch_up()
    borne, _ = remittances.remittances(agency.opened, CREDITOR_ID)
    assert (borne.number, borne.status, borne.payable_minor, borne.iban) == (2, "borne", -125_500, "")
    [funds] = client_funds(agency.opened)
    assert (funds.client_payable_minor, funds.chargeback_loss_minor, funds.difference_minor) == (0, 125_500, 0)
    assert remittances.to_remit(agency.opened) == []
    assert problems(agency.opened) == []


def _approve_and_send(agency: Agency) -> None:
    send = SendRemittance(1, SENT_AT.date(), "SE3550000000054910000003", None, "Inkasso AB")
    for command in (ApproveRemittance(1), send):
        assert agency.log.decide(CREDITOR, NORRKRAFT, command, SENT_AT, SECOND)


def _end_of_first(agency: Agency) -> int:
    [span] = next(one.event.spans for one in agency.log.events if type(one.event).__name__ == "RemittancePrepared")  # type: ignore[attr-defined]
    through: int = span.through
    return through


def test_a_cancelled_remittance_is_to_be_remitted_again(agency: Agency) -> None:
    before = agency.due()
    agency.prepare()
    assert agency.log.decide(CREDITOR, NORRKRAFT, CancelRemittance(1, "too_early"))
    agency.catch_up()
    assert agency.due() == before
    assert problems(agency.opened) == []


def _figures(agency: Agency, name: str, at: datetime) -> list[tuple[int, int]]:
    found = figures(agency.opened, BY_NAME[name], Question(at=at, zone="Europe/Stockholm"))
    return [(one.numerator, one.denominator) for one in found]


def test_what_is_paid_out_in_time_is_a_key_figure(agency: Agency) -> None:
    """1,776.25 are to be sent within 38 days of 10 March (agency policy): by the end of 17 April, 22:00 UTC."""
    last = datetime(2026, 4, 17, 22, tzinfo=UTC)
    assert [one // 86_400 for one, _ in _figures(agency, "unremitted_age", last)] == [38, 38, 38]
    agency.prepare()
    assert _figures(agency, "unremitted_age", last) == []
    assert _figures(agency, "remittance_timeliness", last - timedelta(seconds=1)) == [], "there is time left"
    assert _figures(agency, "remittance_timeliness", last) == [(0, 177_625)]
    _approve_and_send(agency)
    agency.catch_up()
    assert _figures(agency, "remittance_timeliness", last) == [(177_625, 177_625)]
    assert problems(agency.opened) == []


def test_what_is_sent_too_late_or_cancelled_is_not_in_time(agency: Agency) -> None:
    agency.prepare()
    after = datetime(2026, 4, 20, 8, tzinfo=UTC)
    with agency.opened, agency.opened.cursor() as cursor:
        cursor.execute("UPDATE balances_1.remittance SET sent_at = send_until")
    assert _figures(agency, "remittance_timeliness", after) == [(0, 177_625)]
    with agency.opened, agency.opened.cursor() as cursor:
        cursor.execute("UPDATE balances_1.remittance SET sent_at = NULL, status = 'cancelled'")
    assert _figures(agency, "remittance_timeliness", after) == []


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        ("DELETE FROM balances_1.collected", "creditors_are_owed_what_was_collected_and_not_remitted"),
        ("UPDATE balances_1.remittance SET lines = 3", "remittances_are_what_was_collected"),
        ("UPDATE balances_1.remittance SET payable_minor = 1", "remittances_stand_where_the_ledger_says"),
    ],
)
def test_damage_is_noticed(agency: Agency, damage: str, check: str) -> None:
    agency.prepare()
    with agency.opened, agency.opened.cursor() as cursor:
        cursor.execute(damage)
    assert {problem.check for problem in problems(agency.opened)} == {check}
