"""The application in this process, with a ledger in memory behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from domain.kernel.directory import CreditorEntry
from infra.http.access.api_keys import ApiKeys, NewKey
from infra.http.access.people import People
from infra.http.access.roles import Role
from infra.http.access.sessions import Sessions
from infra.http.access.users import Users
from infra.http.application import application
from infra.http.services import Services
from tests.unit.http.ledger import NOW, LedgerInMemory, NoQuestions
from tests.unit.http.log import LogInMemory


class Standing:
    """A clock that stands."""

    def now(self) -> Any:
        return NOW


class Moved(Standing):
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> Any:
        return self.time


@pytest.fixture
def ledger() -> LedgerInMemory:
    return LedgerInMemory(entries={"norrkraft": CreditorEntry("norrkraft", "Norrkraft Energi")})


@pytest.fixture
def keys(tmp_path: Path) -> ApiKeys:
    return ApiKeys(tmp_path / "api-keys.json")


@pytest.fixture
def machine_clock() -> Moved:
    return Moved()


@pytest.fixture
def people(tmp_path: Path, machine_clock: Moved) -> People:
    return people_in(tmp_path, machine_clock)


def people_in(folder: Path, machine_clock: Moved) -> People:
    """With passwords that are hashed in no time."""
    users = Users(folder / "users.json", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    return People(Sessions(folder / "sessions.sqlite", machine_clock), users, "https://testserver")


def services_in(folder: Path, ledger: LedgerInMemory, keys: ApiKeys, people: People | None = None) -> Services:
    """With a log of its own, of the ledger's events."""
    log = LogInMemory(ledger.events)
    people = people or people_in(folder, Moved())
    return Services(Standing(), keys, ledger, ledger, NoQuestions(), log, list, people)


@pytest.fixture
def services(tmp_path: Path, ledger: LedgerInMemory, keys: ApiKeys, people: People) -> Services:
    return services_in(tmp_path, ledger, keys, people)


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
