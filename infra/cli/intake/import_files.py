"""Several payment files, one after another: a file that is refused does not stand in the way of the others."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.cli.render.progress import Counter, counting
from infra.cli.session import Session
from infra.intake.banks.bank_file import BankFile, read_bank_file
from infra.intake.importing.files import import_payments
from infra.intake.importing.payments import PaymentImport
from infra.intake.importing.tally import Tally
from infra.intake.importing.tried import SHOWN_MAX, TriedLine, tried_lines
from infra.intake.refused.rejected import BankFileRejected

if TYPE_CHECKING:
    from infra.intake.importing.sending import Sending


@dataclass(slots=True)
class FileOutcome:
    """What became of one file: ``rejected`` when nothing of it was taken in, else ``tally`` is of its lines.

    ``tried`` are its first lines, in a dry run.
    """

    path: Path
    content: BankFile | None = None
    rejected: BankFileRejected | None = None
    tally: Tally = field(default_factory=Tally)
    tried: list[TriedLine] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left for a person to do."""
        return self.rejected is None and not self.tally.refused

    def as_json(self, dry_run: bool) -> dict[str, Any]:
        """Documented in docs/command-line.md."""
        amounts = dict(self.content.amount_by_currency) if self.content else {}
        [(currency, amount)] = amounts.items() if len(amounts) == 1 else [(None, None)]
        return {
            "file": str(self.path),
            "of": "payments",
            "format": self.content and self.content.format,
            "dry_run": dry_run,
            "amount_minor": amount,
            "currency": currency,
            "amounts": [{"currency": one, "minor": minor} for one, minor in sorted(amounts.items())],
            "duplicates": self.tally.received_before,
            **self.tally.as_json(),
            "rejected": self.rejected and {
                "line": self.rejected.line, "field": self.rejected.field, "code": self.rejected.code,
                "message": self.rejected.message, "stated": self.rejected.stated, "computed": self.rejected.computed,
                "difference": self.rejected.difference,
            },
            **({"would": [asdict(one) for one in self.tried]} if dry_run else {}),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaymentFiles:
    """How files are taken in. ``sending`` opens a way to send, which is none in a dry run."""

    session: Session
    dry_run: bool
    sending: Callable[[Counter], AbstractContextManager[Sending | None]]

    def take_in(self, path: Path, *, alone: bool) -> FileOutcome:
        """One file. Raises BankFileRejected for the only one that was given; of several, its outcome says so."""
        try:
            content = read_bank_file(path)
        except BankFileRejected as rejected:
            if alone:
                raise
            return FileOutcome(path, rejected=rejected)
        plan = PaymentImport(self.session.clock.now(), self.session.settings.zone)
        total = len(content.lines) + len(content.kept_for_a_person)
        with counting(self.session.screen, "payments", total) as counter, self.sending(counter) as sending:
            tally = import_payments(path, content, plan, sending, counter.advance)
        tried = list(islice(tried_lines(plan.commands(content)), SHOWN_MAX)) if self.dry_run else []
        return FileOutcome(path, content, None, tally, tried)
