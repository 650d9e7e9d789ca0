"""Saying where something failed without repeating what it failed on: an error's text may quote personal data."""

from __future__ import annotations

import traceback
from pathlib import Path


def where_it_failed(error: BaseException) -> str:
    """The kind of an error and the line that raised it, such as ``ValueError at matching.py:41``."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
