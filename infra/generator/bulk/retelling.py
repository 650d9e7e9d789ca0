"""The stories of a portfolio, played once and told again and again: as a log of very many cases is made in minutes.

Each telling is a wave of the log, and has what playing its cases would have given, byte for byte but for keys and
seals: the same decisions under other names. Memory holds the stories, and the keys of one telling.
"""

from __future__ import annotations

from infra.eventlog.admin.topics import LogTopics
from infra.generator.bulk.encoding import Encoder
from infra.generator.bulk.keys import PortfolioKeys
from infra.generator.bulk.listening import Listening
from infra.generator.bulk.part import Part, Stream, StreamPlace
from infra.generator.bulk.telling import Teller
from infra.generator.tally import Mix
from infra.messages.crypto.wrapping import WrappingKeys


class Retelling:
    """Tells a part's stories as often as they are told as a whole. ``mix`` counts what happened in all tellings."""

    def __init__(self, part: Part, wrapping: WrappingKeys) -> None:
        assert part.portfolio.stories is not None, "somebody asked for stories to be told again"
        self._part, self._wrapping, self._count = part, wrapping, part.portfolio.stories
        self._topics = LogTopics(part.log)
        self.mix = Mix()

    def run(self) -> Stream:
        """All tellings, one after another."""
        heard = Listening(self._part, self._count, Encoder(self._topics, self._part.partitions))
        heard.listen()
        for telling in range(self._part.tellings):
            yield from self._tell(heard, telling)
            self.mix.add_again(heard.mix)

    def _tell(self, heard: Listening, telling: int) -> Stream:
        before = telling * self._count
        keys = PortfolioKeys(self._wrapping, self._topics.keys, self._part.partitions)
        tellers = {story: Teller(told, before + story, keys).run() for story, told in heard.stories.items()}
        for story in heard.order:
            encoded = next(tellers[story])
            yield StreamPlace(telling, encoded.at, before + story), encoded
