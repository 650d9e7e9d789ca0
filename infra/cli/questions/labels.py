"""How a case or payment is called in a list: by what people know it by, beside its id."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from domain.kernel.money import Money

if TYPE_CHECKING:
    from projections.balances.answers import Label

Labels = Mapping[UUID, "Label"]


def called(identifier: UUID, labels: Labels) -> str:
    """``CREDITOR/REFERENCE``, as commands take it; a payment by the beginning of its id."""
    label = labels.get(identifier)
    if label is None or label.creditor is None:
        kind = f"{label.kind} " if label else ""
        return f"{kind}{str(identifier)[:8]}"
    return f"{label.creditor}/{label.creditor_reference}"


def amount(identifier: UUID, labels: Labels) -> str:
    """What a case still owes, or a payment was of; empty when it is not known."""
    label = labels.get(identifier)
    return "" if label is None else str(Money(label.amount_minor, label.currency))


def label_fields(identifier: UUID, labels: Labels) -> dict[str, Any]:
    """The same for a document."""
    label = labels.get(identifier)
    return {
        "creditor": label and label.creditor,
        "creditor_reference": label and label.creditor_reference,
        "amount_minor": label and label.amount_minor,
        "currency": label and label.currency,
    }
