"""``python -m infra.release FOLDER`` makes a release of the source that it stands in, and says what it made."""

from __future__ import annotations

import sys
from pathlib import Path

from infra.release.building import BuildFailed, build

ROOT = Path(__file__).parents[2]

if __name__ == "__main__":
    try:
        made = build(ROOT, Path(sys.argv[1] if len(sys.argv) > 1 else "build/release").resolve())
    except BuildFailed as error:
        sys.exit(str(error))
    for path in (made.source, made.wheel, made.extension_source, made.extension, made.materials):
        sys.stdout.write(f"{path}\n")
