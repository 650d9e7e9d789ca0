"""The catalogue of metrics: closed, explained, documented, and no place for personal data."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, Counter

from infra.metrics import catalogue, kinds
from infra.metrics.kinds import REGISTRY
from infra.metrics.metric import OTHER, SERIES_MAX, LabelValues, Metric
from infra.metrics.monitoring.page import END, begin, with_tables
from infra.metrics.table import comments, metrics, sections

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "metrics.md"
UNITS = {
    "total", "seconds", "events", "commands", "partitions", "aggregates", "units", "deadlines", "files", "differences",
    "subscriptions",
}  # fmt: skip
PERSONAL = {"person", "debtor", "payer", "name", "address", "email", "phone", "reference", "text", "message", "note"}
EVERY = pytest.mark.parametrize("constant", list(metrics()))


def test_there_is_a_catalogue() -> None:
    assert len(metrics()) > 20


@EVERY
def test_a_name_is_ours_and_ends_in_its_unit(constant: str) -> None:
    metric = metrics()[constant]
    assert re.fullmatch(r"caseledger(_[a-z]+)+", metric.name)
    assert metric.name.rpartition("_")[2] in UNITS
    assert (metric.kind == "counter") == metric.name.endswith("_total")


@EVERY
def test_a_metric_says_what_it_counts_and_what_for(constant: str) -> None:
    assert metrics()[constant].help_text.endswith(".")
    assert len(comments()[constant].split()) > 5, "the comment above it says what it is for and who looks at it"


@EVERY
def test_no_label_asks_for_anything_about_a_person(constant: str) -> None:
    words = {word for label in metrics()[constant].label_names for word in label.split("_")}
    assert not words & PERSONAL


def test_every_metric_is_on_the_page_that_is_scraped() -> None:
    shown = {family.name for family in REGISTRY.collect()}
    assert {metric.name.removesuffix("_total") for metric in metrics().values()} <= shown


@EVERY
def test_somebody_sets_the_metric(constant: str) -> None:
    sources = [path for room in ("consumers", "infra") for path in (ROOT / room).rglob("*.py")]
    using = [path for path in sources if path.name != "catalogue.py" and f"{constant}." in path.read_text("utf-8")]
    assert using, "nothing in consumers/ or infra/ sets it: the page would show a figure that never moves"


def test_names_are_not_used_twice() -> None:
    names = [metric.name for metric in metrics().values()]
    assert len(names) == len(set(names))


def test_the_documentation_shows_the_catalogue_as_it_is() -> None:
    page = PAGE.read_text("utf-8")
    assert with_tables(page) == page, "run: make docs"


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="marks"):
        with_tables(f"no table here {begin('catalogue')}")
    marks = "".join(begin(name) + END for name in ("catalogue", "objectives", "alerts"))
    assert with_tables(marks).count(END) == 3


@EVERY
def test_a_metric_stands_under_a_heading(constant: str) -> None:
    assert sections()[constant]


def _counter(registry: CollectorRegistry) -> Metric[[str], Counter]:
    return Metric(kinds._counter, "example_total", "An example.", kinds.by_event, registry)


def test_free_text_never_becomes_a_label() -> None:
    registry = CollectorRegistry()
    example = _counter(registry)
    for value in ("Anna Svensson, Storgatan 1", "", "x" * 65, "anna@example.org"):
        example.by(value).inc()
    assert registry.get_sample_value("example_total", {"event": OTHER}) == 4


def test_series_beyond_the_limit_are_counted_together() -> None:
    registry = CollectorRegistry()
    example = _counter(registry)
    for number in range(SERIES_MAX + 10):
        example.by(f"e{number}").inc()
    assert registry.get_sample_value("example_total", {"event": OTHER}) == 10
    assert registry.get_sample_value("example_total", {"event": "e0"}) == 1
    series = [sample for family in registry.collect() for sample in family.samples]
    assert len(series) == SERIES_MAX + 1


def test_a_forgotten_label_is_an_error() -> None:
    by: object = catalogue.COMMANDS_REFUSED.by
    assert callable(by)
    with pytest.raises(TypeError):
        by(command="ReceiveClaim")


def test_label_functions_give_as_many_values_as_they_have_names() -> None:
    for metric in metrics().values():
        values: LabelValues = metric._values_of(*["x"] * len(metric.label_names))
        assert len(values) == len(metric.label_names)
