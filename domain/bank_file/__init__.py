"""A file that a bank sent: what it says of itself, once, under whichever name it comes. A theme is a file."""

from __future__ import annotations

from domain.kernel.packages import import_all

import_all(__name__, __path__)
