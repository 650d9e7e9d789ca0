"""A command's id and what it asks belong together, on a real broker and across a lost index."""

from __future__ import annotations

from dataclasses import replace
from shutil import rmtree

from domain.case.closure.closing import CloseCase, Outcome
from infra.client import CommandClient
from infra.runtime.settings import Settings
from tests.integration.writer.conftest import RunningWriter, writing
from tests.integration.writer.reading import committed_events
from tests.integration.writer.test_writer import a_claim, envelope_for
from tests.unit.domain.samples import allocation


def two_cases(log: Settings, *, together: bool) -> list[int]:
    """Numbers of two claims whose cases are in one partition, or in two."""
    from infra.audit.history import LogHistory

    with LogHistory(log) as history:
        first = history.partition_of(a_claim(1)[0].aggregate_id)
        other = next(
            n for n in range(2, 100) if (history.partition_of(a_claim(n)[0].aggregate_id) == first) == together
        )
    return [1, other]


def test_an_id_that_had_another_command_is_refused_and_nothing_is_done(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    envelope, claim = a_claim(1)
    assert client.ask(envelope, claim).accepted
    answer = client.ask(envelope, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "x"))
    assert (answer.accepted, answer.repeated, answer.code) == (False, False, "command_id_reused")
    answer = client.ask(envelope, replace(claim, principal_minor=1))
    assert answer.code == "command_id_reused"
    assert client.ask(envelope, claim).repeated, "and the first command keeps its answer"
    assert len(committed_events(log)) == 2


def test_the_id_of_a_refused_command_is_its_own_too_also_when_the_index_was_lost(
    log: Settings, client: CommandClient
) -> None:
    envelope, claim = a_claim(1)
    early, portion = envelope_for(envelope.aggregate_id), allocation(500)
    with writing(log):
        assert client.ask(early, portion).code == "case_unknown"
        assert client.ask(envelope, claim).accepted
    for _ in range(2):
        with writing(log):
            assert client.ask(early, portion).repeated
            assert client.ask(early, allocation(1)).code == "command_id_reused"
            assert client.ask(envelope, claim).repeated
            assert client.ask(envelope, replace(claim, fees_minor=1)).code == "command_id_reused"
        rmtree(log.home / "index")


def test_one_id_for_two_cases_of_a_partition_is_refused_the_second_time(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    (envelope, claim), other = map(a_claim, two_cases(log, together=True))
    assert client.ask(envelope, claim).accepted
    answer = client.ask(replace(other[0], id=envelope.id), other[1])
    assert answer.code == "command_id_reused"


def test_one_id_for_cases_of_two_partitions_makes_no_two_equal_event_ids(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    (envelope, claim), other = map(a_claim, two_cases(log, together=False))
    assert client.ask(envelope, claim).accepted
    assert client.ask(replace(other[0], id=envelope.id), other[1]).accepted
    events = committed_events(log)
    assert len({event.event_id for event in events}) == len(events) == 4


def test_what_may_differ_from_one_try_to_the_next_makes_no_other_command(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    envelope, claim = a_claim(1)
    client.ask(envelope, claim)
    again = replace(envelope, occurred_at=envelope.occurred_at.replace(day=3), correlation_id=envelope.id)
    assert client.ask(again, replace(claim, debtor_name="ÅSA ÖBERG")).repeated


def test_a_command_for_another_version_is_refused_and_told_where_the_case_stands(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    envelope, claim = a_claim(1)
    assert client.ask(replace(envelope, expected_version=0), claim).version == 2
    late = replace(envelope_for(envelope.aggregate_id), expected_version=1)
    answer = client.ask(late, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "x"))
    assert (answer.accepted, answer.code, answer.version) == (False, "version_differs", 2)
    assert "at version 2" in answer.message
    assert "version 1" in answer.message
    again = client.ask(late, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "x"))
    assert again == replace(answer, repeated=True)
    just = replace(envelope_for(envelope.aggregate_id), expected_version=2)
    assert client.ask(just, CloseCase(Outcome.WITHDRAWN_BY_CLIENT, "x")).accepted
