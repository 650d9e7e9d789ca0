"""A transaction of OCR giro, from its records 30, 31 and 32, as the payment that it means."""

from __future__ import annotations

from domain.kernel.text import legible
from infra.intake.banks.fixed_width.fields import Fields
from infra.intake.banks.payment_line import EntryKind, PaymentLine, Reference
from infra.intake.fingerprint import Ordinals, fingerprint
from infra.intake.refused.refused_line import RefusedLine

FORMAT_NAME = "ocr_giro"
FINGERPRINT_SCHEME = "ocr_giro1"
CURRENCY = "NOK"
REVERSING = ("18", "20")
"""Transaction types of money that went back to who had paid."""


class OpenTransaction:
    """Begins with record 30 and takes the records 31 and 32 that follow it."""

    def __init__(self, first: Fields, account: str) -> None:
        self.first = first
        self._account = account
        self._second: Fields | None = None
        self._third: Fields | None = None
        self.amount_minor = first.number("amount")
        if first.text("sign") not in ("0", "-"):
            raise first.rejected("sign", "bad_digits", "Zero or a minus sign must stand there.")

    @property
    def is_reversal(self) -> bool:
        """Whether money went back."""
        return self.first.text("sign") == "-" or self.first.text("type") in REVERSING

    def take(self, fields: Fields) -> None:
        """Record 31, then 32 where there is text. Raises BankFileRejected for any other order."""
        if fields.text("transaction number") != self.first.text("transaction number"):
            raise fields.out_of_place("behind a transaction that has another number")
        if fields.line.code == "31" and self._second is None:
            self._second = fields
        elif fields.line.code == "32" and self._second is not None and self._third is None:
            self._third = fields
        else:
            raise fields.out_of_place("where another record of the transaction must stand")

    def closed(self, ordinals: Ordinals) -> PaymentLine | RefusedLine:
        """All of it. Raises BankFileRejected when record 31 is missing."""
        first, second, third = self.first, self._second, self._third
        if second is None:
            raise first.out_of_place("without the record 31 that belongs to it")
        original = b"\n".join(one.line.original for one in (first, second, third) if one is not None)
        if self.amount_minor == 0:
            reason = "A transaction of nothing: no money came in."
            place = first.line
            return RefusedLine(place.number, "amount", "zero_amount_needs_a_person", reason, original, place.position)
        fields = self._identity(second)
        reference = legible(first.text("kid"))
        text = "" if third is None else legible(third.text("text"))
        return PaymentLine(
            line_number=first.line.number,
            format=FORMAT_NAME,
            amount_minor=self.amount_minor,
            currency=CURRENCY,
            references=(Reference(reference),) if reference else (),
            payer_account=_unless_zeros(second.text("debit account")),
            payer_name=None,
            text=(text,) if text else (),
            value_date=None,
            booked_date=first.short_day("settlement date"),
            bank_serial=_unless_zeros(second.text("archive reference")),
            receiver_account=self._account,
            fingerprint=fingerprint(FINGERPRINT_SCHEME, fields, ordinals.next_of(fields)),
            original=original,
            kind=EntryKind.REVERSAL if self.is_reversal else EntryKind.CREDIT,
            byte_position=first.line.position,
        )

    def _identity(self, second: Fields) -> tuple[str, ...]:
        """The place of the transaction in the settlement is Nets's own name of it; it is the same in a transmission
        that is made again, whose numbers of transmission, assignment and transaction are not."""
        first = self.first
        named = ("settlement date", "centre", "day code", "partial settlement", "serial", "sign", "amount", "kid")
        return (
            self._account, first.text("type"), *(first.text(name) for name in named),
            second.text("form number"), second.text("archive reference"), second.text("debit account"),
        )  # fmt: skip


def _unless_zeros(digits: str) -> str | None:
    return digits if digits.strip("0") else None
