"""Whether anybody listens where a Kafka should be, found out at once: the client itself tries for half a minute."""

from __future__ import annotations

import socket

from infra.cli.failures import Unavailable

LIMIT_S = 5.0


def check_listening(bootstrap: str) -> None:
    """Returns when one of ``host:port[,host:port…]`` takes a connection. Raises Unavailable when none does."""
    problems = []
    for server in filter(None, (one.strip() for one in bootstrap.split(","))):
        host, _, port = server.rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), LIMIT_S).close()
            return
        except (OSError, ValueError, OverflowError) as error:
            problems.append(f"{server} ({getattr(error, 'strerror', None) or error})")
    raise Unavailable(
        f"No Kafka answers at {', '.join(problems)}. Nothing was sent or lost. Start the local stack with `caseledger "
        "up`, or check CASELEDGER_KAFKA_BOOTSTRAP, and try again."
    )
