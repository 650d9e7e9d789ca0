"""Key figures: how each stands, and month by month as a line with its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from infra.console.formats import Formats
from infra.console.routing import AnyPage, pages_router
from projections.kpi.kpi import Kpi, Unit
from projections.kpi.table import BY_NAME, KPIS
from projections.kpi.values import value_of

router = pages_router("/console/kpis")

_UNITS = {Unit.SHARE: "%", Unit.PER_THOUSAND: "‰"}


@router.get("")
async def kpis(page: AnyPage, creditor_id: str = "", portfolio: str = "") -> Response:
    """Every figure, by its family."""
    asked = {"creditor_id": creditor_id, "portfolio": portfolio}
    found = (await page.api.get("/v1/kpis", **asked))["rows"]
    told: list[dict[str, Any]] = [
        {"kpi": kpi, "figures": [_figure(kpi, one["figure"], page.formats) for one in found if one["name"] == kpi.name]}
        for kpi in KPIS
    ]
    families = list(dict.fromkeys(kpi.family for kpi in KPIS))
    return page.shown(
        "kpis.html",
        asked=asked,
        families=[(family.value, [one for one in told if one["kpi"].family is family]) for family in families],
    )


@router.get("/{name}")
async def kpi(page: AnyPage, name: str, creditor_id: str = "", portfolio: str = "") -> Response:
    """One figure month by month: a line for each part and currency."""
    asked = {"creditor_id": creditor_id, "portfolio": portfolio}
    found = (await page.api.get("/v1/kpis", **asked, name=name, by="month", zone=page.formats.zone))["rows"]
    return page.shown("kpi.html", asked=asked, kpi=BY_NAME[name], lines=_lines(BY_NAME[name], found, page.formats))


def _figure(kpi: Kpi, figure: Mapping[str, Any], formats: Formats) -> dict[str, Any]:
    value = value_of(kpi.unit, figure["numerator"], figure["denominator"])
    return {
        "of": ", ".join(filter(None, (figure["part"], figure["currency"]))),
        "month": figure["month"],
        "value": None if value is None else float(value),
        "text": _text(kpi, figure, value, formats),
        "count": figure["denominator"],
        "is_young": figure["is_young"] and kpi.matures,
    }


def _text(kpi: Kpi, figure: Mapping[str, Any], value: str | None, formats: Formats) -> str:
    if value is None:
        return "–"
    if kpi.unit is Unit.MONEY:
        return formats.money(figure["numerator"], figure["currency"] or "")
    text = formats.number(float(value), 0 if kpi.unit is Unit.COUNT else 1)
    return f"{text}\u00a0{_UNITS[kpi.unit]}" if kpi.unit in _UNITS else text


def _lines(kpi: Kpi, rows: Sequence[Mapping[str, Any]], formats: Formats) -> list[tuple[str, list[Any]]]:
    told = [_figure(kpi, one["figure"], formats) for one in rows]
    return [
        (of, [(one["month"], one["value"], one["text"]) for one in told if one["of"] == of])
        for of in dict.fromkeys(one["of"] for one in told)
    ]
