"""What the read model of persons keeps of who is erased, given up or kept by a legal hold."""

from __future__ import annotations

from uuid import UUID

import pytest

from domain.kernel.message import Event
from domain.person.cases.recording import PersonCaseOpened
from domain.person.cases.state import DebtorRole
from domain.person.details.confirming import ChannelConfirmed, WrongContactKnown
from domain.person.details.state import NOTHING_TO_HEED, ToHeed, WishedChannel
from domain.person.details.time_zone import TimeZoneChanged
from domain.person.erasure.erasing import PersonErased
from domain.person.erasure.holding import LegalHoldLifted, LegalHoldPlaced
from domain.person.registration.merging import PersonAbsorbed, PersonMerged
from domain.person.registration.registering import PersonKind, PersonRegistered
from domain.person.representative.appointing import Capacity, RepresentativeAppointed
from projections.catalogue import MODELS
from projections.kit.model import ReadModel
from projections.person.rows import PersonRow, PersonRows
from tests.unit.projections.recorded import CASE_ID, recorded

ASA, STAYS = UUID(int=1), UUID(int=2)
REGISTERED = PersonRegistered(ASA, PersonKind.NATURAL, "SE", "Åsa Öberg", None, "sv")
ERASED = PersonErased((ASA,), (), None, ())


def after(*events: Event) -> PersonRows:
    """The rows after what happened to one person."""
    rows = PersonRows()
    rows.apply([recorded(event, ASA) for event in events])
    return rows


def test_who_is_erased_has_a_row_that_says_only_that() -> None:
    acts = RepresentativeAppointed(STAYS, Capacity.GUARDIAN, (), NOTHING_TO_HEED)
    rows = after(REGISTERED, acts, LegalHoldPlaced("court_order"), LegalHoldLifted("case_decided"), ERASED)
    assert rows.persons[ASA] == PersonRow(ASA, 3, "erased")
    assert rows.representatives[ASA] == {}


def test_who_was_given_up_and_is_erased_leads_on_to_who_stayed() -> None:
    rows = after(REGISTERED, PersonMerged(STAYS, (), (), ()), ERASED)
    assert rows.persons[ASA] == PersonRow(ASA, 3, "merged", STAYS)


@pytest.mark.parametrize(
    "comes_with", [REGISTERED, PersonCaseOpened(CASE_ID, "SE", DebtorRole.MAIN_DEBTOR, ASA, None, NOTHING_TO_HEED)]
)
def test_who_comes_again_after_an_erasure_is_on_file(comes_with: Event) -> None:
    assert after(REGISTERED, ERASED, comes_with).persons[ASA].status == "registered"


def test_a_legal_hold_is_seen_while_it_lasts() -> None:
    assert after(REGISTERED, LegalHoldPlaced("court_order")).persons[ASA].legal_hold == "court_order"
    assert after(LegalHoldPlaced("court_order"), LegalHoldLifted("case_decided")).persons[ASA].legal_hold is None


NUMBER = (WishedChannel.SMS, WishedChannel.PHONE)
WRONG = WrongContactKnown(WishedChannel.PHONE, (), ToHeed(wrong=NUMBER), None)
SURE = ChannelConfirmed(WishedChannel.SMS, "told_by_customer", (), ToHeed(confirmed=NUMBER))


def test_a_way_that_led_to_somebody_else_is_shut_until_somebody_has_made_sure() -> None:
    assert after(REGISTERED, WRONG).persons[ASA].wrong == ["sms", "phone"]
    sure = after(REGISTERED, WRONG, SURE).persons[ASA]
    assert (sure.wrong, sure.confirmed) == ([], ["sms", "phone"])
    again = after(REGISTERED, WRONG, SURE, WRONG).persons[ASA]
    assert (again.wrong, again.confirmed) == (["sms", "phone"], [])


def test_what_was_made_sure_of_one_person_says_nothing_of_another_one_who_joins_them_later() -> None:
    joined = PersonAbsorbed((STAYS,), (), (), None, NOTHING_TO_HEED)
    assert after(REGISTERED, SURE, joined).persons[ASA].confirmed == []


def test_the_clocks_by_which_somebody_lives_are_known_until_they_are_the_countrys_again() -> None:
    london = TimeZoneChanged("Europe/London", (), NOTHING_TO_HEED)
    assert after(REGISTERED, london).persons[ASA].time_zone == "Europe/London"
    assert after(REGISTERED, london, TimeZoneChanged(None, (), NOTHING_TO_HEED)).persons[ASA].time_zone is None


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_model_that_is_given_texts_says_where_it_keeps_them(model: ReadModel) -> None:
    assert bool(model.opened) == bool(model.texts)
    for texts in model.texts:
        (created,) = [part for part in model.tables.split("CREATE TABLE ") if part.startswith(texts.table + " ")]
        rows = {line.split()[0]: line for line in created.split(");")[0].splitlines()[1:] if line.strip()}
        assert {"person_id", "partition", *texts.columns} <= rows.keys()
        assert not [column for column in texts.columns if "NOT NULL" in rows[column]], "it is emptied by an erasure"
        free = {name for name, line in rows.items() if line.split()[1].rstrip(",") in ("text", "text[]", "tsvector")}
        assert free - {"source_kind", "role"} == set(texts.columns), (
            "a column of text is named, or is no text about a person"
        )
