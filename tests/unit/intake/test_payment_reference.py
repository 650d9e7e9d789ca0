"""Check digits of payment references, by country."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case.claim.check_digits import finnish_check_digit, mod11_check_character, with_length_and_check_digit
from infra.intake.banks.payment_reference import check_reference, has_length_digit
from infra.intake.refused.bad_value import BadValue


@pytest.mark.parametrize(
    ("text", "jurisdiction", "reference"),
    [
        ("655969", "SE", "655969"),  # Bankgirot's own example
        ("65 59 69", "SE", "655969"),
        ("123456782", "NO", "123456782"),  # modulus 10
        ("123456785", "NO", "123456785"),  # modulus 11
        ("1234561", "FI", "1234561"),
        ("RF34 1234561", "FI", "RF341234561"),
        ("rf341234561", "SE", "RF341234561"),
        ("INV-7/2026", "DE", "INV-7/2026"),
    ],
)
def test_a_good_reference_is_taken_without_its_blanks(text: str, jurisdiction: str, reference: str) -> None:
    assert check_reference(text, jurisdiction) == reference


@pytest.mark.parametrize(
    ("text", "jurisdiction", "code"),
    [
        ("655968", "SE", "bad_check_digit"),
        ("123456783", "NO", "bad_check_digit"),
        ("1234562", "FI", "bad_check_digit"),
        ("RF351234561", "FI", "bad_check_digit"),
        ("5", "SE", "bad_payment_reference"),
        ("1" * 26, "SE", "bad_payment_reference"),
        ("65596x", "SE", "bad_payment_reference"),
        ("٦٥٥٩٦٩", "SE", "bad_payment_reference"),
        ("RF", "SE", "bad_payment_reference"),
        ("räkning", "DE", "bad_payment_reference"),
    ],
)
def test_a_bad_reference_is_refused(text: str, jurisdiction: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        check_reference(text, jurisdiction)
    assert refused.value.code == code


def test_known_check_digits() -> None:
    assert mod11_check_character("12345678") == "5"
    assert finnish_check_digit("123456") == "1"


def test_modulus_11_writes_ten_as_a_dash() -> None:
    ten = next(str(n) for n in range(1_000, 2_000) if mod11_check_character(str(n)) == "-")
    assert check_reference(ten + "-", "NO") == ten + "-"


@given(st.text("0123456789", min_size=1, max_size=23))
def test_a_made_swedish_reference_passes_the_strictest_check(digits: str) -> None:
    reference = with_length_and_check_digit(digits)
    assert check_reference(reference, "SE") == reference
    assert has_length_digit(reference)


@given(st.text("0123456789", min_size=1, max_size=23), st.data())
def test_one_wrong_digit_is_always_noticed(digits: str, data: st.DataObject) -> None:
    reference = with_length_and_check_digit(digits)
    place = data.draw(st.integers(0, len(reference) - 1))
    wrong = data.draw(st.sampled_from([d for d in "0123456789" if d != reference[place]]))
    with pytest.raises(BadValue):
        check_reference(reference[:place] + wrong + reference[place + 1 :], "SE")
