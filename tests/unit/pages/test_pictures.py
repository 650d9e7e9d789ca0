"""The pictures that the docs show: each is shown by some page, and none makes a page slow."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[3]
BYTES_AT_MOST = 150_000


def test_every_picture_is_small_and_is_shown() -> None:
    pages = "".join(one.read_text("utf-8") for one in (ROOT / "README.md", *(ROOT / "docs").rglob("*.md")))
    pictures = sorted((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures
    for one in pictures:
        assert f"pictures/{one.name})" in pages, f"{one.name} is shown nowhere"
        assert one.stat().st_size < BYTES_AT_MOST, f"{one.name} has {one.stat().st_size:,} bytes"
