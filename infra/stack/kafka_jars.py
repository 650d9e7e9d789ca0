"""Kafka's jars: the 46 files of `kafka_jars.lock`, fetched once and checked at every start.

A file is fetched beside, compared with the lock file's SHA-256 and then renamed, so that a download that was cut
short leaves nothing behind; a file that was spoilt later is seen by the same comparison (0.1 s for all) and
fetched again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from infra.stack.errors import DownloadFailed
from infra.stack.files import make_folder
from infra.stack.service import OnProgress

LOCK = Path(__file__).with_name("kafka_jars.lock")
KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
LOGGING = "org.slf4j:slf4j-simple:1.7.36"

AT_ONCE = 8
"""Files fetched at the same time (all: 4 s; one after the other, with their POMs: 31 s)."""

STAGING = ".fetching-"
STAGING_AGE_S = 3600.0
"""A folder of files being fetched that is older than this was left by a start that was killed."""


@dataclass(frozen=True)
class Jar:
    """One line of the lock file: `sha256 group:artifact:version`."""

    sha256: str
    group: str
    artifact: str
    version: str

    @property
    def file_name(self) -> str:
        """As Maven names it."""
        return f"{self.artifact}-{self.version}.jar"

    def is_whole(self, folder: Path) -> bool:
        """Whether the folder has exactly the file that the lock file means."""
        try:
            with (folder / self.file_name).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


def locked_jars(lock: Path = LOCK) -> list[Jar]:
    """The content of a lock file."""
    rows = (line.split() for line in lock.read_text("utf-8").splitlines() if not line.startswith("#"))
    return [Jar(sha256, *coordinates.split(":")) for sha256, coordinates in rows]


def class_path(fallback: Path, progress: OnProgress) -> list[Path]:
    """Every jar of the broker, whole; those that are missing or spoilt are fetched (44 MB in all).

    `fallback` is the folder to keep them in when the user's own cache cannot be written.

    Raises:
        DownloadFailed: a file could not be fetched whole; those that could are kept.
    """
    jars = locked_jars()
    folder = _cache_folder(fallback)
    missing = [jar for jar in jars if not jar.is_whole(folder)]
    if missing:
        progress(f"fetching Kafka: {len(missing)} of {len(jars)} files")
        fetch_all(missing, folder)
    return [folder / jar.file_name for jar in jars]


def _cache_folder(fallback: Path) -> Path:
    """`~/.cache/caseledger/kafka-4.3.1`, shared by all stacks of a user; or below the stack's own folder."""
    name = Path("caseledger") / f"kafka-{KAFKA.rsplit(':', 1)[1]}"
    usual = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / name
    for folder in (usual, fallback / name.name):
        if make_folder(folder, mode=0o755) is None:
            return folder
    raise DownloadFailed(
        f"Kafka's files can be kept neither in {usual} nor in {fallback}: neither can be written. "
        "Make one of them writable, or set CASELEDGER_HOME to a folder that is yours."
    )


def fetch_all(jars: Sequence[Jar], folder: Path) -> None:
    """Fetches files into a folder that is there. Raises DownloadFailed; those that came whole are kept."""
    for left in folder.glob(f"{STAGING}*"):
        if time.time() - left.stat().st_mtime > STAGING_AGE_S:
            shutil.rmtree(left, ignore_errors=True)
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix=STAGING) as staging,
        ThreadPoolExecutor(AT_ONCE) as threads,
    ):
        failures = [
            failure
            for failure in threads.map(lambda jar: _fetch(jar, Path(staging), folder), jars)
            if failure is not None
        ]
    if failures:
        raise DownloadFailed(
            f"{len(failures)} of Kafka's files could not be fetched from Maven Central. The first: {failures[0]}. "
            f"What was fetched is kept in {folder}. Check the network (HTTPS_PROXY, REQUESTS_CA_BUNDLE; a mirror "
            "goes under [repositories] in ~/.config/jgo.conf) and try again."
        )


def _fetch(jar: Jar, staging: Path, folder: Path) -> str | None:
    """Fetches one file, with a second try; the reason when that failed."""
    reason = None
    for attempt in ("first", "second"):
        try:
            fetched = _download(jar, staging / attempt)
        except Exception as error:  # jgo raises its own, requests' and the system's
            reason = f"{jar.file_name}: {error}"
            continue
        if jar.is_whole(fetched.parent):
            fetched.replace(folder / jar.file_name)
            return None
        size = fetched.stat().st_size
        reason = f"{jar.file_name}: {size} bytes came, but they are not the file that was published"
    return reason


def _download(jar: Jar, staging: Path) -> Path:
    from jgo.config import GlobalSettings
    from jgo.maven import MavenContext

    mirrors = GlobalSettings.load().repositories or None
    maven = MavenContext(repo_cache=staging, local_repos=[], remote_repos=mirrors, timeout=30)
    component = maven.project(jar.group, jar.artifact).at_version(jar.version)
    fetched: Path = component.artifact().resolve()
    return fetched
