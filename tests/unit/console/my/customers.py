"""What a customer does at a browser, for the tests of My page."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from tests.unit.console.conftest import CASE
from tests.unit.http.ledger import LedgerInMemory

DEBT = f"/my/debts/{CASE}"


def ask_for_code(visitor: TestClient, reference: str = "1110011706") -> str:
    return hidden(visitor.post("/my/sign-in", data={"reference": reference}).text, "name")


def hidden(page: str, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]+)"', page)
    assert found is not None, page
    return unescape(found[1])


def code_in(codes: Path) -> str:
    return str(json.loads(codes.read_text().splitlines()[-1])["code"])


def send(customer: TestClient, act: str, **typed: str) -> Any:
    key = hidden(customer.get(f"{DEBT}/{act}").text, "key")
    return customer.post(f"{DEBT}/{act}", data={"key": key, **typed})


def types(ledger: LedgerInMemory) -> list[str]:
    return [type(one.event).__name__ for one in ledger.events]
