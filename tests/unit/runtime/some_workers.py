"""A process with workers of every temper, for the tests: ``python -m tests.unit.runtime.some_workers HOME NAME…``."""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path

from kafka.errors import KafkaConnectionError

from consumers.runtime.supervising import Runtime
from consumers.runtime.worker import ProcessMustEnd, Worker
from infra.eventlog.errors import ClusterRefuses, LogUnavailable, TopicSettingsError
from infra.runtime.log_lines import speak_in_lines


def say(message: str) -> None:
    """In one piece: ``print`` writes the end of the line by itself, and another thread's sentence comes between."""
    sys.stdout.write(f"{message}\n")
    sys.stdout.flush()


class Steady:
    """Does a step every 50 ms and says what it does."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._steps = 0

    def step(self) -> None:
        time.sleep(0.05)
        self._steps += 1
        if self._steps == 1:
            say(f"{self.name} stepped")

    def waits_for(self) -> str:
        return ""

    def close(self) -> None:
        say(f"{self.name} closed")


class Failing(Steady):
    """Its first step raises."""

    def step(self) -> None:
        raise ValueError("this step went wrong")


class Unlucky(Steady):
    """Cannot be made at first, meets a cluster that is away at its second step, and one that hangs when it is made once
    more; then all is well."""

    made = 0

    def __init__(self, name: str) -> None:
        super().__init__(name)
        Unlucky.made += 1
        if Unlucky.made == 1:
            raise KafkaConnectionError
        if Unlucky.made == 3:
            raise ClusterRefuses("Kafka does not let us in. It hangs.")

    def step(self) -> None:
        super().step()
        if Unlucky.made == 2 and self._steps == 2:
            raise LogUnavailable("Kafka is away. Nothing was lost.")


class Hanging(Steady):
    """Something of it does not come back."""

    def step(self) -> None:
        raise ProcessMustEnd("a thread hangs")


class Misconfigured(Steady):
    """Cannot even be made."""

    def __init__(self, name: str) -> None:
        raise TopicSettingsError(["retention.ms is 1000"])


class Slow(Steady):
    """A step that takes a second, and says when it is done."""

    def step(self) -> None:
        say(f"{self.name} stepped")
        time.sleep(1)
        say(f"{self.name} finished its step")


class Searching(Steady):
    """Says how often its process searches for garbage."""

    def step(self) -> None:
        say(f"{self.name} searches after {gc.get_threshold()[0]} objects, {gc.get_freeze_count()} are left out")
        time.sleep(0.05)


class Waiting(Steady):
    """Well, and not able to do its work."""

    def waits_for(self) -> str:
        return "a broker"


class Stuck(Steady):
    """A step that never ends."""

    def step(self) -> None:
        say(f"{self.name} stepped")
        time.sleep(600)


TEMPERS: dict[str, type[Steady]] = {
    "steady": Steady,
    "failing": Failing,
    "unlucky": Unlucky,
    "hanging": Hanging,
    "misconfigured": Misconfigured,
    "slow": Slow,
    "stuck": Stuck,
    "waiting": Waiting,
    "searching": Searching,
}


def _make(name: str) -> Worker:
    return TEMPERS[name.split("-")[0]](name)


if __name__ == "__main__":
    speak_in_lines()
    home, *names = sys.argv[1:]
    sys.exit(Runtime({name: lambda name=name: _make(name) for name in names}, Path(home)).run())  # type: ignore[misc]
