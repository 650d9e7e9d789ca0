"""The demo from its first line to its last."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from rich.text import Text

from infra.audit.history import LogHistory
from infra.cli.operations.pages import say_where
from infra.cli.operations.servers import bring_up, take_down
from infra.cli.render.table import facts
from infra.cli.session import CLOCK_FILE, Session
from infra.client import CommandClient
from infra.demo.calendar import THE_BEGINNING, ZONE
from infra.demo.cast import Cast
from infra.demo.client_account.two_days import ClientAccount
from infra.demo.inputs import Inputs, write_inputs
from infra.demo.month import Month
from infra.demo.narrator import Narrator
from infra.demo.report import MonthReport
from infra.runtime.clock import FileClock
from infra.runtime.log_access import open_log
from infra.runtime.settings import PAGES

FOLDER = "demo"


def run_demo(session: Session, keep: bool) -> None:
    """Everything, in a home folder of its own. With ``keep``, or when it ran before, it is left running.

    Raises StackError and the others of ``bring_up``, NoAnswer, NotSettled.
    """
    home = demo_home(Path(session.environ["CASELEDGER_HOME"]))
    clock_file = home / CLOCK_FILE
    home.mkdir(parents=True, exist_ok=True)
    if not clock_file.exists():
        FileClock.set(clock_file, THE_BEGINNING, runs=False)
    environ = demo_environment(session.environ, home)
    own = Session(environ=environ if keep else {**environ, PAGES: "no"})  # nobody would look at them in that minute
    own.screen.err = own.screen.out  # one stream, so that a log of it reads in order
    narrator = Narrator(own.screen)
    narrator.open(_shown(home))
    started = False
    try:
        narrator.chapter("Servers and workers")
        started = bring_up(own)
        _month(own, narrator, clock_file)
    finally:
        FileClock.set(clock_file, own.clock.now(), runs=False)  # until it is run again, time stands still here
        if started and not keep:
            narrator.chapter("The end")
            take_down(own)
    own_home = os.environ.get("CASELEDGER_HOME")
    _what_next(narrator, home, own_home, runs_on=keep or not started)
    say_where(own.screen, environ)


def demo_home(home: Path) -> Path:
    """Where the demo lives beside a home folder; of one that is a demo's already, itself."""
    return home if home.name == FOLDER and (home / CLOCK_FILE).exists() else home / FOLDER


def demo_environment(environ: Mapping[str, str], home: Path) -> dict[str, str]:
    """Without any setting of the caller's: a demo must not reach a log that somebody means."""
    kept = {name: value for name, value in environ.items() if not name.startswith("CASELEDGER_")}
    own = {"HOME": str(home), "CLOCK_FILE": str(home / CLOCK_FILE), "ZONE": ZONE}
    return kept | {f"CASELEDGER_{name}": value for name, value in own.items()}


def _month(session: Session, narrator: Narrator, clock_file: Path) -> None:
    settings = session.settings
    inputs: Inputs = write_inputs(settings.home / "files")
    connection, topics, _ = open_log(settings)
    with LogHistory(settings) as history, CommandClient(connection, topics.commands, topics.replies) as client:
        before = history.count()
        month = Month(session, narrator, inputs, Cast.of(inputs), client, history, clock_file)
        month.pass_by()
        ClientAccount(month).lives_on()
        MonthReport(month).show()
        _say_what_was_added(narrator, before, history.count())


def _say_what_was_added(narrator: Narrator, before: int, after: int) -> None:
    if before == 0:
        narrator.say(f"The log began empty and holds {after:,} events. Run again, the demo adds none of them twice.")
    elif before == after:
        narrator.say(
            f"The log held {before:,} events before and holds {after:,} now: run again, the demo added nothing."
        )
    else:
        narrator.say(
            f"The log held {before:,} events before and holds {after:,} now: this run finished an earlier one."
        )


def _what_next(narrator: Narrator, home: Path, own_home: str | None, runs_on: bool) -> None:
    """``own_home`` is the caller's CASELEDGER_HOME, to which the last line leads back."""
    program = _program()
    narrator.chapter("Go on with", "" if runs_on else "The demo's data stays. These bring it back and look around:")
    begin = [] if runs_on else [(f"{program} up", "start it again: all of this is still there")]
    back = f"export CASELEDGER_HOME={shlex.quote(own_home)}" if own_home else "unset CASELEDGER_HOME"
    commands = [
        (f"export CASELEDGER_HOME={shlex.quote(str(home.resolve()))}", "work in the demo's folder, from any other"),
        *begin,
        (f"{program} status", "servers, workers, lag"),
        (f"{program} trail --actor matcher --limit 5", "what a policy did"),
        (f"{program} sla --breached --limit 5", "promises that were broken"),
        (f"{program} case --help", "look at a case, and act on it"),
        (f"{program} down", "stop it"),
        (
            back,
            f"back to {'your own ledger' if own_home else f'where {program} up starts an empty ledger of your own'}",
        ),
    ]
    narrator.show(facts("", [(command, Text(why, style="dim")) for command, why in commands]))
    narrator.say(f"Done in {narrator.seconds:.0f} s. In a browser" + (":" if runs_on else ", once it is up again:"))


def _program() -> str:
    """How this program is called from here."""
    if shutil.which("caseledger"):
        return "caseledger"
    return str(Path(sys.argv[0]).resolve())


def _shown(path: Path) -> str:
    """Relative to where we are, when it lies below."""
    return str(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else str(path)
