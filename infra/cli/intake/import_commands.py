"""Commands that take files in."""

from __future__ import annotations

import typer

from infra.cli.intake import importing, watching
from infra.cli.render.help_text import add, group


def imports() -> typer.Typer:
    """The group, with all that is in it."""
    imports = group("Take in claims from creditors and payments from banks.")
    add(imports, importing.claims, "claims")
    add(imports, importing.payments, "payments")
    add(imports, watching.watch, "watch")
    return imports
