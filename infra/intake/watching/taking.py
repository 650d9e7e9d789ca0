"""How a file of a watched folder is imported."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from infra.intake.banks.bank_file import read_bank_file
from infra.intake.importing.files import import_payments
from infra.intake.importing.finding import cases_on_file
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.sending import Sending
from infra.intake.importing.tally import Tally
from infra.runtime.clock import Clock
from infra.runtime.settings import Settings


def _go_on() -> None:
    """For an import that nobody stops."""


@dataclass(frozen=True, slots=True)
class TakePayments:
    """Imports as ``caseledger import payments`` does. ``advance`` is called for each line, and may raise to stop."""

    clock: Clock
    settings: Settings
    sending: Sending
    advance: Callable[[], None] = _go_on

    def __call__(self, path: Path, keep_in: Path) -> Tally:
        """See ``rounds.Take``. What a person must look at is kept in ``keep_in``."""
        file = read_bank_file(path)
        with cases_on_file(self.settings, len(file.lines)) as find:
            plan = PaymentImport(self.clock.now(), self.settings.zone, find)
            return import_payments(path, file, plan, self.sending, self.advance, keep_in)
