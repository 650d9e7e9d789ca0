"""The stories of a part, played once in the general way, and what is kept of them to tell them again."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

from infra.generator.bulk.encoding import Encoder
from infra.generator.bulk.part import Part
from infra.generator.bulk.told_story import ToldStory, told_story
from infra.generator.playing import Play, Played
from infra.generator.plot import CASES_MAX, Plot, arrival
from infra.generator.shared_debtors import SharedDebtors
from infra.generator.stream import told_in_order
from infra.generator.tally import Mix


class Listening:
    """``stories`` by their numbers, ``order`` the story of which each command is, in order of time; ``mix`` counts."""

    def __init__(self, part: Part, stories: int, encoder: Encoder) -> None:
        self.stories: dict[int, ToldStory] = {}
        self.order = array("I")
        self.mix = Mix()
        self._part, self._count, self._encoder = part, stories, encoder
        self._persons = SharedDebtors()

    def listen(self) -> None:
        """Play the stories under the last numbers that there are: no text has so many digits by chance."""
        first = (CASES_MAX // self._count - 1) * self._count + 1
        coming = []
        for number in range(first, first + self._count):
            day, debtor = arrival(self._part.portfolio, number)
            if self._part.has(debtor - first + 1):
                coming.append((day, number))
                self._persons.expect(debtor)
        heard = told_in_order(self._part.portfolio, sorted(coming), self._persons, self._listened)
        self.order.extend(number - first + 1 for number, _ in heard)

    def _listened(self, plot: Plot) -> Iterator[Played]:
        all_played: list[Played] = []
        for played in Play(plot, self._persons.states).run():
            if played.at > self._part.until:
                break
            if not all_played:
                self.mix.draw(plot)
            self.mix.take(plot.number, played)
            all_played.append(played)
            if played.events:
                yield played
        else:
            self.mix.over(plot.number)
        if any(played.events for played in all_played):
            self.stories[plot.story] = told_story(plot, all_played, self._encoder)
