"""A payment: one line of a bank file, from the day it is received to where its money went. A theme is a folder."""

from __future__ import annotations

from domain.kernel.packages import import_all

import_all(__name__, __path__)
