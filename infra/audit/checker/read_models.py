"""Every row of every read model, held against what follows from the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from infra.audit.checker.event import Seen
from infra.audit.checker.models import MODELS, Table
from infra.audit.checker.report import CheckReport
from infra.audit.checker.stored import Stored


def check_read_models(stored: Stored, events: Sequence[Seen], ends: Mapping[int, int], report: CheckReport) -> None:
    """Compare each model with the log up to where the model says it is. ``ends``: how far each must have come."""
    for model, fold in MODELS.items():
        checkpoints = stored.checkpoints.get(model, {})
        for partition, end in ends.items():
            if checkpoints.get(partition, 0) < end:
                message = f"It reflects position {checkpoints.get(partition, 0)}, and the log has {end}."
                report.found("stale", f"{model} partition {partition}", message)
        left_out = _left_out(stored, model, report)
        reflected = (
            seen
            for seen in events
            if seen.position <= checkpoints.get(seen.partition, 0) and (seen.partition, seen.position) not in left_out
        )
        try:
            expected = fold(reflected)
        except KeyError as error:
            report.found("read_model", model, f"The log cannot be folded: an event needs {error}, which is not there.")
            continue
        for name, table in expected.items():
            _compare(f"{model}.{name}", table, stored.tables[model][name], report)


def _left_out(stored: Stored, model: str, report: CheckReport) -> set[tuple[int, int | None]]:
    parked = [one for one in stored.parked if one.model == model]
    for aggregate_id in sorted({str(one.aggregate_id) for one in parked}):
        waiting = sum(str(one.aggregate_id) == aggregate_id for one in parked)
        report.found("parked", model, f"{waiting} events of {aggregate_id} wait. See `caseledger parked list`.")
    return {(one.partition, one.position) for one in parked}


def _compare(where: str, expected: Table, found: Sequence[dict[str, Any]], report: CheckReport) -> None:
    report.rows += len(found)
    by_key = {tuple(row[name] for name in expected.keys): row for row in found}
    if len(by_key) < len(found):
        report.found("read_model", where, f"{len(found) - len(by_key)} rows have the key of another row.")
    for key in by_key.keys() - expected.rows.keys():
        report.found("read_model", where, f"The row {_shown(key)} follows from no event.")
    for key, row in expected.rows.items():
        if key not in by_key:
            report.found("read_model", where, f"The row {_shown(key)} is missing.")
            continue
        different = [
            f"{name} is {by_key[key].get(name)!r} and should be {value!r}"
            for name, value in row.items()
            if name not in expected.texts and by_key[key].get(name) != value
        ]
        different += [
            f"{name} is {'there' if value is None else 'missing'}"
            for name, value in row.items()
            if name in expected.texts and (by_key[key].get(name) is None) != (value is None)
        ]
        different += [f"{name} is empty" for name in expected.unmodelled if not by_key[key].get(name)]
        unknown = by_key[key].keys() - row.keys() - expected.unmodelled
        different += [f"{name} is not known to the checker" for name in sorted(unknown)]
        if different:
            report.found("read_model", where, f"Row {_shown(key)}: {'; '.join(different)}.")


def _shown(key: tuple[Any, ...]) -> str:
    return ", ".join(str(part) for part in key)
