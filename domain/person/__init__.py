"""A person: whoever owes, pays or stands in for somebody, under one id for all their cases. A theme is a folder."""

from __future__ import annotations

from domain.kernel.packages import import_all

import_all(__name__, __path__)
