"""What the tests of bulk logs share."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.messages.crypto.wrapping_file import create_wrapping_key_file


@pytest.fixture(scope="module")
def wrapping(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of wrapping keys."""
    path = tmp_path_factory.mktemp("keys") / "wrapping-keys"
    create_wrapping_key_file(path)
    return path
