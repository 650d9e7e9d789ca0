"""``caseledger projections rebuild`` and ``caseledger index rebuild``: what is made from the log, made again."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failures import CannotBeUsed, CommandFailed
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import Counter, counting
from infra.cli.render.words import counted
from infra.cli.session import Session, session_of

if TYPE_CHECKING:
    from consumers.projector import Rebuilt

index = typer.Typer(no_args_is_help=True, help="The writer's index on this machine.")


class Model(StrEnum):
    """The read models by name."""

    BALANCES = "balances"
    AUDIT_TRAIL = "audit_trail"
    SLA = "sla"
    PERSON = "person"


class CannotRebuild(CommandFailed):
    """The rebuild stopped; what serves is as it was."""


def rebuild_projections(
    context: typer.Context,
    names: Annotated[list[Model] | None, typer.Argument(help="Which ones. Default: all.", show_default=False)] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Build read models anew from the log beside those that serve, and switch to them when they have caught up.

    All of them are made in one pass over the log, by as many processes as there are cores. Questions are answered all
    the while, and it may be stopped at any time: nothing that serves changes before a switch. An event that cannot be
    folded stops it.
    """
    session = session_of(context)
    wanted = names or list(Model)
    with counting(session.screen, f"events into {', '.join(wanted)}", None) as counter:
        done = _rebuilt(session, wanted, counter)
    tell(
        session.screen,
        answer_as,
        lambda: {"rebuilt": [{"model": one.model, "build": one.build, "events": one.events} for one in done]},
        lambda: [
            f"{one.model} serves from build {one.build}, folded from {counted(one.events, 'event')}." for one in done
        ],
        listed="rebuilt",
    )


def rebuild_index(
    context: typer.Context,
    partition: Annotated[int | None, typer.Option(min=0, help="This partition only. Default: all.")] = None,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Delete the writer's index, so that the writer reads it again from the log when it next starts.

    Refused while a writer runs. The index is a cache: nothing is lost but the time to read the log once.
    """
    from infra.cli.operations.worker_health import writers_alive
    from infra.eventlog.index.index_file import delete_index_file

    session = session_of(context)
    settings = session.settings
    if alive := writers_alive(settings.home):
        raise CannotBeUsed(
            f"A writer runs here (process {', '.join(map(str, alive))}) and has the index open. Stop it first with "
            "`caseledger down`; nothing was deleted."
        )
    pattern = f"{settings.events_topic}-{'*' if partition is None else partition}.sqlite"
    found = sorted((settings.home / "index").glob(pattern))
    for path in found:
        delete_index_file(path)
    said = f"Deleted {counted(len(found), 'index file')}. The next writer reads the log once, then goes on."
    nothing = f"There is no index of {settings.events_topic} in {settings.home}: nothing to delete."
    tell(
        session.screen,
        answer_as,
        lambda: {"deleted": [str(path) for path in found]},
        lambda: [said if found else nothing],
        listed="deleted",
    )


def _rebuilt(session: Session, names: Sequence[Model], counter: Counter) -> list[Rebuilt]:
    from consumers.projector import RebuildStopped, RebuildUnderWay, rebuild
    from infra.audit.side_by_side import WorkerDied
    from infra.cli.database import connected
    from infra.eventlog.partition.log_reader import KafkaLogReader
    from infra.runtime.garbage import search_rarely
    from infra.runtime.key_access import opener_for_once
    from infra.runtime.log_access import open_log

    search_rarely()
    connection, topics, event_log = open_log(session.served)

    def open_reader(partition: int) -> KafkaLogReader:
        return KafkaLogReader(connection, topics.events, partition)

    with connected(session.settings) as opened, opener_for_once(session.served) as opener:
        try:
            return rebuild(
                opened,
                map(str, names),
                open_reader,
                counter.reach,
                settings=session.served,
                log_id=event_log.log_id,
                opens=opener,
            )
        except (RebuildStopped, RebuildUnderWay, WorkerDied) as error:
            raise CannotRebuild(str(error)) from None
