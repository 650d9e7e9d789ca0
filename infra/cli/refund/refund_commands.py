"""The commands about what is paid back."""

from __future__ import annotations

import typer

from infra.cli.refund import refund_acts, refund_file, refund_status
from infra.cli.render.help_text import add, group


def refund() -> typer.Typer:
    """The group, with all that is in it."""
    refund = group("Pay back what is nobody's here to who paid it: proposed, approved by a second person, sent.")
    add(refund, refund_status.status, "status", "Look")
    add(refund, refund_status.show, "show", "Look")
    add(refund, refund_acts.propose, "propose", "Act")
    add(refund, refund_acts.approve, "approve", "Act")
    add(refund, refund_acts.cancel, "cancel", "Act")
    add(refund, refund_file.send, "send", "Act")
    add(refund, refund_acts.refused, "refused", "Act")
    return refund
