"""``caseledger import claims FILE`` and ``caseledger import payments FILE``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.creditor.resolve import creditor_meant, directory
from infra.cli.exit_codes import ExitCode
from infra.cli.intake.import_report import report, report_payments
from infra.cli.options import As, WaitForMine
from infra.cli.render.formats import AnswerAs, Format
from infra.cli.render.progress import Counter, counting
from infra.cli.session import Session, session_of, user_name
from infra.cli.typed import a_file, some_files

if TYPE_CHECKING:
    from infra.intake.importing.claims import ClaimImport
    from infra.intake.importing.sending import Sending
    from infra.intake.importing.tally import Tally


File = Annotated[
    Path,
    typer.Argument(metavar="FILE", exists=True, dir_okay=False, readable=True, show_default=False, callback=a_file),
]
Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE...",
        help="One file or several; the name does not matter.",
        exists=True,
        dir_okay=False,
        readable=True,
        show_default=False,
        callback=some_files,
    ),
]
WAITING = "Waiting for answers: does a case writer run? See with `caseledger status`."
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and check everything; send nothing and write nothing.")]


PLACED_WITHIN_S = 60.0


def claims(
    context: typer.Context,
    file: File,
    encoding: Annotated[
        str, typer.Option(help="utf-8, windows-1252 (what Excel saves in Western Europe) or iso-8859-1.")
    ] = "utf-8",
    creditor: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Take in claims of this creditor only (id or name); refuse the others."),
    ] = None,
    pay_within: Annotated[
        int | None,
        typer.Option(metavar="DAYS", min=1, max=365, help="Set each debtor a first payment deadline so many days on."),
    ] = None,
    acting_as: As = None,
    dry_run: DryRun = False,
    wait: WaitForMine = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Take in a portfolio of claims: a CSV file, one claim to a line.

    Each good line becomes a case. Its creditor must be registered, with `caseledger creditor register`. A line that
    cannot be taken in is kept beside FILE, with the reason in NAME.refused.csv and ready to be corrected and imported
    in NAME.to-correct.csv; the others go on.

    The same file may be imported again at any time, also after an interruption: what was received before is counted
    as such and adds nothing. Columns, encodings and codes: docs/files.md.
    """
    from infra.intake.importing.files import import_claims, lines_in

    session = session_of(context)
    plan = _claim_plan(session, creditor, pay_within, acting_as)
    with counting(session.screen, "claims", lines_in(file)) as counter:
        with _sending(session, counter, dry_run) as sending:
            tally = import_claims(file, encoding, plan, sending, counter.advance)
        _wait(session, tally, wait and not dry_run)
    report(session.screen, "claim", file, tally, dry_run=dry_run, answer_as=answer_as)
    raise typer.Exit(ExitCode.BAD_INPUT if tally.refused else ExitCode.DONE)


def payments(
    context: typer.Context,
    files: Files,
    dry_run: DryRun = False,
    wait: WaitForMine = False,
    placed_within: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0,
            help="How long to wait until every payment has found its case or stands in suspense; 0: do not wait.",
        ),
    ] = PLACED_WITHIN_S,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Take in a bank's payment files: each of them whole or not at all.

    BgMax, OCR giro, camt.053, camt.054 and MT940 are told from the content. Of a statement, money that left
    is taken in too.

    A file whose control totals do not agree with its lines is refused whole, with the difference. Records that no
    machine may book, such as a payment of nothing, are kept for a person in NAME.refused.csv beside FILE.

    A payment is known by its fingerprint: the same file again, or the same payment in another file, adds nothing. Then
    the command waits until the policies have placed the money, and says what is matched, what is in suspense, and what
    is still under way when `--placed-within` is over. With `--dry-run` each line says what would become of it: matched
    to which case by which step, in suspense with which reason, a duplicate, or refused.
    """
    from infra.cli.intake.import_files import PaymentFiles

    session = session_of(context)
    taking_in = PaymentFiles(session, dry_run, lambda counter: _sending(session, counter, dry_run))
    outcomes = [taking_in.take_in(file, alone=len(files) == 1) for file in files]
    if dry_run:
        taking_in.foresee(outcomes)
    elif placed_within:
        taking_in.wait_until_placed(outcomes, placed_within)
    for outcome in outcomes:
        _wait(session, outcome.tally, wait and not dry_run)
    report_payments(session.screen, outcomes, dry_run=dry_run, answer_as=answer_as)
    raise typer.Exit(ExitCode.DONE if all(one.is_clean for one in outcomes) else ExitCode.BAD_INPUT)


def _claim_plan(session: Session, creditor: str | None, pay_within: int | None, acting_as: str | None) -> ClaimImport:
    from domain.kernel.recorded import Actor
    from infra.intake.importing.claims import ClaimImport
    from infra.messages.crypto.blind_index import BlindIndex

    creditors = directory(session)
    only = None if creditor is None else creditor_meant(creditors, creditor, "--creditor").creditor_id
    now = session.clock.now()
    pay_by = None if pay_within is None else session.zone.day(now) + timedelta(days=pay_within)
    index = BlindIndex(session.settings.index_key)
    return ClaimImport(now, Actor("user", acting_as or user_name()), pay_by, creditors, index, only)


@contextmanager
def _sending(session: Session, counter: Counter, dry_run: bool) -> Iterator[Sending | None]:
    """A way to send, or None for a dry run."""
    if dry_run:
        yield None
        return
    from infra.client import CommandClient
    from infra.intake.importing.sending import Sending
    from infra.runtime.garbage import search_rarely
    from infra.runtime.log_access import open_log

    search_rarely()
    connection, topics, _ = open_log(session.served)
    with CommandClient(connection, topics.commands, topics.replies) as client:
        yield Sending(client, lambda: counter.note(WAITING))


def _wait(session: Session, tally: Tally, wanted: bool) -> None:
    if wanted and tally.positions:
        from infra.cli.database import wait_until_reflected

        wait_until_reflected(session.served, tally.positions)
