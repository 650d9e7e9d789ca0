"""A right that is lacking is told as that: not as a cluster that is away, and not as a topic that is not there."""

from __future__ import annotations

import pytest
from kafka import errors as kafka_errors

from infra.eventlog.errors import ClusterRefuses, LogUnavailable
from infra.eventlog.kafka_python.rights import OF_WHAT, check_visible, rights_named, unavailable


@pytest.mark.parametrize("error", OF_WHAT)
def test_each_kind_of_right_is_named_with_what_it_was_for(error: type[kafka_errors.AuthorizationError]) -> None:
    with (
        pytest.raises(ClusterRefuses, match=rf"{OF_WHAT[error]} \(to read t\.events\): {error.__name__}"),
        rights_named("to read t.events"),
    ):
        raise error
    assert isinstance(unavailable(error(), "to read t.events", "the cluster is away"), ClusterRefuses)


def test_another_error_is_a_cluster_that_does_not_answer() -> None:
    told = unavailable(kafka_errors.KafkaTimeoutError(), "to read t.events", "the cluster is away")
    assert isinstance(told, LogUnavailable)
    assert str(told) == "the cluster is away"


def test_a_topic_that_we_may_not_see_is_not_one_that_is_not_there() -> None:
    check_visible(0, "t.meta")
    check_visible(kafka_errors.UnknownTopicOrPartitionError.errno, "t.meta")
    with pytest.raises(ClusterRefuses, match="does not allow our user a topic"):
        check_visible(kafka_errors.TopicAuthorizationFailedError.errno, "t.meta")
