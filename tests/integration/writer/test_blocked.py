"""What a person may not do is refused, and that it was tried is in the log: exactly once, whatever is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from shutil import rmtree
from uuid import UUID, uuid4

from domain.case.blocks.blocking import ActionBlocked
from domain.case.contacts.contact import Channel, ContactOutcome, Direction, Purpose, RecordContact
from domain.case.holds.kinds import HoldType
from domain.case.holds.placing import PlaceHold
from domain.kernel.recorded import Actor
from domain.person.blocks.blocking import ActionOnPersonBlocked
from domain.person.erasure.erasing import ErasePerson
from domain.person.erasure.holding import PlaceLegalHold
from domain.person.registration.registering import PersonKind, RegisterPerson
from infra.client import CommandClient
from infra.messages.commands import CommandEnvelope
from infra.runtime.settings import Settings
from tests.integration.writer.conftest import RunningWriter, writing
from tests.integration.writer.reading import committed_events
from tests.integration.writer.test_writer import a_claim, envelope_for
from tests.unit.domain.samples import PERSON

DEMAND = RecordContact(Channel.LETTER, Direction.OUTBOUND, Purpose.PAYMENT, ContactOutcome.SENT, PERSON, None)


def a_case_on_hold(client: CommandClient) -> UUID:
    envelope, claim = a_claim(1)
    client.ask(envelope, claim)
    review_by = datetime.now(UTC).date() + timedelta(days=100)
    hold = PlaceHold(HoldType.VULNERABILITY, "illness", review_by)
    assert client.ask(envelope_for(envelope.aggregate_id), hold).accepted
    return envelope.aggregate_id


def blocks(log: Settings) -> list[ActionBlocked]:
    return [event.event for event in committed_events(log) if isinstance(event.event, ActionBlocked)]


def test_a_blocked_act_is_refused_and_on_record_with_its_rule(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    case = a_case_on_hold(client)
    answer = client.ask(envelope_for(case), DEMAND)
    last = committed_events(log)[-1]
    assert (answer.accepted, answer.code, answer.rule) == (False, "contact_on_hold", "hold.vulnerability")
    assert (answer.version, answer.position) == (last.version, last.position)
    assert (last.actor, last.causation_id) == (Actor("user", "lukas"), answer.command_id)
    assert last.event == ActionBlocked("RecordContact", answer.code, "hold.vulnerability", answer.message)


def test_what_a_rule_forbids_on_a_person_is_on_record_too(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    person = uuid4()
    kept = RegisterPerson(person, PersonKind.NATURAL, "SE", "Åsa Öberg", None, None, None, None, None)
    for command in (kept, PlaceLegalHold("court_order")):
        assert client.ask(envelope_for(person), command).accepted
    answer = client.ask(envelope_for(person), ErasePerson(person, None))
    last = committed_events(log)[-1]
    assert (answer.accepted, answer.rule) == (False, "policy.data_on_legal_hold_stays")
    assert last.event == ActionOnPersonBlocked(
        "ErasePerson", "legal_hold", "policy.data_on_legal_hold_stays", answer.message
    )


def test_asked_again_it_is_refused_again_and_adds_nothing(log: Settings, client: CommandClient) -> None:
    """Also when the index and what it remembers of refusals are gone: the log alone says what was answered."""
    with writing(log):
        case = a_case_on_hold(client)
        asked = envelope_for(case)
        answer = client.ask(asked, DEMAND)
        assert client.ask(asked, DEMAND) == replace(answer, repeated=True)
    rmtree(log.home / "index")
    with writing(log):
        assert client.ask(asked, DEMAND) == replace(answer, repeated=True)
        other = client.ask(asked, replace(DEMAND, channel=Channel.EMAIL))
    assert (other.code, other.repeated) == ("command_id_reused", False)
    assert len(blocks(log)) == 1


def test_within_one_batch_it_is_refused_once(log: Settings, client: CommandClient) -> None:
    with writing(log):
        case = a_case_on_hold(client)
    asked = envelope_for(case)
    pending = [client.submit(asked, DEMAND) for _ in range(2)]
    with writing(log):
        answers = [each.result() for each in pending]
    assert {(answer.code, answer.version, answer.position) for answer in answers} == {
        ("contact_on_hold", answers[0].version, answers[0].position)
    }
    assert len(blocks(log)) == 1


def test_what_a_program_asks_and_may_not_is_refused_and_no_event(
    log: Settings, client: CommandClient, writer: RunningWriter
) -> None:
    """A policy reads its answers by itself: only what people try is on record."""
    case = a_case_on_hold(client)
    envelope: CommandEnvelope = replace(envelope_for(case), id=uuid4(), actor=Actor("system", "letter-run"))
    answer = client.ask(envelope, DEMAND)
    assert (answer.code, answer.rule, answer.position) == ("contact_on_hold", "hold.vulnerability", 0)
    assert blocks(log) == []
