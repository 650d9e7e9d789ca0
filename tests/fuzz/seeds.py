"""Good files of every format, from which the damaged ones are made."""

from __future__ import annotations

from infra.intake.banks.payment_line import EntryKind
from infra.intake.banks.written import WrittenEntry
from tests.unit.intake.bank_samples import SAMPLES

_PAID = WrittenEntry(120_050, ("1110000013",), payer_account="41234567", payer_name="Åsa Öberg", text="Tack",
                     bank_reference="000000010")  # fmt: skip
_PLAIN = WrittenEntry(5_000, bank_reference="000000030")
_BACK = WrittenEntry(700, ("1110000021",), EntryKind.REVERSAL, bank_reference="000000040")
_OUT = WrittenEntry(300, kind=EntryKind.DEBIT, bank_reference="000000050")

SEEDS = [
    sample.write(sample.day(*(entry for entry in (_PAID, _PLAIN, _PAID, _BACK, _OUT) if entry.kind in sample.kinds)))
    for sample in SAMPLES
]
BY_FORMAT = [
    [data for data, sample in zip(SEEDS, SAMPLES, strict=True) if sample.format is one]
    for one in dict.fromkeys(sample.format for sample in SAMPLES)
]
"""The same, so that each format gets as many inputs as any other, however many versions it has."""
