"""Kafka's jars, fetched once from Maven Central and kept in the user's cache."""

from __future__ import annotations

from pathlib import Path

from infra.stack.errors import DownloadFailed
from infra.stack.service import Progress

COORDINATES = "org.apache.kafka:kafka_2.13:4.3.1+org.slf4j:slf4j-simple:1.7.36"


def class_path(progress: Progress) -> list[Path]:
    """Every jar of the broker, fetched if need be (44 MB)."""
    import jgo

    try:
        jars: list[Path] = jgo.build(COORDINATES).all_jars
    except Exception as error:
        raise DownloadFailed(f"Kafka's jars could not be fetched: {error}") from error
    return jars
