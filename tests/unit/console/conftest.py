"""The console in the real application: with the ledger in memory, and read models that know what each question is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from infra.http.services import Services
from infra.postgres.disclosures import Disclosure
from infra.postgres.parked import Parked, WaitingEvent
from infra.postgres.progress import ModelProgress, PositionedAnswer
from projections.audit_trail.queries import TrailEntry
from projections.balances.answers import AccountBalance, CaseBalance, Suspended
from projections.balances.bank_queries import DifferenceRow
from projections.balances.payout_answers import OpenApproval, RefundRow, RemittanceRow, ToRemit
from projections.kpi.queries import Figure
from projections.sla.queries import BoardLine, ClockStatus
from tests.unit.domain.samples import PERSON
from tests.unit.http.conftest import Client, client, keys, ledger, machine_clock, people
from tests.unit.http.conftest import services as services_of_http
from tests.unit.http.ledger import NOW, LedgerInMemory
from tests.unit.http.test_commands import CASE, CLAIM_BODY

__all__ = ["client", "keys", "ledger", "machine_clock", "people", "services_of_http"]

PAYMENT = UUID(int=42)
REMITTANCE: tuple[Any, ...] = (
    "norrkraft", "Norrkraft Energi", 1, "SEK", "approved", 2, 90_000, 81_000, "SE45", "bo", NOW, NOW, False,
)  # fmt: skip
DIFFERENCE: tuple[Any, ...] = (
    "SE4550000000058398257466", "SEK", 1, NOW.date(), NOW.date(), 1, 0, 0, 100, 10_000, 9_000, "open", None, None, NOW,
    NOW, NOW,
)  # fmt: skip
"""The bank has 100.00 and the ledger 90.00."""
HOSTILE = '<script>alert("x")</script>&\'"'


def text_of(answer: Any, status: int = 200) -> str:
    """What a page says. None repeats what is hostile as a program."""
    assert answer.status_code == status, answer.text
    assert "<script>alert" not in answer.text
    return unescape(answer.text).replace("\u00a0", " ")


def a_disclosure(**other: Any) -> Disclosure:
    """An auditor was shown who somebody is, and their six cases."""
    said: dict[str, Any] = {
        "partition": 0, "position": 1, "read_at": NOW, "reader_kind": "user", "reader_id": HOSTILE, "role": "auditor",
        "door": "console", "question": "person", "purpose": "audit", "in_the_clear": True, "rows": 1,
        "cases": [UUID(int=number) for number in range(6)], "persons": [PERSON],
    }  # fmt: skip
    return Disclosure(**said | other)


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


def a_figure(**other: Any) -> Figure:
    """One of two, in SEK or of no currency."""
    nobody = {"month": None, "creditor_id": None, "creditor": None, "portfolio": None, "team": None, "part": None}
    return Figure(**{**nobody, "currency": None, "numerator": 1, "denominator": 2, "is_young": False} | other)


def a_suspended(**other: Any) -> Suspended:
    """500.00 that found no case ten days ago."""
    said: dict[str, Any] = {
        "payment_id": PAYMENT, "currency": "SEK", "amount_minor": 50_000, "value_date": NOW.date(), "source": "bgmax",
        "reason": "no_reference", "since": NOW - timedelta(days=10), "age": timedelta(days=10), "owner": None,
        "suggestions": 1, "due_at": NOW - timedelta(days=3),
    }  # fmt: skip
    return Suspended(**said | other)


def an_approval(**other: Any) -> OpenApproval:
    """A refund of 250.00 that somebody else asked for."""
    said: dict[str, Any] = {
        "kind": "refund", "which": "1", "aggregate_kind": "payment", "aggregate_id": PAYMENT, "currency": "SEK",
        "amount_minor": 25_000, "reason": "overpaid", "creditor_id": "norrkraft", "creditor_reference": "INV-1",
        "asked_by": "bo", "asked_at": NOW, "approved_by": [], "lapses_at": None, "age": timedelta(0),
    }  # fmt: skip
    return OpenApproval(**said | other)


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
            "whole_trail": [an_entry()],
            "all_disclosures": [a_disclosure()],
            "person_disclosures": [a_disclosure()],
            "service_levels": [BoardLine("first_contact", "breached", 3), BoardLine("first_contact", "running", 4, 2)],
            "breaches": [a_clock(state="breached")],
            "key_figures": [{"name": "resolution_rate", "figure": a_figure()}],
            "suspense": [a_suspended()],
            "approvals": [an_approval(), an_approval(kind="match", aggregate_id=PAYMENT, which="2")],
            "accounts": [AccountBalance("SEK", "cash", 500, 1), AccountBalance("SEK", "suspense", -500, 1)],
            "of_creditors": [RemittanceRow(*REMITTANCE)],
            "due": [ToRemit("norrkraft", "Norrkraft Energi", "SEK", 2, 90_000, 0, NOW.date())],
            "to_payers": [RefundRow(PAYMENT, 1, "SEK", 25_000, "overpaid", CASE, "proposed", "bo", NOW, NOW)],
            "of_bank_days": [DifferenceRow(*DIFFERENCE)],
            "progress": [ModelProgress("balances", 0, 7, 7, 7, NOW)],
            "parked_waiting": [
                WaitingEvent("sla", 0, CASE, 4, "NoteAdded", "it names no case", NOW),
                WaitingEvent("sla", 0, CASE, 6, "DisputeRaised", None, NOW),
            ],
            "list_parked": [Parked("sla", 0, CASE, 3, 4, "NoteAdded", "it names no case", 2, NOW, None, 1)],
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
