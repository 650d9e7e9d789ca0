"""What browsers load: under a name that has the hash of its content in it, so that it may be kept for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.responses import Response

from infra.http.problems import not_there

FOLDER = Path(__file__).parent / "static"
PLACE = "/console/static"
FOR_EVER = "public, max-age=31536000, immutable"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One of them, read."""

    content: bytes
    media_type: str


@cache
def static_files() -> tuple[Mapping[str, str], Mapping[str, StaticFile]]:
    """By their own names where they are served, and by the name that is served what they are."""
    places, files = dict[str, str](), dict[str, StaticFile]()
    for path in sorted(FOLDER.rglob("*")):
        if path.suffix in _TYPES:
            content = path.read_bytes()
            name = f"{path.stem}.{hashlib.sha256(content).hexdigest()[:12]}{path.suffix}"
            places[path.name] = f"{PLACE}/{name}"
            files[name] = StaticFile(content, _TYPES[path.suffix])
    return places, files


def place_of(name: str) -> str:
    """Where ``console.css`` is served. Raises KeyError for what is not there."""
    return static_files()[0][name]


async def static_file(name: str) -> Response:
    """One file; needs no key."""
    found = static_files()[1].get(name)
    if found is None:
        raise not_there()
    return Response(found.content, media_type=found.media_type, headers={"Cache-Control": FOR_EVER})
