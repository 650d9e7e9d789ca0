"""The file that a person is given has every text of theirs that the log has, and none of anybody else.

Texts are found here by the marks of the fields, in every event that there is: an event that is added tomorrow is looked
at tomorrow.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest

from domain.catalogue import EVENTS
from domain.kernel.message import Event
from domain.kernel.personal import PersonalData, Sealed
from domain.person.cases.recording import PersonCaseOpened
from domain.person.cases.state import DebtorRole
from domain.person.state import PERSON
from infra.cli.case.history_table import event_document
from infra.cli.render.screen import json_text
from infra.messages.crypto.personal_fields import has_personal
from infra.rights.about import SOMEBODY_ELSES, WhoseData, by_matter, gathered, unread
from infra.rights.access_file import as_text, document, write_closed
from tests.unit.golden_samples import GOLDEN_EVENTS
from tests.unit.rights.recorded_events import NOON, LittleLog

ASA, BO, CASE, ELSEWHERE = UUID(int=7), UUID(int=8), UUID(int=100), UUID(int=200)
ZONE = "Europe/Stockholm"
PERSONAL = sorted(name for name, event in GOLDEN_EVENTS.items() if has_personal(type(event)))


def mark_of(annotation: Any) -> PersonalData | None:
    """The mark on a field's type, however deep it stands in it."""
    if get_origin(annotation) is Annotated:
        marks = [note for note in get_args(annotation)[1:] if isinstance(note, PersonalData)]
        return marks[0] if marks else mark_of(get_args(annotation)[0])
    return next(filter(None, map(mark_of, get_args(annotation))), None)


def written_by(record: Any, person: UUID, texts: list[str], path: str = "") -> Any:
    """The record with a text of its own in every personal field, all of the same person; ``texts`` gets them."""
    changed: dict[str, Any] = {}
    hints = get_type_hints(type(record), include_extras=True)
    for field in fields(record):
        value, place = getattr(record, field.name), f"{path}{field.name}"
        if (mark := mark_of(hints[field.name])) is not None:
            texts.append(f"{type(record).__name__} {place} of {person.int}")
            changed[field.name] = texts[-1]
            if mark.person in {one.name for one in fields(record)}:
                changed[mark.person] = person
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            changed[field.name] = tuple(
                written_by(inner, person, texts, f"{place} {number} ") for number, inner in enumerate(value)
            )
    if "person_id" in hints and "person_id" not in changed:
        changed["person_id"] = person
    return replace(record, **changed)


def filled(name: str, person: UUID) -> tuple[Event, list[str]]:
    """An event of this type whose every personal text is the person's, and these texts."""
    texts: list[str] = []
    event: Event = written_by(GOLDEN_EVENTS[name], person, texts)
    assert texts
    return event, texts


def both_files(whose: WhoseData, log: LittleLog) -> Iterator[str]:
    events = gathered(whose, log.events, lambda: None)
    yield json_text(document(whose, events, NOON, event_document))
    yield as_text(whose, events, NOON, ZONE)


@pytest.fixture
def asa() -> WhoseData:
    opened = PersonCaseOpened(CASE, "SE", DebtorRole.MAIN_DEBTOR, ASA, None, None)
    return WhoseData.of(ASA, PERSON.evolve(PERSON.initial, opened))


def test_there_are_events_with_personal_texts() -> None:
    assert len(PERSONAL) >= 8
    assert set(PERSONAL) <= {cls.__name__ for cls in EVENTS.values()}


@pytest.mark.parametrize("name", PERSONAL)
def test_every_personal_text_of_the_person_is_in_both_files(name: str, asa: WhoseData) -> None:
    for aggregate in (CASE, ELSEWHERE):  # in a case of theirs, or wherever else somebody wrote it
        log = LittleLog()
        event, texts = filled(name, ASA)
        log.put(aggregate, event)
        for content in both_files(asa, log):
            assert [text for text in texts if text not in content] == []


@pytest.mark.parametrize("name", PERSONAL)
def test_no_text_about_somebody_else_is_in_either_file(name: str, asa: WhoseData) -> None:
    log = LittleLog()
    event, texts = filled(name, BO)
    log.put(CASE, event)
    log.put(ELSEWHERE, event)
    for content in both_files(asa, log):
        assert [text for text in texts if text in content] == []
        assert SOMEBODY_ELSES in content
        assert str(ELSEWHERE) not in content


def test_what_happened_in_a_case_of_theirs_is_in_it_with_or_without_texts(asa: WhoseData) -> None:
    log = LittleLog()
    for event in GOLDEN_EVENTS.values():
        if event.TOPIC.startswith("caseledger.case."):
            log.put(CASE, event)
            log.put(ELSEWHERE, event)
    events = gathered(asa, log.events, lambda: None)
    assert len([one for one in events if one.aggregate_id == CASE]) == len(log.events) // 2
    for content in both_files(asa, log):
        assert "Case closed" in content


def test_a_text_that_stayed_sealed_is_counted_so_that_nobody_gets_half_of_it(asa: WhoseData) -> None:
    log = LittleLog()
    event, _ = filled("ContactMade", ASA)
    log.put(CASE, replace(event, note=Sealed(b"x")))  # type: ignore[call-arg]
    assert unread(gathered(asa, log.events, lambda: None)) == 1


def test_the_persons_own_record_comes_first_and_each_matter_in_its_order(asa: WhoseData) -> None:
    log = LittleLog()
    for aggregate in (CASE, ASA, CASE):
        log.put(aggregate, filled("PersonRegistered" if aggregate == ASA else "ContactMade", ASA)[0])
    matters = by_matter(gathered(asa, log.events, lambda: None), asa.ids)
    assert [[(one.aggregate_id, one.version) for one in matter] for matter in matters] == [
        [(ASA, 1)],
        [(CASE, 1), (CASE, 2)],
    ]


def test_the_machines_file_is_one_json_object(asa: WhoseData) -> None:
    log = LittleLog()
    log.put(ASA, filled("PersonRegistered", ASA)[0])
    content = json.loads(next(both_files(asa, log)))
    assert content["person_id"] == str(ASA)
    assert [matter["kind"] for matter in content["matters"]] == ["person"]
    assert content["matters"][0]["events"][0]["type"] == "PersonRegistered"


def test_the_file_is_closed_to_others_and_writes_over_nothing(tmp_path: Path) -> None:
    path = tmp_path / "asa.txt"
    write_closed(path, "Åsa")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        write_closed(path, "Bo")
    assert path.read_text("utf-8") == "Åsa"
