"""Every command there is, in the order in which the help shows them."""

from __future__ import annotations

import typer

from infra.cli import case_acts, case_show, importing, payment_acts, servers, status
from infra.cli.balances import balances
from infra.cli.demo import demo
from infra.cli.sla import sla
from infra.cli.suspense import suspense
from infra.cli.trail import trail

SERVERS = "Servers and workers"
FILES = "Files that come in"
CASES = "Cases and payments"
QUESTIONS = "Questions"


def add_to(app: typer.Typer) -> None:
    """Put them on the program."""
    for command in (demo, servers.up, servers.down, status.status):
        app.command(rich_help_panel=SERVERS)(command)
    app.add_typer(importing.app, name="import", rich_help_panel=FILES)
    app.add_typer(_case(), name="case", rich_help_panel=CASES)
    app.add_typer(_payment(), name="payment", rich_help_panel=CASES)
    for question in (balances, trail, sla, suspense):
        app.command(rich_help_panel=QUESTIONS)(question)


def _case() -> typer.Typer:
    case = typer.Typer(no_args_is_help=True, help="Look at a case, and act on it.")
    for command in (case_show.show, case_show.history):
        case.command(rich_help_panel="Look")(command)
    for act in (case_acts.contact, case_acts.plan, case_acts.deadline, case_acts.close):
        case.command(rich_help_panel="Act")(act)
    return case


def _payment() -> typer.Typer:
    payment = typer.Typer(no_args_is_help=True, help="Look at a payment, and place or reverse it.")
    payment.command(rich_help_panel="Look")(payment_acts.history)
    for act in (payment_acts.match, payment_acts.reverse):
        payment.command(rich_help_panel="Act")(act)
    return payment
