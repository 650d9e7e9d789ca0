"""How long brokers wait for one that hangs, before they have a transaction's end marked by the one that leads now."""

from __future__ import annotations

from collections.abc import Sequence

from kafka import KafkaAdminClient
from kafka.admin import ConfigFilterType, ConfigResource, ConfigResourceType
from kafka.errors import ClusterAuthorizationFailedError

from infra.eventlog.time_outs import MARKERS_S, milliseconds

SETTING = "request.timeout.ms"


def request_time_out_of(admin: KafkaAdminClient, brokers: Sequence[int]) -> int:
    """Milliseconds, of the broker with the most. Raises KafkaError, also when we may not ask."""
    described = admin.describe_configs(
        [ConfigResource(ConfigResourceType.BROKER, str(broker), [SETTING]) for broker in brokers],
        config_filter=ConfigFilterType.ALL,
    )["broker"]
    told = [settings[SETTING]["value"] for settings in described.values() if SETTING in settings]
    if not told:  # the library gives nothing to who may not see it, and no error
        raise ClusterAuthorizationFailedError
    return max(map(int, told))


def doubt_about_time_out(time_out_ms: int, brokers: int) -> str:
    """What a broker that hangs would cost, and what to do about it, where there are so many; empty when it is well."""
    if brokers == 1 or time_out_ms <= milliseconds(MARKERS_S):
        return ""
    return (
        f"A broker that hangs stops its partitions for {time_out_ms / 1000:g} s, though others lead them by then: set "
        f"{SETTING} to {milliseconds(MARKERS_S)} on each broker, and start it again."
    )
