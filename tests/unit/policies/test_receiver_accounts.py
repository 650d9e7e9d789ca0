"""The file that says which creditor an account belongs to."""

from __future__ import annotations

from pathlib import Path

import pytest

from consumers.policies.matcher.receiver_accounts import FILE, canonical_account, read_receiver_accounts
from infra.runtime.settings_error import SettingsError


def test_without_a_file_no_account_is_known(tmp_path: Path) -> None:
    assert read_receiver_accounts(tmp_path) == {}


def test_an_account_is_found_however_the_bank_writes_it(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"5555-5551": "nordkraft"}')
    accounts = read_receiver_accounts(tmp_path)
    assert [accounts[canonical_account(text)] for text in ("0055555551", "5555 5551", "5555-5551")] == ["nordkraft"] * 3


@pytest.mark.parametrize("content", ["", "[]", '{"5555-5551": 3}', '{"5555-5551": "Nordkraft AB"}', "{", '"x"'])
def test_a_file_that_cannot_be_used_is_an_error_that_names_it(tmp_path: Path, content: str) -> None:
    (tmp_path / FILE).write_text(content)
    with pytest.raises(SettingsError, match=FILE):
        read_receiver_accounts(tmp_path)
