"""Every policy: a row in the table of workers, known events, and no surprise in its names."""

from __future__ import annotations

import sqlite3
from importlib import import_module

import pytest

from consumers.policies.policy import Policy
from consumers.runtime.workers import WORKERS, PolicyRow
from domain.catalogue import EVENTS
from infra.runtime.settings import Settings

POLICIES = {name: row for name, row in WORKERS.items() if isinstance(row, PolicyRow)}


def _policy(row: PolicyRow) -> type[Policy]:
    module, _, attribute = row.constructor.partition(":")
    found: type[Policy] = getattr(import_module(module), attribute)
    return found


def test_all_policies_have_a_row() -> None:
    listed = {_policy(row).name for row in POLICIES.values()}
    ours = [policy for policy in Policy.__subclasses__() if policy.__module__.startswith("consumers.")]
    assert listed == {policy.name for policy in ours}


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_is_called_in_the_table_as_it_calls_itself(name: str) -> None:
    assert _policy(POLICIES[name]).name == name


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_handles_events_that_there_are(name: str) -> None:
    assert _policy(POLICIES[name]).handled
    assert _policy(POLICIES[name]).handled <= set(EVENTS.values())


@pytest.mark.parametrize("name", POLICIES)
def test_a_policys_tables_can_be_made(name: str, settings_without_servers: Settings) -> None:
    policy = _policy(POLICIES[name]).configured(settings_without_servers)
    sqlite3.connect(":memory:").executescript(policy.tables)


@pytest.fixture
def settings_without_servers(tmp_path: object) -> Settings:
    return Settings.load({"CASELEDGER_HOME": str(tmp_path)})
