"""Which creditor an account that receives money belongs to, where creditors have accounts of their own.

``<home>/receiver-accounts.json`` holds it, such as ``{"5555-5551": "nordkraft"}``: account number as in the bank
file, and the short id under which the creditor is registered. Blanks, hyphens and leading zeros of account numbers do
not count. Without the file no account tells creditors apart. It is read when the matcher starts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from domain.kernel.limits import CREDITOR_ID
from infra.runtime.settings_error import SettingsError

FILE = "receiver-accounts.json"


def canonical_account(text: str) -> str:
    """The form in which account numbers are compared."""
    return re.sub(r"[^0-9A-Za-z]", "", text).upper().lstrip("0")


def read_receiver_accounts(home: Path) -> Mapping[str, str]:
    """Creditor by canonical account number. Raises SettingsError, naming the file, when it is not as it must be."""
    path = home / FILE
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise _wrong(path, str(error)) from None
    if not isinstance(content, dict) or not all(map(_is_creditor_id, content.values())):
        raise _wrong(path, "a creditor is named by the short id under which it is registered, not by its name")
    return {canonical_account(account): creditor for account, creditor in content.items()}


def _is_creditor_id(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(CREDITOR_ID, value) is not None


def _wrong(path: Path, problem: str) -> SettingsError:
    return SettingsError(
        FILE, str(path), f'a JSON object of accounts and ids of creditors, {{"5555-5551": "nordkraft"}} ({problem})'
    )
