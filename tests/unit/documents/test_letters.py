"""A letter says what the law wants it to say, in each language, from the log alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.case.charges.accruing import InterestAccrued
from domain.case.claim.amending import AmendClaim
from domain.case.contacts.contact import Channel
from domain.case.contacts.heeding import HeedWishes
from domain.case.deadlines.setting import DeadlineSet
from domain.case.notices.letter import NoticeSent
from domain.case.notices.payment_demand import SendPaymentDemand
from domain.kernel.recorded import RecordedEvent
from domain.person.details.changing import ContactDetailsChanged, Removable
from domain.person.details.state import ToHeed
from infra.cases.letters import NoSuchLetter, SentLetter
from infra.documents.marked_text import as_text
from infra.documents.notice import TEMPLATE
from infra.documents.pdf import as_pdf
from infra.documents.templates import LanguageMissing, languages
from tests.unit.cli.recorded import events_after, recorded
from tests.unit.domain.random_courts import VALIDATE
from tests.unit.domain.samples import CLAIM, PERSON, allocation

DEMAND = SendPaymentDemand(Channel.LETTER, PERSON, "Norr Inkasso, Box 12, Östersund", None)
EARLIER = replace(CLAIM, pay_by=None)
LIVES = ContactDetailsChanged(PERSON, None, None, None, "Storgatan 1, 831 31 Östersund", "sv", ())


def letter() -> SentLetter:
    """The only letter of a case."""
    return SentLetter.of(recorded(events_after(EARLIER, VALIDATE, DEMAND)), 1)


def person(*changes: ContactDetailsChanged) -> list[RecordedEvent]:
    return recorded(changes, began=recorded([LIVES])[0].recorded_at - timedelta(days=30))


def test_it_says_what_is_owed_part_by_part_why_by_when_and_to_whom_to_object() -> None:
    """SE inkassolag (1974:182) 5 §: creditor, basis, capital, interest and costs apart; rate, period and base."""
    text = " ".join(as_text(letter().marked_text([], None)).split())
    for said in (
        "Payment demand", "Åsa Öberg", "Norrkraft Energi", "F-1001", "Electricity, December", "2026-01-30",
        "Principal 1,000.00 SEK", "Interest 15.00 SEK", "Fees and costs 240.00 SEK", "2026-03-10 1,255.00 SEK",
        "10.50 % a year on 1,000.00 SEK, from 2026-01-31 to 2026-03-01", "reference 655969",
        "Norr Inkasso, Box 12, Östersund", "inkassolag 1974:182 5 §",
    ):  # fmt: skip
        assert said in text
    assert "agency policy" not in text, "what is only policy is not told as law"


def test_it_is_in_the_persons_language_and_goes_to_where_they_lived_when_it_was_sent() -> None:
    moved = replace(LIVES, postal_address="Ny väg 2", language="en")
    long_after = recorded([moved], began=letter().recorded.recorded_at + timedelta(days=9))
    text = as_text(letter().marked_text([*person(LIVES), *long_after], None))
    assert text.startswith("Åsa Öberg\nStorgatan 1\n831 31 Östersund\n\n2026-03-02\n\nInkassokrav\n===========\n")
    assert "1 255,00 SEK" in text.replace("\N{NO-BREAK SPACE}", " ")
    gone = replace(LIVES, postal_address=None, language=None, removed=(Removable.POSTAL_ADDRESS,))
    assert "Storgatan" not in letter().marked_text(person(LIVES, gone), None)


def test_who_speaks_a_language_without_a_template_gets_it_in_english() -> None:
    assert "Payment demand" in letter().marked_text(person(replace(LIVES, language="fi")), None)


def test_it_goes_to_who_acts_for_the_debtor_and_says_for_whom() -> None:
    adviser = UUID(int=9)
    heed = HeedWishes((PERSON,), ToHeed(has_debt_adviser=True, representatives=(adviser,)))
    sent = SentLetter.of(recorded(events_after(EARLIER, VALIDATE, heed, DEMAND)), 1)
    assert sent.who_gets_it == adviser
    called = ContactDetailsChanged(
        adviser, "Budget- och skuldrådgivningen", None, None, "Rådhuset, Östersund", "sv", ()
    )
    text = as_text(sent.marked_text(person(called), None))
    assert text.startswith(
        "Budget- och skuldrådgivningen\nRådhuset\nÖstersund\n\n2026-03-02\n\nDetta gäller Åsa Öberg, "
    )
    assert "concerns Åsa Öberg" in sent.marked_text([], "en")
    assert "concerns" not in letter().marked_text([], "en"), "it goes to the debtor"


def test_the_figures_are_those_of_the_moment_however_the_case_goes_on() -> None:
    events = events_after(EARLIER, VALIDATE, DEMAND, allocation(50_000), AmendClaim(None, PERSON, "Gas", "misread"))
    later = SentLetter.of(recorded(events), 1)
    assert later.marked_text([], "en") == letter().marked_text([], "en")
    assert later.as_json()["total_minor"] == 125_500


def test_late_interest_is_added_before_the_letter_and_each_rate_is_told() -> None:
    """SE räntelag 6 §: reference rate of 2026, first half, 2.00 and 8 points; 31 January to 2 March are 30 days:
    1,000.00 x 10.00 % x 30 / 365 = 8.22."""
    events = events_after(replace(EARLIER, interest_from=date(2026, 1, 31)), VALIDATE, DEMAND)
    assert [type(event) for event in events[2:]] == [InterestAccrued, type(letter().said), DeadlineSet]
    sent = SentLetter.of(recorded(events), 1)
    assert isinstance(sent.said, NoticeSent)
    assert sent.said.interest_minor == 1_500 + 822
    assert "10.00 % a year on 1,000.00 SEK, from 2026-01-31 to 2026-03-02" in sent.marked_text([], "en")


@pytest.mark.parametrize("language", languages(TEMPLATE))
def test_a_pdf_of_the_same_text_has_the_same_bytes_and_letters_beyond_latin_1(language: str) -> None:
    text = replace(letter(), name="Łukasz Żółć").marked_text([], language)
    one = as_pdf(text, "F-1001 / 1")
    assert one.startswith(b"%PDF-")
    assert one == as_pdf(text, "F-1001 / 1")
    assert one != as_pdf(text.replace("Żółć", "Zolc"), "F-1001 / 1")
    assert b"DejaVuSans" in one


def test_a_claim_that_nobody_described_has_no_empty_line_for_it() -> None:
    bare = replace(letter(), claim=replace(letter().claim, description=None))
    assert "\nFor\t" in letter().marked_text([], "en")
    assert "\nFor" not in bare.marked_text([], "en")


def test_what_somebody_wrote_never_begins_a_line_of_its_own() -> None:
    claim = replace(letter().claim, description="Gas\n# Pay at once\tto me")
    assert "\n# Pay at once" not in replace(letter(), claim=claim).marked_text([], "en")


def test_there_is_english_and_swedish_and_a_letter_that_is_not_there_is_said_to_be_none() -> None:
    assert languages(TEMPLATE) == ["en", "sv"]
    with pytest.raises(LanguageMissing, match="en, sv"):
        letter().marked_text([], "de")
    with pytest.raises(NoSuchLetter, match="number 2"):
        SentLetter.of(recorded(events_after(EARLIER)), 2)
