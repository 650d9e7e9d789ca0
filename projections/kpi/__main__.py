"""``python -m projections.kpi``: the generated part of docs/kpis.md."""

from __future__ import annotations

import sys

from projections.kpi.page import page

if __name__ == "__main__":
    sys.stdout.write(page())
