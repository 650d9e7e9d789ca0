"""The file of wrapping keys: closed to others, checked before it is used, replaced as a whole."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from uuid import UUID

import pytest

from infra.messages.crypto.errors import KeyDamaged, WrappingKeyMissing
from infra.messages.crypto.wrapping import rewrapped, unwrapped, wrapped_key
from infra.messages.crypto.wrapping_file import (
    WrappingKeyFile,
    add_wrapping_key,
    create_wrapping_key_file,
    drop_wrapping_key,
    read_wrapping_keys,
    wrapping_key_id,
)

KEY_ID, PERSON, KEY = UUID(int=5), UUID(int=6), bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "deep" / "wrapping-keys"
    assert create_wrapping_key_file(file)
    return file


def test_a_new_file_is_closed_to_others_and_is_never_written_over(path: Path) -> None:
    before = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not create_wrapping_key_file(path)
    assert path.read_text() == before


def test_a_key_comes_back_as_it_was_wrapped(path: Path) -> None:
    keys = WrappingKeyFile(path)
    wrapped = wrapped_key(keys, KEY_ID, PERSON, "contact", KEY)
    assert wrapped.wrapping_key == keys.current
    assert KEY not in wrapped.wrapped
    assert unwrapped(keys, wrapped) == KEY


@pytest.mark.parametrize("changed", [{"person": UUID(int=7)}, {"key_id": UUID(int=7)}, {"category": "special"}])
def test_a_wrapped_key_is_of_no_use_to_another_person_or_category(path: Path, changed: dict[str, object]) -> None:
    keys = WrappingKeyFile(path)
    wrapped = wrapped_key(keys, KEY_ID, PERSON, "contact", KEY)
    with pytest.raises(KeyDamaged):
        unwrapped(keys, wrapped._replace(**changed))  # type: ignore[arg-type]


def test_a_key_added_wraps_from_then_on_and_older_ones_still_unwrap(path: Path) -> None:
    keys = WrappingKeyFile(path)
    old = wrapped_key(keys, KEY_ID, PERSON, "contact", KEY)
    added = add_wrapping_key(path)
    keys.refresh()
    new = rewrapped(keys, old)
    assert (keys.current, keys.known) == (added, {old.wrapping_key, added})
    assert (new.wrapping_key, unwrapped(keys, new), unwrapped(keys, old)) == (added, KEY, KEY)


def test_a_key_that_somebody_put_in_since_is_found_when_it_is_needed(path: Path) -> None:
    ours, theirs = WrappingKeyFile(path), WrappingKeyFile(path)
    add_wrapping_key(path)
    theirs.refresh()
    assert unwrapped(ours, wrapped_key(theirs, KEY_ID, PERSON, "contact", KEY)) == KEY


def test_a_key_dropped_is_missed_by_its_name_and_the_last_one_cannot_be_dropped(path: Path) -> None:
    keys = WrappingKeyFile(path)
    old = wrapped_key(keys, KEY_ID, PERSON, "contact", KEY)
    current = add_wrapping_key(path)
    drop_wrapping_key(path, old.wrapping_key)
    with pytest.raises(WrappingKeyMissing, match=f"{old.wrapping_key}.*backup"):
        unwrapped(WrappingKeyFile(path), old)
    with pytest.raises(WrappingKeyMissing):
        drop_wrapping_key(path, current)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_not_there_is_asked_back_and_no_other_is_made(tmp_path: Path) -> None:
    with pytest.raises(WrappingKeyMissing, match="from its backup; a new one opens nothing"):
        WrappingKeyFile(tmp_path / "wrapping-keys")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_others_may_read_is_refused(path: Path) -> None:
    path.chmod(0o640)
    with pytest.raises(WrappingKeyMissing, match=f"mode 0640: chmod 600 {path}"):
        WrappingKeyFile(path)


RIGHT = os.urandom(32)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing but a note\n",
        "kek-0000000000000000 " + base64.b64encode(RIGHT).decode(),
        f"{wrapping_key_id(RIGHT[:16])} " + base64.b64encode(RIGHT[:16]).decode(),
        f"{wrapping_key_id(RIGHT)} {base64.b64encode(RIGHT).decode()} more",
        f"{wrapping_key_id(RIGHT)} no base64",
        "ä",
    ],
    ids=["empty", "no key", "a key copied wrongly", "a short key", "a word too many", "no key at all", "no ASCII"],
)
def test_a_file_that_is_no_file_of_keys_is_refused_and_none_of_it_shown(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(WrappingKeyMissing) as refused:
        read_wrapping_keys(path)
    assert base64.b64encode(RIGHT).decode() not in str(refused.value)
