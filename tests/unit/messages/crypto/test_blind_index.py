"""One national id is one person, and without the key nobody can tell whose."""

from __future__ import annotations

from pathlib import Path

import pytest

from infra.messages.crypto.blind_index import BlindIndex, IndexKeyMissing, create_index_key_file

NUMBER = "191212121212"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "person-index-key"
    assert create_index_key_file(file)
    return file


def test_the_file_is_closed_to_others_and_never_written_over(path: Path) -> None:
    before = path.read_text()
    assert path.stat().st_mode & 0o777 == 0o600
    assert not create_index_key_file(path)
    assert path.read_text() == before


def test_the_same_number_is_the_same_person_and_that_of_another_country_is_not(path: Path) -> None:
    person = BlindIndex(path).person("SE", NUMBER)
    assert person == BlindIndex(path).person("SE", NUMBER)
    assert person not in (BlindIndex(path).person("NO", NUMBER), BlindIndex(path).person("SE", NUMBER + "0"))
    assert (person.version, person.variant) == (8, "specified in RFC 4122")


def test_with_another_key_the_same_number_is_somebody_else(path: Path, tmp_path: Path) -> None:
    create_index_key_file(tmp_path / "other")
    assert BlindIndex(path).person("SE", NUMBER) != BlindIndex(tmp_path / "other").person("SE", NUMBER)


def test_a_file_that_is_missing_open_or_altered_is_refused(path: Path) -> None:
    with pytest.raises(IndexKeyMissing, match="No such file"):
        BlindIndex(path.with_name("nowhere")).person("SE", NUMBER)
    path.chmod(0o644)
    with pytest.raises(IndexKeyMissing, match="chmod 600"):
        BlindIndex(path).person("SE", NUMBER)
    path.chmod(0o600)
    text = path.read_text()
    last = text.rstrip("\n").split()[-1]
    for damaged in (text.replace(last, last[:5] + ("A" if last[5] != "A" else "B") + last[6:]), "", text + text, "ö"):
        path.write_text(damaged)
        with pytest.raises(IndexKeyMissing, match="no such file"):
            BlindIndex(path).person("SE", NUMBER)
