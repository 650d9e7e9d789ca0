"""The form of one plan over several cases: what it asks, what was shown with it, and how it is shown again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from starlette.responses import Response

from infra.cases.self_service import choices
from infra.console.forms.asked import AskedForm, inside, kept_json, new_key
from infra.console.forms.fields import FormField, fields_of_command
from infra.console.routing import AskedPage, commands_by_name

_USUAL = {"channel": ["phone"], "proposed_by": ["customer"]}
"""What a form says before anybody has filled it in."""


@dataclass(frozen=True, slots=True)
class PlanForm:
    """``act`` is ``agree`` or ``change``, ``said`` the fields of ``command`` that the form asks beside the sum, and
    ``question`` the rest of the path of the layout."""

    act: str
    person_id: UUID
    command: str
    said: tuple[str, ...]
    question: str

    @property
    def layout(self) -> str:
        """The question how it would be laid out."""
        return f"/v1/persons/{self.person_id}/combined-plans/{self.question}"

    @property
    def address(self) -> str:
        """Where the command is sent."""
        return commands_by_name()[self.command].path.format(aggregate_id=self.person_id)

    @property
    def home(self) -> str:
        """The page of the person."""
        return f"/console/persons/{self.person_id}"

    @property
    def fields(self) -> Sequence[FormField]:
        """Those of ``said``."""
        return [one for one in fields_of_command(commands_by_name()[self.command].cls) if one.name in self.said]

    def query(self, asked: AskedForm) -> dict[str, Any]:
        """What the form says, as the layout takes it."""
        said = {name: asked.first(name).strip() for name in ("due_day", "first", *self.said)}
        return said | {"case_id": list(asked.values.get("case", ()))}

    def shown_before(self, asked: AskedForm) -> Mapping[str, Any] | None:
        """The agreement that was shown; None when the form says something else by now."""
        try:
            kept = kept_json(asked.first("agreement"))
            agreement: Mapping[str, Any] = kept["agreement"]
            return agreement if kept["terms"] == self._terms(asked) else None
        except (ValueError, KeyError, TypeError):
            return None

    def shown(
        self,
        page: AskedPage,
        asked: AskedForm,
        found: Mapping[str, Any] | None,
        status: int = 200,
        *,
        known: Any = None,
        problem: Mapping[str, Any] | None = None,
        wrong: Mapping[str, str] | None = None,
    ) -> Response:
        """``found`` is the layout, None where no plan can be; ``known`` are all cases that there are to choose from:
        ``found`` may be of some of them."""
        refused = [one for one in (found or {}).get("cases", ()) if one["refusal"]]
        can_be_agreed = bool(found and found["instalments"]) and not refused
        return page.shown(
            "combined_plan.html",
            409 if refused else status,
            act=self.act,
            person_id=self.person_id,
            found=found,
            known=known or (found or {}).get("cases", ()),
            months=_months(found) if found else [],
            refused=refused,
            agreement=self._sealed(asked, found["agreement"]) if found and can_be_agreed else None,
            problem=problem,
            wrong=wrong or {},
            values=asked.values or _USUAL,
            fields=self.fields,
            due_days=choices("due_day"),
            key=new_key() if problem else asked.key,
            back=inside(asked.back, self.home),
        )

    def _terms(self, asked: AskedForm) -> list[Any]:
        return [asked.first("a_month"), *self.query(asked).values()]

    def _sealed(self, asked: AskedForm, agreement: Mapping[str, Any]) -> str:
        """What is shown goes along with the form, so that this is what is agreed on, whatever happens in between."""
        return json.dumps({"terms": self._terms(asked), "agreement": agreement})


def _months(found: Mapping[str, Any]) -> list[tuple[str, int, list[int | None]]]:
    """Each day with its sum, and what of it is on each case."""
    of_cases = [{one["due_date"]: one["amount_minor"] for one in case["instalments"]} for case in found["cases"]]
    return [
        (one["due_date"], one["amount_minor"], [of_case.get(one["due_date"]) for of_case in of_cases])
        for one in found["instalments"]
    ]
