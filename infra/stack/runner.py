"""Starts one service, waits until it answers, and stops it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

from infra.stack import ports as tcp
from infra.stack.child import LINES_SHOWN, Child
from infra.stack.errors import ChildFailed, PortTaken
from infra.stack.processes import Process, holder_of
from infra.stack.service import OnProgress, Service

READY_LIMIT_S = 120.0
"""A broker that recovers unflushed segments after a kill takes its time; a hung one is noticed."""

ADOPT_LIMIT_S = 60.0
"""A server found running (its starter was killed) has this long from its start to answer."""

STOP_GRACE_S = 30.0
"""Both servers write a checkpoint before they end; after this they are killed, and recover at the next start."""

ATTEMPTS = 3
"""Starts of one service in one `up`: another program may take the free port before the server does."""


class Runner:
    """The life of one service's process."""

    def __init__(self, service: Service, home: Path, *, may_move: bool = False) -> None:
        """``may_move``: another port is chosen where another program has the one from before."""
        self.service = service
        self._may_move = may_move
        self.child = Child(service.name, home, lambda process: service.is_mine(process.command()))
        self.spawned = False
        """Whether this object started it, rather than found it running."""
        self._said_before = 0
        self._ports_of_all: Mapping[str, int] = {}

    def begin(self, ports: Mapping[str, int], progress: OnProgress) -> dict[str, int]:
        """Starts the process unless a healthy one runs, and returns its ports; does not wait. Raises PortTaken."""
        self._ports_of_all = ports
        if self._adopted(ports, progress):
            return {use: ports[use] for use in self.service.port_uses}
        chosen = self._choose(ports)
        self._may_move = self._may_move or not any(use in ports for use in self.service.port_uses)
        self.service.prepare({**self._ports_of_all, **chosen}, progress)
        self._spawn(chosen, progress)
        return chosen

    def finish(self, ports: Mapping[str, int], progress: OnProgress) -> dict[str, int]:
        """Waits until it answers; starts it anew where that helps. Returns its ports.

        Raises:
            ChildFailed: it died, or did not answer within the limit.
            PortTaken: another program has its port.
        """
        self._ports_of_all = ports
        chosen = {use: ports[use] for use in self.service.port_uses}
        for _ in range(ATTEMPTS - 1):
            if self._lives_to_answer(chosen):
                return chosen
            chosen = self._again(chosen, progress)
        if not self._lives_to_answer(chosen):
            raise self._death(chosen)
        return chosen

    def stop(self, progress: OnProgress) -> bool:
        """Ends it cleanly; False when it did not run."""
        if self.child.find() is None:
            self.child.stop(self.service.stop_signal, STOP_GRACE_S)
            return False
        progress(f"stopping {self.service.name}")
        return self.child.stop(self.service.stop_signal, STOP_GRACE_S)

    def _adopted(self, ports: Mapping[str, int], progress: OnProgress) -> bool:
        process = self.child.find()
        if process is None:
            return False
        if all(use in ports for use in self.service.port_uses) and self._comes_up(process, ports):
            return True
        progress(f"{self.service.name} runs (process {process.pid}) but does not answer: stopping it")
        self.child.stop(self.service.stop_signal, STOP_GRACE_S)
        return False

    def _comes_up(self, process: Process, ports: Mapping[str, int]) -> bool:
        """Whether a process found running answers; one that has just been started is given its time."""
        while not self.service.ready(ports):
            if time.time() > process.started + ADOPT_LIMIT_S or not process.alive():
                return False
            time.sleep(0.1)
        return True

    def _spawn(self, ports: Mapping[str, int], progress: OnProgress) -> None:
        progress(f"starting {self.service.name}")
        self._said_before = self.child.log_size()
        self.spawned = True
        self.child.spawn(self.service.command(ports))

    def _lives_to_answer(self, ports: Mapping[str, int]) -> bool:
        """True once it answers, False when it died before."""
        deadline = time.monotonic() + READY_LIMIT_S
        while self.child.find() is not None:
            if self.service.ready(ports):
                return True
            if time.monotonic() > deadline:
                what = f"did not answer within {READY_LIMIT_S:.0f} s"
                raise ChildFailed(self.service.name, what, self.child.log, self._said())
            time.sleep(0.05)
        return False

    def _again(self, ports: Mapping[str, int], progress: OnProgress) -> dict[str, int]:
        """A new start after a death, when a repair or another port promises that it will live."""
        taken = [use for use in ports if not tcp.is_free(ports[use])]
        if not taken and not self.service.repair(self._said(200), progress):
            raise self._death(ports)
        chosen = self._choose(ports)
        self.service.prepare({**self._ports_of_all, **chosen}, progress)
        self._spawn(chosen, progress)
        return chosen

    def _choose(self, ports: Mapping[str, int]) -> dict[str, int]:
        try:
            return tcp.choose(self.service.port_uses, ports, may_move=self._may_move)
        except tcp.PortsHeld as error:
            raise PortTaken(self.service.name, {port: holder_of(port) for port in error.ports}) from None

    def _death(self, ports: Mapping[str, int]) -> ChildFailed | PortTaken:
        taken = [port for port in ports.values() if not tcp.is_free(port)]
        if taken:
            return PortTaken(self.service.name, {port: holder_of(port) for port in taken})
        return ChildFailed(self.service.name, "ended while it was starting", self.child.log, self._said())

    def _said(self, count: int = LINES_SHOWN) -> list[str]:
        return self.child.last_lines(count, since=self._said_before)
