"""The checker finds what was planted, and calls it by its name; in a sound world it finds nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from domain.case.claim import ClaimReceived
from domain.case.closing import CloseCase
from infra.audit.checker.log import LogRecord
from infra.wire import values
from tests.unit.checker.little_world import LittleWorld, busy_world, claim

Plant = Callable[[LittleWorld], None]


@pytest.fixture
def world() -> LittleWorld:
    return busy_world()


def rows(world: LittleWorld, model: str, table: str) -> list[dict[str, object]]:
    assert world.stored is not None
    return world.stored.tables[model][table]


def command_of(record: LogRecord) -> UUID:
    return UUID((dict(record.headers)["ce_causationid"] or b"").decode())


def index_of(world: LittleWorld, event: str) -> int:
    """Where the first event of this type stands in the list of records."""
    types = [dict(record.headers)["ce_type"] for record in world.records]
    return types.index(f"caseledger.{event}".encode())


def test_a_sound_world_has_no_findings(world: LittleWorld) -> None:
    report = world.report()
    assert report.findings == []
    assert (report.commands, report.accepted, report.refused, report.unknown) == (23, 21, 2, 0)
    assert report.events == len(world.records) > 30
    assert report.rows > 60


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
    world.write(world.tell(case, CloseCase("settled", "Agreed")), case, [])
    record = world.records[-1]
    closed = values.decode(record.value or b"")
    world.records[-1] = record._replace(value=values.encode(replace(closed, reason="Another")))  # type: ignore[type-var]
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
    command_id = world.tell(case, CloseCase("settled", "Agreed"))
    world.records.pop()
    world.lines.pop()
    world.answer(command_id, accepted=False, code="case_closed")
    world.stored = None


def a_refusal_that_was_true_only_before(world: LittleWorld) -> None:
    """The claim had been received, and answered, before the second command was sent."""
    case, received = claim(60)
    world.tell(case, received)
    command_id = world.tell(case, CloseCase("settled", "Agreed"))
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
    command_id = world.tell(case, CloseCase("settled", "Agreed"))
    world.lines = [line for line in world.lines if str(command_id) not in (line.get("sent"), line.get("answered"))]
    world.fold()


def an_event_of_another_partition_of_the_log(world: LittleWorld) -> None:
    world.records[0] = world.records[0]._replace(partition=1 - world.records[0].partition)
    world.stored = None


def a_record_of_another_program(world: LittleWorld) -> None:
    world.records.insert(5, LogRecord(0, 5, b"key", b"something", []))


def an_aggregate_that_waits(world: LittleWorld) -> None:
    from infra.audit.checker.stored import ParkedEvent

    assert world.stored is not None
    trail = rows(world, "audit_trail", "audit_trail")
    row = trail.pop(3)
    mine = ParkedEvent("audit_trail", row["partition"], row["position"], str(row["aggregate_id"]))  # type: ignore[arg-type]
    world.stored.parked.append(mine)


PLANTED: list[tuple[Plant, str]] = [
    (one_lost, "lost"),
    (one_lost_and_the_log_numbered_anew, "lost"),
    (one_doubled, "doubled"),
    (two_swapped, "position_gap"),
    (two_swapped, "chain"),
    (two_commands_swapped_and_the_log_numbered_anew, "reordered"),
    (one_altered_byte, "hash"),
    (one_altered_header, "hash"),
    (one_cent_moved_in_an_event, "decided_otherwise"),
    (one_cent_moved_in_a_row, "read_model"),
    (one_cent_moved_between_accounts, "read_model"),
    (a_stale_read_model, "stale"),
    (a_row_that_was_dropped, "read_model"),
    (a_row_too_many, "read_model"),
    (a_row_folded_twice, "read_model"),
    (a_clock_turned, "read_model"),
    (an_event_of_the_right_type_and_the_wrong_content, "decided_otherwise"),
    (a_refused_command_that_left_events, "refused_but_written"),
    (a_refusal_out_of_the_blue, "refusal_unexplained"),
    (a_refusal_that_was_true_only_before, "refusal_unexplained"),
    (an_unknown_outcome_of_which_half_is_there, "torn"),
    (an_answer_with_another_position, "answered_otherwise"),
    (two_first_answers, "answers_differ"),
    (an_answer_and_its_opposite, "answers_differ"),
    (an_event_that_nobody_asked_for, "unasked"),
    (an_event_of_another_partition_of_the_log, "chain"),
    (a_record_of_another_program, "unreadable"),
    (an_aggregate_that_waits, "parked"),
]


@pytest.mark.parametrize(("plant", "code"), PLANTED, ids=[f"{plant.__name__}-{code}" for plant, code in PLANTED])
def test_what_is_planted_is_found_and_named(world: LittleWorld, plant: Plant, code: str) -> None:
    plant(world)
    report = world.report()
    assert code in report.counts, [f"{one.code}: {one.where}: {one.sentence}" for one in report.findings]


ALONE = {
    one_lost: {"lost"},
    one_cent_moved_in_a_row: {"read_model"},
    a_stale_read_model: {"stale"},
    an_answer_with_another_position: {"answered_otherwise"},
    an_event_that_nobody_asked_for: {"unasked"},
    an_aggregate_that_waits: {"parked"},
    a_refusal_out_of_the_blue: {"refusal_unexplained"},
}


@pytest.mark.parametrize("plant", ALONE, ids=[plant.__name__ for plant in ALONE])
def test_nothing_else_is_accused(world: LittleWorld, plant: Plant) -> None:
    plant(world)
    assert set(world.report().counts) == ALONE[plant]


def test_an_unknown_outcome_may_be_all_or_nothing(world: LittleWorld) -> None:
    world.tell(*claim(80))
    world.lines.pop()
    case, received = claim(81)
    world.lines.append({"sent": str(uuid4()), "by": "b", "to": str(case), "value": values.encode(received).hex()})
    world.fold()
    report = world.report()
    assert report.findings == []
    assert (report.unknown, report.unknown_done) == (2, 1)


def test_a_command_sent_twice_may_be_answered_again_with_its_first_answer(world: LittleWorld) -> None:
    sent, answered = world.lines[0], world.lines[1]
    world.lines += [dict(sent), {**answered, "repeated": True}]
    report = world.report()
    assert (report.findings, report.repeats) == ([], 1)


def test_a_refusal_may_stem_from_any_moment_while_it_was_awaited(world: LittleWorld) -> None:
    """The claim and the closing cross each other on the way; either may come first."""
    case, received = claim(90)
    command_id = uuid4()
    value = values.encode(CloseCase("settled", "Agreed")).hex()
    world.lines.append({"sent": str(command_id), "by": "another", "to": str(case), "value": value})
    world.tell(case, received)
    world.answer(command_id, accepted=False, code="case_unknown")
    world.fold()
    assert world.report().findings == []


def test_with_a_history_of_some_clients_the_events_of_others_are_no_finding(world: LittleWorld) -> None:
    an_event_that_nobody_asked_for(world)
    world.whole = False
    assert world.report().findings == []
