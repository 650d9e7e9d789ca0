"""Every test here gets a log of its own on the real broker, said to the library through the environment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def kafka_environment(
    kafka_bootstrap: str, log_name: str, copies: Mapping[str, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The settings of the persistence module, as an operator would give them."""
    monkeypatch.setenv("PERSISTENCE_MODULE", "infra.eventsourcing")
    monkeypatch.setenv("KAFKA_BOOTSTRAP", kafka_bootstrap)
    monkeypatch.setenv("KAFKA_LOG", log_name)
    monkeypatch.setenv("KAFKA_INDEX_DIR", str(tmp_path))
    for name, count in copies.items():
        monkeypatch.setenv(f"KAFKA_{name.upper()}", str(count))
