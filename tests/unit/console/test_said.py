"""What the ledger says, in Swedish: every sentence of an event and every refusal, with what is filled in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import StrEnum
from pathlib import Path
from string import Formatter
from typing import Any, get_args, get_type_hints

import pytest

import infra.console.texts
from domain.catalogue import COMMANDS, EVENTS
from domain.kernel.ledger import Account
from domain.refusal_codes import WORKED_OUT, all_refusals_of
from infra.console.texts import LANGUAGES, Texts, catalogue
from infra.console.texts.said import said_in
from infra.http.commands.paths import command_paths
from projections.sla.clocks import CLOCKS
from tests.unit.console.said_by_events import sentences_of
from tests.unit.golden_samples import GOLDEN_EVENTS

OTHERS = LANGUAGES[1:]
NBSP = "\u00a0"


def table(language: str) -> dict[str, dict[str, str]]:
    found = json.loads((Path(infra.console.texts.__file__).parent / f"said.{language}.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def everything_said() -> set[str]:
    """By events and by refusals."""
    by_events = {sentence for event in EVENTS.values() for sentence in sentences_of(event)}
    return by_events | {message for command in COMMANDS.values() for _, message in all_refusals_of(command)}


def words_of(kind: Any) -> Iterator[str]:
    """The members of closed sets that the fields of a type can say."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        yield from kind
    elif is_dataclass(kind) and isinstance(kind, type):
        hints = get_type_hints(kind)
        yield from (word for field in fields(kind) for word in words_of(hints[field.name]))
    else:
        yield from (word for one in get_args(kind) for word in words_of(one))


@pytest.mark.parametrize("language", OTHERS)
def test_each_sentence_of_the_ledger_is_there_and_no_other(language: str) -> None:
    told, said = set(table(language)["sentences"]), everything_said()
    assert sorted(said - told) == [], f"write these into said.{language}.json"
    assert sorted(told - said) == [], f"nothing says these any more: take them out of said.{language}.json"


@pytest.mark.parametrize("language", OTHERS)
def test_each_fills_in_what_the_english_one_does(language: str) -> None:
    for sentences in table(language).values():
        for english, other in sentences.items():
            filled_in = {name for _, name, _, _ in Formatter().parse(other) if name is not None}
            assert filled_in == {str(number + 1) for number in range(english.count(WORKED_OUT))}, english
            assert other.strip()


@pytest.mark.parametrize("language", OTHERS)
def test_each_command_of_the_command_line_in_it_is_the_same(language: str) -> None:
    for english, other in table(language)["sentences"].items():
        assert english.count("`") == other.count("`"), english


@pytest.mark.parametrize("language", OTHERS)
def test_each_member_of_a_closed_set_that_an_event_can_say_has_its_word(language: str) -> None:
    assert {word for event in EVENTS.values() for word in words_of(event)} - set(table(language)["phrases"]) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_each_command_that_people_send_each_clock_and_each_account_has_its_name(language: str) -> None:
    commands = {one.name for one in command_paths() if not one.cls.BY_PROGRAMS}
    named = {key.partition(".")[2] for key in catalogue(language)} | set(table(language)["phrases"])
    assert (commands | {clock.name for clock in CLOCKS} | set(Account)) - named == set()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", GOLDEN_EVENTS)
def test_what_an_event_says_is_told(language: str, name: str) -> None:
    said = GOLDEN_EVENTS[name].sentence()
    assert said_in(language).sentence(said) not in (None, said)


@pytest.mark.parametrize(
    ("english", "swedish"),
    [
        ("Promise 1 kept", "Betalningslöfte 1 hållet"),
        (
            "Payment demand sent by letter (letter 3): 1,234.50 SEK by 2026-04-01",
            f"Inkassokrav skickat via brev (brev 3): 1{NBSP}234,50{NBSP}SEK senast 2026-04-01",
        ),
        (
            "Late interest 12.00 SEK from 2026-01-01 until 2026-02-01 at 12.25 %, 8.00 %; taken to be a consumer",
            f"Dröjsmålsränta 12,00{NBSP}SEK från 2026-01-01 till 2026-02-01 med 12,25 %, 8,00 %; antas vara konsument",
        ),
        (
            "These instalments are more than the household can keep. What would do: 500.00 SEK a month, for 3 months.",
            f"Delbetalningarna är mer än hushållet klarar. Det som går: 500,00{NBSP}SEK i månaden, i 3 månader.",
        ),
        (
            "Hold 1 (dispute) placed: wrong_amount; stops contact, fees, review by 2026-05-05",
            "Paus 1 (bestridande) inlagd: fel belopp; stoppar kontakt, avgifter, ses över senast 2026-05-05",
        ),
        ("Promise 1 forgotten", None),
        ("The case is at the stage of some words; this comes after one of these: demand.", None),
    ],
)
def test_what_is_filled_in_is_told_as_people_write_it_and_english_is_not_mixed_in(
    english: str, swedish: str | None
) -> None:
    assert Texts("sv").said(english) == swedish
    assert Texts("en").said(english) == english
