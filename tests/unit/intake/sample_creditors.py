"""The creditors of the sample portfolio, registered."""

from __future__ import annotations

from datetime import UTC, datetime

from domain.kernel.directory import CreditorEntry
from domain.kernel.recorded import Actor
from infra.creditors.names import CreditorNames
from infra.demo.sample_portfolio.creditors import CREDITORS
from infra.intake.importing.claims import ClaimImport
from tests.some_persons import NO_INDEX

KNOWN = CreditorNames(CreditorEntry(one.id, one.name) for one in CREDITORS)
creditor_of = ClaimImport(datetime(2026, 9, 1, tzinfo=UTC), Actor("user", "agent-1"), None, KNOWN, NO_INDEX).creditor_of
