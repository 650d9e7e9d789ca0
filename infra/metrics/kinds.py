"""The three kinds of metric, and the labels that series are told apart by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from infra.metrics.metric import Labels, LabelValues, Metric

REGISTRY = CollectorRegistry(auto_describe=True)
"""What `/metrics` shows of this process: the catalogue, and its processor time, memory and open files."""

ProcessCollector(registry=REGISTRY)

SECONDS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)


def counter(name: str, help_text: str, labels: Callable[Labels, LabelValues]) -> Metric[Labels, Counter]:
    """Only ever grows, from zero at the process's start."""
    return Metric(_counter, name, help_text, labels, REGISTRY)


def gauge(name: str, help_text: str, labels: Callable[Labels, LabelValues]) -> Metric[Labels, Gauge]:
    """Goes up and down."""
    return Metric(_gauge, name, help_text, labels, REGISTRY)


def histogram(
    name: str, help_text: str, labels: Callable[Labels, LabelValues], buckets: Sequence[float]
) -> Metric[Labels, Histogram]:
    """How often a value fell under each of the bounds ``buckets``, in the unit of the name."""

    def family(name: str, help_text: str, labels: Sequence[str], registry: CollectorRegistry) -> Histogram:
        return Histogram(name, help_text, labels, buckets=buckets, registry=registry)

    return Metric(family, name, help_text, labels, REGISTRY)


def _counter(name: str, help_text: str, labels: Sequence[str], registry: CollectorRegistry) -> Counter:
    return Counter(name, help_text, labels, registry=registry)


def _gauge(name: str, help_text: str, labels: Sequence[str], registry: CollectorRegistry) -> Gauge:
    return Gauge(name, help_text, labels, registry=registry)


# Every set of labels there is. Each value comes from a closed set: the catalogue of messages, the codes of refusals
# and reasons in the code, the names of workers and read models, the partitions of the log, the ids of creditors.
def in_all() -> LabelValues:
    return ()


def by_command(command: str) -> LabelValues:
    return (command,)


def by_command_and_code(command: str, code: str) -> LabelValues:
    return command, code


def by_event(event: str) -> LabelValues:
    return (event,)


def by_outcome(outcome: str) -> LabelValues:
    return (outcome,)


def by_state(state: str) -> LabelValues:
    return (state,)


def by_cause(cause: str) -> LabelValues:
    return (cause,)


def by_method(method: str) -> LabelValues:
    return (method,)


def by_reason(reason: str) -> LabelValues:
    return (reason,)


def by_worker(worker: str) -> LabelValues:
    return (worker,)


def by_worker_and_topic(worker: str, topic: str) -> LabelValues:
    return worker, topic


def by_worker_and_partition(worker: str, partition: int) -> LabelValues:
    return worker, partition


def by_policy(policy: str) -> LabelValues:
    return (policy,)


def by_policy_and_code(policy: str, code: str) -> LabelValues:
    return policy, code


def by_policy_and_command(policy: str, command: str) -> LabelValues:
    return policy, command


def by_currency(currency: str) -> LabelValues:
    return (currency,)


def by_creditor_and_currency(creditor: str, currency: str) -> LabelValues:
    return creditor, currency


def by_currency_and_account(currency: str, account: str) -> LabelValues:
    return currency, account


def by_read_model(read_model: str) -> LabelValues:
    return (read_model,)


def by_area(area: str) -> LabelValues:
    return (area,)


def by_area_and_status(area: str, status: str) -> LabelValues:
    return area, status
