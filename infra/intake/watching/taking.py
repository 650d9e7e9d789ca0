"""How a file of a watched folder is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.intake.banks.bank_file import read_bank_file
from infra.intake.importing.files import import_payments
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.sending import Sending
from infra.intake.importing.tally import Tally
from infra.runtime.clock import Clock


def _go_on() -> None:
    """For an import that nobody stops."""


@dataclass(frozen=True, slots=True)
class TakePayments:
    """Imports as ``caseledger import payments`` does. ``advance`` is called for each line, and may raise to stop."""

    clock: Clock
    zone: str
    sending: Sending
    advance: Callable[[], None] = _go_on

    def __call__(self, path: Path, keep_in: Path) -> Tally:
        """See ``rounds.Take``. What a person must look at is kept in ``keep_in``."""
        plan = PaymentImport(self.clock.now(), self.zone)
        return import_payments(path, read_bank_file(path), plan, self.sending, self.advance, keep_in)
