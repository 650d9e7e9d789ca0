"""The commands about subscriptions of other systems."""

from __future__ import annotations

import typer

from infra.cli.render.help_text import add, group
from infra.cli.webhook import acts, questions


def webhook() -> typer.Typer:
    """The group, with all that is in it."""
    webhook = group("Subscriptions of other systems, which are called when something happens.")
    add(webhook, questions.list_, "list", "Look")
    add(webhook, questions.show, "show", "Look")
    add(webhook, questions.deliveries, "deliveries", "Look")
    add(webhook, acts.add, "add", "Act")
    add(webhook, acts.test, "test", "Act")
    add(webhook, acts.rotate, "rotate", "Act")
    add(webhook, acts.pause, "pause", "Act")
    add(webhook, acts.resume, "resume", "Act")
    add(webhook, acts.replay, "replay", "Act")
    add(webhook, acts.remove, "remove", "Act")
    return webhook
