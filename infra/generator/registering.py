"""How the invented creditors come into a ledger, and how its directory knows them then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from uuid import UUID

from domain.creditor.contract.agreeing import AgreeContract
from domain.creditor.contract.state import CommissionIs, FeesGoTo, RemittanceInterval
from domain.creditor.registration.registering import RegisterCreditor
from domain.creditor.state import CREDITOR, CreditorState
from domain.kernel.decision import Context
from domain.kernel.directory import CreditorEntry
from domain.kernel.identity import creditor_uuid
from domain.kernel.message import Command
from domain.kernel.quick_uuid import uuid_of_name
from domain.kernel.recorded import Actor
from domain.kernel.refusal import Refusal
from infra.generator.creditors import CREDITORS, InventedCreditor
from infra.messages.commands import CommandEnvelope

GENERATED = UUID("9c3f1c0e-50a1-5c52-9f0e-5a7f24f86d11")
"""The namespace of the ids of generated commands."""
TERMS_SINCE = date(2020, 1, 1)


def creditors_come() -> Iterator[tuple[CommandEnvelope, Command]]:
    """What registers the creditors and agrees on their terms: the same whatever the seed, so that it happens once."""
    for one in CREDITORS:
        yield _of_creditor(one, RegisterCreditor(one.creditor_id, one.name, None, one.jurisdiction))
        terms = AgreeContract(
            TERMS_SINCE, 1_000, 2_500, RemittanceInterval.MONTHLY, FeesGoTo.AGENCY, CommissionIs.WITHHELD, None, None
        )
        yield _of_creditor(one, terms)


def _of_creditor(one: InventedCreditor, command: Command) -> tuple[CommandEnvelope, Command]:
    target: UUID = creditor_uuid(one.creditor_id)
    identifier = uuid_of_name(GENERATED, f"{one.creditor_id}/{type(command).__name__}")
    at = datetime.combine(TERMS_SINCE, time(9), UTC)
    return CommandEnvelope(identifier, target, at, Actor("user", "intake"), target), command


def _entries() -> Iterator[CreditorEntry]:
    states: dict[UUID, CreditorState] = {}
    for envelope, command in creditors_come():
        state, at = states.get(envelope.aggregate_id, CREDITOR.initial), envelope.occurred_at
        decision = CREDITOR.decide(state, command, Context(at, at, envelope.actor, {}))
        assert not isinstance(decision, Refusal), decision
        states[envelope.aggregate_id] = CREDITOR.evolve_all(state, decision)
    assert CREDITOR.entry_of is not None, "creditors have entries"
    yield from map(CREDITOR.entry_of, states.values())


ENTRIES: Mapping[str, CreditorEntry] = MappingProxyType({entry.creditor_id: entry for entry in _entries()})
"""By the creditor's id."""
