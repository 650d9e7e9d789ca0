"""A bank account of ours in one currency: whether bank and ledger agree on it, day by day. A theme is a file."""

from __future__ import annotations

from domain.kernel.packages import import_all

import_all(__name__, __path__)
