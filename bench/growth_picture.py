"""``python -m bench.growth_picture``: draws docs/growth.svg from bench/growth.json.

The background is clear and every colour half bright, so that the picture reads on light and on dark pages.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from bench.growth_file import Figures, Growth

PICTURE = Path(__file__).parent.parent / "docs" / "growth.svg"
GREY, BLUE, ORANGE, GREEN, ROSE = "#808080", "#3b8bd0", "#d9822b", "#2fa37c", "#c9639b"
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text: a tenth of the size, and the reader's own font
    "svg.hashsalt": "caseledger",  # the same figures give the same file
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Arial"],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "grid.alpha": 0.25,
    "legend.frameon": False,
    "legend.labelcolor": GREY,
    "legend.fontsize": 8,
    **dict.fromkeys(["text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"], GREY),
}
Series = Mapping[int, Figures]
Line = tuple[str, str, str]  # the figure's name, its label, its colour; grey is the bare loop's

WRITING: list[Line] = [
    ("bare_commands_per_s", "bare loop", GREY),
    ("commands_per_s", "new cases", BLUE),
    ("old_case_commands_per_s", "old cases", ORANGE),
]
READING: list[Line] = [
    ("bare_events_per_s", "bare loop", GREY),
    ("catchup_events_per_s", "catch-up, all read models", BLUE),
    ("replay_events_per_s", "replay, hashes checked", ORANGE),
    ("index_rebuild_events_per_s", "index rebuild", GREEN),
]
ROOM: list[Line] = [
    ("log_bytes_per_event", "Kafka, one copy", BLUE),
    ("database_bytes_per_event", "PostgreSQL", ORANGE),
    ("index_bytes_per_event", "index", GREEN),
]
PARTITIONS: list[Line] = [
    ("commands_of_bare", "commands, new cases", BLUE),
    ("old_case_commands_of_bare", "commands, old cases", ORANGE),
    ("catchup_of_bare", "catch-up", GREEN),
    ("replay_of_bare", "replay", ROSE),
]


def draw(growth: Growth, path: Path = PICTURE) -> None:
    """Four panels: writing, reading and room by the size of the log, and by partitions against the bare loop."""
    by_events, by_partitions = growth.by_events(), growth.by_partitions()
    series = growth.series()
    note = {"Date": None, "Creator": None, "Description": f"figures {growth.fingerprint}"}
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(9, 7.6), layout="constrained")
        (writing, reading), (room, partitions) = figure.subplots(2, 2)
        _panel(writing, by_events, WRITING, "Writing", "commands a second")
        _panel(reading, by_events, READING, "Reading", "events a second")
        _panel(room, by_events, ROOM, "Room", "bytes an event")
        for axes in (writing, reading, room):
            axes.set_xscale("log")
            _ticks(axes, by_events, _count, f"events in the log ({series.partitions} partitions)")
        _panel(partitions, by_partitions, PARTITIONS, "One process, more partitions", "share of the bare loop")
        partitions.axhline(1.0, color=GREY, linewidth=0.8, label="bare loop")
        _ticks(partitions, by_partitions, str, f"partitions ({series.events:,} events in the log)")
        for axes in (writing, reading, room, partitions):
            axes.legend(loc="upper left", bbox_to_anchor=(-0.02, -0.2), ncols=2)  # below, where it hides no line
        figure.savefig(path, transparent=True, metadata=note)


def _panel(axes: Axes, series: Series, lines: list[Line], title: str, unit: str) -> None:
    for name, label, colour in lines:
        sizes = [size for size, figures in series.items() if name in figures]
        width = 0.8 if colour == GREY else 1.8
        values = [series[size][name] for size in sizes]
        axes.plot(sizes, values, "o-", color=colour, linewidth=width, markersize=3, label=label)
    axes.set(title=title, ylabel=unit)
    axes.set_ylim(bottom=0)
    axes.margins(x=0.08)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}" if value >= 10 else f"{value:g}"))
    axes.grid(axis="y")


def _ticks(axes: Axes, series: Series, text: Callable[[int], str], label: str) -> None:
    axes.set_xticks(list(series), [text(size) for size in series])
    axes.minorticks_off()
    axes.set_xlabel(label)


def _count(size: int) -> str:
    return f"{size:,}"


def main() -> int:
    """Draw what is kept."""
    draw(Growth.load())
    print(f"drawn: {PICTURE.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
