"""One of the processes that play a portfolio: the cases of some of its debtors, encoded, in order.

Whose cases they are is settled by the debtor, so that all cases of somebody are played by the same process. It goes
through the portfolio in waves of cases that are under way at the same time: memory holds one wave. What a portfolio
tells more than once as a whole is played once (``Retelling``).
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from multiprocessing.connection import Connection

from infra.eventlog.admin.topics import LogTopics
from infra.generator.bulk.encoding import Encoded, Encoder
from infra.generator.bulk.keys import PortfolioKeys
from infra.generator.bulk.part import Part, Stream, StreamPlace
from infra.generator.bulk.retelling import Retelling
from infra.generator.playing import Play
from infra.generator.plot import NEIGHBOURS, Plot, arrival
from infra.generator.shared_debtors import SharedDebtors
from infra.generator.stream import told_in_order
from infra.generator.tally import Mix
from infra.messages.crypto.wrapping_file import WrappingKeyFile
from infra.runtime.garbage import search_rarely

WAVE_CASES = 50_000
"""In a wave all that happens is in order of time; the next wave begins at the portfolio's first day again. A portfolio
of so many stories is told in waves of as many cases."""
SENT_AT_ONCE = 200


class Player:
    """Plays a part. ``mix`` counts what happened."""

    def __init__(self, part: Part) -> None:
        self._part, self._wrapping = part, WrappingKeyFile(part.wrapping)
        topics = LogTopics(part.log)
        self._keys = PortfolioKeys(self._wrapping, topics.keys, part.partitions)
        self._encoder = Encoder(topics, part.partitions)
        self._persons = SharedDebtors()
        self._waiting: dict[int, tuple[date, int]] = {}
        self._wave_cases = part.portfolio.stories or WAVE_CASES
        self._looked_to = part.tellings * self._wave_cases
        self.mix = Mix()

    def run(self) -> Stream:
        """All that goes into the log, in the order in which it stands there."""
        part = self._part
        if part.tellings:
            retelling = Retelling(part, self._wrapping)
            yield from retelling.run()
            self.mix.add(retelling.mix)
        for wave, first in enumerate(range(self._looked_to + 1, part.cases + 1, self._wave_cases), part.tellings):
            coming = self._coming(min(first + self._wave_cases - 1, part.cases))
            for case, encoded in told_in_order(part.portfolio, coming, self._persons, self._tell):
                yield StreamPlace(wave, encoded.at, case), encoded

    def _coming(self, last: int) -> list[tuple[date, int]]:
        """The cases of our debtors up to the number ``last``, in order. We look further, since a debtor's next case
        may be in the next wave."""
        part = self._part
        for number in range(self._looked_to + 1, min(last + NEIGHBOURS, part.cases) + 1):
            day, debtor = arrival(part.portfolio, number)
            if part.has(debtor):
                self._persons.expect(debtor)
                self._waiting[number] = day, number
        self._looked_to = min(last + NEIGHBOURS, part.cases)
        return sorted(self._waiting.pop(number) for number in list(self._waiting) if number <= last)

    def _tell(self, plot: Plot) -> Iterator[Encoded]:
        keys = self._keys.of_case(plot.person)
        begins = True
        for played in Play(plot, self._persons.states, keys.seal).run():
            if played.at > self._part.until:
                break
            if begins:
                self.mix.draw(plot)
            self.mix.take(plot.number, played)
            if played.events:
                yield self._encoder.encode(
                    played.envelope, played.command, played.decided, keys.take_records(), begins=begins
                )
                begins = False
        else:
            self.mix.over(plot.number)
        if self._persons.has_one_case_left(plot):
            self._keys.forget(plot.person)


def play_part(part: Part, pipe: Connection) -> None:
    """What a process does: some of the log at a time goes into the pipe, and what was counted in the end."""
    search_rarely()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us is interrupted too, and ends us
    player, some = Player(part), list[tuple[StreamPlace, Encoded]]()
    with suppress(BrokenPipeError):  # nobody is there any more who writes it down
        for one in player.run():
            some.append(one)
            if len(some) == SENT_AT_ONCE:
                pipe.send(some)
                some = []
        pipe.send(some)
        pipe.send(player.mix)
