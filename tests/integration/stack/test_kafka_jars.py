"""Kafka's jars, fetched from a small repository served here: cut short, spoilt, unreachable."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from infra.stack import kafka_jars
from infra.stack.errors import DownloadFailed
from infra.stack.kafka_jars import Jar, class_path, locked_jars

CONTENT = {"one": b"PK one" * 1000, "two": b"PK two" * 1000}
JARS = [Jar(hashlib.sha256(content).hexdigest(), "org.example", name, "1.0") for name, content in CONTENT.items()]


class Repository:
    """A Maven repository over HTTP, whose answers a test can spoil."""

    def __init__(self) -> None:
        self.files = {f"/org/example/{name}/1.0/{name}-1.0.jar": content for name, content in CONTENT.items()}
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())

    def cut_short(self, name: str) -> None:
        path = f"/org/example/{name}/1.0/{name}-1.0.jar"
        self.files[path] = self.files[path][:100]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        repository = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                if self.path.endswith(".jar"):
                    repository.asked.append(self.path.rsplit("/", 1)[1])
                content = repository.files.get(self.path)
                self.send_response(404 if content is None else 200)
                self.end_headers()
                self.wfile.write(content or b"")

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    one = Repository()
    Thread(target=one.server.serve_forever, daemon=True).start()
    (tmp_path / "jgo.conf").write_text(f"[repositories]\nhere = http://127.0.0.1:{one.server.server_port}\n")
    monkeypatch.setenv("JGO_CONFIG_FILE", str(tmp_path / "jgo.conf"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(kafka_jars, "locked_jars", lambda: JARS)
    yield one
    one.server.shutdown()
    one.server.server_close()


def fetch(tmp_path: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in class_path(tmp_path / "fallback", lambda _: None)}


WHOLE = {"one-1.0.jar": CONTENT["one"], "two-1.0.jar": CONTENT["two"]}


def test_what_is_there_and_whole_is_not_asked_for_again(repository: Repository, tmp_path: Path) -> None:
    assert fetch(tmp_path) == WHOLE
    assert sorted(repository.asked) == ["one-1.0.jar", "two-1.0.jar"]
    assert fetch(tmp_path) == WHOLE
    assert len(repository.asked) == 2


@pytest.mark.parametrize("spoilt", [b"", b"PK one" * 999, b"PK eno" * 1000])
def test_a_file_that_is_not_whole_any_more_is_fetched_again(
    repository: Repository, tmp_path: Path, spoilt: bytes
) -> None:
    first = class_path(tmp_path / "fallback", lambda _: None)[0]
    first.write_bytes(spoilt)
    repository.asked.clear()
    assert fetch(tmp_path) == WHOLE
    assert repository.asked == ["one-1.0.jar"]


def test_a_download_that_is_cut_short_leaves_nothing_behind_and_keeps_the_others(
    repository: Repository, tmp_path: Path
) -> None:
    repository.cut_short("one")
    with pytest.raises(DownloadFailed, match=r"one-1\.0\.jar: 100 bytes came.*is kept in.*try again"):
        fetch(tmp_path)
    kept = sorted(path.name for path in (tmp_path / "cache").rglob("*") if path.is_file())
    assert kept == ["two-1.0.jar"]
    assert repository.asked.count("one-1.0.jar") == 2  # one more try, no more

    repository.files["/org/example/one/1.0/one-1.0.jar"] = CONTENT["one"]
    assert fetch(tmp_path) == WHOLE


def test_what_a_killed_start_left_half_fetched_is_removed_and_what_another_fetches_now_is_not(
    repository: Repository, tmp_path: Path
) -> None:
    folder = class_path(tmp_path / "fallback", lambda _: None)[0].parent
    (folder / "one-1.0.jar").unlink()
    left, current = folder / ".fetching-left", folder / ".fetching-now"
    for staging in (left, current):
        staging.mkdir()
        (staging / "half.jar").write_bytes(b"PK")
    yesterday = time.time() - 86_400
    os.utime(left, (yesterday, yesterday))

    assert fetch(tmp_path) == WHOLE

    assert not left.exists()
    assert current.exists()


def test_a_repository_that_cannot_be_reached_says_what_to_check(repository: Repository, tmp_path: Path) -> None:
    (tmp_path / "jgo.conf").write_text("[repositories]\nhere = http://127.0.0.1:1\n")
    with pytest.raises(DownloadFailed, match=r"2 of Kafka's files.*HTTPS_PROXY.*jgo\.conf"):
        fetch(tmp_path)


def test_without_a_cache_of_ones_own_the_files_lie_in_the_stacks_folder(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert fetch(tmp_path) == WHOLE
    assert sorted(path.name for path in (tmp_path / "fallback").rglob("*.jar")) == sorted(WHOLE)


def test_nowhere_to_keep_them_names_both_places(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(DownloadFailed, match=r"neither in .*/file/.* nor in .*/file/below"):
        class_path(tmp_path / "file" / "below", lambda _: None)


def test_the_lock_file_names_each_jar_once_with_a_digest() -> None:
    jars = locked_jars()
    assert len({jar.file_name for jar in jars}) == len(jars) == 46
    assert all(len(jar.sha256) == 64 for jar in jars)
    assert f"kafka_2.13-{kafka_jars.KAFKA.rsplit(':', 1)[1]}.jar" in {jar.file_name for jar in jars}
    assert os.sep not in "".join(jar.file_name for jar in jars)
