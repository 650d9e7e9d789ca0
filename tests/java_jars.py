"""Jars that tests let Java run: fetched once, and kept beside Kafka's own for the next time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from infra.stack.kafka_jars import Jar, class_path, fetch_all


def kafkas(fallback: Path) -> list[Path]:
    """Kafka's own, in the user's cache or in ``fallback``."""
    return class_path(fallback, lambda _: None)


def others(jars: Sequence[Jar], fallback: Path) -> list[Path]:
    """Where each of these is, whole."""
    folder = kafkas(fallback)[0].parent.parent / "java-clients"
    folder.mkdir(exist_ok=True)
    if missing := [jar for jar in jars if not jar.is_whole(folder)]:
        fetch_all(missing, folder)
    return [folder / jar.file_name for jar in jars]
