"""Service level objectives: what is promised, of what, how much may go wrong, and how that is told from metrics.

Each is an expression that gives the share of what went wrong in a window. The budget is the share that may. How fast it
is used up is its **burn rate**: at 1 it lasts for the 30 days that it is for, at 14.4 an hour of it uses 2 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from infra.metrics.promises import LATE_ANSWER_S, LATE_VISIBLE_S

WINDOWS = ("5m", "30m", "1h", "2h", "6h", "1d", "3d", "30d")
"""Over which the shares are recorded."""


@dataclass(frozen=True, slots=True)
class Objective:
    """``errors`` is PromQL for the share of what went wrong, with ``{window}`` where the window belongs."""

    name: str
    promise: str
    budget: float
    errors: str


def _late(late: str, of_all: str) -> str:
    return f"sum(rate({late}[{{window}}])) / sum(rate({of_all}[{{window}}]))"


CLEARING_WAITS = "caseledger:clearing_waits:bool"
CLEARING_WAITS_EXPRESSION = (
    "max((min_over_time(caseledger_clearing_minor_units[10m]) > bool 0)"
    " + (max_over_time(caseledger_clearing_minor_units[10m]) < bool 0))"
)
"""1 while something has stood in a clearing account for ten minutes on end, else 0."""

OBJECTIVES: Sequence[Objective] = (
    Objective(
        "command_answered",
        f"99.9 % of commands are answered within {LATE_ANSWER_S:g} seconds of being sent",
        0.001,
        _late("caseledger_commands_answered_late_total", "caseledger_commands_answered_total"),
    ),
    Objective(
        "balance_visible",
        f"99.9 % of events are in the read models within {LATE_VISIBLE_S:g} seconds of being written",
        0.001,
        _late("caseledger_events_visible_late_total", "caseledger_events_visible_total"),
    ),
    Objective(
        "deadline_marked",
        "99.5 % of deadlines that are missed are asked to be marked within a minute of the end of their grace",
        0.005,
        _late("caseledger_deadlines_marked_late_total", "caseledger_deadlines_marked_total"),
    ),
    Objective(
        "clearing_empties",
        "in 99.9 % of all minutes no money has waited in a clearing account for ten minutes",
        0.001,
        f"avg_over_time({CLEARING_WAITS}[{{window}}])",
    ),
)


@dataclass(frozen=True, slots=True)
class Burn:
    """Somebody is told when the budget burns at ``rate`` over the long window, and still does over the short one.

    ``share`` of the budget of 30 days is used up by then.
    """

    rate: float
    long: str
    short: str
    severity: str
    share: str


BURNS: Sequence[Burn] = (
    Burn(14.4, "1h", "5m", "page", "2 %"),
    Burn(6, "6h", "30m", "page", "5 %"),
    Burn(3, "1d", "2h", "ticket", "10 %"),
    Burn(1, "3d", "6h", "ticket", "10 %"),
)
"""Several windows and several rates, after Google's Site Reliability Workbook, chapter 5."""


def errors_over(window: str) -> str:
    """The recorded series of the shares of what went wrong in a window, by objective."""
    return f"caseledger:objective_errors:ratio_{window}"


BUDGET = "caseledger:objective_budget:ratio"
