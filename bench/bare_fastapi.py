"""``python -m bench.bare_fastapi PORT``: the least that FastAPI on uvicorn can be asked, the limit of all above it."""

from __future__ import annotations

import sys

import uvicorn
from fastapi import FastAPI
from starlette.responses import JSONResponse

app = FastAPI(openapi_url=None)


@app.get("/bare")
def question() -> JSONResponse:
    """In a thread, as questions are."""
    return JSONResponse({"status": "ok"})


@app.post("/bare")
async def command() -> JSONResponse:
    """Without a thread, as commands are."""
    return JSONResponse({"status": "ok"})


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_config=None)
