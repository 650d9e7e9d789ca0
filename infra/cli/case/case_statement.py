"""``caseledger case statement``: what is owed, and why, every figure down to its event and its row of law."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from infra.cli.case.case_show import day_of_question, known_events
from infra.cli.exit_codes import ExitCode
from infra.cli.failures import CannotBeUsed
from infra.cli.options import CaseName
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import Session, session_of
from infra.cli.then import AsOf, when_asked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from infra.statement.statement import Statement


def statement(
    context: typer.Context,
    case: CaseName,
    as_of: AsOf = None,
    pdf: Annotated[
        Path | None,
        typer.Option("--pdf", metavar="FILE", dir_okay=False, help="Write it to this new file too, as PDF."),
    ] = None,
    text: Annotated[
        Path | None, typer.Option("--text", metavar="FILE", dir_okay=False, help="The same, as plain text.")
    ] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Say what is owed on a case, and why: each event that moved its money, part by part, with the rule behind it.

    What was claimed, what was added and by which row of law, in which order each payment was allocated, each stretch of
    interest with its days, rate and principal; and the late interest to the day of the question, which is no part of
    the debt yet. The lines are added up once by event and once by part, and held against the ledger, to the last cent:
    the command says that it did, and ends with exit code 1 if they differ.

    Example: caseledger case statement 1110011706 --as-of 2026-04-30 --pdf what-you-owe.pdf
    """
    from infra.cli.case.statement_render import statement_screens
    from infra.statement.document import in_words, statement_document
    from infra.statement.paper import statement_paper
    from infra.statement.statement import ledger_of, statement_of

    session = session_of(context)
    for file in filter(None, (pdf, text)):
        if file.exists():
            raise CannotBeUsed(f"{file} is there already. A paper is not written over: name a new file.")
    events = known_events(session, case, as_of, None)
    made = statement_of(events, day_of_question(session, events[0].event.jurisdiction, as_of))  # type: ignore[attr-defined]
    ledgers: dict[str, Mapping[str, int]] = {"the events of the case": ledger_of(made.state)}
    if as_of is None and (books := _books(session, made)):
        ledgers["the read model of balances"] = books
    wrong = [f"{name}: {found}" for name, ledger in ledgers.items() for found in made.differences(ledger)]
    said = in_words(wrong, list(ledgers))
    when = when_asked(as_of, None)
    tell(
        session.screen,
        answer_as,
        lambda: {**statement_document(made, list(ledgers), wrong), "as_of": as_of},
        lambda: [
            *statement_screens(made, f", {when}" if when else ""),
            Text(said, style="bold red" if wrong else "green"),
        ],
        listed="lines",
    )
    if pdf or text:
        _write(session, statement_paper(made, said), pdf, text)
    raise typer.Exit(ExitCode.FAULT if wrong else ExitCode.DONE)


def _write(session: Session, paper: str, pdf: Path | None, text: Path | None) -> None:
    from infra.documents.marked_text import as_text
    from infra.documents.pdf import as_pdf

    for file, content in (
        (pdf, pdf and as_pdf(paper, "What is owed, and why")),
        (text, text and as_text(paper).encode()),
    ):
        if file and content:
            try:
                file.write_bytes(content)
            except OSError as error:
                raise CannotBeUsed(f"{file} cannot be written: {error.strerror}.") from None
            session.screen.step(f"Wrote {file}")


def _books(session: Session, made: Statement) -> Mapping[str, int] | None:
    """What the read model has of the same events; None where none answers, or where it is of others."""
    from infra.cli.questions.questions import asked
    from infra.postgres.connect import DatabaseUnavailable
    from infra.postgres.errors import DatabaseNotReady
    from infra.statement.statement import PARTS
    from projections.balances.queries import case_balance

    if session.settings.database_url is None:
        return None
    try:
        found = asked(session, lambda opened: case_balance(opened, made.case_id), wait=False).value
    except (DatabaseUnavailable, DatabaseNotReady):
        return None
    if found is None or found.position != made.lines[-1].recorded.position:
        return None
    return {part: getattr(found, f"{part}_minor") for part in PARTS}
