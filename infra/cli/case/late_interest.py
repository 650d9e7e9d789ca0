"""The late interest of a case up to the day of the question, beside what is posted already."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from rich.text import Text

from domain.case.charges.interest_to import interest_posted_until, interest_to
from domain.kernel.money import Money
from domain.kernel.refusal import Refusal
from domain.law.values import YearlyRate
from infra.cli.render.table import number, table, whole

if TYPE_CHECKING:
    from rich.console import RenderableType

    from domain.case.state import CaseState


def late_interest_document(state: CaseState, day: date) -> dict[str, Any] | None:
    """As documented in docs/command-line.md; None where no late interest is claimed."""
    first, interest = interest_posted_until(state), interest_to(state, day)
    if first is None:
        return None
    told: dict[str, Any] = {"posted_until": first, "to": day}
    if isinstance(interest, Refusal):
        return told | {"refused": interest.message, "rule": interest.rule}
    days = [
        {
            "first": one.first,
            "until": one.until,
            "base_minor": one.base_minor,
            "rate_basis_points": one.rate_basis_points,
        }
        for one in interest.days
    ]
    in_all = state.outstanding_minor + interest.amount_minor
    return told | {
        "amount_minor": interest.amount_minor, "total_with_it_minor": in_all, "days": days,
        "rules": list(interest.rules),
    }  # fmt: skip


def late_interest_tables(state: CaseState, day: date) -> list[RenderableType]:
    """What has come up since interest was last posted, stretch by stretch; nothing where there is none."""
    interest = interest_to(state, day)
    if isinstance(interest, Refusal):
        return [Text(f"Late interest to {day}: {interest.message}", style="yellow")]
    if not interest.amount_minor:
        return []
    rows = [
        (
            str(one.first),
            str(one.until),
            (one.until - one.first).days,
            str(Money(one.base_minor, state.currency)),
            str(YearlyRate(one.rate_basis_points)),
        )
        for one in interest.days
    ]
    columns = [whole("from"), whole("until"), number("days"), number("on"), number("a year")]
    in_all = Money(state.outstanding_minor + interest.amount_minor, state.currency)
    caption = f"{Money(interest.amount_minor, state.currency)} not posted yet; with it {in_all} is owed on {day}"
    return [table(f"Late interest to {day}", columns, rows, caption=caption)]
