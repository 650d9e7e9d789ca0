"""Templates to pages: everything that a template is given is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from infra.console.formats import Formats
from infra.console.places import places_for
from infra.console.static_files import place_of
from infra.console.texts import COOKIE, LANGUAGES, Texts, language_of, without_commands
from infra.console.texts.acts import with_acts
from infra.http.access.callers import Caller
from infra.http.requests import services_of

FOLDER = Path(__file__).parent / "templates"


@cache
def environment() -> Environment:
    """Autoescape is always on, and a name that a page was not given is an error."""
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["static"] = place_of
    made.filters["query"] = _query
    made.filters["without_commands"] = without_commands
    made.filters["with_acts"] = with_acts
    return made


def _query(filters: Mapping[str, Any]) -> str:
    """Of a link; what is None or empty is left out."""
    return urlencode([(name, value) for name, value in filters.items() if value not in (None, "")])


def formats_of(request: Request) -> Formats:
    """As whoever asks reads them."""
    chosen = language_of(request.cookies.get(COOKIE), request.headers.get("accept-language"))
    return Formats(chosen, services_of(request).zone)


def may_follow(caller: Caller) -> bool:
    """Whether they may be told of every event: the stream of a single case asks less."""
    return "events:read" in caller.scopes and caller.rows.is_open


def rendered(request: Request, template: str, caller: Caller | None, status: int = 200, **values: Any) -> HTMLResponse:
    """A page. ``values`` are the template's own, beside what every template has: ``t``, ``f`` (how amounts and times
    are written), ``caller``, ``places`` of the navigation, ``here`` (the path),
    ``asked_for`` (with its query), whether the page ``follows`` the log and ``languages``."""
    formats = formats_of(request)
    of_all = {
        "t": Texts(formats.language),
        "f": formats,
        "caller": caller,
        "places": places_for(caller) if caller else [],
        "here": request.url.path,
        "asked_for": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "follows": request.method == "GET" and caller is not None and may_follow(caller),
        "languages": LANGUAGES,
        "reflects": {},
    }
    return HTMLResponse(environment().get_template(template).render(of_all | values), status)
