"""``python -m infra.pages`` writes the generated pages of docs/ anew, and the dashboards and rules of infra/deploy."""

from __future__ import annotations

import sys
from pathlib import Path

from infra.metrics.monitoring.files import monitoring_files
from infra.pages.all_pages import generated

DOCS = Path(__file__).parents[2] / "docs"
MONITORING = Path(__file__).parents[1] / "deploy" / "monitoring"

if __name__ == "__main__":
    for name, text in generated(DOCS).items():
        (DOCS / name).write_text(text, "utf-8")
        sys.stdout.write(f"docs/{name}\n")
    for name, text in monitoring_files().items():
        (MONITORING / name).write_text(text, "utf-8")
        sys.stdout.write(f"infra/deploy/monitoring/{name}\n")
