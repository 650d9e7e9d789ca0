"""Several payment files, one after another: a file that is refused does not stand in the way of the others."""

from __future__ import annotations

import time
from collections import Counter as Counts
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.cli.database import connected
from infra.cli.failures import exit_code_of
from infra.cli.intake.placing import NOT_KNOWN, Placed, Placing
from infra.cli.render.progress import Counter, counting
from infra.cli.session import Session
from infra.intake.banks.bank_file import BankFile, read_bank_file
from infra.intake.importing.files import import_payments
from infra.intake.importing.payments import Find, PaymentImport, nobody_knows
from infra.intake.importing.tally import Tally
from infra.intake.importing.tried import NOT_FORESEEN, SHOWN_MAX, Forecast, TriedLine, cannot_say, tried_lines
from infra.intake.refused.rejected import BankFileRejected

if TYPE_CHECKING:
    from infra.intake.importing.sending import Sending


@dataclass(slots=True)
class FileOutcome:
    """What became of one file: ``rejected`` when nothing of it was taken in, else ``tally`` is of its lines.

    ``placed`` is what the policies made of its payments, where that was waited for and is known. ``tried`` are its
    first lines, in a dry run, and ``would`` counts what all of them become.
    """

    path: Path
    content: BankFile | None = None
    rejected: BankFileRejected | None = None
    tally: Tally = field(default_factory=Tally)
    placed: Placed | None = None
    tried: list[TriedLine] = field(default_factory=list)
    would: Counts[str] = field(default_factory=Counts)

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
            "duplicates": self.would["duplicate"] if dry_run else self.tally.received_before,
            **self._placed_json(dry_run),
            **self.tally.as_json(),
            "rejected": self.rejected and {
                "line": self.rejected.line, "field": self.rejected.field, "code": self.rejected.code,
                "message": self.rejected.message, "stated": self.rejected.stated, "computed": self.rejected.computed,
                "difference": self.rejected.difference,
            },
            **({"would": [asdict(one) for one in self.tried], "not_foreseen": NOT_FORESEEN} if dry_run else {}),
        }  # fmt: skip

    def _placed_json(self, dry_run: bool) -> dict[str, Any]:
        if dry_run and not self.would["payment"]:
            return {**NOT_KNOWN, "matched": self.would["matched"], "suspense": self.would["suspense"]}
        return NOT_KNOWN if self.placed is None else self.placed.as_json()


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
        total = len(content.lines) + len(content.kept_for_a_person)
        with ExitStack() as held:
            counter = held.enter_context(counting(self.session.screen, "payments", total))
            sending = held.enter_context(self.sending(counter))
            find: Find = nobody_knows
            if sending is not None:
                from infra.intake.importing.finding import cases_on_file

                find = held.enter_context(cases_on_file(self.session.served, len(content.lines)))
            plan = PaymentImport(self.session.clock.now(), self.session.settings.zone, find)
            tally = import_payments(path, content, plan, sending, counter.advance)
        return FileOutcome(path, content, None, tally)

    def foresee(self, outcomes: Sequence[FileOutcome]) -> None:
        """In a dry run: say of each line what would become of it, as far as the read models can be asked."""
        plan = PaymentImport(self.session.clock.now(), self.session.settings.zone)
        with ExitStack() as opened:
            forecast = self._forecast(opened)
            for outcome in outcomes:
                if outcome.content is None:
                    continue
                for line in tried_lines(plan.commands(outcome.content), forecast):
                    outcome.would[line.becomes] += 1
                    if len(outcome.tried) < SHOWN_MAX:
                        outcome.tried.append(line)
        if any(outcome.would["suspense"] for outcome in outcomes):
            self.session.screen.note(
                "Some that would wait may find their cases all the same: what is paid by the reference of a plan over "
                "several cases, or by a payer who is known, is not foreseen."
            )

    def wait_until_placed(self, outcomes: Sequence[FileOutcome], within_s: float) -> None:
        """Find out which payments found their cases and which wait, once the policies have answered, or at the end of
        ``within_s``. Where the read models do not answer, it is said that nothing is known: the money is received."""
        deadline = time.monotonic() + within_s
        received = [one for one in outcomes if one.content is not None and len(one.tally.ids)]
        total = sum(len(one.tally.ids) for one in received)
        if not total:
            return
        try:
            with ExitStack() as held:
                opened = held.enter_context(connected(self.session.served))
                counter = held.enter_context(counting(self.session.screen, "placed", total))
                before = 0
                for one in received:
                    assert one.content is not None
                    placing = Placing(one.tally.ids, one.content.amount_by_currency)
                    one.placed = placing.wait(opened, deadline, _beyond(before, total, counter))
                    before += len(one.tally.ids)
        except Exception as error:
            if exit_code_of(error) is None:
                raise
            self.session.screen.note(f"What became of the payments is not known yet: {error}")

    def _forecast(self, opened: ExitStack) -> Forecast:
        from infra.intake.importing.forecast import LedgerForecast

        try:
            return LedgerForecast(opened.enter_context(connected(self.session.settings)), self.session.settings.home)
        except Exception as error:
            if exit_code_of(error) is None:
                raise
            self.session.screen.note(f"What the ledger would make of the payments is not known: {error}")
            return cannot_say


def _beyond(before: int, total: int, counter: Counter) -> Callable[[int], None]:
    """Tells the counter of so many more than those of the files before."""
    return lambda placed: counter.reach(before + placed, total)
