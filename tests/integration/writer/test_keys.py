"""Persons' keys on a real broker: there with the first event, found by whoever comes next, and gone with an erasure."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from prometheus_client import generate_latest

from domain.case.claim.receiving import ClaimReceived
from domain.case.contacts.contact import ContactMade, RecordContact
from domain.kernel.identity import case_id
from domain.kernel.personal import ERASED
from domain.kernel.recorded import Actor, RecordedEvent
from domain.person.erasure.erasing import ErasePerson
from domain.person.erasure.requesting import ApproveErasure
from infra.audit.erasure.copies import copies
from infra.audit.erasure.receipt import receipt
from infra.client import CommandClient
from infra.eventlog.errors import CommitRefused
from infra.eventlog.partition.log_reader import KafkaLogReader
from infra.eventlog.transactions.transaction import PartitionProducer
from infra.messages.crypto.key_record import Owner, read_key_record
from infra.messages.crypto.rotation import rotate_partition
from infra.messages.crypto.survey import KeysSurvey
from infra.messages.crypto.topic_opener import TopicOpener
from infra.messages.crypto.wrapping_file import WrappingKeyFile, add_wrapping_key
from infra.runtime.key_access import cached_keys, topic_opener
from infra.runtime.log_access import open_log
from infra.runtime.settings import Settings
from tests.integration.writer.conftest import RunningWriter, writing
from tests.integration.writer.reading import committed_events, committed_records
from tests.integration.writer.test_writer import a_claim, envelope_for

ANNA = UUID(int=0xA11A)
NAME, ADDRESS, BOUGHT, SAID = "Åsa Öberg", "asa.oberg@example.org", "Electricity, December", "Called, in tears"
TEXTS = (NAME, ADDRESS, BOUGHT, SAID)
CONTACT = RecordContact("phone", "inbound", "payment", "reached", ANNA, SAID)


def claim_of(client: CommandClient, number: int, person: UUID = ANNA) -> UUID:
    """The case of a new claim on a person."""
    envelope, claim = a_claim(number)
    answer = client.ask(
        envelope, replace(claim, person_id=person, debtor_name=NAME, debtor_email=ADDRESS, description=BOUGHT)
    )
    assert answer.accepted
    return case_id(claim.creditor_id, claim.creditor_reference)


@contextmanager
def reader_of(settings: Settings, folder: Path) -> Iterator[TopicOpener]:
    """A reader with the wrapping keys, and a folder of its own."""
    kafka, topics, event_log = open_log(settings)
    wrapping = WrappingKeyFile(settings.wrapping_keys)
    with closing(topic_opener(kafka, topics, event_log, folder, wrapping)) as opener:
        yield opener


def opened(settings: Settings, folder: Path) -> list[RecordedEvent]:
    """Every event of the log with its texts."""
    with reader_of(settings, folder) as opener:
        return opener.open_all(committed_events(settings))


def key_records(settings: Settings) -> list[tuple[int, Owner, bool]]:
    """Partition and owner of each record of keys, and whether it carries a key."""
    found = []
    for partition in range(settings.partitions):
        for record in committed_records(settings, f"{settings.log}.keys", partition):
            owner, key = read_key_record(record.key, record.value)
            found.append((partition, owner, key is not None))
    return found


def test_what_is_written_is_sealed_and_read_with_the_key_that_was_written_with_it(
    log: Settings, client: CommandClient, writer: RunningWriter, tmp_path: Path
) -> None:
    case = claim_of(client, 1)
    client.ask(envelope_for(case), CONTACT)
    claims = [event.event for event in opened(log, tmp_path / "reader") if isinstance(event.event, ClaimReceived)]
    assert [(claim.debtor_name, claim.debtor_email, claim.description) for claim in claims] == [(NAME, ADDRESS, BOUGHT)]
    contacts = [event.event for event in opened(log, tmp_path / "reader") if isinstance(event.event, ContactMade)]
    assert [contact.note for contact in contacts] == [SAID]
    assert [owner for _, owner, _ in key_records(log)] == [Owner(ANNA, "contact")]


def test_no_text_stands_in_any_topic_but_the_commands_in_any_file_or_on_the_metrics_page(
    log: Settings, client: CommandClient, writer: RunningWriter, caplog: pytest.LogCaptureFixture
) -> None:
    case = claim_of(client, 1)
    client.ask(envelope_for(case), CONTACT)
    written = [generate_latest(), caplog.text.encode(), *(file.read_bytes() for file in _files(log.home))]
    for topic in ("events", "keys", "replies", "rejected"):
        for partition in range(log.partitions):
            for record in committed_records(log, f"{log.log}.{topic}", partition):
                headers = [part for name, value in record.headers for part in (name.encode(), value or b"")]
                written += [record.key or b"", record.value or b"", *headers]
    assert [text for text in TEXTS for content in written if text.encode() in content] == []


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def test_the_next_owner_uses_the_same_key_with_the_cache_and_without(
    log: Settings, client: CommandClient, tmp_path: Path
) -> None:
    with writing(log):
        case = claim_of(client, 1)
    with writing(log):
        client.ask(envelope_for(case), CONTACT)
    shutil.rmtree(log.home / "index")
    with writing(log):
        client.ask(envelope_for(case), CONTACT)
    assert len(key_records(log)) == 1
    notes = [event.event.note for event in opened(log, tmp_path / "r") if isinstance(event.event, ContactMade)]
    assert notes == [SAID, SAID]


def test_a_transaction_that_does_not_take_place_leaves_no_key(
    log: Settings, client: CommandClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, refused = PartitionProducer.commit, []

    def fails_once(self: PartitionProducer, *args: object, **kwargs: object) -> object:
        if not refused:
            refused.append(args[0] if args else kwargs["records"])
            raise CommitRefused("the first one does not take place")
        return commit(self, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(PartitionProducer, "commit", fails_once)
    with writing(log):
        claim_of(client, 1)
    assert len(refused) == 1
    assert len(key_records(log)) == 1
    assert [e.event.debtor_name for e in opened(log, tmp_path / "r") if isinstance(e.event, ClaimReceived)] == [NAME]


def erase(client: CommandClient) -> None:
    """Anna, whom no policy has told of her cases here."""
    assert client.ask(envelope_for(ANNA), ErasePerson(ANNA, "asked_for_it")).accepted
    second = replace(envelope_for(ANNA), actor=Actor("user", "agent-9"))
    assert client.ask(second, ApproveErasure(1)).accepted


def test_an_erasure_makes_texts_unreadable_in_every_partition_and_nothing_fails(
    log: Settings, client: CommandClient, writer: RunningWriter, tmp_path: Path
) -> None:
    cases = [claim_of(client, number) for number in range(1, 9)]  # in both partitions
    other = claim_of(client, 9, UUID(int=0xB0))
    with reader_of(log, tmp_path / "r") as reader:
        assert ERASED not in _names(reader, log)
        erase(client)
        ends = {(partition, owner) for partition, owner, is_key in key_records(log) if not is_key}
        assert ends == {(p, Owner(ANNA, c)) for p in range(log.partitions) for c in ("contact", "special")}  # type: ignore[arg-type]
        reader._follow_at.clear()  # as after ten seconds
        names = _names(reader, log)
    assert (names.count(ERASED), names.count(NAME)) == (len(cases), 1)
    assert _names_of(log, tmp_path / "another reader") == names
    assert client.ask(envelope_for(other), CONTACT).accepted


def test_who_comes_back_after_an_erasure_is_read_and_what_was_before_is_not(
    log: Settings, client: CommandClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("infra.messages.crypto.key_ring.FOLLOW_S", 0.0)
    with writing(log):
        claim_of(client, 1)
        erase(client)
        time.sleep(1.0)  # the other partition's writer looks for ended keys when it has waited for commands
        claim_of(client, 2)
    with writing(log):
        claim_of(client, 3)
    names = _names_of(log, tmp_path / "r")
    assert (names.count(ERASED), names.count(NAME)) == (1, 2)


def test_a_person_erased_by_another_partitions_writer_is_sealed_with_another_key_after_that_was_seen(
    log: Settings, client: CommandClient, writer: RunningWriter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("infra.messages.crypto.key_ring.FOLLOW_S", 0.0)
    cases = [claim_of(client, number) for number in range(1, 9)]
    erase(client)
    time.sleep(1.0)  # longer than a writer waits for commands, after which it looks for what others wrote
    for case in cases[1:]:
        client.ask(envelope_for(case), CONTACT)
    notes = [e.event.note for e in opened(log, tmp_path / "r") if isinstance(e.event, ContactMade)]
    assert notes == [SAID] * 7


def test_a_search_finds_a_key_before_an_erasure_and_only_what_goes_by_itself_after_it(
    log: Settings, client: CommandClient
) -> None:
    kafka, topics, event_log = open_log(log)

    def found() -> list[tuple[str, bool]]:
        return [
            (copy.where.partition(",")[0], copy.must_be_gone)
            for copy in copies(log.home, None, kafka, topics, event_log, ANNA)
        ]

    with writing(log):
        claim_of(client, 1)
    with writing(log):  # which reads the key into its cache
        assert (topics.keys, True) in found()
        assert {where for where, is_key in found() if is_key} & {str(path) for path in cached_keys(log.home)}
        erase(client)
    with writing(log):
        pass  # the next owner of each partition has read the ends
    assert set(found()) == {(topics.keys, False), (topics.commands, False)}
    paper = receipt((ANNA,), datetime(2026, 3, 2, tzinfo=UTC), kafka, topics)
    assert {holder.what for holder in paper.holders} >= {topics.keys, topics.commands, topics.rejected}
    assert paper.last_copy_gone_by == datetime(2026, 4, 2, 1, tzinfo=UTC)  # 30 days and a segment of one, and an hour


def test_keys_are_wrapped_anew_beside_a_writer_that_goes_on(
    log: Settings, client: CommandClient, writer: RunningWriter, tmp_path: Path
) -> None:
    for number in range(1, 4):
        claim_of(client, number, UUID(int=number))
    added = add_wrapping_key(log.wrapping_keys)
    wrapping = WrappingKeyFile(log.wrapping_keys)
    kafka, topics, _ = open_log(log)
    with closing(PartitionProducer(kafka, f"{log.log}-keys-rotation")) as producer:
        producer.fence()
        for partition in range(log.partitions):
            with closing(KafkaLogReader(kafka, topics.keys, partition)) as reader:
                rotate_partition(producer, topics.keys, partition, reader, wrapping)
                survey = KeysSurvey(partition)
                survey.read(reader)
                assert set(survey.under()) <= {added}
    claim_of(client, 4, UUID(int=2))
    assert _names_of(log, tmp_path / "r") == [NAME] * 4


def _names(reader: TopicOpener, log: Settings) -> list[str]:
    events = reader.open_all(committed_events(log))
    return [event.event.debtor_name for event in events if isinstance(event.event, ClaimReceived)]


def _names_of(log: Settings, folder: Path) -> list[str]:
    with reader_of(log, folder) as reader:
        return _names(reader, log)
