"""The file of a request, written to a place as it comes: alone as the body, or as the one file of a form."""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from infra.http.imports.store import name_to_keep
from infra.http.problems import HttpProblem

FILE_BYTES_MAX = 200_000_000
FORM = "multipart/form-data"
_CHUNK_BYTES = 1 << 18


class ReceivedFile(NamedTuple):
    """What came, under which name it is kept, and what the form said beside it."""

    file_name: str
    bytes: int
    sha256: str
    said: Mapping[str, str] = MappingProxyType({})


async def receive_file(request: Request, file_name: str | None, place: Callable[[str], Path]) -> ReceivedFile:
    """Write the file of a request where ``place`` says for its name. Raises HttpProblem for none, or one too large."""
    if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != FORM:
        name = name_to_keep(file_name)
        return await _written(name, place(name), _limited(request))
    try:
        form = await MultiPartParser(request.headers, _limited(request), max_files=1, max_fields=10).parse()
    except MultiPartException:
        raise HttpProblem("body_invalid", f"The body is no {FORM} with one file in it.") from None
    try:
        files = [one for _, one in form.multi_items() if isinstance(one, UploadFile)]
        if not files:
            raise HttpProblem("body_invalid", "The form has no file.")
        name = name_to_keep(file_name or files[0].filename)
        written = await _written(name, place(name), _chunks(files[0]))
        return written._replace(said={key: one for key, one in form.multi_items() if isinstance(one, str)})
    finally:
        await form.close()


async def _written(name: str, path: Path, chunks: AsyncIterator[bytes]) -> ReceivedFile:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        async for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            await run_in_threadpool(file.write, chunk)
        await run_in_threadpool(_on_the_disk, file)
    if not size:
        raise HttpProblem("body_invalid", "The file is empty.")
    return ReceivedFile(name, size, digest.hexdigest())


def _on_the_disk(file: BinaryIO) -> None:
    """What was answered for outlives a power cut."""
    file.flush()
    os.fsync(file.fileno())


async def _limited(request: Request) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > FILE_BYTES_MAX:
            raise HttpProblem("body_too_large", f"The file has more than {FILE_BYTES_MAX:,} bytes.")
        yield chunk


async def _chunks(file: UploadFile) -> AsyncGenerator[bytes, None]:
    while chunk := await file.read(_CHUNK_BYTES):
        yield chunk
