"""Whether anybody listens at an address, found out in a moment and without knowing what is spoken there."""

from __future__ import annotations

import socket
from enum import Enum

WITHIN_S = 5.0
PORT_MAX = 65_535


class Reach(Enum):
    """What came of a try to connect. An address that is NOWHERE must be put right; SILENT may pass by itself."""

    ANSWERS = "answers"
    SILENT = "silent"
    NOWHERE = "nowhere"


class PortNotFree(Exception):
    """A process cannot listen where it was told to; the message says what to do."""


def is_port(text: str) -> bool:
    """Whether a port may be called so."""
    return text.isascii() and text.isdigit() and 0 < int(text) <= PORT_MAX


def reach(host: str, port: str, within_s: float = WITHIN_S) -> tuple[Reach, str]:
    """Whether a server takes connections there, and the reason why not. ``port`` is as it was typed."""
    if not is_port(port):
        return Reach.NOWHERE, f"{port!r} is no port"
    try:
        socket.create_connection((host, int(port)), within_s).close()
    except socket.gaierror as error:
        kind = Reach.SILENT if error.errno == socket.EAI_AGAIN else Reach.NOWHERE
        return kind, error.strerror or str(error)
    except OSError as error:
        return Reach.SILENT, error.strerror or str(error)
    return Reach.ANSWERS, ""
