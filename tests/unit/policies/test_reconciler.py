"""The reconciler over the real domain and real files: it judges each day once nothing more comes of its account."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consumers.policies.reconciler import MOVING, QUIET, Reconciler
from domain.bank_account.movement import bank_movement
from domain.bank_account.reconciling import AccountReconciled, ReconcileBankDay, ReconciliationDifferenceFound
from domain.bank_account.state import BANK_ACCOUNT, BankAccountState, DayStatus
from domain.kernel.identity import bank_account_id
from domain.kernel.ledger import Account
from domain.payment.reversal.reversing import ReversePayment
from infra.intake.banks.bank_file import BankFile, format_of, read_as, read_bank_file
from infra.intake.banks.bank_format import HEAD_BYTES
from infra.intake.banks.camt.writer import CamtWriter
from infra.intake.banks.mt940.writer import write_day
from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenDay, WrittenEntry
from infra.intake.importing.line_command import FileCommand, LineCommand
from infra.intake.importing.payments import PaymentImport
from tests.unit.golden_samples import GOLDEN_EVENTS
from tests.unit.policies.little_ledger import START, LittleLedger, PolicyReader, settle

ACCOUNT = "SE3550000000054910000003"
MONDAY = date(2026, 3, 9)
IN, BACK, OUT = (
    WrittenEntry(120_050, ("1110000013",), bank_reference="R-10"),
    WrittenEntry(7_000, kind=EntryKind.REVERSAL, bank_reference="R-20"),
    WrittenEntry(300, kind=EntryKind.DEBIT, bank_reference="R-30"),
)
Sent = FileCommand | LineCommand


def on_day(opening: int, *entries: WrittenEntry, after: int = 0) -> WrittenDay:
    return WrittenDay(ACCOUNT, "SEK", MONDAY + timedelta(days=after), START, entries, 10 + after, opening)


def read(data: bytes, name: str = "statement") -> BankFile:
    return read_as(format_of(data[:HEAD_BYTES], name), io.BytesIO(data), name)


def commands(*files: BankFile) -> list[Sent]:
    plan = PaymentImport(START, "Europe/Stockholm")
    return [one for file in files for one in plan.commands(file) if isinstance(one, FileCommand | LineCommand)]


def send(ledger: LittleLedger, sent: Iterable[Sent]) -> None:
    for one in sent:
        ledger.send(one.envelope, one.command)


def judge(ledger: LittleLedger, reader: PolicyReader) -> None:
    """Read, be quiet for long enough, judge, and read what was said."""
    for _ in range(2):
        settle(reader)
        ledger.now += QUIET
    settle(reader)


def statuses(ledger: LittleLedger, account: str = ACCOUNT, currency: str = "SEK") -> dict[date, DayStatus]:
    state = ledger.states.get(bank_account_id(account, currency), BANK_ACCOUNT.initial)
    assert isinstance(state, BankAccountState)
    return {day: one.status for day, one in state.reconciliation.days.items()}


CAMT = CamtWriter("camt.053", 8)
FIRST, SECOND = on_day(1_000, IN, BACK), on_day(114_050, OUT, after=1)


@pytest.fixture
def reader(ledger: LittleLedger) -> PolicyReader:
    return PolicyReader(Reconciler(), ledger)


def test_every_event_that_moves_money_in_the_bank_says_on_which_account_and_day_and_is_looked_at() -> None:
    moving = {
        type(event)
        for event in GOLDEN_EVENTS.values()
        if any(one.account is Account.BANK_CLIENT_FUNDS for one in event.postings())
    }
    assert moving == MOVING
    for event in GOLDEN_EVENTS.values():
        moved = bank_movement(event)
        assert (moved is not None) == (type(event) in moving)
        assert moved is None or (moved.receiver_account and moved.amount_minor)


@pytest.mark.parametrize("written", [CAMT.write_day, write_day])
def test_the_days_of_a_statement_come_to_zero_charges_and_reversals_included(
    written: object, ledger: LittleLedger, reader: PolicyReader
) -> None:
    assert callable(written)
    send(ledger, commands(read(written(FIRST)), read(written(SECOND))))
    judge(ledger, reader)
    assert statuses(ledger) == dict.fromkeys([MONDAY, MONDAY + timedelta(days=1)], DayStatus.RECONCILED)
    assert not ledger.refusals()
    assert not ledger.kept


def test_nothing_is_judged_while_lines_still_come(ledger: LittleLedger, reader: PolicyReader) -> None:
    *most, last = commands(read(CAMT.write_day(FIRST)))
    send(ledger, most)
    settle(reader)
    ledger.now += QUIET - timedelta(milliseconds=1)
    settle(reader)
    assert statuses(ledger) == {}
    send(ledger, [last])
    judge(ledger, reader)
    assert statuses(ledger) == {MONDAY: DayStatus.RECONCILED}


def test_a_line_that_never_came_is_a_difference_until_it_comes(ledger: LittleLedger, reader: PolicyReader) -> None:
    *most, last = commands(read(CAMT.write_day(FIRST)))
    send(ledger, most)
    judge(ledger, reader)
    assert statuses(ledger) == {MONDAY: DayStatus.OPEN}
    [found] = [one.event for one in ledger.events() if isinstance(one.event, ReconciliationDifferenceFound)]
    assert (found.number, found.difference_minor, found.gap_minor) == (1, -7_000, 0)
    send(ledger, [last])
    judge(ledger, reader)
    assert statuses(ledger) == {MONDAY: DayStatus.RECONCILED}


def test_money_taken_back_by_hand_of_which_the_bank_knows_nothing_is_a_difference(
    ledger: LittleLedger, reader: PolicyReader
) -> None:
    sent = commands(read(CAMT.write_day(FIRST)), read(CAMT.write_day(SECOND)))
    send(ledger, sent)
    judge(ledger, reader)
    ledger.now = START + timedelta(days=8)
    paid = next(one.envelope.aggregate_id for one in sent if isinstance(one, LineCommand))
    ledger.ask(paid, ReversePayment("returned_by_bank"))
    judge(ledger, reader)
    tuesday = MONDAY + timedelta(days=1)
    assert statuses(ledger) == {MONDAY: DayStatus.RECONCILED, tuesday: DayStatus.OPEN}
    [found] = [one.event for one in ledger.events() if isinstance(one.event, ReconciliationDifferenceFound)]
    assert (found.day, found.bank_minor, found.ledger_minor) == (tuesday, -300, -120_350)


def test_a_notification_judges_nothing_and_its_payments_are_those_of_the_statement(
    ledger: LittleLedger, reader: PolicyReader
) -> None:
    send(ledger, commands(read(CamtWriter("camt.054", 8).write_day(on_day(1_000, IN)))))
    judge(ledger, reader)
    assert statuses(ledger) == {}
    send(ledger, commands(read(CAMT.write_day(FIRST))))
    judge(ledger, reader)
    assert statuses(ledger) == {MONDAY: DayStatus.RECONCILED}


def test_who_judged_by_old_figures_is_put_right(ledger: LittleLedger, reader: PolicyReader) -> None:
    send(ledger, commands(read(CAMT.write_day(FIRST))))
    account = bank_account_id(ACCOUNT, "SEK")
    ledger.ask(account, ReconcileBankDay(ACCOUNT, "SEK", MONDAY, MONDAY, 1, None, 1_000, 114_050, 113_050, 0))
    judge(ledger, reader)
    assert statuses(ledger) == {MONDAY: DayStatus.RECONCILED}


def test_a_memory_that_was_lost_says_nothing_again(ledger: LittleLedger, reader: PolicyReader) -> None:
    send(ledger, commands(read(CAMT.write_day(FIRST)), read(CAMT.write_day(SECOND))))
    judge(ledger, reader)
    before = len(ledger.events())
    reader.forget()
    judge(ledger, reader)
    assert len(ledger.events()) == before


THIRD = on_day(113_750, replace(IN, bank_reference="R-40"), after=2)
ALL = commands(*(read(CAMT.write_day(day)) for day in (FIRST, SECOND, THIRD)))
HEADS = [place for place, one in enumerate(ALL) if isinstance(one, FileCommand)]


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), kept=st.sets(st.sampled_from([n for n in range(len(ALL)) if n not in HEADS])))
def test_a_days_files_in_any_order_and_any_number_of_times_reconcile_alike(seed: int, kept: set[int]) -> None:
    """Of the lines, some are kept back: what is found is exactly their days."""
    dice = random.Random(seed)
    ledger = LittleLedger()
    reader = PolicyReader(Reconciler(), ledger, seed)
    sent = [one for place, one in enumerate(ALL) if place not in kept]
    told = [*sent, *dice.sample(sent, dice.randint(0, len(sent)))]
    dice.shuffle(told)
    for place in range(0, len(told), 5):
        send(ledger, told[place : place + 5])
        if dice.random() < 0.3:
            judge(ledger, reader)
    send(ledger, sent)
    judge(ledger, reader)
    missing = {ALL[place].command.booked_date for place in kept}  # type: ignore[union-attr]
    found = {day for day, status in statuses(ledger).items() if status is DayStatus.OPEN}
    assert found == missing
    assert statuses(ledger).keys() == {MONDAY + timedelta(days=n) for n in range(3)}


PUBLIC = Path(__file__).parents[4] / "shared" / "data" / "bank-files"


@pytest.mark.skipif(not PUBLIC.is_dir(), reason="the public bank files are not beside the project")
@pytest.mark.parametrize(
    ("name", "sums"),
    [("bgmax-official-example.txt", [190_000, 800_000]), ("ocr-giro-example.txt", [5_144_900])],
)
def test_the_sums_of_public_files_are_what_their_lines_make(
    name: str, sums: list[int], ledger: LittleLedger, reader: PolicyReader
) -> None:
    send(ledger, commands(read_bank_file(PUBLIC / name)))
    judge(ledger, reader)
    said = [one.event for one in ledger.events() if isinstance(one.event, AccountReconciled)]
    assert sum(one.ledger_minor for one in said) == sum(one.bank_minor for one in said) == sum(sums)
    assert not any(isinstance(one.event, ReconciliationDifferenceFound) for one in ledger.events())
