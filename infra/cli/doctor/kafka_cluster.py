"""The Kafka cluster: brokers, topics, what it would do in a failure, and what we may do there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaError, RetriableError

from infra.cli.doctor.looked_at import AllLookedAt, LookedAt, bad, warning
from infra.cli.doctor.this_machine import room
from infra.eventlog.admin.broker_time_out import SETTING, doubt_about_time_out, request_time_out_of
from infra.eventlog.admin.copies import INTERNAL, TopicCopies, copies_of
from infra.eventlog.admin.topics import LogTopics
from infra.eventlog.errors import LogUnavailable, TopicSettingsError
from infra.runtime.log_access import connection_of, open_log
from infra.runtime.settings import Settings

HERE = {"events": {"READ"}, "commands": {"READ", "WRITE"}, "replies": {"READ"}, "keys": {"READ"}}
"""What whoever asks needs; a writer may be another user, who needs more."""
OF_A_WRITER = {"events": {"WRITE"}, "replies": {"WRITE"}, "keys": {"WRITE"}}


def look_at_kafka(settings: Settings) -> AllLookedAt:
    """Everything about it; it has answered already. What cannot be asked is said, and the rest looked at."""
    yield from _topics(settings)
    with closing(connection_of(settings).admin()) as admin:
        brokers = {one["broker_id"]: _release(admin, one["broker_id"]) for one in admin.describe_cluster()["brokers"]}
        there = [broker for broker, release in brokers.items() if release]
        looks: list[Callable[[], AllLookedAt]] = [
            lambda: releases_of(brokers),
            lambda: disks(admin.describe_log_dirs(topic_partitions=[settings.events_topic], brokers=there)),
            lambda: copies(copies_of(admin, (*INTERNAL, settings.events_topic)), len(brokers)),
            lambda: iter([_broker_time_out(admin, there)]),
            lambda: _rights(settings, admin),
        ]
        if len(there) == len(brokers):
            looks.append(lambda: hanging(admin.find_hanging_transactions()))
        for look in looks:
            try:
                yield from look()
            except KafkaError as error:
                yield cannot_ask(error)


def releases_of(brokers: Mapping[int, str]) -> AllLookedAt:
    """Which releases the brokers are of, by their numbers; empty of one that is listed and does not answer."""
    for silent in (broker for broker, release in brokers.items() if not release):
        advice = "Start it, or look why it hangs: the others serve what it had. Then ask again, for all that it knows."
        yield bad(f"broker {silent}", "it does not answer", advice)
    releases = sorted({release for release in brokers.values() if release})
    found = f"{len(brokers)}, Kafka {' and '.join(releases)}"
    if len(releases) > 1:
        yield warning("brokers", found, "Bring all brokers to one release when the upgrade is over.")
    else:
        yield LookedAt("brokers", found)


def disks(of_brokers: Sequence[Mapping[str, Any]]) -> AllLookedAt:
    """Room where the brokers keep the log, as they tell it; Kafka before 3.3 does not."""
    for broker in of_brokers:
        for folder in broker["log_dirs"]:
            total, usable = folder.get("total_bytes", -1), folder.get("usable_bytes", -1)
            if folder["error_code"]:
                advice = "The broker cannot use it: its own log says why, and its copies are elsewhere until then."
                yield bad(f"disk of broker {broker['broker']}", f"{folder['log_dir']} is offline", advice)
            elif total > 0:
                yield room(f"disk of broker {broker['broker']}", usable, total, folder["log_dir"])


def _release(admin: KafkaAdminClient, broker: int) -> str:
    """Empty when it does not answer."""
    try:
        return ".".join(str(part) for part in admin.get_broker_version_data(broker).broker_version)
    except RetriableError:
        return ""


def _topics(settings: Settings) -> AllLookedAt:
    try:
        _, _, log = open_log(settings)
    except TopicSettingsError as error:
        for problem in error.problems:
            yield bad("topics", problem, "Put it right as it says, and ask again.")
    except LogUnavailable as error:
        yield bad("topics", str(error), "Ask again when the cluster answers.")
    else:
        yield LookedAt("topics", f"log {log.log_id} with {log.partitions} partitions, every setting as it must be")


def copies(of_topics: Sequence[TopicCopies], brokers: int) -> AllLookedAt:
    """Whether the loss of one broker loses nothing and stops nothing, as far as so many brokers allow it."""
    for one in of_topics:
        what, found = f"copies of {one.topic}", f"{one.count}, {one.in_sync} of them before a record counts"
        if doubt := one.doubt(brokers):
            yield bad(what, found, doubt)
        else:
            yield LookedAt(what, found + ("; with one broker there is no more to have" if brokers == 1 else ""))


def _broker_time_out(admin: KafkaAdminClient, brokers: Sequence[int]) -> LookedAt:
    try:
        return broker_time_out(request_time_out_of(admin, brokers), len(brokers))
    except KafkaError as error:
        found = f"the brokers do not tell us how long they wait for it ({type(error).__name__})"
        advice = f"Ask who may describe their configuration: {SETTING} has to be what docs/operating.md says."
        return warning("a broker that hangs", found, advice)


def broker_time_out(time_out_ms: int, brokers: int) -> LookedAt:
    """Whether the brokers soon go past one of them that hangs."""
    what, found = "a broker that hangs", f"the brokers wait {time_out_ms / 1000:g} s for it ({SETTING})"
    doubt = doubt_about_time_out(time_out_ms, brokers)
    return warning(what, found, doubt) if doubt else LookedAt(what, found)


def _rights(settings: Settings, admin: KafkaAdminClient) -> AllLookedAt:
    """What the brokers say that we may; they say it of all topics when there is no access control."""
    topics = LogTopics(settings.log)
    described = admin.describe_topics([getattr(topics, name) for name in HERE])
    ours = {topic["name"]: set(topic.get("authorized_operations") or ()) for topic in described}

    def lacking(needed: Mapping[str, set[str]]) -> str:
        missing = {
            getattr(topics, name): rights - ours.get(getattr(topics, name), set()) for name, rights in needed.items()
        }
        return ", ".join(f"{' and '.join(sorted(rights))} on {name}" for name, rights in missing.items() if rights)

    if missing := lacking(HERE):
        yield bad("rights", f"not allowed: {missing}", "docs/operating.md lists which rights each user needs.")
    elif missing := lacking(OF_A_WRITER):
        yield LookedAt("rights", f"all that is needed to ask; a writer here needs another user ({missing})")
    else:
        yield LookedAt("rights", "all that a writer needs")


def hanging(transactions: Sequence[Mapping[str, Any]]) -> AllLookedAt:
    """Transactions that nobody ends hold back everything behind them."""
    for one in transactions:
        yield warning(
            "open transaction",
            f"{one['transactional_id']}, for {one['age_ms'] // 60_000} minutes",
            "Whoever opened it is gone: end it with kafka-transactions.sh, or what stands behind it waits.",
        )
    if not transactions:
        yield LookedAt("open transactions", "none that hangs")


def cannot_ask(error: KafkaError) -> LookedAt:
    """The cluster answered, and not to this."""
    return bad("kafka", f"it does not say how it is ({type(error).__name__})", "docs/operating.md, 'rights'.")
