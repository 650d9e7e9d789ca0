"""Creditors: an id for ever, a name for now, terms by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from domain.creditor.contract.agreeing import AgreeContract, ContractAgreed, percent_text
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import CreditorRegistered, RegisterCreditor
from domain.creditor.registration.renaming import CreditorRenamed, RenameCreditor
from domain.creditor.registration.state import FORMER_NAMES_MAX
from domain.creditor.state import CREDITOR, CreditorState, entry_of
from domain.kernel.directory import ClaimTerms, CreditorEntry
from domain.kernel.identity import case_id, creditor_uuid
from domain.law.codes import CreditorVat, Product
from infra.creditors.entry_record import entry_record, read_entry
from tests.unit.domain.samples import NOW, accepted, after, at, refusal_code

REGISTER = RegisterCreditor("norrsken", "Norrsken Energi AB", None, "SE")
TODAY = NOW.date()
TERMS = AgreeContract(
    TODAY, 1_250, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY, CommissionIs.WITHHELD, None, None
)


def registered() -> CreditorState:
    state: CreditorState = after(CREDITOR, REGISTER)
    return state


def test_a_registered_creditor_is_known_by_its_id_and_its_name() -> None:
    assert entry_of(registered()) == CreditorEntry("norrsken", "Norrsken Energi AB")
    assert REGISTER.belongs_to() == creditor_uuid("norrsken")


def test_what_its_terms_say_of_its_claims_is_known_to_whoever_decides_on_them() -> None:
    terms = replace(TERMS, product=Product.CONSUMER_CREDIT, creditor_vat=CreditorVat.NOT_DEDUCTED)
    later = replace(TERMS, valid_from=TODAY + timedelta(days=30))
    entry = entry_of(after(CREDITOR, REGISTER, terms, later))
    assert entry.terms_on(TODAY - timedelta(days=1)).product is None
    assert entry.terms_on(TODAY + timedelta(days=29)) == ClaimTerms(
        TODAY, Product.CONSUMER_CREDIT, CreditorVat.NOT_DEDUCTED
    )
    assert entry.terms_on(TODAY + timedelta(days=30)).creditor_vat is None
    assert read_entry(entry_record(entry)[1]) == entry


def test_a_second_registration_under_the_same_id_is_refused_whoever_sends_it() -> None:
    assert refusal_code(CREDITOR, registered(), REGISTER) == "creditor_already_registered"
    assert refusal_code(CREDITOR, registered(), replace(REGISTER, name="Other AB")) == "creditor_already_registered"


@pytest.mark.parametrize(
    "written", ["n", "Norrsken", "norr sken", "norr_sken", "-norr", "é1", "a" * 33, "", "nörd", "a\n"]
)
def test_an_id_is_a_short_code_that_everybody_can_type(written: str) -> None:
    assert refusal_code(CREDITOR, CREDITOR.initial, replace(REGISTER, creditor_id=written)) == "creditor_id_invalid"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "creditor_name_missing"),
        (" \u00a0 ", "creditor_name_missing"),
        ("N" * 201, "value_too_long"),
        ("N" * 10_000, "value_too_long"),
        ("Norr\x00sken", "damaged_text"),
        ("Norr\x1b[2Jsken", "damaged_text"),
        ("Norr\u202esken", "damaged_text"),
        ("Norr\u200bsken", "damaged_text"),
    ],
)
def test_a_name_can_be_read_and_printed(name: str, code: str) -> None:
    assert refusal_code(CREDITOR, CREDITOR.initial, replace(REGISTER, name=name)) == code
    assert refusal_code(CREDITOR, registered(), RenameCreditor(name)) == code


def test_blanks_around_and_within_a_name_never_tell_two_apart() -> None:
    [event] = accepted(CREDITOR, CREDITOR.initial, replace(REGISTER, name="  Norrsken \u00a0 Energi AB "))
    assert isinstance(event, CreditorRegistered)
    assert event.name == "Norrsken Energi AB"
    assert refusal_code(CREDITOR, registered(), RenameCreditor(" Norrsken  Energi AB")) == "creditor_name_unchanged"


@pytest.mark.parametrize(
    ("number", "country", "kept"),
    [
        ("556012-5790", "SE", "5560125790"),
        ("923 609 016", "NO", "923609016"),
        ("0112038-9", "FI", "01120389"),
        ("13585628", "DK", "13585628"),
        ("DE136695976", "DE", "DE136695976"),
        ("sc 123456", "GB", "SC123456"),
    ],
)
def test_an_organisations_number_is_checked_by_its_country_and_kept_plain(number: str, country: str, kept: str) -> None:
    command = replace(REGISTER, org_number=number, jurisdiction=country)
    [event] = accepted(CREDITOR, CREDITOR.initial, command)
    assert isinstance(event, CreditorRegistered)
    assert event.org_number == kept


@pytest.mark.parametrize(
    ("number", "country"),
    [
        ("556012-5791", "SE"),
        ("811218-9876", "SE"),  # a person's
        ("19811218-9876", "SE"),
        ("923609017", "NO"),
        ("01120388", "FI"),
        ("", "SE"),
        ("x" * 100, "DE"),
    ],
)
def test_a_number_that_is_wrong_or_a_persons_is_refused(number: str, country: str) -> None:
    command = replace(REGISTER, org_number=number, jurisdiction=country)
    assert refusal_code(CREDITOR, CREDITOR.initial, command) == "org_number_invalid"


def test_a_renamed_creditor_keeps_its_id_and_so_its_cases() -> None:
    [event] = accepted(CREDITOR, registered(), RenameCreditor("Norrsken Kraft AB"))
    assert isinstance(event, CreditorRenamed)
    assert (event.creditor_id, event.former_name) == ("norrsken", "Norrsken Energi AB")
    renamed = CREDITOR.evolve(registered(), event)
    assert entry_of(renamed) == CreditorEntry("norrsken", "Norrsken Kraft AB", ("Norrsken Energi AB",))
    assert case_id(entry_of(renamed).creditor_id, "F-1") == case_id("norrsken", "f-1")


def test_a_creditor_may_get_its_former_name_back() -> None:
    state = after(CREDITOR, RenameCreditor("Other"), RenameCreditor(REGISTER.name), state=registered())
    assert entry_of(state) == CreditorEntry("norrsken", REGISTER.name, ("Other",))


def test_however_often_a_creditor_is_renamed_its_entry_fits_into_a_record() -> None:
    state = after(CREDITOR, *(RenameCreditor(f"{number} {'N' * 190}") for number in range(60)), state=registered())
    former = entry_of(state).former_names
    assert len(former) == FORMER_NAMES_MAX
    assert former[-1].startswith("58 ")
    assert len(entry_record(entry_of(state))[1]) < 10_000


@pytest.mark.parametrize("command", [RenameCreditor("Anything"), TERMS], ids=lambda one: type(one).__name__)
def test_nothing_is_done_with_a_creditor_who_is_not_registered(command: Any) -> None:
    assert refusal_code(CREDITOR, CREDITOR.initial, command) == "creditor_unknown"


def test_terms_hold_from_their_day_until_the_next_ones_do() -> None:
    later = replace(TERMS, valid_from=TODAY + timedelta(days=30), commission_basis_points=900)
    contract = after(CREDITOR, TERMS, later, state=registered()).contract
    found = [contract.on(TODAY + timedelta(days=n)) for n in (-1, 0, 29, 30, 900)]
    assert [one and one.commission_basis_points for one in found] == [None, 1_250, 1_250, 900, 900]


def test_terms_for_a_day_that_has_terms_already_take_their_place() -> None:
    later = replace(TERMS, valid_from=TODAY + timedelta(days=30))
    state = after(CREDITOR, TERMS, later, replace(later, vat_basis_points=0), state=registered())
    assert [(one.valid_from, one.vat_basis_points) for one in state.contract.terms] == [
        (TODAY, 2_500),
        (later.valid_from, 0),
    ]


def test_terms_may_be_agreed_in_any_order_of_their_days() -> None:
    days = [TODAY + timedelta(days=n) for n in (60, 0, 30)]
    state = after(CREDITOR, *(replace(TERMS, valid_from=day) for day in days), state=registered())
    assert [one.valid_from for one in state.contract.terms] == sorted(days)


def test_the_first_terms_may_begin_in_the_past_and_no_others() -> None:
    state = after(CREDITOR, replace(TERMS, valid_from=date(2020, 1, 1)), state=registered())
    yesterday = replace(TERMS, valid_from=TODAY - timedelta(days=1))
    assert refusal_code(CREDITOR, state, yesterday) == "terms_change_the_past"
    assert accepted(CREDITOR, state, TERMS, at(NOW))


@pytest.mark.parametrize("field", ["commission_basis_points", "vat_basis_points"])
def test_no_rate_is_above_the_whole_or_below_nothing(field: str) -> None:
    change: dict[str, Any] = {field: 10_001}
    assert refusal_code(CREDITOR, registered(), replace(TERMS, **change)) == "rate_above_the_whole"
    change = {field: -1}
    assert refusal_code(CREDITOR, registered(), replace(TERMS, **change)) == "number_out_of_range"


def test_what_was_agreed_says_whose_it_is_and_what_it_costs() -> None:
    [event] = accepted(CREDITOR, registered(), TERMS)
    assert isinstance(event, ContractAgreed)
    assert event.sentence() == f"Contract with norrsken from {TODAY}: commission 12.5 %"
    assert [percent_text(n) for n in (0, 1, 50, 100, 1_250, 10_000)] == [
        "0 %",
        "0.01 %",
        "0.5 %",
        "1 %",
        "12.5 %",
        "100 %",
    ]


def test_two_short_ids_never_name_one_aggregate() -> None:
    ids: set[UUID] = {creditor_uuid(one) for one in ("norr", "norrs", "nor-r", "no-rr")}
    assert len(ids) == 4
