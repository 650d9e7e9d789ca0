"""What stands in a personal field when the text is not there."""

from __future__ import annotations

import pickle
from typing import get_args

from domain.kernel.personal import ERASED, Personal, PersonalData, Sealed, Special, Withheld


def test_a_sealed_text_is_a_text_that_says_so() -> None:
    sealed = Sealed(b"bytes")
    assert (str(sealed), f"{sealed}", sealed.upper()) == ("(sealed)", "(sealed)", "(SEALED)")
    assert isinstance(sealed, Withheld)


def test_sealed_texts_are_equal_when_their_bytes_are_and_to_nothing_else() -> None:
    assert Sealed(b"a") == Sealed(b"a")
    assert hash(Sealed(b"a")) == hash(Sealed(b"a"))
    assert Sealed(b"a") != Sealed(b"b")
    assert Sealed(b"a") != "(sealed)"
    assert Sealed(b"a") != ERASED


def test_a_sealed_text_keeps_its_bytes_on_the_way_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Sealed(b"\x00bytes"))).content == b"\x00bytes"


def test_an_annotation_says_the_category_and_whose_the_text_is() -> None:
    assert get_args(Personal[str]) == (str, PersonalData("contact", "person_id"))
    assert get_args(Special[str | None]) == (str | None, PersonalData("special", "person_id"))
