"""``python -m domain.law 2026-11-25``: the generated part of docs/law.md, held against that day."""

from __future__ import annotations

import sys
from datetime import date

from domain.law.page import page

if __name__ == "__main__":
    sys.stdout.write(page(date.fromisoformat(sys.argv[1])))
