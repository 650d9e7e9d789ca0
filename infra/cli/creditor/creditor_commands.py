"""The commands about creditors."""

from __future__ import annotations

import typer

from infra.cli.creditor import creditor_acts, creditor_questions
from infra.cli.render.help_text import add, group


def creditor() -> typer.Typer:
    """The group, with all that is in it."""
    creditor = group("Register creditors, agree on terms with them, and look at them.")
    add(creditor, creditor_questions.show, "show", "Look")
    add(creditor, creditor_questions.list_, "list", "Look")
    add(creditor, creditor_acts.register, "register", "Act")
    add(creditor, creditor_acts.rename, "rename", "Act")
    add(creditor, creditor_acts.contract, "contract", "Act")
    return creditor
