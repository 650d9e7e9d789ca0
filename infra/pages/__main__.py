"""``python -m infra.pages`` writes the generated pages of docs/ anew."""

from __future__ import annotations

import sys
from pathlib import Path

from infra.pages.all_pages import generated

DOCS = Path(__file__).parents[2] / "docs"

if __name__ == "__main__":
    for name, text in generated(DOCS).items():
        (DOCS / name).write_text(text, "utf-8")
        sys.stdout.write(f"docs/{name}\n")
