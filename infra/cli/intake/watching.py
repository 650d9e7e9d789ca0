"""``caseledger import watch FOLDER``."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.screen import styled
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from infra.intake.watching.rounds import FileTold, Rounds

EVERY_S = 1.0


def watch(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", exists=True, file_okay=False, show_default=False, help="Where banks drop files."
        ),
    ],
    once: Annotated[bool, typer.Option("--once", help="Take what lies there, and end; for a timer.")] = False,
    settle: Annotated[
        float, typer.Option(metavar="SECONDS", min=0, help="A file is taken when it has not changed for so long.")
    ] = 2.0,
    refuse_after: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            min=0,
            help="A file that is not whole, or none of a bank's, is refused when it has not changed for so long.",
        ),
    ] = 60.0,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Take in the payment files that banks drop into FOLDER, each once, until Ctrl-C.

    A file that is taken in moves to FOLDER/done, one of which nothing can be to FOLDER/refused, with its reason in
    NAME.reason.json beside it. Of a file in done, what a person must look at stands beside it in NAME.refused.csv. A
    file that is still being written is left until it stands still; so are names that begin with a point or end in
    .part or .tmp. What cannot be read or moved is said, and tried again; it stands in no other file's way.

    Killed at any moment and started again, it goes on: nothing is received twice. `caseledger up` does the same when
    CASELEDGER_WATCH_FOLDER names the folder. One process watches a folder at a time.
    """
    from infra.client import CommandClient
    from infra.intake.importing.sending import Sending
    from infra.intake.watching.folder import WatchedFolder
    from infra.intake.watching.rounds import Rounds
    from infra.intake.watching.taking import TakePayments
    from infra.runtime.log_access import open_log

    session = session_of(context)
    watched = WatchedFolder(folder, settle)
    connection, topics, _ = open_log(session.served)
    with watched.held(), CommandClient(connection, topics.commands, topics.replies) as client:
        take = TakePayments(session.clock, session.served, Sending(client))
        for stranger in watched.strangers():
            session.screen.note(f"{stranger.name} is no plain file and is left alone.")
        told: list[FileTold] = []
        _go_round(Rounds(watched, take, lambda file: _hear(session, file, told, answer_as), refuse_after), once)
    if answer_as is not Format.TABLE:
        documents = [one.as_json() for one in told]
        tell(session.screen, answer_as, lambda: {"folder": str(folder), "files": documents}, list, listed="files")


def _go_round(rounds: Rounds, once: bool) -> None:
    """Until Ctrl-C, or with ``once`` until nothing is left that may still be taken."""
    with suppress(KeyboardInterrupt):
        while rounds.once().coming or not once:
            time.sleep(EVERY_S)


def _hear(session: Session, file: FileTold, told: list[FileTold], answer_as: Format) -> None:
    """People see each file as it comes; for programs they are kept until the end."""
    if answer_as is not Format.TABLE:
        told.append(file)
        return
    colour = {"done": "green", "refused": "bold red", "waits": "yellow"}[file.became]
    words = file.reason
    if file.tally is not None:
        tally = file.tally
        counts = f"{tally.received:,} received, {tally.received_before:,} before, {tally.refused:,} for a person"
        words = f"{counts}; it is {file.where} now"
    session.screen.show(styled((f"{file.became:8}", colour), f" {file.name}: {words}"))
