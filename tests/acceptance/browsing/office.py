"""The agency that the pages are tried in."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import httpx2 as httpx

from tests.acceptance.browsing.people import Desks

PRINCIPALS = {"B-1": "5000.00", "B-2": "600.00", "B-3": "9000.00", "B-4": "5000.00", "B-5": "9000.00"}
"""More than 5,000.00 is not given up by one person alone."""
TOGETHER = {"C-1": "4000.00", "C-2": "1200.00", "C-3": "800.00"}
"""All of one person."""
HOUSEHOLD = {
    "channel": "phone", "adults": "single", "ages": [], "income_minor": 1_080_000, "housing_minor": 400_000,
    "agreed_other_minor": 0, "standard_amount_minor": 620_000,
    "standard_amount_source": "decision of the enforcement authority",
}  # fmt: skip
"""600.00 a month are left of 10,800.00."""
LIMIT_S = 120
"""For what a policy or a read model does a moment later, on a machine that is busy."""
LETTER = {"D-1": "2000.00"}
"""A payment demand went out for it."""


@dataclass(frozen=True)
class Office:
    """The agency at work: its desks, what the API says to an administrator, and its cases by their references."""

    desks: Desks
    api: httpx.Client
    cases: dict[str, dict[str, Any]]
    at: dict[str, str]
    """What stands in the place of each name in a path."""

    def act(self, reference: str, command: str, **body: Any) -> None:
        """As the administrator, once."""
        key = {"Idempotency-Key": f"{reference}-{command}", "Prefer": "wait=30"}
        answer = self.api.post(f"/v1/cases/{self.case(reference)}/{command}", json=body, headers=key)
        assert answer.status_code == 200, answer.text

    def case(self, reference: str) -> str:
        """Its id."""
        return str(self.cases[reference]["case_id"])

    def types(self, reference: str) -> list[str]:
        """Of the events of the case, the oldest first."""
        rows = self.api.get(f"/v1/cases/{self.case(reference)}/history").json()["rows"]
        return [row["type"] for row in rows]

    def until(self, reference: str, event: str) -> None:
        """Waits until the case has such an event, once."""
        end = time.monotonic() + LIMIT_S
        while not (count := self.types(reference).count(event)):
            assert time.monotonic() < end, f"{reference} has no {event} after {LIMIT_S} s: {self.types(reference)}"
            time.sleep(0.2)
        assert count == 1, f"{event} comes {count} times"

    def person(self, reference: str) -> str:
        """Whose case it is."""
        return str(self.cases[reference]["debtors"][0]["person_id"])
