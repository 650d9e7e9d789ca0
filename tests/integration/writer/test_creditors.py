"""Every partition knows who is registered by the time that somebody was told so, and so do writers that come later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from domain.creditor.registration.renaming import RenameCreditor
from domain.kernel.directory import CreditorEntry
from domain.kernel.identity import case_id, creditor_uuid
from infra.audit.verify import verify
from infra.client import CommandClient
from infra.eventlog.records.partitioner import partition_of
from infra.messages.replies import CommandAnswered
from infra.runtime.creditor_access import creditor_names
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings
from tests.integration.writer.conftest import RunningWriter, writing
from tests.integration.writer.reading import committed_events
from tests.integration.writer.test_writer import envelope_for
from tests.some_creditors import put_into_directory, register, registration
from tests.unit.domain.samples import CLAIM, CREDITORS

FJORD = CreditorEntry("fjord", "Fjordkraft AB")


def claims_of(client: CommandClient, creditor_id: str, numbers: Sequence[int]) -> list[CommandAnswered]:
    """Sent all at once, to all partitions."""
    pending = []
    for number in numbers:
        claim = replace(CLAIM, creditor_id=creditor_id, creditor_reference=f"F-{number}")
        pending.append(client.submit(envelope_for(case_id(creditor_id, claim.creditor_reference)), claim))
    return [one.result(60.0) for one in pending]


def test_all_partitions_take_claims_as_soon_as_their_sender_was_told(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    refused = claims_of(client, "fjord", range(20))
    assert {answer.code for answer in refused} == {"creditor_unknown"}
    assert "caseledger creditor register" in refused[0].message
    register(client, [FJORD])
    taken = claims_of(client, "fjord", range(100, 140))
    assert {(answer.accepted, answer.code) for answer in taken} == {(True, "")}
    assert {answer.partition for answer in taken} == set(range(log.partitions))


def test_a_creditor_is_known_within_the_batch_that_registers_it(log: Settings, client: CommandClient) -> None:
    """Both stand in one partition, and are sent before a writer runs."""
    creditor = creditor_uuid("fjord")
    number = next(n for n in range(1_000) if _partition(log, case_id("fjord", f"F-{n}")) == _partition(log, creditor))
    claim = replace(CLAIM, creditor_id="fjord", creditor_reference=f"F-{number}")
    pending = [
        client.submit(envelope_for(creditor), registration(FJORD)[1]),
        client.submit(envelope_for(case_id("fjord", claim.creditor_reference)), claim),
    ]
    with writing(log):
        assert [one.result(60.0).accepted for one in pending] == [True, True]


def _partition(log: Settings, aggregate_id: UUID) -> int:
    return partition_of(str(aggregate_id).encode(), log.partitions)


def test_writers_that_come_later_and_have_lost_everything_know_who_is_registered_and_by_which_name(
    log: Settings, client: CommandClient
) -> None:
    with writing(log):
        register(client, [FJORD])
        assert client.ask(envelope_for(creditor_uuid("fjord")), RenameCreditor("Fjordkraft Nord AB")).accepted
    with writing(replace(log, home=log.home / "another machine", kek_file=log.wrapping_keys)):
        [answer] = claims_of(client, "fjord", [1])
    assert answer.accepted
    [name] = {event.event.creditor_name for event in committed_events(log) if hasattr(event.event, "creditor_name")}
    assert name == "Fjordkraft Nord AB"


def test_a_directory_that_was_lost_is_found_by_verification_and_comes_back_by_asking(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    bare = replace(log, database_url=None)
    register(client, [*CREDITORS.values(), FJORD])
    assert verify(bare).findings == []
    put_into_directory(log, [replace(FJORD, name="Forged AB"), CreditorEntry("nobody", "Nobody AB")])
    forged, nobody = verify(bare).findings
    assert {forged.code, nobody.code} == {"directory_differs"}
    assert (forged.where, nobody.where) == ("creditor fjord", "creditor nobody")
    assert "caseledger creditor register fjord" in forged.message
    refused = client.ask(envelope_for(creditor_uuid("fjord")), registration(replace(FJORD, name="Any AB"))[1])
    assert refused.code == "creditor_already_registered"
    assert [one.where for one in verify(bare).findings] == ["creditor nobody"]


def test_what_was_refused_leaves_no_trace_in_the_directory(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    register(client, [FJORD])
    again = client.ask(envelope_for(creditor_uuid("fjord")), RenameCreditor("Fjordkraft AB"))
    assert again.code == "creditor_name_unchanged"
    register(client, [replace(FJORD, name="Somebody else")])  # refused: the id is taken
    connection, topics, _ = open_log(log)
    found = creditor_names(connection, topics)
    assert found.get("fjord") == FJORD
