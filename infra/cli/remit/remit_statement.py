"""``caseledger remit statement``: a remittance line by line, as the creditor gets it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from domain.creditor.remittance.preparing import RemittancePrepared
from domain.kernel.money import money_text
from infra.cli.creditor.resolve import registered
from infra.cli.exit_codes import ExitCode
from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.options import CreditorName
from infra.cli.questions.questions import asked
from infra.cli.remit.creditor_on_record import CreditorOnRecord
from infra.cli.remit.remit_acts import Number
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.table import number as amount
from infra.cli.render.table import table, text, whole
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from rich.console import RenderableType

    from infra.payout.remittance_statement import RemittanceStatement


def statement(
    context: typer.Context,
    creditor: CreditorName,
    number: Number,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", dir_okay=False, help="Write it to this new file, as PDF.")
    ] = None,
    text_file: Annotated[
        Path | None, typer.Option("--text", metavar="FILE", dir_okay=False, help="The same, as plain text.")
    ] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show each payment that a remittance is of: its case, the bank's day, what was paid, commission, VAT and the rest.

    The lines are found by their places in the log and added up; the command says that they are what the remittance
    says, to the minor unit, and ends with exit code 1 if they are not. For people with --pdf or --text, for programs
    with --format csv.

    Example: caseledger remit statement norrsken 3 --pdf remittance-3.pdf
    """
    from infra.payout.remittance_statement import stated
    from infra.payout.statement_paper import statement_paper
    from projections.balances.remittances import lines_of

    session = session_of(context)
    for file in filter(None, (pdf, text_file)):
        if file.exists():
            raise CannotBeUsed(f"{file} is there already. A paper is not written over: name a new file.")
    known = registered(session, creditor)
    prepared = _prepared(session, known.creditor_id, number)
    span = (known.creditor_id, prepared.currency, prepared.spans)
    made = stated(prepared, known.name, asked(session, lambda opened: lines_of(opened, *span), wait=True).value)
    said = "Checked: the lines add up to the remittance exactly." if made.adds_up else "The lines do not add up to it."
    tell(
        session.screen,
        answer_as,
        lambda: _document(made),
        lambda: [_table(made), Text(said, style="green" if made.adds_up else "bold red")],
        listed="lines",
    )
    if pdf or text_file:
        _write(session, f"{statement_paper(made)}\n\n{said}", pdf, text_file)
    raise typer.Exit(ExitCode.DONE if made.adds_up else ExitCode.FAULT)


def _prepared(session: Session, creditor_id: str, number: int) -> RemittancePrepared:
    events = [one.event for one in CreditorOnRecord.read(session, creditor_id).events]
    found = [one for one in events if isinstance(one, RemittancePrepared) and one.number == number]
    if not found:
        raise NotFound(f"{creditor_id} has no remittance {number}. See `caseledger remit status {creditor_id}`.")
    return found[0]


def _write(session: Session, paper: str, pdf: Path | None, text_file: Path | None) -> None:
    from infra.documents.marked_text import as_text
    from infra.documents.pdf import as_pdf

    papers = ((pdf, pdf and as_pdf(paper, "Remittance")), (text_file, text_file and as_text(paper).encode()))
    for file, content in papers:
        if file and content:
            try:
                file.write_bytes(content)
            except OSError as error:
                raise CannotBeUsed(f"{file} cannot be written: {error.strerror}.") from None
            session.screen.step(f"Wrote {file}")


def _document(made: RemittanceStatement) -> dict[str, Any]:
    """Documented in docs/command-line.md."""
    prepared = made.prepared
    return {
        "creditor_id": prepared.creditor_id,
        "creditor": made.creditor,
        "number": prepared.number,
        "currency": prepared.currency,
        "iban": prepared.iban,
        "lines": [
            {
                "case_id": one.line.case_id,
                "creditor_reference": one.line.creditor_reference,
                "value_date": one.line.value_date,
                "is_direct": one.line.is_direct,
                "principal_minor": one.line.principal_minor,
                "interest_minor": one.line.interest_minor,
                "fees_minor": one.line.fees_minor,
                "court_costs_minor": one.line.court_costs_minor,
                "fees_kept_minor": one.fees_kept_minor,
                "commission_minor": one.commission_minor,
                "vat_minor": one.vat_minor,
                "payable_minor": one.payable_minor,
                "currency": prepared.currency,
                "partition": one.line.partition,
                "position": one.line.position,
            }
            for one in made.lines
        ],
        "sums": made.sums(),
        "told": made.told(),
        "invoiced_minor": prepared.invoiced_minor,
        "adds_up": made.adds_up,
    }


def _table(made: RemittanceStatement) -> RenderableType:
    currency = made.prepared.currency
    columns = [whole("day"), text("reference"), *map(amount, ("paid", "fees kept", "commission", "VAT", "paid out"))]
    rows = [
        (
            str(one.line.value_date),
            f"{one.line.creditor_reference}{' (to the creditor)' if one.line.is_direct else ''}",
            *(money_text(minor, currency) for minor in (
                one.line.total_minor, one.fees_kept_minor, one.commission_minor, one.vat_minor, one.payable_minor
            )),
        )
        for one in made.lines
    ]  # fmt: skip
    told = made.told()
    sums = ("collected_minor", "fees_kept_minor", "commission_minor", "vat_minor", "payable_minor")
    total = ("", "in all, paid to us", *(money_text(told[name], currency) for name in sums))
    return table(f"Remittance {made.prepared.number} to {made.creditor}", columns, rows, total)
