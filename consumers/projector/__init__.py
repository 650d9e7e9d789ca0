"""The projector: folds the log into the read models, exactly once, and keeps what it cannot fold for a person.

What other parts may use of it: ``ProjectorWorker``, ``rebuild`` and ``retry_parked``.
"""

from __future__ import annotations

from consumers.projector.building import OpenReader, RebuildStopped
from consumers.projector.rebuilding import RebuildUnderWay, Rebuilt, rebuild
from consumers.projector.retrying import retry_parked
from consumers.projector.worker import ProjectorWorker

__all__ = [
    "OpenReader",
    "ProjectorWorker",
    "RebuildStopped",
    "RebuildUnderWay",
    "Rebuilt",
    "rebuild",
    "retry_parked",
]
