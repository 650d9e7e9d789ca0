"""An address stays the same when its port is free again a moment later; nobody is moved without being asked."""

from __future__ import annotations

import os
import socket
import time
from threading import Timer

import pytest

from infra.stack import ports
from infra.stack.processes import holder_of


def taken() -> socket.socket:
    return socket.create_server((ports.LOOPBACK, ports.choose(["mine"], {})["mine"]))


def test_a_port_that_its_last_owner_is_about_to_let_go_is_waited_for() -> None:
    holder = taken()
    port = holder.getsockname()[1]
    Timer(0.3, holder.close).start()
    assert ports.choose(["kafka"], {"kafka": port}) == {"kafka": port}


def test_ports_that_stay_taken_are_named_after_waiting_for_all_of_them_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ports, "FREED_WITHIN_S", 0.5)
    with taken() as first, taken() as second:
        remembered = {"kafka": first.getsockname()[1], "postgres": second.getsockname()[1]}
        began = time.monotonic()
        with pytest.raises(ports.PortsHeld) as held:
            ports.choose(remembered, remembered)
        assert time.monotonic() - began < 0.9
        assert sorted(held.value.ports) == sorted(remembered.values())
        chosen = ports.choose(remembered, remembered, may_move=True)
    assert set(chosen.values()).isdisjoint(remembered.values())
    assert all(port in ports.RANGE for port in chosen.values())


def test_a_use_that_never_had_a_port_gets_one() -> None:
    assert ports.choose(["kafka"], {})["kafka"] in ports.RANGE


def test_who_holds_a_port_is_told() -> None:
    with taken() as holder:
        assert holder_of(holder.getsockname()[1]).startswith(f"process {os.getpid()}, ")
