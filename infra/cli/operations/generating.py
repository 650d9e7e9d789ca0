"""``caseledger generate``: invented portfolios with years of events, through the real path or straight to a log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.exit_codes import ExitCode
from infra.cli.failures import CannotBeUsed, Unavailable
from infra.cli.operations.generating_view import shown, shown_in_bulk
from infra.cli.options import WaitForMine
from infra.cli.render.formats import AnswerAs, Format, tell
from infra.cli.render.progress import counting
from infra.cli.session import Session, session_of
from infra.cli.times import read_day

if TYPE_CHECKING:
    from infra.cli.render.progress import Counter
    from infra.generator.bulk.generating import BulkWritten
    from infra.generator.playing import Played
    from infra.generator.plot import Portfolio
    from infra.generator.tally import Mix, Sent

DAYS_OF_A_MONTH = 365 / 12
MOST_STORIES = 1_000_000
"""Memory holds what is told again."""


class To(StrEnum):
    """Which way the cases take."""

    WRITERS = "writers"
    LOG = "log"


CUT_OFF = "What was written is only a part of the log: `caseledger status` says how to begin again."
WAITING = "Waiting for answers: does a case writer run? See with `caseledger status`."


def generate(
    context: typer.Context,
    cases: Annotated[int, typer.Option(min=1, max=99_999_999, help="How many claims come in.")],
    seed: Annotated[
        int, typer.Option(min=0, max=999_999, help="What chance begins with: the same seed gives the same history.")
    ] = 1,
    months: Annotated[int, typer.Option(min=1, max=120, help="In so many months the claims come in.")] = 12,
    first_day: Annotated[
        str, typer.Option("--from", metavar="DATE", help="The day on which the first claims come.")
    ] = "2024-01-02",
    to: Annotated[
        To,
        typer.Option(
            help="writers: as commands. log: events straight into an empty log, for benchmarks, while no writer runs: "
            "the same core decides and everything is sealed, but nothing is asked or answered.",
        ),
    ] = To.WRITERS,
    stories: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=MOST_STORIES,
            help="Draw only so many cases, and tell their stories again and again, of other cases of other persons, "
            "until there are --cases. For logs of millions: with --to log a story is played once. Default: each case "
            "has its own.",
        ),
    ] = None,
    move_clock: Annotated[
        bool,
        typer.Option(
            "--move-clock",
            help="Let the home's clock go along, so that the ledger lives through each day: for a home with a "
            "clock.json, and of no use for any other.",
        ),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would happen; send nothing.")] = False,
    wait: WaitForMine = False,
    answer_as: AnswerAs = Format.TABLE,
) -> None:
    """Fill a ledger with invented cases: claims, contacts, plans, disputes, payments, in the mix of an agency's work.

    Nobody in it exists. The same seed gives the same cases, however many: the first ten of a hundred are the ten that
    there are alone. Everything goes to the writers with the day on which it happened, policies' commands under the
    policies' own ids; what would happen after now is left out. Given again, after an interruption too, it adds only
    what is missing.

    With --to log it takes a fraction of the time, and it is all or nothing: interrupted, the log says that it is only a
    part, and how to begin again. Writers go on from it as from any other log. A log of millions of cases takes minutes
    with --stories: everything happens to many, and is told apart by its names alone.

    Example: caseledger generate --cases 2000 --seed 7 --dry-run
    """
    from infra.generator.plot import Portfolio

    session = session_of(context)
    portfolio = Portfolio(seed, read_day(first_day, "--from"), round(months * DAYS_OF_A_MONTH), stories)
    if to is To.LOG:
        if move_clock:
            raise CannotBeUsed("--move-clock: a bulk log is written as of each day anyway.")
        written = _in_bulk(session, portfolio, cases, dry_run=dry_run)
        about = {"events": written.events, "bytes": written.bytes}
        tell(
            session.screen,
            answer_as,
            lambda: {"seed": seed, "dry_run": dry_run, **written.mix.as_json(), **about},
            lambda: shown_in_bulk(written, seed, dry_run=dry_run),
            listed="mix",
        )
        return
    mix, sent = _run(session, portfolio, cases, move_clock=move_clock, dry_run=dry_run)
    if sent is not None and wait and sent.positions:
        from infra.cli.database import wait_until_reflected

        wait_until_reflected(session.served, sent.positions)
    answers = {} if sent is None else {"answers": sent.as_json()}
    tell(
        session.screen,
        answer_as,
        lambda: {"seed": seed, "dry_run": dry_run, **mix.as_json(), **answers},
        lambda: shown(mix, sent, seed),
        listed="mix",
    )
    raise typer.Exit(ExitCode.REFUSED if sent is not None and sent.differ else ExitCode.DONE)


def _in_bulk(session: Session, portfolio: Portfolio, cases: int, *, dry_run: bool) -> BulkWritten:
    from infra.audit.side_by_side import WorkerDied
    from infra.eventlog.errors import CommitRefused, CommitUncertain, Fenced
    from infra.generator.bulk.generating import BulkPortfolio

    with counting(session.screen, "cases", cases) as counter:
        bulk = BulkPortfolio(portfolio, cases, session.clock.now(), counter.advance)
        try:
            return bulk.measure(session.settings) if dry_run else bulk.write(session.served)
        except (Fenced, CommitRefused, CommitUncertain, WorkerDied) as error:
            raise Unavailable(f"{error} {CUT_OFF if not dry_run else ''}".strip()) from error


def _run(
    session: Session, portfolio: Portfolio, cases: int, *, move_clock: bool, dry_run: bool
) -> tuple[Mix, Sent | None]:
    """Play all cases; send them unless it is a dry run."""
    from infra.generator.tally import Mix

    mix = Mix()
    with counting(session.screen, "cases", cases) as counter:
        if dry_run:
            for _ in _played(portfolio, cases, mix, counter, None):
                pass
            return mix, None
        return mix, _send(session, portfolio, cases, mix, counter, move_clock=move_clock)


def _send(session: Session, portfolio: Portfolio, cases: int, mix: Mix, counter: Counter, *, move_clock: bool) -> Sent:
    from infra.client import CommandClient
    from infra.generator.sending import GeneratedCommands
    from infra.runtime.log_access import open_log

    clock_file = session.settings.clock_file if move_clock else None
    if move_clock and clock_file is None:
        raise CannotBeUsed("--move-clock: this home has no clock of its own, and the machine's is never moved.")
    until = None if move_clock else session.clock.now()
    connection, topics, _ = open_log(session.served)
    with CommandClient(connection, topics.commands, topics.replies) as client:
        commands = GeneratedCommands(client, lambda: counter.note(WAITING), clock_file)
        commands.creditors()
        commands.send(_played(portfolio, cases, mix, counter, until))
    return commands.sent


def _played(portfolio: Portfolio, cases: int, mix: Mix, counter: Counter, until: datetime | None) -> Iterator[Played]:
    """What happens up to ``until``, counted on its way. A case is counted when its claim comes."""
    from infra.generator.plot import plot_of
    from infra.generator.stream import in_order

    seen: set[int] = set()
    for case, played in in_order(portfolio, cases):
        if until is not None and played.envelope.occurred_at > until:
            return
        if case not in seen:
            seen.add(case)
            mix.draw(plot_of(portfolio, case))
            counter.advance()
        mix.take(case, played)
        yield played
