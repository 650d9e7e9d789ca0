"""``caseledger case notice show CASE NUMBER``: the text of a letter, as it stands in the log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failures import CannotBeUsed, NotFound
from infra.cli.options import CaseName, Purpose
from infra.cli.personal import with_texts
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from domain.kernel.recorded import RecordedEvent


def show(
    context: typer.Context,
    case: CaseName,
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="The letter's number in the case.")],
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="Such as en or sv. Default: the person's, else English.")
    ] = None,
    pdf: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it there as PDF too.")] = None,
    purpose: Purpose = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Show a letter with the figures of the moment at which it was sent, however the case has gone on.

    Example: caseledger case notice show 1100117 1 --language sv --pdf letter.pdf
    """
    from infra.cases.letters import NoSuchLetter, SentLetter
    from infra.cli.case.resolve import events_of_case, looking_up
    from infra.documents.marked_text import as_text
    from infra.documents.templates import LanguageMissing

    session = session_of(context, purpose)
    with looking_up(session) as lookup:
        events = events_of_case(lookup, case)
    try:
        letter = SentLetter.of(with_texts(session, events), number)
    except NoSuchLetter as error:
        raise NotFound(f"{error} `caseledger case history` says which were sent.") from None
    try:
        text = letter.marked_text(_person(session, letter.who_gets_it), language)
    except LanguageMissing as error:
        raise CannotBeUsed(f"--language: {error}") from None
    if pdf is not None:
        _write(pdf, text, f"{letter.claim.creditor_reference} / {number}")
        session.screen.step(f"The letter is in {pdf}.")
    plain = as_text(text)
    tell(session.screen, answer_as, lambda: {**letter.as_json(), "text": plain}, lambda: [plain.rstrip("\n")])


def _person(session: Session, person: UUID) -> Sequence[RecordedEvent]:
    """What is on record of the person beside their cases: nothing, when they were never registered."""
    from infra.cli.person.naming import person_events

    try:
        return with_texts(session, person_events(session, person))
    except NotFound:
        return ()


def _write(file: Path, text: str, title: str) -> None:
    from infra.documents.pdf import as_pdf

    try:
        file.write_bytes(as_pdf(text, title))
    except OSError as error:
        raise CannotBeUsed(f"--pdf: {file} cannot be written: {error.strerror}.") from None
