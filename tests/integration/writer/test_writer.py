"""The case writer on a real broker: each command takes place once, whatever happens in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from shutil import rmtree
from uuid import uuid4

import pytest

from consumers.writer import partition_replies
from domain.case.claim.receiving import ReceiveClaim
from domain.case.closure.closing import CloseCase, Outcome
from domain.kernel.identity import case_id
from domain.kernel.recorded import Actor
from infra.client import CommandClient
from infra.client.command_sender import CommandSender
from infra.messages.commands import CommandEnvelope, command_record
from infra.messages.replies import CommandAnswered, policy_sender, read_reply
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.integration.writer.conftest import RunningWriter, writing
from tests.integration.writer.reading import committed_events, committed_records, committed_replies
from tests.unit.domain.samples import CLAIM, CLAIM_TOTAL_MINOR, allocation

HAPPENED = datetime(2026, 3, 2, 8, tzinfo=UTC)


def a_claim(number: int) -> tuple[CommandEnvelope, ReceiveClaim]:
    claim = replace(CLAIM, creditor_reference=f"F-{number}")
    return envelope_for(case_id(claim.creditor_id, claim.creditor_reference)), claim


def envelope_for(aggregate_id: object) -> CommandEnvelope:
    return CommandEnvelope(
        id=uuid4(),
        aggregate_id=aggregate_id,  # type: ignore[arg-type]
        occurred_at=HAPPENED,
        actor=Actor("user", "lukas"),
        correlation_id=uuid4(),
    )


def test_an_accepted_command_is_answered_with_version_and_position(
    client: CommandClient, writer: RunningWriter
) -> None:
    answer = client.ask(*a_claim(1))
    assert (answer.accepted, answer.repeated, answer.version, answer.position) == (True, False, 2, 2)


def test_who_reads_the_events_is_told_only_what_they_do_not_say(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    """The first time nothing, since the event is there; the second time the answer, and a refusal always."""
    (envelope, claim), refused = a_claim(1), envelope_for(uuid4())
    sender = CommandSender(connection_of(log), log.commands_topic)
    for asked in (envelope, envelope):
        sender.send(replace(asked, sender=policy_sender("keeper")), claim)
    sender.send(replace(refused, sender=policy_sender("keeper")), CloseCase(Outcome.WRITTEN_OFF, "gone"))
    sender.flush()
    sender.close()
    for number in range(2, 2 + 4 * log.partitions):  # answered behind them, whichever partition they are on
        client.ask(*a_claim(number))
    answers = (each for number in range(log.partitions) for each in committed_replies(log, number))
    told = [answer for answer in answers if answer.sender == policy_sender("keeper")]
    expected = {(envelope.id, True, True), (refused.id, False, False)}
    assert len(told) == 2
    assert {(answer.command_id, answer.accepted, answer.repeated) for answer in told} == expected


def test_events_say_who_when_and_because_of_what(log: Settings, client: CommandClient, writer: RunningWriter) -> None:
    envelope, claim = a_claim(1)
    client.ask(envelope, claim)
    received, deadline = committed_events(log)
    assert (received.version, deadline.version) == (1, 2)
    assert (received.position, deadline.position) == (1, 2)
    assert deadline.previous_hash == received.hash
    assert received.causation_id == deadline.causation_id == envelope.id
    assert (received.occurred_at, received.actor) == (HAPPENED, Actor("user", "lukas"))


def test_a_refused_command_leaves_no_event_and_says_why(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    answer = client.ask(envelope_for(uuid4()), CloseCase(Outcome.WRITTEN_OFF, "gone"))
    assert (answer.accepted, answer.code, answer.position) == (False, "case_unknown", 0)
    assert committed_events(log) == []


def test_commands_of_one_batch_see_what_the_earlier_ones_left(log: Settings, client: CommandClient) -> None:
    envelope, claim = a_claim(1)
    pending = [client.submit(envelope, claim)]
    pending += [client.submit(envelope_for(envelope.aggregate_id), allocation(n)) for n in (500, CLAIM_TOTAL_MINOR)]
    pending.append(client.submit(envelope_for(envelope.aggregate_id), CloseCase(Outcome.WRITTEN_OFF, "too_late")))
    with writing(log):
        answers = [each.result() for each in pending]
    assert [answer.version for answer in answers] == [2, 3, 6, 0]
    assert answers[-1].code == "case_closed"


def test_a_command_sent_twice_gets_its_first_answer_and_adds_nothing(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    envelope, claim = a_claim(1)
    first = client.ask(envelope, claim)
    again = client.ask(envelope, claim)
    assert again == replace(first, repeated=True)
    assert len(committed_events(log)) == 2


def test_a_refusal_is_remembered_across_a_restart_and_without_the_index(log: Settings, client: CommandClient) -> None:
    envelope, claim = a_claim(1)
    early, portion = envelope_for(envelope.aggregate_id), allocation(500)
    with writing(log):
        refused = client.ask(early, portion)
    rmtree(log.home / "index")
    with writing(log):
        client.ask(envelope, claim)
        again = client.ask(early, portion)
    assert (refused.code, again.code, again.repeated) == ("case_unknown", "case_unknown", True)
    assert len(committed_events(log)) == 2


def test_a_refusal_is_forgotten_with_the_replies(
    log: Settings, client: CommandClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    early, portion = envelope_for(a_claim(1)[0].aggregate_id), allocation(500)
    with writing(log):
        client.ask(early, portion)
    monkeypatch.setattr(partition_replies, "REFUSALS_KEPT_MS", 0)
    with writing(log):
        again = client.ask(early, portion)
    assert (again.code, again.repeated) == ("case_unknown", False)


def test_a_new_writer_goes_on_where_the_last_one_stopped(log: Settings, client: CommandClient) -> None:
    claims = [a_claim(n) for n in range(40)]
    with writing(log):
        for each in claims[:20]:
            client.ask(*each)
    with writing(log):
        for each in claims:
            client.ask(*each)
    events = committed_events(log)
    assert len(events) == 80
    for partition in range(log.partitions):
        positions = [event.position for event in events if event.partition == partition]
        assert positions == list(range(1, len(positions) + 1))


def test_a_new_writer_does_not_read_again_what_the_last_one_answered(
    log: Settings, client: CommandClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise a takeover would take the longer, the longer the last writer has served."""
    with writing(log):
        for number in range(20):
            client.ask(*a_claim(number))
    read: list[bytes] = []

    def note(value: bytes) -> CommandAnswered:
        read.append(value)
        return read_reply(value)

    monkeypatch.setattr(partition_replies, "read_reply", note)
    with writing(log):
        client.ask(*a_claim(20))
    assert read == []


