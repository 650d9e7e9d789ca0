"""The commands about the rules of law."""

from __future__ import annotations

import typer

from infra.cli.law import law_diff, law_explain, law_list, law_missing, law_simulate
from infra.cli.render.help_text import add, group


def law() -> typer.Typer:
    """The group, with all that is in it."""
    law = group(
        "The dated rules that decide, each with its law and source: explained, listed, compared, and what is missing."
    )
    add(law, law_explain.explain, "explain")
    add(law, law_list.list_, "list")
    add(law, law_missing.missing, "missing")
    add(law, law_diff.diff, "diff")
    add(law, law_simulate.simulate, "simulate")
    return law
