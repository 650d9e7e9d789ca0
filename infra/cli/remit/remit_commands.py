"""The commands about what creditors are paid."""

from __future__ import annotations

import typer

from infra.cli.remit import loss_acts, remit_acts, remit_file, remit_statement, remit_status
from infra.cli.render.help_text import add, group


def remit() -> typer.Typer:
    """The group, with all that is in it."""
    remit = group("Pay creditors what was collected for them: prepared, approved by a second person, sent.")
    add(remit, remit_status.status, "status", "Look")
    add(remit, remit_statement.statement, "statement", "Look")
    add(remit, remit_acts.account, "account", "Act")
    add(remit, remit_acts.prepare, "prepare", "Act")
    add(remit, remit_acts.own_share, "own-share", "Act")
    add(remit, loss_acts.loss, "loss", "Act")
    add(remit, loss_acts.bear_loss, "bear-loss", "Act")
    add(remit, remit_acts.approve, "approve", "Act")
    add(remit, remit_acts.cancel, "cancel", "Act")
    add(remit, remit_file.send, "send", "Act")
    add(remit, remit_file.refused, "refused", "Act")
    return remit
