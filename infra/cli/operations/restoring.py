"""``caseledger restore …``: a log that came back from a copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from infra.cli.exit_codes import ExitCode
from infra.cli.operations.restoring_view import restored_document, restored_screens
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import by_partition, counting
from infra.cli.session import session_of
from infra.cli.typed import a_file


def check(
    context: typer.Context,
    against: Annotated[
        Path,
        typer.Option(metavar="FILE", callback=a_file, exists=True, dir_okay=False, readable=True,
                     help="Heads that `caseledger verify --heads FILE` kept before the log was lost."),
    ],
    history: Annotated[
        Path | None,
        typer.Option(metavar="FILE", callback=a_file, exists=True, dir_okay=False, readable=True,
                     help="What clients sent and were answered, as JSON lines (docs/faults.md says how)."),
    ] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:  # fmt: skip
    """Prove a restored log complete against heads that were kept, or name all that is missing.

    Start the servers alone (`caseledger up --no-workers`), so that nothing is written before you know. It looks at
    topics and their settings, walks each partition to its end behind every gap, opens every sealed text with the keys
    that came back, and follows the chain of reads. It names commands that were accepted after the copy and are gone, as
    far as answers, --history or the read models know of them; each may be sent again under its own id.

    Writes nothing. Ends with exit code 0 when the log is complete, 1 when anything is missing or not as it must be, 4
    when FILE holds no heads, 5 when Kafka does not answer. After it: `caseledger verify`.

    Example: caseledger restore check --against heads-2026-03.json
    """
    from infra.audit.heads import read_heads
    from infra.audit.restored.restored import check_restored

    kept = read_heads(against)
    session = session_of(context)
    _ = session.served
    with counting(session.screen, "events", sum(head.position for head in kept.heads.values())) as counter:
        restored = check_restored(session.settings, kept, history, by_partition(counter))
    is_complete = restored.report.sound
    tell(
        session.screen,
        answer_as,
        lambda: restored_document(restored),
        lambda: restored_screens(restored),
        listed="partitions" if is_complete else "findings",
    )
    raise typer.Exit(ExitCode.DONE if is_complete else ExitCode.FAULT)
