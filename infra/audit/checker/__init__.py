"""Whether what clients were told, what the log holds and what the read models show can all be true at once.

``check`` takes a history (what clients sent and were answered, ``history``) and the log as a ``read_committed``
reader sees it, and looks for an explanation. It is a model, single-threaded and slow on purpose: it shares no code
with the writer or the projector. What it does share, and must, is the pure core (``domain``), which says what should
have been decided, and the decoding of values (``infra.messages.values``), which has golden bytes of its own.
"""

from __future__ import annotations

from infra.audit.checker.check import check
from infra.audit.checker.history import History, HistoryFile, HistoryUnreadable, read_history
from infra.audit.checker.report import CheckReport

__all__ = ["CheckReport", "History", "HistoryFile", "HistoryUnreadable", "check", "read_history"]
