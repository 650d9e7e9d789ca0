"""One case's history by its places: the same as in the log, without reading the log, and every record checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import psycopg2
import pytest

from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.kernel.identity import case_id
from infra.audit.history import LogHistory
from infra.audit.lookup import ByReadModels, InTheLog
from infra.audit.places import TrailDiffers
from infra.cli.case.resolve import events_of_case, looking_up
from infra.cli.session import Session
from infra.client import CommandClient
from infra.eventlog.errors import LogCorrupted
from infra.eventlog.partition.record_picking import RecordPicker
from infra.runtime.log_access import connection_of
from infra.runtime.settings import Settings
from tests.integration.audit.conftest import CASES
from tests.integration.audit.test_verify import change
from tests.integration.writer.conftest import writing
from tests.integration.writer.test_writer import envelope_for
from tests.unit.domain.samples import CLAIM, PERSON

IDS = [case_id(CLAIM.creditor_id, f"F-{number}") for number in range(CASES)]
PAYMENT = case_id("bank", "line 1")
CALL = RecordContact(Channel.PHONE, Direction.OUTBOUND, Purpose.FIRST_CONTACT, ContactOutcome.REACHED, PERSON, None)


@contextmanager
def both(settings: Settings) -> Iterator[tuple[ByReadModels, InTheLog]]:
    with LogHistory(settings) as log, closing(psycopg2.connect(str(settings.database_url))) as opened:
        yield ByReadModels(log, opened), InTheLog(log)


def do(settings: Settings, aggregate_id: UUID, command: Any) -> None:
    """What is done while no projector runs."""
    with (
        writing(settings),
        CommandClient(connection_of(settings), settings.commands_topic, settings.replies_topic) as client,
    ):
        answer = client.ask(envelope_for(aggregate_id), command)
        assert answer.accepted, answer.message


def test_a_history_by_its_places_is_the_one_in_the_log(followed_log: Settings) -> None:
    with both(followed_log) as (by_models, in_the_log):
        for identifier in (*IDS, PAYMENT, UUID(int=7)):
            assert by_models.events_of(identifier) == in_the_log.events_of(identifier)
            assert by_models.case_terms(identifier) == in_the_log.case_terms(identifier)
            assert by_models.payment(identifier) == in_the_log.payment(identifier)
        assert len(by_models.events_of(IDS[1])) >= 3
        assert by_models.payment(PAYMENT) is not None
        several = [*IDS, PAYMENT, UUID(int=7)]
        assert by_models.histories_of(several) == {one: in_the_log.events_of(one) for one in several}
        assert in_the_log.histories_of(several) == by_models.histories_of(several)


def test_where_the_read_models_are_up_to_date_no_question_reads_the_log(
    followed_log: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with both(followed_log) as (by_models, _):
        monkeypatch.setattr(LogHistory, "records", lambda *_: pytest.fail("it reads the log"))
        assert len(by_models.events_of(IDS[0])) >= 3
        assert by_models.case_terms(IDS[0]) is not None
        assert by_models.cases_called("f-3") == [IDS[3]]


def test_what_was_written_a_moment_ago_is_there_though_no_projector_runs(own_followed_log: Settings) -> None:
    new = replace(CLAIM, creditor_reference="F-new", payment_reference="77 00")
    do(own_followed_log, IDS[0], CALL)
    do(own_followed_log, case_id(new.creditor_id, "F-new"), new)
    with both(own_followed_log) as (by_models, in_the_log):
        for identifier in (IDS[0], case_id(new.creditor_id, "F-new")):
            assert by_models.events_of(identifier) == in_the_log.events_of(identifier)
            assert by_models.case_terms(identifier) == in_the_log.case_terms(identifier)
        assert by_models.events_of(IDS[0])[-1].version == len(by_models.events_of(IDS[0]))
        assert by_models.cases_called("0007700") == [case_id(new.creditor_id, "F-new")]


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        ("655 969", sorted(IDS)),
        ("000655969", sorted(IDS)),
        ("F\u20134", [IDS[4]]),
        ("f - 4", []),
        ("nobody", []),
        ("", []),
    ],
)
def test_names_are_found_alike_in_the_read_models_and_in_the_log(
    followed_log: Settings,
    called: str,
    expected: list[UUID],
) -> None:
    with both(followed_log) as (by_models, in_the_log):
        assert sorted(by_models.cases_called(called)) == sorted(in_the_log.cases_called(called)) == expected


def test_events_that_wait_parked_are_part_of_the_history(followed_log: Settings) -> None:
    change(
        followed_log,
        f"""WITH gone AS (
                DELETE FROM audit_trail_1.audit_trail WHERE aggregate_id = '{IDS[1]}' AND version > 1 RETURNING *
            )
            INSERT INTO caseledger.parked_event (
                model, build, partition, log_offset, position, aggregate_id, error, header_names, header_contents,
                parked_at)
            SELECT 'audit_trail', 1, partition, record_offset, position, aggregate_id, 'not today', '{{}}', '{{}}',
                   now()
            FROM gone""",
    )
    with both(followed_log) as (by_models, in_the_log):
        assert by_models.events_of(IDS[1]) == in_the_log.events_of(IDS[1])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (
            "UPDATE {trail} SET hash = '\\x00' WHERE {case} AND version = 2",
            "another than the one that the trail took in",
        ),
        (
            "UPDATE {trail} SET position = 999 WHERE {case} AND version = 2",
            "another than the one that the trail took in",
        ),
        ("DELETE FROM {trail} WHERE {case} AND version = 1", "version 2 comes where version 1 should"),
        (
            "UPDATE {trail} SET record_offset = 999999 WHERE {case} AND version = 3",
            "no record where the trail saw version 3",
        ),
    ],
)
def test_a_trail_that_does_not_fit_the_log_is_said_to_be_wrong(
    followed_log: Settings,
    fault: str,
    words: str,
) -> None:
    change(followed_log, fault.format(trail="audit_trail_1.audit_trail", case=f"aggregate_id = '{IDS[2]}'"))
    with both(followed_log) as (by_models, _), pytest.raises(TrailDiffers, match=words):
        by_models.events_of(IDS[2])


def test_a_record_that_was_changed_is_noticed(followed_log: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    pick = RecordPicker.pick

    def changed(picker: RecordPicker, offsets: Any, end: int) -> Any:
        found: dict[int, Any] = pick(picker, offsets, end)  # type: ignore[assignment]
        last = found[max(found)]
        last.stored = (last.stored[0].replace(b"SEK", b"EUR"), last.stored[1])
        return found

    with both(followed_log) as (by_models, _):
        assert any(b"SEK" in repr(event.event).encode() for event in by_models.events_of(IDS[2])[-1:])
        monkeypatch.setattr(RecordPicker, "pick", changed)
        with pytest.raises(LogCorrupted, match="does not match its hash"):
            by_models.events_of(IDS[2])


@pytest.mark.parametrize(
    ("address", "words"),
    [(None, "No PostgreSQL is named"), ("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1", "cannot be used")],
)
def test_without_a_database_the_log_is_read_and_it_is_said(
    followed_log: Settings,
    capsys: pytest.CaptureFixture[str],
    address: str | None,
    words: str,
) -> None:
    session = Session(environ={})
    session.settings = replace(followed_log, database_url=address)
    with looking_up(session) as lookup:
        assert isinstance(lookup, InTheLog)
        assert [event.version for event in events_of_case(lookup, "F-3")][:2] == [1, 2]
    assert words in " ".join(capsys.readouterr().err.split())
