"""A process is ours by what it runs, also in the moment before it has become what it is started as."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.stack.postgres import PostgresService

DATA = "/home/ledger/postgres/data"
SERVER = ("/usr/lib/postgresql/bin/postgres", "-D", DATA, "-p", "15432")


@pytest.mark.parametrize(
    ("words", "mine"),
    [
        (SERVER, True),
        (("/usr/bin/setpriv", "--reuid=65534", "--clear-groups", *SERVER), True),
        (("postgres: caseledger caseledger 127.0.0.1(40696) idle",), False),
        ((SERVER[0], "-D", "/home/another/postgres/data", "-p", "15432"), False),
        (("/usr/lib/postgresql/bin/initdb", "-D", DATA), False),
        (("-D", DATA), False),
        ((), False),
    ],
)
def test_a_postmaster_is_known_by_its_data_folder(words: tuple[str, ...], mine: bool) -> None:
    assert PostgresService(Path("/home/ledger")).is_mine(words) is mine
