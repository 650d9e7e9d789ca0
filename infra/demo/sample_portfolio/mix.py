"""How the people of the sample portfolio pay: which kinds of payment there are, and how many of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PaymentKind(StrEnum):
    """What a payment is to the one who must book it."""

    FULL = "full"
    UNDERPAID = "underpaid"
    OVERPAID = "overpaid"
    SEVERAL_REFERENCES = "several_references"  # one sum for several claims
    TWICE = "twice"  # the second payment in full of one claim
    IN_TWO_PARTS = "in_two_parts"  # both parts of a claim, on one day
    NO_REFERENCE = "no_reference"
    UNKNOWN_REFERENCE = "unknown_reference"  # a good reference of a claim that is not there
    WRONG_CHECK_DIGIT = "wrong_check_digit"


@dataclass(frozen=True, slots=True)
class PaymentMix:
    """Numbers of payments by kind; ``full`` of them are what is left of a quarter of the claims."""

    full: int
    underpaid: int
    overpaid: int
    several_references: int
    twice: int
    in_two_parts: int
    no_reference: int
    unknown_reference: int
    wrong_check_digit: int

    @property
    def claims_needed(self) -> int:
        """Claims that the payments are for: those with several references cover three each."""
        one_each = self.full + self.underpaid + self.overpaid + self.twice + self.in_two_parts
        return one_each + 3 * self.several_references + self.no_reference + self.wrong_check_digit


def mix_for(claims: int) -> PaymentMix:
    """About a quarter of the claims are paid on: 7 in 100 of them too little, 2 too much, 3 without a reference."""
    paid = claims // 4
    return PaymentMix(
        full=paid * 80 // 100,
        underpaid=max(1, paid * 7 // 100),
        overpaid=max(1, paid * 2 // 100),
        several_references=max(1, paid // 170),
        twice=max(1, paid // 160),
        in_two_parts=max(1, paid // 160),
        no_reference=max(1, paid * 3 // 100),
        unknown_reference=max(1, paid // 500),
        wrong_check_digit=max(1, paid // 120),
    )
