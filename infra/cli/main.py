"""``caseledger``: what a person sees of the product."""

from __future__ import annotations

import io
import sys
import traceback
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from infra.cli.commands import COMMANDS
from infra.cli.exit_codes import MEANING, ExitCode
from infra.cli.failures import exit_code_of
from infra.cli.loading import program_of
from infra.cli.session import Session

HELP = """\
A case ledger for debt collection, whose events live on Apache Kafka.

[bold]Begin[/] with [cyan]caseledger demo[/]: a minute on real servers, and all that is here has been seen once. Then \
[cyan]caseledger up[/] starts servers and workers of your own, and [cyan]caseledger import claims FILE[/] brings the \
first cases in.

[bold]Ask[/] with balances, trail, sla, suspense and case show; each takes --format and says which position of the log \
it reflects. [bold]Act[/] with case and payment; a refusal comes with its reason and rule.
"""
EPILOG = "[bold]Exit codes[/]\n" + "\n".join(f"{code:>3}  {meaning}" for code, meaning in MEANING.items())

app = typer.Typer(
    name="caseledger",
    cls=program_of(COMMANDS),
    help=HELP,
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"caseledger {metadata.version('caseledger')}")
        raise typer.Exit


@app.callback()
def begin(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option("--home", metavar="FOLDER", help="Where local servers and workers keep their data. "
                     "Default: CASELEDGER_HOME, or .caseledger in this folder."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the program an error came from.")] = False,
) -> None:  # fmt: skip
    """Options that go before the command."""
    context.obj = Session(home, debug)


def run() -> None:
    """The entry point: an error that was foreseen is one sentence, and every ending has its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that cannot show a letter shows its number
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(ExitCode.DONE)
    except Exception as error:
        sys.exit(_told(error))


def _told(error: Exception) -> int:
    session = Session(debug="--debug" in sys.argv)
    code = exit_code_of(error)
    if code is None:
        session.screen.fail(f"This should not have happened: {type(error).__name__}: {error}")
        session.screen.note("What was answered before is kept. `caseledger --debug …` shows where it happened.")
        code = ExitCode.FAULT
    else:
        session.screen.fail(str(error))
    if session.debug:
        traceback.print_exception(error)
    return code
