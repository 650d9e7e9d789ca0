"""The application in this process, with a ledger in memory behind it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from argon2 import PasswordHasher
from starlette.testclient import TestClient

from domain.kernel.directory import CreditorEntry
from domain.kernel.recorded import Actor
from infra.console.my.services import MyPageServices
from infra.http.access.api_keys import ApiKeys, NewKey
from infra.http.access.one_time_codes import CodesToFile, OneTimeCodes
from infra.http.access.people import People
from infra.http.access.roles import Role
from infra.http.access.sessions import Sessions
from infra.http.access.users import Users
from infra.http.answers.events import fields_of
from infra.http.application import application
from infra.http.imports.store import ImportStore
from infra.http.imports.taking import Imports
from infra.http.services import Services
from infra.intake.importing.claims import ClaimImport
from infra.messages.crypto.blind_index import BlindIndex, create_index_key_file
from tests.unit.domain.samples import CLAIM, PERSON
from tests.unit.http.ledger import NOW, LedgerInMemory, NoQuestions
from tests.unit.http.log import LogInMemory
from tests.unit.http.reads import ReadsInMemory
from tests.unit.http.repairs import RepairsInMemory
from tests.unit.webhooks.desks import DeskInMemory


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
    create_index_key_file(folder / "person-index-key")

    def claim_plan(at: datetime, actor: Actor, pay_by: date | None) -> ClaimImport:
        return ClaimImport(at, actor, pay_by, ledger.creditor_names(), BlindIndex(folder / "person-index-key"))

    imports = Imports(ImportStore(folder / "imports"), Standing(), "Europe/Stockholm", ledger, claim_plan)
    desk, my_page = DeskInMemory(folder), MyPageServices(OneTimeCodes(CodesToFile(folder / "codes.ndjson")))
    return Services(
        Standing(),
        keys,
        ledger,
        ledger,
        NoQuestions(),
        log,
        imports,
        list,
        people,
        desk,
        my_page,
        ReadsInMemory(),
        RepairsInMemory(),
    )


@pytest.fixture
def services(tmp_path: Path, ledger: LedgerInMemory, keys: ApiKeys, people: People) -> Services:
    return services_in(tmp_path, ledger, keys, people)


Client = Callable[..., TestClient]
DISPUTE = {"grounds": "wrong_amount", "channel": "phone", "person_id": str(PERSON), "text": "Åsa says 400 is right"}


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


def in_memory(services: Services) -> LogInMemory:
    assert isinstance(services.events, LogInMemory)
    return services.events


class Asking(NamedTuple):
    """An administrator's client and one that is held to a creditor, with the ledger behind both."""

    client: TestClient
    held: TestClient
    desk: TestClient
    ledger: LedgerInMemory
    log: LogInMemory
    questions: NoQuestions
    imports: Imports


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Asking:
    """With a claim, its deadline and a dispute in the log."""
    ledger = LedgerInMemory(entries={"norrkraft": CreditorEntry("norrkraft", "Norrkraft Energi")})
    folder = tmp_path_factory.mktemp("home")
    keys = ApiKeys(folder / "api-keys.json")
    services = services_in(folder, ledger, keys)
    app = application(services)

    def client(role: Role, creditor: str | None = None) -> TestClient:
        key = keys.create(NewKey(actor_id=f"{role}-1".replace("_", "-"), role=role, creditor_id=creditor), NOW)
        return TestClient(app, headers={"Authorization": f"Bearer {key}"})

    made = client(Role.ADMINISTRATOR)
    claim, disputes = fields_of(CLAIM, in_the_clear=True), f"/v1/cases/{CLAIM.belongs_to()}/raise-dispute"
    for key, path, body in (("1", "/v1/cases/receive-claim", claim), ("2", disputes, DISPUTE)):
        made.post(path, json=body, headers={"Idempotency-Key": key, "Prefer": "wait=5"})
    assert [type(one.event).__name__ for one in ledger.events][:3] == ["ClaimReceived", "DeadlineSet", "DisputeRaised"]
    assert isinstance(services.questions, NoQuestions)
    held, desk = client(Role.SUPERVISOR, "norrkraft"), client(Role.CASE_WORKER)
    return Asking(made, held, desk, ledger, in_memory(services), services.questions, services.imports)
