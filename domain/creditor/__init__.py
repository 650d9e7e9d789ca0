"""A creditor: whose claims we collect, under which name, and on which terms. A theme is a folder."""

from __future__ import annotations

from domain.kernel.packages import import_all

import_all(__name__, __path__)
