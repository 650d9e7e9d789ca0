"""Ways in which a file comes to harm: by accident, by a converter, or by somebody who means it."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Damage = Callable[[Random, bytes], bytes]
TOKENS = (
    b"\x00", b"\xff", b"\xef\xbb\xbf", b"\r", b"\n", b"\x1a", b"-", b"0" * 40, b"9" * 40, b"1e9", b"&lol;",
    b"<![CDATA[", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"<a>" * 200, b"</Ntry>", b"<Ntry>", b"CRDT", b"DBIT", b"RvslInd",
    b":61:", b":62F:", b":20:", b"?20", b"NY090088", b"15", b"70", b"21", b"SEK", b"XXX", b"2026-02-30", b"\xc3\xa5",
    b"\xe2\x80\x8b", b"//",
)  # fmt: skip


def _flip(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data))
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def _digit(random: Random, data: bytes) -> bytes:
    places = [place for place, byte in enumerate(data) if 48 <= byte <= 57]
    if not places:
        return data
    at = random.choice(places)
    return data[:at] + bytes([random.randrange(48, 58)]) + data[at + 1 :]


def _cut(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _without_a_piece(random: Random, data: bytes) -> bytes:
    begin = random.randrange(len(data))
    return data[:begin] + data[begin + random.randrange(1, 200) :]


def _twice(random: Random, data: bytes) -> bytes:
    begin = random.randrange(len(data))
    end = begin + random.randrange(1, 300)
    return data[:end] + data[begin:end] + data[end:]


def _token(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(TOKENS) + data[at:]


def _lines_in_another_order(random: Random, data: bytes) -> bytes:
    lines = data.split(b"\n")
    first, second = random.randrange(len(lines)), random.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"\n".join(lines)


def _noise(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(min(len(data), 300) + 1)] + random.randbytes(random.randrange(400))


def _recoded(random: Random, data: bytes) -> bytes:
    text = data.decode("iso-8859-1")
    return text.encode(random.choice(["utf-8", "utf-16", "utf-16-be", "cp037"]), "replace")


DAMAGES: tuple[Damage, ...] = (
    _flip, _digit, _cut, _without_a_piece, _twice, _token, _lines_in_another_order, _noise, _recoded,
)  # fmt: skip


def damaged(random: Random, data: bytes) -> bytes:
    """The file after one to four accidents."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 4))):
        if data:
            data = random.choice(DAMAGES)(random, data)
    return data
