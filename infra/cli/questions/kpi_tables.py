"""Key figures as tables: the value, the two numbers that it is made of, and what it is held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.text import Text

from domain.kernel.money import Money
from infra.cli.render.table import Column, facts, if_roomy, number, table, text, whole
from infra.cli.render.words import counted
from infra.cli.times import Zone
from projections.kpi.kpi import Family, Kpi, Unit
from projections.kpi.values import value_of

if TYPE_CHECKING:
    from projections.kpi.queries import Figure, Question

NO_CASES, NONE = Text("no cases", style="dim"), Text("none", style="dim")
SUFFIX = {Unit.SHARE: " %", Unit.DAYS: " days"}


def explained(kpis: Iterable[Kpi]) -> RenderableType:
    """Each formula in words."""
    return Group(
        *(
            facts(
                f"{one.name}: {one.title}",
                [("formula", one.formula), ("yardstick", one.yardstick or "none"), ("unit", one.unit),
                 ("belongs to", _belongs(one))],
            )
            for one in kpis
        )
    )  # fmt: skip


def _belongs(kpi: Kpi) -> str:
    return {
        "cohort": "the month in which the claim came in",
        "period": "the month in which it happened or fell due",
        "now": "how things stand now",
    }[kpi.when]


def figure_tables(found: Sequence[tuple[Kpi, list[Figure]]], question: Question) -> list[RenderableType]:
    """A table for each family, a row for each figure."""
    columns = [
        whole("figure"), if_roomy(text("what it is")), *_split_columns(question.by), text("of which"),
        number("value", style="bold"), whole("made of"), if_roomy(text("yardstick", at_least=20)),
    ]  # fmt: skip
    tables: list[RenderableType] = []
    for family in Family:
        of_family = [(kpi, figures) for kpi, figures in found if kpi.family is family]
        rows = [row for kpi, figures in of_family for row in _rows(kpi, figures, question)]
        if rows:
            tables.append(table(family.value, columns, rows))
    return tables


def question_line(question: Question, left_out: Sequence[str], zone: Zone, when: str = "") -> Text:
    """What the figures are about, below them; ``when`` says of which time, empty for now."""
    said = [
        f"Resolved: {', '.join(question.resolved)}, within {counted(question.within, 'day')}.",
        f"{when[:1].upper()}{when[1:]}." if when else f"As of {zone.show(question.at)}.",
    ]
    if left_out:
        said.append(f"Not of cases, and so of no creditor and no team: {', '.join(left_out)}.")
    said.append("A value with * may still change: some of its cases are younger than those days.")
    return Text(" ".join(said), style="dim")


def figure_fields(kpi: Kpi, figure: Figure) -> dict[str, Any]:
    """A figure for a document: ``value`` is a decimal number as text, null where there is nothing to count."""
    fields = asdict(figure)
    if kpi.unit is Unit.MONEY:
        fields["amount_minor"] = figure.numerator
    is_young = fields.pop("is_young") and kpi.matures
    return {"kpi": kpi.name, "unit": kpi.unit, **fields, "value": value_of(kpi.unit, figure.numerator,
            figure.denominator), "may_change": is_young, "yardstick": kpi.yardstick or None}  # fmt: skip


def _rows(kpi: Kpi, figures: Sequence[Figure], question: Question) -> list[tuple[str | Text | None, ...]]:
    if not figures:
        return [(kpi.name, kpi.title, *_split(None, question.by), "",
                 NO_CASES if kpi.of_cases else NONE, "", kpi.yardstick)]  # fmt: skip
    return [
        (kpi.name, kpi.title, *_split(one, question.by), _of_which(one), _value(kpi, one), _made_of(kpi, one),
         kpi.yardstick)
        for one in figures
    ]  # fmt: skip


def _split_columns(by: str) -> tuple[Column, ...]:
    columns: dict[str, tuple[Column, ...]] = {"month": (whole("month"),), "creditor": (text("creditor"),)}
    columns |= {"portfolio": (text("creditor"), text("portfolio")), "team": (whole("team"),)}
    return columns.get(by, ())


def _split(figure: Figure | None, by: str) -> tuple[str, ...]:
    fields = {"all": (), "portfolio": ("creditor", "portfolio")}.get(by, (by,))
    nobodys = "no team" if by == "team" else "now"
    return tuple((getattr(figure, name) or nobodys) if figure else "" for name in fields)


def _of_which(figure: Figure) -> str:
    return ", ".join(filter(None, (figure.part, figure.currency)))


def _value(kpi: Kpi, figure: Figure) -> str | Text:
    if kpi.unit is Unit.MONEY:
        return str(Money(figure.numerator, figure.currency or ""))
    value = value_of(kpi.unit, figure.numerator, figure.denominator)
    if value is None:
        return NO_CASES
    return f"{value}{SUFFIX.get(kpi.unit, '')}{'*' if figure.is_young and kpi.matures else ''}"


def _made_of(kpi: Kpi, figure: Figure) -> str:
    if kpi.unit is Unit.COUNT:
        return ""
    if kpi.unit in (Unit.MONEY, Unit.DAYS):
        return counted(figure.denominator, "case" if kpi.of_cases else "payment")
    if figure.currency:
        parts = [str(Money(one, figure.currency)) for one in (figure.numerator, figure.denominator)]
        return " of ".join(parts)
    return f"{figure.numerator:,} of {figure.denominator:,}"
