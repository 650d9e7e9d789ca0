"""What somebody put into a form, as the body of a command. What cannot be read is told field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from infra.console.amounts import minor_of
from infra.console.formats import Formats
from infra.console.forms.fields import FormField, row_numbers

Values = Mapping[str, Sequence[str]]
"""As a form sends them: a name may come several times."""


class FormReading:
    """Reads the fields of one form. ``errors`` has a key of the texts for each field that cannot be read."""

    def __init__(self, values: Values, formats: Formats, currency: str) -> None:
        self._values, self._formats, self._currency = values, formats, currency
        self.errors: dict[str, str] = {}

    def body(self, fields: Sequence[FormField]) -> dict[str, Any]:
        """What is filled in; what is empty is left out. Raises HttpProblem for more rows than a form has."""
        found = {field.own_name: self._value(field) for field in fields}
        return {name: value for name, value in found.items() if value is not None}

    def _value(self, field: FormField) -> Any:
        if field.kind == "group":
            return self._rows(field) if field.repeats else self.body(field.parts) or None
        if field.kind == "choices":
            return [one for one in self._values.get(field.name, ()) if one] or None
        text = next(iter(self._values.get(field.name, ())), "").strip()
        if field.kind == "yes":
            return True if text else None
        if not text:
            return None
        try:
            return self._read(field, text)
        except ValueError:
            self.errors[field.name] = f"form.no_{field.kind}"
            return None

    def _rows(self, field: FormField) -> list[Any] | None:
        rows = [self.body(field.row(number).parts) for number in row_numbers(field, self._values)]
        return [row for row in rows if row] or None

    def _read(self, field: FormField, text: str) -> Any:
        if field.kind == "amount":
            return minor_of(text, self._currency, self._formats.language)
        if field.kind == "number":
            return int(text)
        if field.kind == "time":
            at = self._formats.from_field(text)
            assert at is not None
            return at.isoformat()
        return [one.strip() for one in text.split(",") if one.strip()] if field.kind == "words" else text