def test_two_writers_share_the_partitions_and_hand_them_over(log: Settings, client: CommandClient) -> None:
    with writing(log):
        pending = [client.submit(*a_claim(n)) for n in range(200)]
        with writing(log):
            pending += [client.submit(*a_claim(n)) for n in range(200, 400)]
            assert all(each.result().accepted for each in pending[:300])
        pending += [client.submit(*a_claim(n)) for n in range(400, 500)]
        assert all(each.result().accepted for each in pending)
    assert len(committed_events(log)) == 1000


def test_a_record_that_is_no_command_is_kept_apart_and_the_rest_goes_on(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    connection = connection_of(log)
    envelope, claim = a_claim(1)
    key, value, headers = command_record(envelope, claim)
    producer = connection.producer()
    producer.send(log.commands_topic, key=key, value=value[:-5], headers=headers)
    producer.send(log.commands_topic, key=None, value=b"nonsense", headers=[])
    producer.close()
    assert client.ask(*a_claim(2)).accepted
    assert client.ask(*a_claim(3)).accepted
    assert client.ask(envelope, claim).accepted, "sent whole, the same command is decided"
    kept = [r for p in range(log.partitions) for r in committed_records(log, f"{log.log}.rejected", p)]
    assert sorted(record.value for record in kept) == sorted([value[:-5], b"nonsense"])
    assert all("rejected-because" in dict(record.headers) for record in kept)


def test_an_id_of_a_payment_cannot_be_used_for_a_case(client: CommandClient, writer: RunningWriter) -> None:
    envelope, claim = a_claim(1)
    client.ask(envelope, claim)
    from tests.unit.domain.samples import PAYMENT_LINE

    answer = client.ask(envelope_for(envelope.aggregate_id), PAYMENT_LINE)
    assert answer.code == "aggregate_of_another_kind"


def test_a_sender_without_a_mailbox_is_served_too(log: Settings, writer: RunningWriter, client: CommandClient) -> None:
    sender = CommandSender(connection_of(log), log.commands_topic)
    envelope, claim = a_claim(1)
    sender.send(envelope, claim)
    sender.flush()
    assert client.ask(envelope, claim).accepted
    sender.close()
    assert len(committed_events(log)) == 2
