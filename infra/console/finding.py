"""The cases that are called as somebody typed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from domain.kernel.text import name_key
from infra.console.forms.reading import Values
from infra.console.routing import AskedPage
from infra.http.problems import HttpProblem

ROWS = 50
CASE_ID = "case_id"
"""The field of a command that names a case."""


async def cases_called(page: AskedPage, name: str) -> list[Any]:
    """By a reference; or by the creditor and it, as pages and the command line call a case: ``Nordkraft/B-4``."""
    found: list[Any] = (await page.api.get("/v1/cases", reference=name, limit=ROWS))["rows"]
    creditor, _, reference = (part.strip() for part in name.replace("·", "/").partition("/"))
    if found or not reference:
        return found
    rows = (await page.api.get("/v1/cases", reference=reference, limit=ROWS))["rows"]
    return [one for one in rows if name_key(creditor) in (name_key(one["creditor"]), name_key(one["creditor_id"]))]


async def with_case_ids(page: AskedPage, values: Values) -> tuple[Values, dict[str, str]]:
    """What a form says, with the ids of cases for what they are called; and a text for each field that names none, or
    several."""
    named = {name: said[0].strip() for name, said in values.items() if name.rpartition(".")[2] == CASE_ID and said}
    found: dict[str, Sequence[str]] = {}
    unknown: dict[str, str] = {}
    for name, text in named.items():
        try:
            found[name] = [await case_id_of(page, text)] if text else []
        except HttpProblem:
            unknown[name] = "form.no_case"
    return {**values, **found}, unknown


async def case_id_of(page: AskedPage, name: str) -> str:
    """The id that it is, or that of the one case that is called so. Raises HttpProblem for none, and for several."""
    try:
        return str(UUID(name))
    except ValueError:
        found = await cases_called(page, name)
    if len(found) != 1:
        raise HttpProblem("parameter_invalid", "No case is called so, or several are: name its creditor, too.")
    return str(found[0]["case_id"])
