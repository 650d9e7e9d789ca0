"""Files that banks drop into a folder: taken once, moved to where they are found, never lost; none stops another."""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from infra.client import NoAnswer
from infra.intake.banks.bank_file import read_bank_file
from infra.intake.importing.tally import Tally
from infra.intake.watching import rounds as rounds_module
from infra.intake.watching.folder import FolderInUse, WatchedFolder
from infra.intake.watching.rounds import REFUSED_AFTER_S, Became, FileTold, Left, Rounds
from infra.runtime.settings_error import SettingsError
from tests.fuzz.seeds import SEEDS

BGMAX, OCR_GIRO, CAMT = SEEDS[0], SEEDS[1], SEEDS[2]
BROKEN = BGMAX[: len(BGMAX) // 2]
SETTLE_S = 2.0


class Killed(BaseException):
    """The process dies here."""


@dataclass
class Bank:
    """A folder, the ledger behind it, and a clock of its own. ``received`` counts each payment that the ledger has."""

    path: Path
    now_s: float = 1_000.0
    received: set[str] = field(default_factory=set)
    imports: Counter[str] = field(default_factory=Counter)
    told: list[FileTold] = field(default_factory=list)
    failing: dict[str, Exception] = field(default_factory=dict)
    dies_at: str = ""
    while_importing: object = None

    def __post_init__(self) -> None:
        self.path.mkdir(exist_ok=True)
        self.start()

    def start(self) -> None:
        """A new process: it remembers nothing."""
        self.folder = WatchedFolder(self.path, SETTLE_S, lambda: self.now_s)
        with self.folder.held():
            pass
        self.rounds = Rounds(self.folder, self.take, self.told.append)

    def drop(self, name: str, content: bytes) -> Path:
        path = self.path / name
        path.write_bytes(content)
        return path

    def take(self, path: Path, keep_in: Path) -> Tally:
        if path.name in self.failing:
            raise self.failing[path.name]
        self.imports[path.name] += 1
        tally = Tally()
        for line in read_bank_file(path).lines:
            new = line.fingerprint not in self.received
            self.received.add(line.fingerprint)
            tally.received += new
            tally.received_before += not new
            if self.dies_at == "mid-file":
                raise Killed
        if callable(self.while_importing):
            self.while_importing()
        return tally

    def rounds_for(self, seconds: float) -> Left:
        """Rounds as they come, one a second."""
        for _ in range(int(seconds)):
            left = self.rounds.once()
            self.now_s += 1.0
        return left

    def names(self, place: str) -> list[str]:
        return sorted(path.name for path in (self.path / place).iterdir() if path.is_file() and path.name[0] != ".")

    def became(self, name: str) -> list[Became]:
        return [one.became for one in self.told if one.name == name]


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return Bank(tmp_path / "from the bank")


def test_a_file_is_taken_in_and_stands_in_done_as_the_bank_sent_it(bank: Bank) -> None:
    bank.drop("monday.txt", BGMAX)
    assert bank.rounds_for(5) == Left(0, 0)
    assert (bank.path / "done" / "monday.txt").read_bytes() == BGMAX
    assert bank.imports == {"monday.txt": 1}
    assert bank.became("monday.txt") == [Became.DONE]


def test_a_file_that_still_grows_is_left_until_it_stands_still(bank: Bank) -> None:
    for size in range(100, len(BGMAX), 100):
        bank.drop("slow.txt", BGMAX[:size])
        bank.rounds_for(1)
    assert not bank.imports
    bank.drop("slow.txt", BGMAX)
    bank.rounds_for(5)
    assert bank.names("done") == ["slow.txt"]


def test_half_a_file_whose_sender_pauses_is_not_refused_before_its_time(bank: Bank) -> None:
    bank.drop("paused.txt", BROKEN)
    bank.rounds_for(REFUSED_AFTER_S - 10)
    assert bank.names("") == ["paused.txt"]
    bank.drop("paused.txt", BGMAX)
    bank.rounds_for(5)
    assert (bank.names("done"), bank.names("refused")) == (["paused.txt"], [])


def test_a_file_that_stays_broken_is_refused_with_its_reason_beside_it(bank: Bank) -> None:
    bank.drop("broken.txt", BROKEN)
    bank.rounds_for(REFUSED_AFTER_S + 5)
    assert bank.names("refused") == ["broken.txt", "broken.txt.reason.json"]
    reason = json.loads((bank.path / "refused" / "broken.txt.reason.json").read_text("utf-8"))
    assert (reason["file"], reason["code"]) == ("broken.txt", "no_end_record")
    assert bank.received == set(), "nothing of it"
    assert bank.became("broken.txt") == [Became.REFUSED]


def test_a_file_under_the_name_of_an_unfinished_one_waits_for_its_own_name(bank: Bank) -> None:
    for name in (".monday.txt", "monday.txt.part", "MONDAY.TMP", "monday.txt.filepart"):
        bank.drop(name, BGMAX)
    bank.rounds_for(90)
    assert not bank.imports
    (bank.path / "monday.txt.part").rename(bank.path / "monday.txt")
    bank.rounds_for(5)
    assert bank.names("done") == ["monday.txt"]


def test_the_same_name_again_never_replaces_what_stands_there(bank: Bank) -> None:
    for content in (BGMAX, OCR_GIRO, BGMAX):
        bank.drop("payments.txt", content)
        bank.rounds_for(5)
    done = {name: (bank.path / "done" / name).read_bytes() for name in bank.names("done")}
    assert done == {"payments.txt": BGMAX, "payments-2.txt": OCR_GIRO, "payments-3.txt": BGMAX}
    assert [one.tally.received for one in bank.told if one.tally][2] == 0, "the third was the first again"


def test_a_refused_name_again_keeps_both_reasons(bank: Bank) -> None:
    for content in (BROKEN, b"not a bank's file"):
        bank.drop("x.txt", content)
        bank.rounds_for(REFUSED_AFTER_S + 5)
    assert bank.names("refused") == ["x-2.txt", "x-2.txt.reason.json", "x.txt", "x.txt.reason.json"]


def test_no_file_stops_another(bank: Bank) -> None:
    bank.failing = {
        "a unreadable.txt": PermissionError("it may not be read"),
        "b nobody answers.txt": NoAnswer("No answer within 60 s."),
        "c our fault.txt": ValueError("Åsa Öberg"),
    }
    for name in (*bank.failing, "d good.txt"):
        bank.drop(name, BGMAX)
    bank.drop("holiday.jpg", b"\xff\xd8\xff\xe0 not ours")
    bank.drop("z other.txt", OCR_GIRO)
    assert bank.rounds_for(REFUSED_AFTER_S + 5) == Left(0, 3)
    assert bank.names("done") == ["d good.txt", "z other.txt"]
    assert bank.names("refused") == ["holiday.jpg", "holiday.jpg.reason.json"]
    assert "Åsa" not in str([one.reason for one in bank.told]), "an error's text may repeat what it met"


def test_what_cannot_be_taken_now_is_tried_ever_more_rarely_and_taken_when_it_can_be(bank: Bank) -> None:
    bank.failing = {"later.txt": PermissionError("it may not be read")}
    bank.drop("later.txt", BGMAX)
    bank.rounds_for(120)
    assert 3 <= len(bank.became("later.txt")) <= 6, "after 5, 10, 20, 40 s"
    bank.failing = {}
    bank.rounds_for(160)
    assert bank.names("done") == ["later.txt"]


def test_a_file_that_cannot_be_moved_is_imported_once_and_moved_as_soon_as_it_can_be(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stands_fast(self: Path, _: Path) -> Path:
        raise PermissionError(f"{self} cannot be moved")

    bank.drop("stuck.txt", BGMAX)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", stands_fast)
        assert bank.rounds_for(60) == Left(0, 1)
    assert bank.imports == {"stuck.txt": 1}
    bank.rounds_for(100)
    assert bank.names("done") == ["stuck.txt"]
    assert bank.imports == {"stuck.txt": 1}


def test_a_file_that_is_changed_while_it_is_taken_in_is_taken_again(bank: Bank) -> None:
    bank.drop("twice.txt", BGMAX)
    bank.while_importing = lambda: bank.drop("twice.txt", OCR_GIRO)
    bank.rounds_for(3)
    assert bank.became("twice.txt") == [Became.WAITS]
    bank.while_importing = None
    bank.rounds_for(10)
    assert (bank.path / "done" / "twice.txt").read_bytes() == OCR_GIRO
    assert len(bank.received) == sum(len(read_bank_file(_written(bank, data)).lines) for data in (BGMAX, OCR_GIRO))


def _written(bank: Bank, data: bytes) -> Path:
    path = bank.path / ".to read"
    path.write_bytes(data)
    return path


def test_a_file_that_somebody_takes_away_meanwhile_is_no_trouble(bank: Bank) -> None:
    bank.drop("gone.txt", BGMAX)
    bank.rounds_for(1)
    (bank.path / "gone.txt").unlink()
    assert bank.rounds_for(5) == Left(0, 0)
    assert not bank.told


def test_links_pipes_and_folders_are_left_alone(bank: Bank, tmp_path: Path) -> None:
    secret = tmp_path / "elsewhere.txt"
    secret.write_bytes(BGMAX)
    (bank.path / "link.txt").symlink_to(secret)
    os.mkfifo(bank.path / "pipe.txt")  # whoever opens it waits for ever
    (bank.path / "folder.txt").mkdir()
    bank.rounds_for(90)
    assert not bank.imports
    assert [path.name for path in bank.folder.strangers()] == ["folder.txt", "link.txt", "pipe.txt"]


@pytest.mark.parametrize("point", ["mid-file", "watch-before-move", "watch-after-move"])
def test_killed_at_any_step_of_a_good_file_it_is_neither_lost_nor_doubled(
    bank: Bank, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dies_at(bank, point, monkeypatch)
    bank.drop("a.txt", BGMAX)
    bank.drop("b.txt", CAMT)
    _until_killed(bank)
    bank.start()
    bank.rounds_for(5)
    assert bank.names("done") == ["a.txt", "b.txt"]
    assert bank.names("") == []
    lines = [line for name in ("a.txt", "b.txt") for line in read_bank_file(bank.path / "done" / name).lines]
    assert bank.received == {line.fingerprint for line in lines}


@pytest.mark.parametrize("point", ["watch-before-refusing", "watch-after-move"])
def test_killed_at_any_step_of_a_refusal_file_and_reason_stand_beside_each_other(
    bank: Bank, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _dies_at(bank, point, monkeypatch)
    bank.drop("broken.txt", BROKEN)
    _until_killed(bank)
    bank.start()
    bank.rounds_for(REFUSED_AFTER_S + 5)
    assert bank.names("refused") == ["broken.txt", "broken.txt.reason.json"]
    assert bank.names("") == []


def _dies_at(bank: Bank, point: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash_point(name: str) -> None:
        if name == bank.dies_at:
            raise Killed

    bank.dies_at = point
    monkeypatch.setattr(rounds_module, "crash_point", crash_point)


def _until_killed(bank: Bank) -> None:
    with pytest.raises(Killed):
        bank.rounds_for(REFUSED_AFTER_S + 10)
    bank.dies_at = ""


def test_two_processes_do_not_watch_one_folder(bank: Bank) -> None:
    with bank.folder.held(), pytest.raises(FolderInUse), WatchedFolder(bank.path).held():
        pass
    with WatchedFolder(bank.path).held():
        pass  # the first has ended


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such place"), WatchedFolder(tmp_path / "no such place").held():
        pass


def test_a_folder_that_goes_away_and_comes_back_is_watched_again(bank: Bank) -> None:
    away = bank.path.with_name("away")
    shutil.move(bank.path, away)
    with pytest.raises(OSError, match="No such file"):
        bank.rounds.once()
    shutil.move(away, bank.path)
    bank.drop("back.txt", BGMAX)
    bank.rounds_for(5)
    assert bank.names("done") == ["back.txt"]
