"""An address stays the same when its port is free again a moment later, and is another when it stays taken."""

from __future__ import annotations

import socket
import time
from threading import Timer

import pytest

from infra.stack import ports


def taken() -> socket.socket:
    return socket.create_server((ports.LOOPBACK, ports.choose(["mine"], {})["mine"]))


def test_a_port_that_its_last_owner_is_about_to_let_go_is_waited_for() -> None:
    holder = taken()
    port = holder.getsockname()[1]
    Timer(0.3, holder.close).start()
    assert ports.choose(["kafka"], {"kafka": port}) == {"kafka": port}


def test_ports_that_stay_taken_are_replaced_and_waited_for_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ports, "FREED_WITHIN_S", 0.5)
    with taken() as first, taken() as second:
        remembered = {"kafka": first.getsockname()[1], "postgres": second.getsockname()[1]}
        began = time.monotonic()
        chosen = ports.choose(remembered, remembered)
        assert time.monotonic() - began < 0.9
    assert set(chosen.values()).isdisjoint(remembered.values())
    assert all(port in ports.RANGE for port in chosen.values())
