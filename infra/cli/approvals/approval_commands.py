"""The commands about what another must approve."""

from __future__ import annotations

import typer

from infra.cli.approvals import approval_acts, approval_list, approval_show
from infra.cli.render.help_text import add, group


def approvals() -> typer.Typer:
    """The group, with all that is in it."""
    approvals = group("What one person asked for and another must approve.")
    add(approvals, approval_list.list_, "list", "Look")
    add(approvals, approval_show.show, "show", "Look")
    add(approvals, approval_acts.approve, "approve", "Act")
    add(approvals, approval_acts.decline, "decline", "Act")
    return approvals
