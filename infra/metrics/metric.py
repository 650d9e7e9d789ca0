"""One metric: its name, what it says, and label values that cannot run away.

``by`` is typed by the function that declares the labels, so a forgotten or misspelt label is a mypy error. A value
that does not look like a label (free text, a name, an id with blanks) and every series beyond ``SERIES_MAX`` is
counted as ``other``: whatever a caller hands in, no personal text reaches the page and memory stays bounded.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Sequence
from typing import Generic, ParamSpec, TypeVar

import prometheus_client
from prometheus_client import CollectorRegistry
from prometheus_client.metrics import MetricWrapperBase

prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]  # a second series for each: noise here

SERIES_MAX = 500
OTHER = "other"
_LABEL_VALUE = re.compile(r"[A-Za-z0-9_.:-]{1,64}")

LabelValues = tuple[object, ...]
Labels = ParamSpec("Labels")
Child = TypeVar("Child", bound=MetricWrapperBase)


class Metric(Generic[Labels, Child]):
    """A family of series of one kind. ``help`` is a sentence; the unit is the last word of ``name``."""

    def __init__(
        self,
        family: Callable[[str, str, Sequence[str], CollectorRegistry], Child],
        name: str,
        help_text: str,
        labels: Callable[Labels, LabelValues],
        registry: CollectorRegistry,
    ) -> None:
        self.name = name
        self.help_text = help_text
        self.label_names = tuple(inspect.signature(labels).parameters)
        self._values_of = labels
        self._family = family(name, help_text, self.label_names, registry)
        self.kind: str = self._family._type or ""
        self._series: dict[LabelValues, Child] = {}

    def by(self, *args: Labels.args, **kwargs: Labels.kwargs) -> Child:
        """The series of these labels."""
        values = self._values_of(*args, **kwargs)
        series = self._series.get(values)
        return self._series_of(values) if series is None else series

    def _series_of(self, values: LabelValues) -> Child:
        if not values:
            return self._family
        if len(self._series) >= SERIES_MAX:
            return self._family.labels(*[OTHER] * len(values))
        series = self._series[values] = self._family.labels(*[_label_value(value) for value in values])
        return series


def _label_value(value: object) -> str:
    text = str(value)
    return text if _LABEL_VALUE.fullmatch(text) else OTHER
