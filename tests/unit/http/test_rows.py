"""Every route × every role that is held to some rows: the filter is in each question that is asked, or it is 403."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from infra.http.access.api_keys import ApiKeys, NewKey
from infra.http.access.roles import GRANTS, Role, Rows
from infra.http.application import application
from infra.http.services import Services
from tests.unit.domain.samples import PERSON
from tests.unit.http.ledger import NOW, LedgerInMemory
from tests.unit.http.rows import RowsInMemory, without_types_of_postgresql
from tests.unit.http.test_access import READS, area_of

OTHERS = UUID(int=99)
HELD: dict[str, dict[str, Any]] = {
    "a creditor": {"creditor_id": "norrkraft"},
    "a portfolio": {"creditor_id": "norrkraft", "portfolio": "2026-03"},
    "a person": {"person_id": PERSON},
}
ROLES = [
    (role, what)
    for role, grant in GRANTS.items()
    for what in HELD
    if grant.rows is not Rows.ALL and (grant.rows is Rows.PERSON) == (what == "a person")
]


@dataclass
class KeptQuestions(RowsInMemory):
    """Read models without rows, which keep what they were asked."""

    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    def rows_of(self, statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """See RowsInMemory."""
        self.asked.append((statement, given))
        return super().rows_of(statement, given)


FOR_NOBODY_HELD = {
    "trail", "suspense", "accounts", "events", "heads", "imports", "system", "webhooks", "remittances", "refunds",
    "differences", "disclosures", "bank-files",
}  # fmt: skip
"""What is about everything."""
NOT_FOR_A_PERSON = {"balances", "creditors", "sla", "kpis", "persons"}
"""What is about all, and another person."""
OF_NO_ROWS = {"/v1/law", "/v1/commands/{command_id}"}
"""The law is everybody's; a command is shown to who sent it."""


def is_refused(role: Role, what: str, path: str) -> bool:
    """By the words of docs/http-api.md."""
    area = area_of(path)
    if area == "commands":
        return False
    return area in FOR_NOBODY_HELD or area not in READS[role] or (what == "a person" and area in NOT_FOR_A_PERSON)


def names(given: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """Whether a question is asked with these rows only."""
    return {str(value) for value in held.values()} <= {str(value) for value in given.values()}


def questions(paths: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str]]]:
    """Each as of now, and those that are answered of another time as of one, too."""
    for path, item in paths.items():
        if "get" in item and path.startswith("/v1/"):
            yield path, {}
            if "as_of" in {one["name"] for one in item["get"].get("parameters", [])}:
                yield path, {"as_of": NOW.isoformat(), **({"name": "recovery_rate"} if path == "/v1/kpis" else {})}


@pytest.mark.parametrize(("role", "what"), ROLES)
def test_whoever_is_held_to_rows_asks_for_no_others(services: Services, keys: ApiKeys, role: Role, what: str) -> None:
    database, held = KeptQuestions(LedgerInMemory()), HELD[what]
    services.streams.ending.set()  # else the one of events would have no end
    app = application(replace(services, questions=database))
    key = keys.create(NewKey(actor_id="a", role=role, **held), NOW)
    asking = TestClient(app, headers={"Authorization": f"Bearer {key}"})
    for path, time in questions(app.openapi()["paths"]):
        database.asked.clear()
        with without_types_of_postgresql():
            status = asking.get(re.sub("{.*?}", str(OTHERS), path.replace("{number}", "1")), params=time).status_code
        assert (status == 403) == is_refused(role, what, path), f"{path}: {status}"
        assert status in (200, 403, 404), f"{path}: {status}"
        if status == 403:
            assert database.asked == [], f"{path}: it is refused before anything is asked"
        elif path not in OF_NO_ROWS:
            own = held if area_of(path) != "creditors" else {"creditor_id": "norrkraft"}
            without = [statement for statement, given in database.asked if not names(given, own)]
            assert len(without) < len(database.asked), f"{path}: nothing of it is asked with the filter"
            assert without == [] or area_of(path) == "persons", f"{path}: {without}"
