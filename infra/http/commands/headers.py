"""What the headers of a request say beside its body. Each function raises HttpProblem, which repeats no header."""

from __future__ import annotations

import re
from collections.abc import Mapping

from infra.http.problems import HttpProblem

IDEMPOTENCY_KEY = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
POSITION = "Caseledger-Position"
PURPOSE = "Caseledger-Purpose"
WAIT_S_MAX = 60.0

_KEY = re.compile(r'"?([\x21\x23-\x7e](?:[\x20\x21\x23-\x7e]{0,253}[\x21\x23-\x7e])?)"?')
_ETAG = re.compile(r'"([0-9]{1,9})"')
_WAIT = re.compile(r"wait *= *([0-9]{1,4})")
_POSITION = re.compile(r"([0-9]{1,5})=([0-9]{1,18})")


def idempotency_key(text: str | None) -> str:
    """The key under which the client sends this once, with or without the quotes of the draft standard."""
    if not text:
        wanted = "Send an Idempotency-Key of your own, such as a UUID: the same again for the same request, once more."
        raise HttpProblem("idempotency_key_missing", wanted)
    if (found := _KEY.fullmatch(text)) is None:
        raise HttpProblem("parameter_invalid", "An Idempotency-Key has 1 to 255 visible characters of ASCII.")
    return found[1]


def expected_version(if_match: str | None, *, required: bool) -> int | None:
    """The version of an ETag of ours. None: any will do."""
    if if_match is None:
        if required:
            raise HttpProblem("version_missing", 'Say with If-Match for which version this is meant, such as "6".')
        return None
    if (found := _ETAG.fullmatch(if_match.strip())) is None:
        raise HttpProblem("parameter_invalid", 'If-Match has one strong entity tag that was given here, such as "6".')
    return int(found[1])


def wait_s(prefer: str | None) -> float:
    """How long the client wants to wait for the answer: 0 where it does not say."""
    for one in (prefer or "").split(","):
        if found := _WAIT.match(one.strip()):
            return min(float(found[1]), WAIT_S_MAX)
    return 0.0


def etag(version: int) -> str:
    """The strong entity tag of a version."""
    return f'"{version}"'


def position_text(partition: int, position: int) -> str:
    """Such as ``2=1142``."""
    return f"{partition}={position}"


def positions_text(positions: Mapping[int, int]) -> str:
    """Of several partitions: ``0=17,2=1142``."""
    return ",".join(position_text(partition, position) for partition, position in sorted(positions.items()))


def positions(text: str | None) -> dict[int, int]:
    """What a client has been told to be there: {partition: position}; several have commas between."""
    found: dict[int, int] = {}
    for one in (text or "").split(","):
        if not one.strip():
            continue
        if (pair := _POSITION.fullmatch(one.strip())) is None:
            raise HttpProblem("parameter_invalid", f"{POSITION} is what an answer said, such as 2=1142.")
        partition, position = int(pair[1]), int(pair[2])
        found[partition] = max(position, found.get(partition, 0))
    return found
