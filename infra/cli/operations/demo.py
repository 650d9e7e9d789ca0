"""``caseledger demo``."""

from __future__ import annotations

from typing import Annotated

import typer

from infra.cli.session import session_of


def demo(
    context: typer.Context,
    keep: Annotated[bool, typer.Option("--keep", help="Leave servers and workers running at the end.")] = False,
) -> None:
    """See everything once: a month of a small agency in about a minute, on real servers.

    Starts a Kafka, a PostgreSQL and workers of its own in the folder demo of the home folder, takes in 2,000 claims and
    a bank's payment file, lets time pass the first deadlines, shows what came of it, and stops what it started. Run
    again, it adds nothing twice. Servers that the environment names are not touched.
    """
    from infra.demo.run import run_demo

    run_demo(session_of(context), keep)
