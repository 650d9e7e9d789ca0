"""What a person needs to place money that found no case: who paid, what they wrote, and which cases it may be for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from domain.kernel.recorded import RecordedEvent
from domain.payment.receipt.receiving import ReceiptFields
from domain.payment.state import PaymentState
from infra.audit.history import known_then, state_after
from projections.kit.then import Then


@dataclass(frozen=True, slots=True)
class SuggestedCase:
    """A case of the suggestion of this number, which waits for a decision, and the part of the payment for it.

    ``basis`` says why, ``score`` from 0 (a guess) to 100 (certain), ``confirmed_by`` who has agreed.
    """

    suggestion: int
    case_id: UUID
    amount_minor: int
    basis: str
    score: int
    confirmed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhoPaid:
    """As the bank's line says it. ``person_id`` stands for the payer, whoever it is.

    Texts that are masked are None, ``references`` too; one that cannot be opened says so in its place.
    """

    person_id: UUID | None = None
    payer: str | None = None
    payer_account: str | None = None
    references: tuple[str, ...] | None = None
    message: str | None = None
    candidates: tuple[SuggestedCase, ...] = ()

    @classmethod
    def of(cls, events: Sequence[RecordedEvent], then: Then | None = None) -> WhoPaid:
        """From the events of one payment, opened where its texts are to be shown; with what was suggested ``then``."""
        if not events or not isinstance(events[0].event, ReceiptFields):
            return cls()
        return cls(candidates=_suggested(known_then(events, then))).told_by(events[0])

    def told_by(self, first: RecordedEvent) -> WhoPaid:
        """The same with the texts of the payment's first event, as that has them: sealed or opened."""
        line = first.event
        assert isinstance(line, ReceiptFields), "a payment begins with its line of the bank's file"
        return replace(
            self, person_id=line.person_id, payer=line.payer_name, payer_account=line.payer_account,
            references=tuple(one.text for one in line.references), message=line.message,
        )  # fmt: skip

    def masked(self) -> WhoPaid:
        """The same for somebody who sees no personal texts."""
        return replace(self, payer=None, payer_account=None, references=None, message=None)

    @property
    def case_ids(self) -> list[UUID]:
        """Of which cases the answer is."""
        return [one.case_id for one in self.candidates]


def _suggested(events: Sequence[RecordedEvent]) -> tuple[SuggestedCase, ...]:
    if not events:
        return ()
    state: PaymentState = state_after(events)
    return tuple(
        SuggestedCase(number, part.case_id, part.amount_minor, str(one.basis), one.score, one.confirmed_by)
        for number, one in state.suggestions.open().items()
        for part in one.portions
    )
