"""The application with two debtors of two creditors behind it: what is asked with the keys of one must not tell of the
other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from fastapi import FastAPI
from starlette.testclient import TestClient

from domain.kernel.directory import CreditorEntry
from infra.http.access.api_keys import ApiKeys, NewKey
from infra.http.access.roles import Role
from infra.http.answers.events import fields_of
from infra.http.application import application
from tests.unit.domain.samples import CLAIM
from tests.unit.http.conftest import services_in
from tests.unit.http.ledger import NOW, LedgerInMemory
from tests.unit.http.rows import RowsInMemory, without_types_of_postgresql

OURS = replace(CLAIM, creditor_reference="F-OURS", payment_reference="1110011706")
OTHERS = replace(
    CLAIM,
    creditor_id="sydkraft",
    creditor_reference="F-OTHERS",
    portfolio="others-portfolio",
    payment_reference="2220022804",
    person_id=UUID("5bb3b2b4-2f0a-4d1e-9c0e-0d5f6e3f7a11"),
    debtor_name="Botvid Annansson",
    debtor_email="botvid@example.org",
)
SECRETS = (
    OTHERS.creditor_id, OTHERS.creditor_reference, OTHERS.portfolio, OTHERS.payment_reference, "Botvid", "Annansson",
    "botvid@", str(OTHERS.person_id), str(OTHERS.belongs_to()),
)  # fmt: skip
"""Of the other one. Answers repeat nothing of a request, so that these may stand in one and in no answer."""


@dataclass(frozen=True)
class TwoDebtors:
    """``held`` are keys that may see nothing of the other; ``administrator`` may see everything."""

    app: FastAPI
    held: Mapping[str, str]
    administrator: str


@contextmanager
def two_debtors(folder: Path) -> Iterator[TwoDebtors]:
    """Everything that is answered from the log or from read models is answered of these two."""
    entries = {one.creditor_id: CreditorEntry(one.creditor_id, one.creditor_id.title()) for one in (OURS, OTHERS)}
    ledger = LedgerInMemory(entries=entries)
    keys = ApiKeys(folder / "api-keys.json")
    services = replace(services_in(folder, ledger, keys), questions=RowsInMemory(ledger))
    services.streams.ending.set()  # else they would have no end
    app = application(services)

    def key(role: Role, **held_to: object) -> str:
        return keys.create(NewKey(actor_id=f"{role}-1".replace("_", "-"), role=role, **held_to), NOW)  # type: ignore[arg-type]

    administrator = key(Role.ADMINISTRATOR)
    held = {
        "debtor": key(Role.DEBTOR, person_id=OURS.person_id),
        "creditor": key(Role.CREDITOR, creditor_id=OURS.creditor_id),
        "case_worker": key(Role.CASE_WORKER, creditor_id=OURS.creditor_id),
        "supervisor": key(Role.SUPERVISOR, creditor_id=OURS.creditor_id, portfolio=OURS.portfolio),
    }
    with without_types_of_postgresql():
        client = TestClient(app, headers={"Authorization": f"Bearer {administrator}"})
        for number, claim in enumerate((OURS, OTHERS)):
            body = fields_of(claim, in_the_clear=True)
            headers = {"Idempotency-Key": f"claim-{number}", "Prefer": "wait=5"}
            assert client.post("/v1/cases/receive-claim", json=body, headers=headers).status_code == 200
        yield TwoDebtors(app, held, administrator)
