"""Whatever is paid, taken back, remitted and cancelled, in any order: nothing is remitted twice, and nothing lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.case.allocation.direct import ReportDirectPayment
from domain.case.allocation.reversing import ReverseAllocation
from domain.case.state import CASE
from domain.creditor.account.setting import SetPayoutAccount
from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.remittance.approving import ApproveRemittance
from domain.creditor.remittance.bearing import ApproveLoss
from domain.creditor.remittance.cancelling import CancelRemittance
from domain.creditor.remittance.confirming import ConfirmRemittance
from domain.creditor.remittance.losing import ProposeLoss
from domain.creditor.remittance.preparing import PrepareRemittance
from domain.creditor.remittance.reckoning import CollectedSum
from domain.creditor.remittance.refusing import RecordBankRefusal
from domain.creditor.remittance.returning import RecordRemittanceReturn
from domain.creditor.remittance.sending import SendRemittance
from domain.creditor.remittance.state import LogSpan, Remittance, RemittanceStatus
from domain.creditor.state import CREDITOR
from domain.kernel.aggregate import AggregateKind
from domain.kernel.ledger import Account, covered
from domain.kernel.message import Command, Event
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from tests.unit.domain.samples import NOW, after, allocation, at, open_case
from tests.unit.domain.test_remittances import IBAN, REGISTER

DAYS = st.integers(0, 2).map(lambda days: NOW.date() - timedelta(days=days))
CASES = st.integers(0, 2)
RATES = st.sampled_from([0, 333, 1_250, 10_000])
PART_FIELDS = ("principal", "interest", "fees", "court_costs")

ACTS = st.one_of(
    st.tuples(st.just("pay"), CASES, st.integers(1, 140_000), DAYS),
    st.tuples(st.just("take back"), CASES, st.integers(0, 3)),
    st.tuples(st.just("pay directly"), CASES, st.integers(1, 60_000), DAYS),
    st.tuples(st.just("prepare")),
    st.tuples(st.just("lose")),
    st.tuples(st.just("bear")),
    st.tuples(st.just("approve")),
    st.tuples(st.just("cancel")),
    st.tuples(st.just("send")),
    st.tuples(st.sampled_from(["paid", "came back", "refused"]), st.integers(1, 3)),
)
TERMS = st.builds(
    AgreeContract,
    st.sampled_from([date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 2)]),
    RATES,
    st.sampled_from([0, 2_500]),
    st.just(RemittanceInterval.MONTHLY),
    st.sampled_from(FeesGoTo),
    st.sampled_from(CommissionIs),
)


@dataclass
class Agency:
    """Three cases in two partitions, their creditor, the books, and every line that collected something."""

    creditor: Any
    cases: list[Any] = field(default_factory=lambda: [open_case() for _ in range(3)])
    books: Counter[str] = field(default_factory=Counter)
    lines: list[tuple[int, int, Event, bool, dict[str, int]]] = field(default_factory=list)
    payments: list[list[UUID]] = field(default_factory=lambda: [[], [], []])
    positions: Counter[int] = field(default_factory=Counter)

    def do(self, what: str, *given: Any) -> None:
        """One act. What is refused changes nothing."""
        if what == "pay":
            case, minor, day = given
            payment = UUID(int=1_000 * case + len(self.payments[case]))
            if self._on_case(case, allocation(minor, payment, day)):
                self.payments[case].append(payment)
        elif what == "take back":
            case, which = given
            if which < len(self.payments[case]):
                self._on_case(case, ReverseAllocation(self.payments[case][which], "bounced"))
        elif what == "pay directly":
            case, minor, day = given
            self._on_case(case, ReportDirectPayment("SEK", minor, day))
        elif what in ("paid", "came back", "refused"):
            self._remit(what, *given)
        else:
            self._remit(what, self.creditor.remittances.next_number - 1)

    def _on_case(self, case: int, command: Command) -> bool:
        decision = self._decide(CASE, self.cases[case], command, "anna")
        for event in decision:
            self.cases[case] = CASE.evolve(self.cases[case], event)
            self._follow(case % 2, event)
        return bool(decision)

    def _remit(self, what: str, number: int) -> None:
        known = self.creditor.remittances.by_number.get(number)
        line = (UUID(int=99), "SEK", known.payable_minor if known else 1, NOW.date())
        acts: dict[str, Command] = {
            "prepare": PrepareRemittance("SEK", *self.due()),
            "lose": ProposeLoss("SEK", *self.due(), "creditor_bankrupt"),
            "bear": ApproveLoss(number),
            "approve": ApproveRemittance(number),
            "cancel": CancelRemittance(number, "too_early"),
            "send": SendRemittance(number, NOW.date(), IBAN, None, "Norr Inkasso AB"),
            "paid": ConfirmRemittance(number, *line),
            "came back": RecordRemittanceReturn(number, *line),
            "refused": RecordBankRefusal(number, "ac04"),
        }
        for event in self._decide(CREDITOR, self.creditor, acts[what], "bo" if what in ("approve", "bear") else "anna"):
            self.creditor = CREDITOR.evolve(self.creditor, event)
            self._follow(0, event)

    def _decide(self, kind: AggregateKind[Any], state: Any, command: Command, who: str) -> list[Event]:
        decision = kind.decide(state, command, replace(at(NOW), actor=Actor("user", who)))
        return [] if isinstance(decision, Refusal) else list(decision)

    def _follow(self, partition: int, event: Event) -> None:
        self.positions[partition] += 1
        for posting in event.postings():
            self.books[posting.account] += posting.amount_minor
        for account, direct in ((Account.COLLECTED, False), (Account.PAID_TO_CREDITOR, True)):
            parts = covered(event.postings(), account)
            moved = sum(posting.amount_minor for posting in event.postings() if posting.account is account)
            assert sum(parts.values()) == moved
            if moved:
                self.lines.append((partition, self.positions[partition], event, direct, parts))

    def waiting(self) -> Iterator[tuple[int, int, Event, bool, dict[str, int]]]:
        """The lines behind the last remittance."""
        ends = self.creditor.remittances.remitted_through("SEK")
        return (line for line in self.lines if line[1] > ends.get(line[0], 0))

    def due(self) -> tuple[tuple[LogSpan, ...], date, tuple[CollectedSum, ...]]:
        """What a remittance would be of."""
        ends = self.creditor.remittances.remitted_through("SEK")
        throughs: dict[int, int] = {}
        sums: dict[tuple[date, bool], Counter[str]] = {}
        for partition, position, event, direct, parts in self.waiting():
            throughs[partition] = position
            day: date = event.value_date  # type: ignore[attr-defined]
            terms = self.creditor.contract.for_money_of(day)
            of = sums.setdefault((terms.valid_from, direct), Counter())
            of.update({**parts, "lines": 1})
        spans = tuple(LogSpan(partition, ends.get(partition, 0), through) for partition, through in throughs.items())
        rows = [CollectedSum(*key, of["lines"], *(of[part] for part in PART_FIELDS)) for key, of in sums.items()]
        return spans, min((day for day, _ in sums), default=NOW.date()), tuple(rows)

    def standing(self) -> list[Remittance]:
        """The remittances that were not cancelled."""
        found = self.creditor.remittances.by_number.values()
        return [one for one in found if one.status is not RemittanceStatus.CANCELLED]


def ours(lines: Iterator[tuple[int, int, Event, bool, dict[str, int]]]) -> int:
    """What was paid to us in these lines."""
    return sum(sum(parts.values()) for _, _, _, direct, parts in lines if not direct)


@settings(max_examples=150, deadline=None)
@given(st.lists(TERMS, min_size=1, max_size=3), st.lists(ACTS, max_size=25))
def test_what_was_remitted_and_what_is_still_owed_are_what_was_collected(
    terms: list[AgreeContract], acts: list[tuple[Any, ...]]
) -> None:
    creditor = after(CREDITOR, REGISTER, *terms, SetPayoutAccount(IBAN), context=at(NOW - timedelta(days=10)))
    agency = Agency(creditor)
    for act in acts:
        agency.do(*act)
        assert sum(agency.books.values()) == 0, "debits are credits"
        remitted = sum(one.collected_minor for one in agency.standing())
        assert remitted + ours(agency.waiting()) == ours(iter(agency.lines)) == agency.books[Account.COLLECTED]
        assert -agency.books[Account.CLIENT_PAYABLE] == ours(agency.waiting())
        paid = sum(one.payable_minor for one in agency.standing() if one.status is RemittanceStatus.CONFIRMED)
        assert -agency.books[Account.REMITTANCE_CLEARING] == paid, "what the bank's lines have brought here"
        lost = -sum(one.payable_minor for one in agency.standing() if one.status is RemittanceStatus.BORNE)
        assert agency.books[Account.CHARGEBACK_LOSS] == lost >= 0
        waits = sum(one.payable_minor for one in agency.standing()) - paid + lost
        assert -agency.books[Account.REMITTANCE_PAYABLE] == waits
        assert all(one.payable_minor > 0 for one in agency.standing() if one.iban)
        own = -agency.books[Account.UNTRANSFERRED_FEES]
        assert own == sum(one.collected_minor - one.payable_minor for one in agency.standing())
