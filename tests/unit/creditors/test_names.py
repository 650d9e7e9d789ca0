"""Which creditor a person means, or a line of a file; and what is said when it is none, or several."""

from __future__ import annotations

import pytest

from domain.kernel.directory import CreditorEntry
from infra.creditors.names import CreditorNames, CreditorNotFound

NAMES = CreditorNames(
    CreditorEntry(*one)
    for one in [
        ("norrsken", "Norrsken Energi AB"),
        ("angso", "Ängsö Parkering AB"),
        ("twin-1", "Tvilling AB"),
        ("twin-2", "TVILLING  ab"),
        ("kraft", "Kraft AB"),
        ("sydkraft", "Kraft"),
    ]
)


@pytest.mark.parametrize(
    ("text", "creditor_id"),
    [
        ("norrsken", "norrsken"),
        ("NORRSKEN", "norrsken"),
        ("Norrsken Energi AB", "norrsken"),
        ("  norrsken   ENERGI\u00a0ab ", "norrsken"),
        ("A\u0308ngso\u0308 Parkering AB", "angso"),
        ("twin\u20131", "twin-1"),
        ("Kraft AB", "kraft"),
    ],
)
def test_a_creditor_is_meant_by_its_id_or_name_whatever_the_spelling(text: str, creditor_id: str) -> None:
    assert NAMES.meant_by(text).creditor_id == creditor_id


def test_a_name_that_two_have_means_none_and_their_ids_are_named() -> None:
    with pytest.raises(CreditorNotFound, match=r"2 registered creditors.*write the id of one \(twin-1, twin-2\)"):
        NAMES.meant_by("tvilling ab")


def test_an_id_that_is_the_name_of_another_means_none_so_that_no_debt_goes_to_the_wrong_one() -> None:
    with pytest.raises(CreditorNotFound, match=r"the name of another \(sydkraft\).*caseledger creditor rename"):
        NAMES.meant_by("kraft")
    assert NAMES.meant_by("sydkraft").name == "Kraft", "its own id still means it, so that it can be renamed"


def test_a_creditor_whose_name_is_its_own_id_is_meant_by_it() -> None:
    assert CreditorNames([CreditorEntry("ostra", "Ostra")]).meant_by("OSTRA").creditor_id == "ostra"


@pytest.mark.parametrize("text", ["Norsken Energi", "norrsk", "Energi"])
def test_the_nearest_are_named_for_a_name_that_nobody_has(text: str) -> None:
    with pytest.raises(CreditorNotFound, match=r"Did you mean.*Norrsken Energi AB \(norrsken\)"):
        NAMES.meant_by(text)


@pytest.mark.parametrize("text", ["", " ", "\x00", "x" * 10_000, "'; DROP TABLE creditor"])
def test_whatever_is_written_it_is_said_how_a_creditor_is_registered_and_never_what_was_written(text: str) -> None:
    with pytest.raises(CreditorNotFound) as found:
        NAMES.meant_by(text)
    assert "caseledger creditor register" in str(found.value)
    assert not text.strip("\x00 ") or text not in str(found.value)


FORMER = CreditorNames(
    [
        CreditorEntry("fjord", "Fjord Nord AB", ("Fjordkraft AB", "Vannkraft AB", "Fjellkraft AB")),
        CreditorEntry("fjell", "Fjellkraft AB", ("Vannkraft AB",)),
    ]
)


def test_a_former_name_means_who_had_it() -> None:
    assert FORMER.meant_by("  fjordKRAFT  ab ").creditor_id == "fjord"


def test_a_former_name_means_another_who_is_called_so_now() -> None:
    assert FORMER.meant_by("Fjellkraft AB").creditor_id == "fjell"


def test_a_name_that_two_had_means_none() -> None:
    with pytest.raises(CreditorNotFound, match=r"write the id of one \(fjell, fjord\)"):
        FORMER.meant_by("vannkraft ab")


def test_who_else_has_a_name_is_told_by_id() -> None:
    assert NAMES.also_called("twin-1", "Tvilling AB") == ["twin-2"]
    assert NAMES.also_called("new", "kraft") == ["kraft", "sydkraft"]
    assert NAMES.also_called("norrsken", "Norrsken Energi AB") == []
