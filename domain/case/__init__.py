"""A case: one claim's life, from the day it is received to the day it is closed. A theme is a folder."""

from __future__ import annotations

from domain.kernel.packages import import_all

import_all(__name__, __path__)
