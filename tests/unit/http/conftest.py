"""The application in this process, with a ledger in memory behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.kernel.directory import CreditorEntry
from infra.http.access.api_keys import ApiKeys, NewKey
from infra.http.access.roles import Role
from infra.http.application import application
from infra.http.services import Services
from tests.unit.http.ledger import NOW, LedgerInMemory, NoQuestions


class Standing:
    """A clock that stands."""

    def now(self) -> Any:
        return NOW


@pytest.fixture
def ledger() -> LedgerInMemory:
    return LedgerInMemory(entries={"norrkraft": CreditorEntry("norrkraft", "Norrkraft Energi")})


@pytest.fixture
def keys(tmp_path: Path) -> ApiKeys:
    return ApiKeys(tmp_path / "api-keys.json")


@pytest.fixture
def services(ledger: LedgerInMemory, keys: ApiKeys) -> Services:
    return Services(Standing(), keys, ledger, ledger, NoQuestions(), list)


Client = Callable[..., TestClient]


@pytest.fixture
def client(services: Services, keys: ApiKeys) -> Client:
    """Makes a client with a key of a role; without a role it shows none."""
    app = application(services)

    def make(role: Role | None = Role.ADMINISTRATOR, **held_to: Any) -> TestClient:
        made = TestClient(app)
        if role is not None:
            key = keys.create(NewKey(actor_id=f"{role.replace('_', '-')}-1", role=role, **held_to), NOW)
            made.headers["Authorization"] = f"Bearer {key}"
        return made

    return make
