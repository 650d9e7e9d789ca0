"""Every command there is, in the order in which the help shows them."""

from __future__ import annotations

import typer

from infra.cli import importing, servers, status

SERVERS = "Servers and workers"
FILES = "Files that come in"


def add_to(app: typer.Typer) -> None:
    """Put them on the program."""
    for command in (servers.up, servers.down, status.status):
        app.command(rich_help_panel=SERVERS)(command)
    app.add_typer(importing.app, name="import", rich_help_panel=FILES)
