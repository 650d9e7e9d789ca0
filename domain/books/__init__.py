"""The books of the client funds: which periods of them are closed, and under which seal. A theme is a file."""

from __future__ import annotations

from domain.kernel.packages import import_all

import_all(__name__, __path__)
