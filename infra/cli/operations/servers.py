"""``caseledger up``, ``down``: servers and workers, all of it safe to repeat."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from infra.cli.failures import CannotBeUsed
from infra.cli.operations.pages import say_where
from infra.cli.render.progress import busy
from infra.cli.session import Session, session_of


class BrokerCount(StrEnum):
    """How many Kafka nodes a stack of this machine may have."""

    ONE = "1"
    THREE = "3"


def up(
    context: typer.Context,
    workers: Annotated[bool, typer.Option("--workers/--no-workers", help="Start the workers too.")] = True,
    new_ports: Annotated[
        bool,
        typer.Option("--new-ports", help="Where another program has a port by now, choose another; tell your clients."),
    ] = False,
    brokers: Annotated[
        BrokerCount | None,
        typer.Option(
            "--brokers", help="Kafka nodes of a new home: 1 (usual), or 3 that keep three copies, to try a cluster."
        ),
    ] = None,
) -> None:
    """Start servers and workers, and return when they answer. Does nothing for what runs already.

    A Kafka (of three brokers with `--brokers 3`) and a PostgreSQL with their data in the home folder, unless
    CASELEDGER_KAFKA_BOOTSTRAP and CASELEDGER_DATABASE_URL name servers that exist; the topics of the log, created and
    checked; the tables of the read models; and the workers: writer, projector, the policies (matcher, allocator,
    deadline-clock, person-keeper, remitter, reconciler), and disclosures, which takes in who has looked at what. A
    setting switches on others: the watcher of a folder, the publisher, and the one that calls webhooks. A worker that
    dies is started again; `caseledger status` tells how often, and why the last time.

    The console, My page and the API are served on this machine, unless CASELEDGER_PAGES says no; where, and by which
    link an administrator signs in, is said at the end.
    """
    session = session_of(context)
    if brokers is not None and session.environ.get("CASELEDGER_KAFKA_BOOTSTRAP"):
        raise CannotBeUsed(
            "--brokers is for a Kafka that is started here: CASELEDGER_KAFKA_BOOTSTRAP names one already."
        )
    bring_up(session, workers=workers, new_ports=new_ports, brokers=None if brokers is None else int(brokers))
    if workers:
        say_where(session.screen, session.environ)
    session.screen.note("Next: `caseledger status` · `caseledger import claims FILE` · `caseledger down`")


def bring_up(session: Session, *, workers: bool = True, new_ports: bool = False, brokers: int | None = None) -> bool:
    """All of ``up``, told step by step. True when the servers were started by this call."""
    from infra.cli.operations import bringing_up

    screen = session.screen
    with busy(screen, "Starting servers"):
        started = bringing_up.start_servers(
            _home(session), session.environ, screen.note, new_ports=new_ports, brokers=brokers
        )
    session.reload()
    settings = session.served
    where = "started here" if started else "running"
    screen.step(f"Kafka at {settings.kafka_bootstrap}, PostgreSQL at {_database_place(session)} ({where})")
    with busy(screen, "Checking the log"):
        log = bringing_up.prepare_log(settings)
    screen.step(f"Log {settings.log}: {log.partitions} partitions, topics as they must be")
    for doubt in log.doubts:
        screen.note(doubt)
    with busy(screen, "Checking the database"):
        models = bringing_up.prepare_database(settings, log)
    screen.step(f"Read models: {', '.join(models)}")
    if workers:
        with busy(screen, "Starting workers"):
            names = bringing_up.start_workers(_home(session), session.environ, new_ports=new_ports)
        screen.step(f"Workers: {', '.join(names)}")
    return started


def down(context: typer.Context) -> None:
    """Stop workers and servers of this home folder; their data stays. A batch under way is finished first."""
    session = session_of(context)
    take_down(session)


def take_down(session: Session) -> None:
    """All of ``down``, told step by step. Servers that the environment names are nobody's to stop here."""
    from infra.cli.operations import bringing_up
    from infra.stack.local_stack import LocalStack

    home, screen = _home(session), session.screen
    with busy(screen, "Stopping workers"):
        stopped = bringing_up.workers_of(home, session.environ).stop()
    if stopped:
        screen.step(f"Stopped workers: {', '.join(stopped)}")
    if not bringing_up.uses_local_servers(session.environ):
        screen.note("Kafka and PostgreSQL are named by the environment and run on.")
        return
    with busy(screen, "Stopping servers"):
        ran = LocalStack(home).down(screen.note)
    if ran:
        screen.step(f"Stopped Kafka and PostgreSQL; their data stays in {home}")
    elif not stopped:
        screen.note(f"Nothing ran in {home}.")


def _home(session: Session) -> Path:
    return Path(session.environ["CASELEDGER_HOME"])


def _database_place(session: Session) -> str:
    from infra.postgres.connect import database_place

    return database_place(session.settings.database_url) or "?"
