"""The BgMax records of one sample payment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from infra.demo.sample_portfolio.dice import Dice
from infra.demo.sample_portfolio.names import STREETS, TOWNS, person
from infra.intake.banks.bgmax.content import Entry, ExtraReference, Payer, ReferenceCode
from infra.intake.claims.claim_line import ClaimLine

_NO_BANKGIRO = "0000000000"  # a person who pays from an internet bank has none
_INTERNET_BANK = "1"
_THANKS = ("Tack", "Betalning räkning", "Hej, här kommer pengarna", "Ers brev", "Avser skuld", "Från mamma")


def with_reference(reference: str, amount_minor: int) -> Entry:
    """A reference that the bank has checked."""
    return _entry(reference, amount_minor, ReferenceCode.CORRECT_OCR)


def without_reference(dice: Dice, claim: ClaimLine) -> Entry:
    """Half of these payers write the creditor's own number into the free text, the others are merely polite."""
    text = f"Faktura {claim.creditor_reference}" if dice.in_percent(50) else dice.one_of(_THANKS)
    return replace(_entry("", claim.total_minor, ReferenceCode.BLANK), information=(text,))


def wrong_digit(dice: Dice, claim: ClaimLine) -> Entry:
    """A reference whose check digit is wrong: as a reference that the bank found wrong, or as free text."""
    good = claim.payment_reference or ""
    wrong = good[:-1] + str((int(good[-1]) + dice.between(1, 9)) % 10)
    if dice.in_percent(50):
        return _entry(wrong, claim.total_minor, ReferenceCode.WRONG)
    return replace(_entry("", claim.total_minor, ReferenceCode.BLANK), information=(f"OCR {wrong}",))


def several(dice: Dice, claims: Sequence[ClaimLine], amount_minor: int) -> Entry:
    """One sum for several references: the first in record 20 or not, the others in records 22 without a share."""
    references = [claim.payment_reference or "" for claim in claims]
    if dice.in_percent(50):
        first = with_reference(references[0], amount_minor)
        return replace(first, extra=_extra(references[1:]))
    text = "Betalning av flera räkningar"
    return replace(_entry("", amount_minor, ReferenceCode.BLANK), extra=_extra(references), information=(text,))


def paid_by(dice: Dice, entry: Entry, claims: Sequence[ClaimLine], serial: int) -> Entry:
    """With the payer and the bank's serial. One payer in eight is somebody else than the debtor."""
    is_debtor = claims and dice.below(8) > 0
    name = claims[0].debtor_name if is_debtor else person(dice)
    payer = Payer(
        name=name[:35],
        street=f"{dice.one_of(STREETS)} {dice.between(1, 99)}",
        postcode=str(dice.between(10_000, 98_999)),
        town=dice.one_of(TOWNS),
    )
    return replace(entry, payer=payer, bank_serial=f"{serial * 10:012d}")


def _entry(reference: str, amount_minor: int, code: ReferenceCode) -> Entry:
    return Entry(
        is_deduction=False,
        sender_bankgiro=_NO_BANKGIRO,
        reference=reference,
        amount_minor=amount_minor,
        reference_code=code,
        channel=_INTERNET_BANK,
        image="0",
    )


def _extra(references: Sequence[str]) -> tuple[ExtraReference, ...]:
    return tuple(ExtraReference(text, 0, False, ReferenceCode.CORRECT_OCR) for text in references)
