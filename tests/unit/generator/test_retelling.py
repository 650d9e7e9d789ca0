"""Stories told again: what the quick way writes is what playing each of their cases would have given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from heapq import merge
from pathlib import Path
from uuid import UUID

import pytest

from domain.kernel.message import Event
from domain.kernel.personal import Category, Sealed
from infra.eventlog.admin.topics import LogTopics
from infra.generator.bulk.encoding import Encoded, Encoder
from infra.generator.bulk.keys import PortfolioKeys
from infra.generator.bulk.part import Part, StreamPlace
from infra.generator.bulk.pattern import pattern_of
from infra.generator.bulk.player import Player
from infra.generator.bulk.telling import Teller
from infra.generator.bulk.told_story import told_story
from infra.generator.mix import CaseEnding, Trouble
from infra.generator.playing import Play, play
from infra.generator.plot import Plot, Portfolio, plot_of
from infra.generator.stream import in_order
from infra.generator.tally import Mix
from infra.messages.crypto.key_record import Owner, read_key_record
from infra.messages.crypto.personal_fields import change_personal, personal_of, withheld
from infra.messages.crypto.sealed_bytes import DataKey, data_key, open_sealed, take_apart
from infra.messages.crypto.wrapping import unwrapped
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from tests.unit.generator.test_bulk import Stream, read, without_seals

PARTITIONS = 4
STORIES, CASES = 30, 75
AGAIN = Portfolio(seed=7, stories=STORIES)
MANY_STORIES = 60_000
MANY = Portfolio(seed=11, stories=MANY_STORIES)
UNTIL = datetime(2026, 3, 1, tzinfo=UTC)
ANYWHERE = StreamPlace(0, UNTIL, 0)
_DRAWN = [plot_of(MANY, number) for number in range(1, 4_000)]


def told(wrapping: Path, players: int, until: datetime = UNTIL) -> tuple[Stream, Mix]:
    """Seventy-five cases of thirty stories: two whole tellings and half of one."""
    parts = [
        Player(Part(AGAIN, CASES, until, number, players, "log", PARTITIONS, wrapping)) for number in range(players)
    ]
    stream, mix = list(merge(*(part.run() for part in parts), key=lambda one: one[0])), Mix()
    for part in parts:
        mix.add(part.mix)
    return stream, mix


@pytest.mark.parametrize("until", [UNTIL, datetime(2024, 9, 1, tzinfo=UTC)])
@pytest.mark.parametrize("players", [1, 3])
def test_every_byte_is_what_playing_every_case_gives_but_for_seals(
    wrapping: Path, players: int, until: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    quickly, counted_quickly = told(wrapping, players, until)
    monkeypatch.setattr(Part, "tellings", 0)
    played, counted = told(wrapping, players, until)
    assert without_seals(quickly) == without_seals(played)
    assert {place.case for place, _ in quickly} > {1, STORIES + 1, 2 * STORIES + 1}
    assert counted_quickly.as_json() == counted.as_json()


def test_the_first_telling_is_the_portfolio_without_stories(wrapping: Path) -> None:
    first = [event for place, one in told(wrapping, 2)[0] if place.case <= STORIES for _, _, event in read(one)]
    alone = [event for _, one in in_order(Portfolio(seed=7), STORIES) for event in one.events]
    assert [withheld(event) for event in first] == [withheld(event) for event in alone]


def test_two_runs_give_the_same(wrapping: Path) -> None:
    assert without_seals(told(wrapping, 2)[0]) == without_seals(told(wrapping, 2)[0])


def _first(ending: CaseEnding | None, trouble: Trouble | None) -> Plot:
    return next(
        plot
        for plot in _DRAWN
        if (ending is None or plot.ending is ending) and (trouble is None or trouble in plot.troubles)
    )


@pytest.mark.parametrize(
    ("ending", "trouble"), [*((ending, None) for ending in CaseEnding), *((None, trouble) for trouble in Trouble)]
)
def test_each_kind_of_story_can_be_told_of_another_case(
    wrapping: Path, ending: CaseEnding | None, trouble: Trouble | None
) -> None:
    plot = _first(ending, trouble)
    number = plot.number + 3 * MANY_STORIES
    heard = plot_of(MANY, plot.number + 1_000 * MANY_STORIES)
    encoder, keys = Encoder(LogTopics("log"), PARTITIONS), WrappingKeyFile(wrapping)
    quickly = list(Teller(told_story(heard, list(play(heard)), encoder), number, _keys(keys)).run())
    other = plot_of(MANY, number)
    played = [one for one in Play(other, None, _keys(keys).of_case(other.person).seal).run() if one.events]
    encoded = [encoder.encode(one.envelope, one.command, one.decided, begins=one is played[0]) for one in played]
    assert without_seals([(ANYWHERE, one) for one in quickly]) == without_seals([(ANYWHERE, one) for one in encoded])
    texts = [event for one in play(plot_of(MANY, number)) for event in one.events]
    assert opened(quickly, keys, [identifier for one in played for identifier in one.decided.event_ids]) == texts
    assert any(
        isinstance(text, Sealed) for one in quickly for _, _, event in read(one) for _, _, text in personal_of(event)
    )


def _keys(wrapping: WrappingKeyFile) -> PortfolioKeys:
    return PortfolioKeys(wrapping, "keys", PARTITIONS)


def opened(stream: list[Encoded], wrapping: WrappingKeyFile, ids: list[UUID]) -> list[Event]:
    """The events with their texts, by keys that were written before the events or with them, each once."""
    known: dict[tuple[int, Owner], DataKey] = {}
    events: list[Event] = []
    for one in stream:
        for _, partition, key, value, _ in one.records:
            owner, wrapped = read_key_record(key, value)
            assert wrapped is not None
            assert (partition, owner) not in known
            known[partition, owner] = data_key(wrapped.key_id, unwrapped(wrapping, wrapped))
        for _, _, event in read(one):
            events.append(_opened(event, ids[len(events)], lambda owner, of=one.partition: known[of, owner]))
    return events


def _opened(event: Event, identifier: UUID, key_of: Callable[[Owner], DataKey]) -> Event:
    def text(sealed: str, person: UUID, category: Category, path: str) -> str:
        assert isinstance(sealed, Sealed)
        return open_sealed(take_apart(sealed.content), key_of(Owner(person, category)), identifier, path)

    return change_personal(event, text)


def test_a_name_that_holds_another_is_one_name_and_a_percent_sign_is_itself() -> None:
    pattern = pattern_of(b"100 % of G7-90, 90 and 79017", {b"90": 0, b"G7-90": 1, b"79017": 2})
    assert pattern.filled([b"5", b"X", b"Y"]) == b"100 % of X, 5 and Y"
    assert pattern_of(b"50 %", {}).filled([]) == b"50 %"
