"""The console in the real application: with the ledger in memory, and read models that know what each question is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from infra.http.services import Services
from infra.postgres.progress import PositionedAnswer
from projections.audit_trail.queries import TrailEntry
from projections.balances.answers import CaseBalance
from projections.sla.queries import ClockStatus
from tests.unit.http.conftest import Client, client, keys, ledger, machine_clock, people
from tests.unit.http.conftest import services as services_of_http
from tests.unit.http.ledger import NOW, LedgerInMemory
from tests.unit.http.test_commands import CASE, CLAIM_BODY

__all__ = ["client", "keys", "ledger", "machine_clock", "people", "services_of_http"]

HOSTILE = '<script>alert("x")</script>&\'"'


@dataclass
class KnownAnswers:
    """Read models that answer by the name of the API's question: ``case``, ``case_trail``, ``cases``, …"""

    of: dict[str, Any] = field(default_factory=dict)
    waited_for: list[Mapping[int, int]] = field(default_factory=list)

    def ask(self, question: Callable[..., Any], after: Mapping[int, int], /) -> PositionedAnswer[Any]:
        """See Questions. Raises AssertionError for a question that the test has put no answer to."""
        self.waited_for.append(after)
        name = question.__qualname__.split(".")[0]
        assert name in self.of, f"nobody has said what {name} answers"
        value = self.of[name]
        return PositionedAnswer(value() if callable(value) else value, {"balances": {0: 7}})


def a_case(**other: Any) -> CaseBalance:
    """1,000.00 claimed; 180.00 of fees added; 200.00 paid."""
    said: dict[str, Any] = {
        "case_id": CASE, "creditor_id": "norrkraft", "creditor": "Norrkraft Energi", "creditor_reference": "INV-1",
        "portfolio": "2026-03", "jurisdiction": "SE", "currency": "SEK", "payment_reference": "1110011706",
        "status": "open", "outcome": None, "payments": 1, "claimed_minor": 100_000, "added_minor": 18_000,
        "principal_minor": 80_000, "interest_minor": 0, "fees_minor": 18_000, "court_costs_minor": 0,
        "collected_minor": 20_000, "paid_to_creditor_minor": 0, "written_off_minor": 0, "owed_back_minor": 0,
        "received_at": NOW, "closed_at": None, "partition": 0, "position": 7,
    }  # fmt: skip
    return CaseBalance(**said | other)


def an_entry(**other: Any) -> TrailEntry:
    """Somebody recorded a note a minute later than it happened."""
    said: dict[str, Any] = {
        "partition": 0, "position": 7, "aggregate_kind": "case", "aggregate_id": CASE, "version": 2,
        "type": "NoteAdded", "summary": "Note", "actor_kind": "user", "actor_id": "anna", "occurred_at": NOW,
        "recorded_at": NOW + timedelta(minutes=1), "channel": "phone", "reason": "asked by phone", "rule": None,
        "causation_id": UUID(int=1), "correlation_id": CASE, "event_id": UUID(int=7), "hash": b"\x01" * 32,
        "case_ids": [CASE],
    }  # fmt: skip
    return TrailEntry(**said | other)


def a_clock(**other: Any) -> ClockStatus:
    """The first contact is due in two days."""
    said: dict[str, Any] = {
        "aggregate_id": CASE, "clock": "first_contact", "number": 1, "jurisdiction": "SE", "state": "running",
        "started_at": NOW, "due_at": NOW + timedelta(days=2), "paused_at": None, "ended_at": None,
    }  # fmt: skip
    return ClockStatus(**said | other)


@pytest.fixture
def answers() -> KnownAnswers:
    """What a case page asks of the read models, and lists with one row."""
    return KnownAnswers(
        {
            "case": (a_case(), 2),
            "cases": [a_case()],
            "case_trail": lambda: [an_entry(position=n, version=n) for n in range(1, 4)],
            "person": None,
            "_books": None,
            "case_clocks": [a_clock()],
        }
    )


@pytest.fixture
def services(services_of_http: Services, answers: KnownAnswers) -> Services:
    return replace(services_of_http, questions=answers)


@pytest.fixture
def browser(client: Client, ledger: LedgerInMemory) -> TestClient:
    """An administrator's, with a case that has been on the ledger for two hours; it follows nothing by itself."""
    made = client()
    made.follow_redirects = False
    ledger.now = NOW - timedelta(hours=2)
    body = CLAIM_BODY | {"occurred_at": ledger.now.isoformat()}
    made.post("/v1/cases/receive-claim", json=body, headers={"Idempotency-Key": "claim-1"})
    ledger.now = NOW
    return made
