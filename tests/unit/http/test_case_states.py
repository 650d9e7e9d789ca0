"""How a case stands beside its balance, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from itertools import repeat

from infra.http.access.roles import Role
from infra.http.services import Services
from tests.unit.domain.samples import CLAIM
from tests.unit.http.conftest import Client
from tests.unit.http.ledger import NOW
from tests.unit.http.test_commands import CASE, dispute, receive_claim

PATH = f"/v1/cases/{CASE}/state"


def test_it_tells_what_stands_beside_the_balance_and_no_personal_text(client: Client, services: Services) -> None:
    services.questions.values = repeat(None)  # type: ignore[attr-defined]
    asking = client()
    receive_claim(asking)
    dispute(asking)
    told = asking.get(PATH)
    document = told.json()
    assert [one["dispute"] for one in document["disputes"]] == [1]
    assert [one["hold_type"] for one in document["holds"]] == ["dispute"]
    assert document["debtors"] == [{"person_id": str(CLAIM.person_id), "role": "main_debtor"}]
    assert CLAIM.debtor_name not in told.text
    assert CLAIM.description not in told.text


def test_it_is_for_who_sees_the_case_and_not_of_before_it_was_there(client: Client, services: Services) -> None:
    services.questions.values = repeat(None)  # type: ignore[attr-defined]
    receive_claim(client())
    before = (NOW - timedelta(days=1)).isoformat()
    assert client().get(PATH, params={"known_at": before}).status_code == 404
    assert client(Role.CREDITOR, creditor_id="sydkraft").get(PATH).status_code == 404
    assert client(Role.OPERATOR).get(PATH).status_code == 403
