"""What can be wrong, each planted into a sound world."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from domain.case.claim.receiving import ClaimReceived
from domain.case.closure.closing import CloseCase, Outcome
from domain.creditor.remittance.cancelling import CancelRemittance
from domain.creditor.remittance.preparing import PrepareRemittance, RemittancePrepared
from domain.creditor.remittance.reckoning import as_collected
from domain.kernel.identity import creditor_uuid
from infra.audit.checker.log import LogRecord
from infra.audit.checker.stored import ParkedEvent
from infra.messages import values
from tests.unit.checker.little_world import LittleWorld, claim

Plant = Callable[[LittleWorld], None]


def rows(world: LittleWorld, model: str, table: str) -> list[dict[str, object]]:
    assert world.stored is not None
    return world.stored.tables[model][table]


def command_of(record: LogRecord) -> UUID:
    return UUID((dict(record.headers)["ce_causationid"] or b"").decode())


def index_of(world: LittleWorld, event: str) -> int:
    """Where the first event of this type stands in the list of records."""
    types = [dict(record.headers)["ce_type"] for record in world.records]
    return types.index(f"caseledger.{event}".encode())


def one_lost(world: LittleWorld) -> None:
    """The last events of the log vanish, as when a broker forgets what it had acknowledged."""
    lost = world.tell(*claim(40))
    world.records = [record for record in world.records if command_of(record) != lost]
    world.stored = None


def one_lost_and_the_log_numbered_anew(world: LittleWorld) -> None:
    lost = command_of(world.records[4])
    world.records = [record for record in world.records if command_of(record) != lost]
    world.stored = None
    world.relink()


def a_remittance_of_a_cent_too_much(world: LittleWorld) -> None:
    """The core takes the sums that it is given: that they are right follows from the log alone."""
    prepared = [values.decode(one.value or b"") for one in world.records if b"RemittancePrepared" in _type(one)]
    event = prepared[-1]
    assert isinstance(event, RemittancePrepared)
    creditor = creditor_uuid(event.creditor_id)
    first, *others = as_collected(event.reckoned)
    world.tell(creditor, CancelRemittance(event.number, "too_early"))
    sums = (replace(first, principal_minor=first.principal_minor + 1), *others)
    world.tell(creditor, PrepareRemittance(event.currency, event.spans, event.oldest, sums))
    world.fold()


def _type(record: LogRecord) -> bytes:
    return dict(record.headers)["ce_type"] or b""


def one_doubled(world: LittleWorld) -> None:
    index = index_of(world, "case.ContactMade")
    world.records.insert(index + 3, world.records[index])
    world.relink()


def two_swapped(world: LittleWorld) -> None:
    records = world.records
    first = index_of(world, "payment.PaymentPutInSuspense")
    second = next(n for n in range(first + 1, len(records)) if records[n].partition == records[first].partition)
    records[first], records[second] = records[second], records[first]


def two_commands_swapped_and_the_log_numbered_anew(world: LittleWorld) -> None:
    records = world.records
    second = next(n for n in range(2, 16, 2) if records[n].partition == records[0].partition)
    records[0:2], records[second : second + 2] = records[second : second + 2], records[0:2]
    world.relink()


def one_altered_byte(world: LittleWorld) -> None:
    record = world.records[3]
    value = bytearray(record.value or b"")
    value[-1] ^= 1
    world.records[3] = record._replace(value=bytes(value))


def one_altered_header(world: LittleWorld) -> None:
    record = world.records[3]
    headers = [(name, b"nobody" if name == "ce_authid" else value) for name, value in record.headers]
    world.records[3] = record._replace(headers=headers)


def one_cent_moved_in_an_event(world: LittleWorld) -> None:
    """By someone who knows how to compute the hashes of all later events."""
    index = index_of(world, "case.ClaimReceived")
    received = values.decode(world.records[index].value or b"")
    assert isinstance(received, ClaimReceived)
    altered = replace(
        received, principal_minor=received.principal_minor - 1, interest_minor=received.interest_minor + 1
    )
    world.records[index] = world.records[index]._replace(value=values.encode(altered))
    world.relink()


def one_cent_moved_in_a_row(world: LittleWorld) -> None:
    rows(world, "balances", "case_balance")[2]["principal_minor"] -= 1  # type: ignore[operator]
    rows(world, "balances", "case_balance")[2]["interest_minor"] += 1  # type: ignore[operator]


def one_cent_moved_between_accounts(world: LittleWorld) -> None:
    accounts = rows(world, "balances", "ledger_account")
    accounts[0]["balance_minor"] -= 1  # type: ignore[operator]
    accounts[1]["balance_minor"] += 1  # type: ignore[operator]


def a_stale_read_model(world: LittleWorld) -> None:
    world.tell(*claim(41))


def a_row_that_was_dropped(world: LittleWorld) -> None:
    rows(world, "audit_trail", "case_mention").pop()


def a_row_too_many(world: LittleWorld) -> None:
    row = rows(world, "sla", "clock")[0]
    rows(world, "sla", "clock").append({**row, "number": 99})


def a_row_folded_twice(world: LittleWorld) -> None:
    rows(world, "audit_trail", "audit_trail").append(rows(world, "audit_trail", "audit_trail")[0])


def a_clock_turned(world: LittleWorld) -> None:
    rows(world, "sla", "clock")[0]["state"] = "paused"


def an_event_of_the_right_type_and_the_wrong_content(world: LittleWorld) -> None:
    case, _ = claim(6)
    world.lines.pop()  # the command was sent, and nobody was told
    world.write(world.tell(case, CloseCase(Outcome.WRITTEN_OFF, "agreed")), case, [])
    record = world.records[-1]
    closed = values.decode(record.value or b"")
    world.records[-1] = record._replace(value=values.encode(replace(closed, reason="another")))  # type: ignore[type-var]
    world.stored = None
    world.relink()


def a_refused_command_that_left_events(world: LittleWorld) -> None:
    case, received = claim(50)
    command_id = world.tell(case, received)
    world.lines.pop()
    world.answer(command_id, accepted=False, code="amount_invalid")
    world.fold()


def a_refusal_out_of_the_blue(world: LittleWorld) -> None:
    case, _ = claim(6)
    command_id = world.tell(case, CloseCase(Outcome.WRITTEN_OFF, "agreed"))
    world.records.pop()
    world.lines.pop()
    world.answer(command_id, accepted=False, code="case_closed")
    world.stored = None


def a_refusal_that_was_true_only_before(world: LittleWorld) -> None:
    """The claim had been received, and answered, before the second command was sent."""
    case, received = claim(60)
    world.tell(case, received)
    command_id = world.tell(case, CloseCase(Outcome.WRITTEN_OFF, "agreed"))
    world.records.pop()
    world.lines.pop()
    world.answer(command_id, accepted=False, code="case_unknown")
    world.stored = None


def an_unknown_outcome_of_which_half_is_there(world: LittleWorld) -> None:
    world.tell(*claim(70))
    world.lines.pop()
    world.records.pop()
    world.stored = None


def an_answer_with_another_position(world: LittleWorld) -> None:
    answered = next(line for line in world.lines if line.get("accepted"))
    answered["position"] += 1


def two_first_answers(world: LittleWorld) -> None:
    answered = next(line for line in world.lines if line.get("accepted"))
    world.lines.append(dict(answered))


def an_answer_and_its_opposite(world: LittleWorld) -> None:
    answered = next(line for line in world.lines if line.get("accepted"))
    world.lines.append({**answered, "accepted": False, "repeated": True, "code": "case_unknown"})


def an_event_that_nobody_asked_for(world: LittleWorld) -> None:
    case, _ = claim(6)
    command_id = world.tell(case, CloseCase(Outcome.WRITTEN_OFF, "agreed"))
    world.lines = [line for line in world.lines if str(command_id) not in (line.get("sent"), line.get("answered"))]
    world.fold()


def an_event_of_another_partition_of_the_log(world: LittleWorld) -> None:
    world.records[0] = world.records[0]._replace(partition=1 - world.records[0].partition)
    world.stored = None


def a_record_of_another_program(world: LittleWorld) -> None:
    world.records.insert(5, LogRecord(0, 5, b"key", b"something", []))


def an_aggregate_that_waits(world: LittleWorld) -> None:
    assert world.stored is not None
    trail = rows(world, "audit_trail", "audit_trail")
    row = trail.pop(3)
    who = {"id": row["actor_id"], "kind": row["actor_kind"], "partition": row["partition"]}
    actor = next(one for one in rows(world, "audit_trail", "actor") if who.items() <= one.items())
    actor["events"] -= 1  # type: ignore[operator]
    mine = ParkedEvent("audit_trail", row["partition"], row["position"], str(row["aggregate_id"]))  # type: ignore[arg-type]
    world.stored.parked.append(mine)


def _answer_to_the_block(world: LittleWorld) -> dict[str, object]:
    return next(line for line in world.lines if line.get("code") == "contact_on_hold")


def a_block_that_was_answered_as_done(world: LittleWorld) -> None:
    _answer_to_the_block(world).update(accepted=True, code="")


def a_block_that_was_lost(world: LittleWorld) -> None:
    """Its sender was told at which position it is on record."""
    del world.records[index_of(world, "case.ActionBlocked")]
    world.stored = None
    world.relink()


def a_block_by_another_rule(world: LittleWorld) -> None:
    index = index_of(world, "case.ActionBlocked")
    record = world.records[index]
    said = values.decode(record.value or b"")
    world.records[index] = record._replace(value=values.encode(replace(said, rule="hold.dispute")))  # type: ignore[type-var]
    world.stored = None
    world.relink()
