"""One way to look a rule up: the row of the day, or a refusal. Never a guess."""

from datetime import date
from pathlib import Path

import pytest

from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.all_tables import ALL_TABLES
from domain.law.codes import CreditorVat, DayKind, Debtor, Enforceability, Weight
from domain.law.contact_rules import CONTACT_WINDOW
from domain.law.cost_caps import AGENCY_FEE_CAP, B2B_COMPENSATION, DEMAND_FEE, REMINDER_FEE
from domain.law.late_interest import LATE_INTEREST, LATE_INTEREST_SURCHARGE
from domain.law.policies import ALLOCATION_ORDER
from domain.law.scope import EVERYBODY, AskedFor, asked
from domain.law.table import LawRow, RuleTable, Value, row_in_force

DAY = date(2026, 3, 1)
RULE_IDS = Path(__file__).with_name("rule_ids.txt")


def value(table: RuleTable[Value], jurisdiction: str, day: date = DAY, applies_to: AskedFor = EVERYBODY) -> Value:
    row = row_in_force(table, jurisdiction, day, applies_to)
    assert isinstance(row, LawRow), row
    return row.value


def refused(table: RuleTable[Value], jurisdiction: str, day: date = DAY, applies_to: AskedFor = EVERYBODY) -> Refusal:
    row = row_in_force(table, jurisdiction, day, applies_to)
    assert isinstance(row, Refusal), row
    assert row.code == "rule_missing"
    return row


def test_both_days_of_a_row_are_within_it() -> None:
    assert value(REMINDER_FEE, "SE", date(2013, 3, 15)) == Money(50_00, "SEK")
    assert value(REMINDER_FEE, "SE", date(2013, 3, 16)) == Money(60_00, "SEK")


def test_a_row_without_an_end_holds_on() -> None:
    assert value(REMINDER_FEE, "SE", date(2099, 12, 31)) == Money(60_00, "SEK")


@pytest.mark.parametrize(
    ("table", "jurisdiction", "day"),
    [
        (REMINDER_FEE, "SE", date(2003, 6, 30)),  # before the first row
        (LATE_INTEREST, "NO", date(2027, 1, 1)),  # after the last
        (REMINDER_FEE, "GB", DAY),  # no row at all
    ],
)
def test_a_day_outside_every_row_is_a_refusal_that_names_jurisdiction_rule_and_day(
    table: RuleTable[Money], jurisdiction: str, day: date
) -> None:
    refusal = refused(table, jurisdiction, day)
    assert refusal.rule == f"{jurisdiction}.{table.rule}"
    assert all(part in refusal.message for part in (jurisdiction, table.what, str(day)))


def test_a_row_names_itself_by_jurisdiction_rule_day_and_scope() -> None:
    row = row_in_force(DEMAND_FEE, "FI", DAY, asked(Debtor.CONSUMER, Enforceability.DIRECT, amount=Money(1, "EUR")))
    assert getattr(row, "rule_id", row) == "FI.demand_fee.2022-05-01.consumer+directly_enforceable"
    assert getattr(row_in_force(REMINDER_FEE, "SE", DAY), "rule_id", "") == "SE.reminder_fee.2013-03-16"


def test_no_two_rows_have_one_id_and_no_id_that_was_given_is_ever_lost() -> None:
    ids = [row.rule_id for table in ALL_TABLES for row in table.rows]
    assert len(set(ids)) == len(ids)
    assert set(RULE_IDS.read_text("utf-8").split()) <= set(ids), "events name these rows"


def test_every_row_says_its_law_and_its_source() -> None:
    assert all(row.law and row.source for table in ALL_TABLES for row in table.rows)


@pytest.mark.parametrize(("minor", "fee"), [(100_00, 14_00), (100_01, 24_00), (1000_00, 24_00), (1000_01, 50_00)])
def test_a_band_of_amounts_ends_where_the_law_says(minor: int, fee: int) -> None:
    about = asked(Debtor.CONSUMER, Enforceability.NEEDS_JUDGMENT, amount=Money(minor, "EUR"))
    assert value(DEMAND_FEE, "FI", applies_to=about) == Money(fee, "EUR")


@pytest.mark.parametrize(
    ("minor", "compensation"), [(999_99, 40_00), (1000_00, 70_00), (9999_99, 70_00), (10000_00, 100_00)]
)
def test_the_british_bands_begin_with_their_amount(minor: int, compensation: int) -> None:
    about = asked(Debtor.BUSINESS, amount=Money(minor, "GBP"))
    assert value(B2B_COMPENSATION, "GB", applies_to=about) == Money(compensation, "GBP")


@pytest.mark.parametrize("jurisdiction", ["SE", "NO", "FI", "DK", "DE", "GB"])
def test_compensation_between_businesses_is_never_found_for_a_consumer(jurisdiction: str) -> None:
    about = asked(Debtor.CONSUMER, amount=Money(5000_00, "EUR"), due=DAY, arose=DAY)
    refused(B2B_COMPENSATION, jurisdiction, applies_to=about)


def test_the_due_date_of_the_claim_chooses_the_danish_surcharge_for_its_whole_life() -> None:
    old = value(LATE_INTEREST_SURCHARGE, "DK", DAY, asked(due=date(2013, 2, 28)))
    new = value(LATE_INTEREST_SURCHARGE, "DK", DAY, asked(due=date(2013, 3, 1)))
    assert (old.basis_points, new.basis_points) == (700, 800)


def test_what_a_row_asks_for_and_nobody_said_is_not_assumed() -> None:
    refused(LATE_INTEREST_SURCHARGE, "DK")
    refused(AGENCY_FEE_CAP, "NO", applies_to=asked(Debtor.CONSUMER, Weight.SIMPLE, CreditorVat.DEDUCTED))


def test_a_debtor_cannot_be_both_consumer_and_business() -> None:
    with pytest.raises(ValueError, match="consumer and business cannot both be so"):
        asked(Debtor.CONSUMER, Debtor.BUSINESS)


def test_a_rule_that_is_not_in_force_yet_answers_nothing() -> None:
    assert {row.law for row in CONTACT_WINDOW.pending if row.jurisdiction == "NO"} == {
        "new inkassolov LOV-2026-05-22-19 § 15(2)"
    }
    refused(CONTACT_WINDOW, "NO", date(2030, 1, 1), asked(DayKind.WEEKDAY))


def test_the_order_of_allocation_names_each_part_once() -> None:
    assert value(ALLOCATION_ORDER, "SE").parts == ("court_costs", "fees", "interest", "principal")
    assert value(ALLOCATION_ORDER, "FI").parts == ("interest", "principal", "court_costs", "fees")


def test_no_value_is_a_float() -> None:
    seen = [getattr(row.value, name) for table in ALL_TABLES for row in table.rows for name in row.value.__slots__]
    assert seen
    assert not any(isinstance(part, float) for part in seen)
