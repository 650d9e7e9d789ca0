"""A little ledger, and the policies that read it."""

from __future__ import annotations

import pytest

from consumers.policies.allocator import Allocator
from consumers.policies.matcher.policy import Matcher
from tests.unit.policies.little_ledger import LittleLedger, PolicyReader


@pytest.fixture
def ledger() -> LittleLedger:
    return LittleLedger()


@pytest.fixture
def matcher(ledger: LittleLedger) -> PolicyReader:
    return PolicyReader(Matcher(), ledger)


@pytest.fixture
def allocator(ledger: LittleLedger) -> PolicyReader:
    return PolicyReader(Allocator(), ledger)
