"""What every text goes through that comes in from outside."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.text import (
    IDENTIFIER_LENGTH_MAX,
    DamagedText,
    as_identifier,
    clean_text,
    escaped,
    identifier,
    is_identifier,
    legible,
    name_key,
    reference_key,
)

INVISIBLE = {
    "zero width space": "\u200b", "word joiner": "\u2060", "byte order mark": "\ufeff", "soft hyphen": "\u00ad",
    "right-to-left override": "\u202e", "isolate": "\u2066", "left-to-right mark": "\u200e", "hangul filler": "\u3164",
    "grapheme joiner": "\u034f", "empty braille": "\u2800", "tag": "\U000e0041", "line separator": "\u2028",
    "private use": "\ue000", "noncharacter": "\ufffe", "interlinear": "\ufff9",
}  # fmt: skip
CONTROL = {"nul": "\x00", "escape": "\x1b", "bell": "\x07", "delete": "\x7f", "c1": "\x9b", "line feed": "\n"}


@pytest.mark.parametrize("character", [*INVISIBLE.values(), *CONTROL.values(), "\ufffd", "\udce5"])
@pytest.mark.parametrize("check", [clean_text, identifier])
def test_what_cannot_be_seen_is_refused_without_being_repeated(check: object, character: str) -> None:
    with pytest.raises(DamagedText) as refused:
        check(f"Anna{character}Grönvall")  # type: ignore[operator]
    assert refused.value.code == "damaged_text"
    assert "Anna" not in refused.value.reason and refused.value.reason.isprintable()


@pytest.mark.parametrize("text", ["می\u200cخواهم", "\u2764\ufe0f", "\U0001f469\u200d\U0001f4bb"])
def test_joiners_are_writing_in_a_text_and_refused_in_a_name(text: str) -> None:
    assert clean_text(text) == text
    with pytest.raises(DamagedText):
        identifier(text)


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u3000", "\u202f", "\t", "\r\n", " \u00a0 "])
def test_blanks_at_the_ends_do_not_count(blank: str) -> None:
    assert clean_text(f"{blank}K-17{blank}") == identifier(f"{blank}K-17{blank}") == "K-17"


def test_a_letter_is_one_letter_however_it_was_typed() -> None:
    assert clean_text(unicodedata.normalize("NFD", "Öresundsbolaget")) == "Öresundsbolaget"
    assert identifier(unicodedata.normalize("NFD", "Öresundsbolaget")) == "Öresundsbolaget"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("１２３", "123"), ("Ｋ－1", "K-1"), ("٣٤", "34"), ("A  \u00a0 B", "A B"), ("Nord – Syd", "Nord – Syd")],
)
def test_wide_letters_and_digits_of_other_scripts_become_plain_in_a_name(text: str, expected: str) -> None:
    assert identifier(text) == expected


@pytest.mark.parametrize("category", ["Cc", "Cf", "Cs", "Co", "Zl", "Zp"])
def test_no_character_of_the_categories_that_nobody_sees_is_forgotten(category: str) -> None:
    unseen = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == category]
    assert [f"U+{ord(one):04X}" for one in unseen if escaped(one) == one and one not in "\n\u200c\u200d"] == []


def test_of_all_other_letters_and_signs_only_these_cannot_be_seen() -> None:
    hidden = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp", "Cn")
    others = [chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) not in hidden]
    unseen = [f"{ord(one):X}" for one in others if escaped(one) != one]
    selectors = [f"{code:X}" for code in (*range(0xFE00, 0xFE0E), *range(0xE0100, 0xE01F0))]
    fillers = ["34F", "115F", "1160", "17B4", "17B5", "180B", "180C", "180D", "180F", "2800", "3164", "FFA0"]
    assert set(unseen) == {*selectors, *fillers}


def test_what_is_shown_never_steers_a_terminal() -> None:
    shown = escaped("a\x1b[31mb\x9b\u202e\udce5\U000e0041 \u2764\ufe0f ö\n")
    assert shown == "a\\x1b[31mb\\x9b\\u202e\\xe5\\U000e0041 \u2764\ufe0f ö\n"


def test_a_text_in_lines_may_have_lines_and_nothing_else_of_the_kind() -> None:
    assert clean_text("one\r\n\ttwo\rthree", lines=True) == "one\n\ttwo\nthree"
    with pytest.raises(DamagedText):
        clean_text("one\x0btwo", lines=True)


@pytest.mark.parametrize("check", [clean_text, identifier])
def test_a_text_that_is_too_long_is_refused(check: object) -> None:
    assert check("뙉" * 7, 7) == "뙉" * 7  # type: ignore[operator]
    with pytest.raises(DamagedText) as refused:
        check("뙉" * 8, 7)  # type: ignore[operator]
    assert refused.value.code == "value_too_long" and "뙉" not in refused.value.reason


def test_three_identifiers_of_the_widest_letters_fit_into_one_row_of_an_index() -> None:
    assert 3 * len("\U0001f4bb" * IDENTIFIER_LENGTH_MAX) * 4 < 2_704


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Norrsken Energi AB", "norrsken  energi\u00a0ab"),
        ("Stro\u0308m AB", "STRÖM AB"),
        ("Nord – Syd", "Nord - Syd"),
        ("F‑17", "F-17"),
        ("Ｆ-１７", "F-17"),
        ("F-17\u200b", "F-17"),
        ("Weißbach", "WEISSBACH"),
        ("O\u2019Brien", "O'Brien"),
        ("Ofﬁce ½", "office 1⁄2"),
        ("A…", "A..."),
        ("F-1²", "F-12"),
    ],
)
def test_names_are_the_same_whatever_their_blanks_dashes_and_letter_case(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("text", ["F-1", "Norrsken Energi AB", "Å", "(", ""])
def test_what_is_in_its_one_form_is_known_to_be(text: str) -> None:
    assert is_identifier(text)
    assert as_identifier(text) == text


@given(st.text(max_size=40) | st.text("0 \n\r\t\u200d\u2028", max_size=8))
def test_whatever_is_made_an_identifier_is_in_the_form_of_one(text: str) -> None:
    assert is_identifier(as_identifier(text))


@pytest.mark.parametrize(("one", "other"), [("F-17", "F-18"), ("A B", "AB"), ("0017", "17"), ("Ångström", "Angstrom")])
def test_names_that_are_not_the_same_are_told_apart(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12345674", "12345674"),
        ("  1234 5674 ", "12345674"),
        ("00000000000000012345674", "12345674"),
        ("１２３４５６７４", "12345674"),
        ("1234\u00a05674\u200b", "12345674"),
        ("12345674\t", "12345674"),
        ("001234-", "1234-"),
        ("1234\u2212", "1234-"),
        ("rf18 5390 0754 7034", "RF18539007547034"),
        ("abc-0012", "ABC-0012"),
        ("00ab", "00AB"),
        ("0000000000", ""),
        ("-", ""),
        (" \u2212 . / ", ""),
        ("   ", ""),
    ],
)
def test_of_a_reference_blanks_case_and_leading_zeros_do_not_count(text: str, expected: str) -> None:
    assert reference_key(text) == expected


def test_what_a_stranger_wrote_is_kept_as_far_as_it_can_be_seen() -> None:
    assert legible(" tack\x1b[31m\u202e för \u00a0allt\x85 ") == "tack [31m för  allt"


@given(st.text())
def test_each_form_is_its_own(text: str) -> None:
    for form in (legible, name_key, reference_key):
        assert form(form(text)) == form(text)


@given(st.text())
def test_what_is_legible_is_never_damaged(text: str) -> None:
    assert clean_text(legible(text), 10_000, lines=True) == legible(text)


@given(st.text(alphabet=st.characters(blacklist_categories=())), st.integers(1, 20))
def test_a_clean_text_stays_as_it_is(text: str, length_max: int) -> None:
    for check in (clean_text, identifier):
        try:
            once = check(text, length_max)
        except DamagedText as refused:
            assert len(text) < 5 or text not in refused.reason
        else:
            assert check(once, length_max) == once
            assert len(once) <= length_max
