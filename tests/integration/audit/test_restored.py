"""The drill of a restored log, on copies that a stranger's client made: whole, and with all that can be missing."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from domain.kernel.identity import case_id
from infra.audit.checker.history import HistoryFile
from infra.audit.heads import Head, KeptHeads, heads_of
from infra.audit.restored.restored import RestoredLog, check_restored
from infra.audit.verify import verify
from infra.client import CommandClient
from infra.eventlog.admin.topic_admin import create_topics
from infra.eventlog.admin.topics import LogTopics, TopicSpec
from infra.messages.commands import command_record
from infra.messages.crypto.wrapping_file import create_wrapping_key_file
from infra.reads.recording import ReadsRecorder
from infra.runtime.log_access import connection_of, create_or_open_log
from infra.runtime.settings import Settings
from tests.integration.audit.mirror import COPIED, mirrored
from tests.integration.writer.conftest import writing
from tests.integration.writer.test_writer import envelope_for
from tests.unit.domain.samples import CLAIM
from tests.unit.reads.some_reads import some_read


def heads_kept(settings: Settings) -> KeptHeads:
    report = verify(settings)
    assert report.sound, report.findings
    return heads_of(report)


def codes(restored: RestoredLog) -> list[str]:
    return [finding.code for finding in restored.report.findings]


def messages(restored: RestoredLog) -> str:
    return "\n".join(f"{one.where}: {one.message}" for one in restored.report.findings)


def test_an_exact_copy_is_complete_keeps_its_positions_and_is_written_on(own_followed_log: Settings) -> None:
    kafka, topics, event_log = create_or_open_log(own_followed_log)
    with closing(ReadsRecorder(kafka, topics, event_log.log_id, event_log.partitions)) as recorder:
        recorder.record([some_read(1), some_read(2)])
    kept = heads_kept(own_followed_log)
    copy = mirrored(own_followed_log, f"{own_followed_log.log}-copy")
    seen: dict[int, int] = {}
    restored = check_restored(copy, kept, progress=seen.__setitem__)
    assert codes(restored) == []
    assert restored.report.positions == seen == {partition: head.position for partition, head in kept.heads.items()}
    assert {partition: Head(seen[partition], hash_) for partition, hash_ in restored.report.heads.items()} == kept.heads
    assert restored.texts > 0 and restored.report.reads == 2
    assert any("No database" in limit for limit in restored.report.limits), "it says what it could not look at"
    identifier = case_id(CLAIM.creditor_id, "written on")
    with writing(copy), CommandClient(connection_of(copy), copy.commands_topic, copy.replies_topic) as client:
        answer = client.ask(envelope_for(identifier), replace(CLAIM, creditor_reference="written on"))
        assert answer.accepted and answer.position > kept.heads[answer.partition].position
    assert verify(copy, against=kept).findings == []


def test_what_a_copy_lacks_of_the_events_is_named_by_its_positions(followed_log: Settings) -> None:
    kept = heads_kept(followed_log)
    end = kept.heads[0].position
    assert end > 6

    def damaged(topic: str, partition: int, records: Sequence[Any]) -> Sequence[Any]:
        if (topic, partition) == ("events", 0):
            return [records[0], *records[4:6], records[4], *records[6:]]
        return records[:-2] if (topic, partition) == ("events", 1) else records

    restored = check_restored(mirrored(followed_log, f"{followed_log.log}-part", damaged), kept)
    assert sorted(set(codes(restored)) - {"key_missing"}) == ["cut_off", "positions_doubled", "positions_missing"]
    said = messages(restored)
    assert "partition 0: 3 events are not here, and later events are. Positions 2 to 4." in said
    assert "Positions 5." in said, "the one that is there twice"
    assert "2 events at its end are gone" in said
    assert restored.report.positions[0] == end, "it was followed behind the gap, to the head that was kept"
    assert "head_differs" not in codes(restored), "and what stands there is what stood there"


def test_commands_that_were_accepted_and_are_gone_are_named_by_id(own_followed_log: Settings, tmp_path: Path) -> None:
    kept = heads_kept(own_followed_log)
    copy = mirrored(own_followed_log, f"{own_followed_log.log}-early")
    envelope = envelope_for(case_id(CLAIM.creditor_id, "came later"))
    claim = replace(CLAIM, creditor_reference="came later")
    with (
        writing(own_followed_log),
        CommandClient(
            connection_of(own_followed_log), own_followed_log.commands_topic, own_followed_log.replies_topic
        ) as client,
        HistoryFile(tmp_path / "history.jsonl") as history,
    ):
        _, value, _ = command_record(envelope, claim)
        history.sent("a client", envelope, value)
        history.answered(answer := client.ask(envelope, claim))
    assert answer.accepted
    assert codes(check_restored(copy, kept)) == [], "the copy alone cannot know of it"
    told = check_restored(copy, kept, tmp_path / "history.jsonl")
    assert codes(told) == ["accepted_and_gone"]
    assert [(one.id, one.position, one.known_from, one.waits) for one in told.gone] == [
        (envelope.id, answer.position, "clients", False)
    ]
    of_answers = mirrored(own_followed_log, f"{own_followed_log.log}-answers", copied=("meta", "replies", "commands"))
    gone = {one.id: one for one in check_restored(of_answers, kept).gone}
    assert gone[envelope.id].known_from == "answers" and gone[envelope.id].waits, "the writer will come to it again"


def test_keys_and_topics_that_did_not_come_back_are_named(followed_log: Settings, tmp_path: Path) -> None:
    kept = heads_kept(followed_log)
    without_keys = tuple(kind for kind in COPIED if kind != "keys")
    no_keys = mirrored(followed_log, f"{followed_log.log}-keyless", copied=without_keys)
    assert codes(check_restored(no_keys, kept)) == ["key_missing"]
    whole = mirrored(followed_log, f"{followed_log.log}-whole")
    create_wrapping_key_file(tmp_path / "other")
    locked = check_restored(replace(whole, kek_file=tmp_path / "other"), kept)
    assert codes(locked) == ["wrapping_key_missing"] and "kek-" in messages(locked)
    (tmp_path / "other").unlink()
    assert codes(check_restored(replace(whole, kek_file=tmp_path / "other"), kept)) == ["wrapping_key_missing"]


def test_a_topic_with_other_settings_or_without_the_logs_record_is_named(followed_log: Settings) -> None:
    kept = heads_kept(followed_log)
    name = f"{followed_log.log}-forgets"
    with closing(connection_of(followed_log).admin()) as admin:
        create_topics(admin, [TopicSpec(LogTopics(name).events, 2, {"retention.ms": "604800000"})], 1)
    restored = check_restored(mirrored(followed_log, name), kept)
    assert set(codes(restored)) == {"topic_settings"}
    assert "retention.ms=604800000, not -1" in messages(restored)
    without_meta = tuple(kind for kind in COPIED if kind != "meta")
    nameless = check_restored(mirrored(followed_log, f"{followed_log.log}-nameless", copied=without_meta), kept)
    assert codes(nameless) == ["topic_settings"], "its events are walked all the same, by the id that the heads tell"
    assert nameless.report.events == sum(nameless.report.positions.values()) > 0
    other = check_restored(followed_log, replace(kept, log_id="of another log"))
    assert codes(other) == ["another_log"]
