"""How the library's test cases construct what they test: through the factory that the environment names."""

from __future__ import annotations

import os
from unittest import TestCase

from eventsourcing.utils import Environment

from infra.eventsourcing import KafkaFactory


class ConstructsFromEnvironment(TestCase):
    """Gives a test case a factory, and closes what the factory made when the test ends."""

    def factory_of(self, name: str = "") -> KafkaFactory:
        factory = KafkaFactory(Environment(name, dict(os.environ)))
        self.addCleanup(factory.close)
        return factory
