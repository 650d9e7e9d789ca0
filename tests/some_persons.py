"""Keys by which persons are found, for the tests."""

from __future__ import annotations

from pathlib import Path

from infra.messages.crypto.blind_index import BlindIndex

NO_INDEX = BlindIndex(Path("no such file"))
"""For claims without national ids: its key is never looked for."""
