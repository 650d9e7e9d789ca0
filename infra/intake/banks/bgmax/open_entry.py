"""A payment or deduction while its records are still being read."""

from __future__ import annotations

from infra.intake.banks.bgmax.content import Entry, ExtraReference, Payer
from infra.intake.banks.bgmax.layout import RECORDS
from infra.intake.banks.fixed_width.fields import Fields


class OpenEntry:
    """Begins with record 20 or 21 and takes the records 22 to 29 that follow it."""

    def __init__(self, fields: Fields) -> None:
        self._first = fields
        self._originals = [fields.line.original]
        self._extra: list[ExtraReference] = []
        self._information: list[str] = []
        self._payer: dict[str, str] = {}

    def take(self, fields: Fields) -> None:
        """One of the records 22, 23 and 25 to 29."""
        line = fields.line
        self._originals.append(line.original)
        if line.code in ("22", "23"):
            self._extra.append(_extra_reference(line.code, fields))
        elif line.code == "25":
            self._information.append(fields.free_text("information"))
        else:
            for field in RECORDS[line.code]:
                self._payer[field.name.replace(" ", "_")] = fields.text(field.name)

    def closed(self) -> Entry:
        """All of it, once the next payment or the end of the deposit has come."""
        first = self._first
        is_deduction = first.line.code == "21"
        return Entry(
            is_deduction=is_deduction,
            sender_bankgiro=first.text("sender bankgiro"),
            reference=first.text("reference"),
            amount_minor=first.number("amount"),
            reference_code=first.number("reference code"),
            channel=first.text("payment channel"),
            bank_serial=first.text("bank serial"),
            image=first.text("image mark"),
            deduction_code=first.text("deduction code") if is_deduction else "",
            extra=tuple(self._extra),
            information=tuple(self._information),
            payer=Payer(**self._payer),
            line_number=first.line.number,
            byte_position=first.line.position,
            original=b"\n".join(self._originals),
        )


def _extra_reference(code: str, fields: Fields) -> ExtraReference:
    return ExtraReference(
        text=fields.text("reference"),
        amount_minor=fields.number("amount"),
        is_credit=code == "23",
        code=fields.number("reference code"),
    )
