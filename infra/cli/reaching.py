"""Whether a Kafka that we can use is where one should be, found out at once: the client itself tries half a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from infra.cli.failures import Unavailable
from infra.runtime.network import Reach, reach
from infra.runtime.settings_error import SettingsError

if TYPE_CHECKING:
    from infra.runtime.settings import Settings


def check_reachable(settings: Settings) -> None:
    """Returns when one of the brokers named takes a connection and speaks as the settings say.

    Raises Unavailable when none listens now; SettingsError, ClusterRefuses when that must be put right first.
    """
    bootstrap = settings.kafka_bootstrap or ""
    found = {}
    for server in filter(None, (one.strip() for one in bootstrap.split(","))):
        host, _, port = server.rpartition(":")
        found[server] = reach(host.strip("[]"), port)
    problems = ", ".join(f"{server} ({reason})" for server, (_, reason) in found.items())
    kinds = {kind for kind, _ in found.values()}
    if Reach.ANSWERS in kinds:
        _check_speaking(settings)
    elif kinds == {Reach.NOWHERE}:
        wanted = f"host:port of a Kafka broker that there is, and there is none at {problems}"
        raise SettingsError("CASELEDGER_KAFKA_BOOTSTRAP", bootstrap, wanted)
    else:
        raise Unavailable(
            f"No Kafka answers at {problems}. Nothing was sent or lost. Start the local stack with `caseledger up`, or "
            "check CASELEDGER_KAFKA_BOOTSTRAP, and try again."
        )


def _check_speaking(settings: Settings) -> None:
    from infra.eventlog.kafka_python.first_contact import check_speaking

    check_speaking(settings.kafka_bootstrap or "", settings.kafka_options)
