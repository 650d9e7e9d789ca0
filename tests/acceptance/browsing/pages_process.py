"""A process of the pages that is killed and begun again, always at the same address."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2 as httpx

from tests.acceptance.program import Program
from tests.acceptance.serving import free_port
from tests.waiting import PATIENCE_S

THERE_WITHIN_S = 60.0


@dataclass
class PagesProcess:
    """``caseledger serve`` on a ledger that is up."""

    ledger: Program
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is, when it is there."""
        return f"http://127.0.0.1:{self.port}"

    def begin(self) -> None:
        """Returns when it answers."""
        self.process = self.ledger.start("serve", "--port", str(self.port), "--metrics-port=0")
        until = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert time.monotonic() < until, "the pages do not answer"
            time.sleep(0.1)

    def kill(self) -> None:
        """With no word of warning."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _answers(self) -> bool:
        try:
            return bool(httpx.get(f"{self.url}/live", timeout=1).status_code == 200)
        except httpx.TransportError:
            return False


@contextmanager
def pages_process(ledger: Program) -> Iterator[PagesProcess]:
    """One that is there, and gone at the end."""
    made = PagesProcess(ledger, free_port())
    try:
        made.begin()
        yield made
    finally:
        made.kill()
