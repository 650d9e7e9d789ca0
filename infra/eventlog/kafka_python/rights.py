"""A broker that knows who we are and does not allow what we ask: told as that, and as nothing else.

Kafka answers who may not see a topic as if it were not there, unless the error code is looked at; and a right that is
lacking does not come by waiting. What each part needs is listed in docs/operating.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kafka import errors as kafka_errors

from infra.eventlog.errors import ClusterRefuses, LogUnavailable

OF_WHAT = {
    kafka_errors.TopicAuthorizationFailedError: "a topic",
    kafka_errors.GroupAuthorizationFailedError: "a consumer group",
    kafka_errors.ClusterAuthorizationFailedError: "the cluster itself",
    kafka_errors.TransactionalIdAuthorizationFailedError: "a transactional id",
}


def unavailable(error: object, doing: str, sentence: str) -> LogUnavailable | ClusterRefuses:
    """What is to be raised because of an error: LogUnavailable with the sentence, ClusterRefuses for a lacking right.

    ``doing`` is the name of what was asked for, such as ``caseledger.events``.
    """
    return refused(error, doing) if isinstance(error, kafka_errors.AuthorizationError) else LogUnavailable(sentence)


def refused(error: kafka_errors.AuthorizationError, doing: str) -> ClusterRefuses:
    """The same for an error that is known to be a lacking right."""
    what = OF_WHAT.get(type(error), "what was asked for")
    return ClusterRefuses(
        f"Kafka does not allow our user {what} ({doing}): {type(error).__name__}. Give the user "
        "the rights that docs/operating.md lists under 'What the brokers must allow', or put the user right in "
        "CASELEDGER_KAFKA_SASL_PLAIN_USERNAME."
    )


def check_visible(error_code: int, doing: str) -> None:
    """Raises ClusterRefuses when a description's error code says that we may not see the topic."""
    error = kafka_errors.for_code(error_code)
    if error_code and issubclass(error, kafka_errors.AuthorizationError):
        raise refused(error(), doing)


@contextmanager
def rights_named(doing: str) -> Iterator[None]:
    """Raises ClusterRefuses in place of kafka-python's error of a lacking right."""
    try:
        yield
    except kafka_errors.AuthorizationError as error:
        raise refused(error, doing) from error
