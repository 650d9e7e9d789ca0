"""Amounts as people type them: ``1234.50``, ``1234,50`` or ``1 234,50``."""

from __future__ import annotations

from infra.cli.failures import CannotBeUsed


def read_amount(text: str, currency: str, option: str) -> int:
    """Minor units of ``currency``. Raises CannotBeUsed, with the reason."""
    from infra.intake.amount_text import parse_amount
    from infra.intake.refused.bad_value import BadValue

    try:
        return parse_amount(text.strip(), currency)
    except BadValue as problem:
        raise CannotBeUsed(f"{option}: {problem.reason}") from None
