"""``caseledger serve``: the HTTP API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from infra.cli.failures import CannotBeUsed
from infra.cli.operations.pages import administrators_link, missing
from infra.cli.session import Session, session_of
from infra.metrics.ports import port_of

if TYPE_CHECKING:
    from infra.http.settings import HttpSettings


def serve(
    context: typer.Context,
    host: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="Default: CASELEDGER_HTTP_HOST, or 127.0.0.1."),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65_535, metavar="N", help="Default: CASELEDGER_HTTP_PORT, or that of `up`, or 8080."),
    ] = None,
    metrics_port: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=65_535,
            metavar="N",
            help="Port of /metrics, /live and /ready; 0 takes a free one. Default: 9112.",
        ),
    ] = None,
    first_key: Annotated[
        bool,
        typer.Option(
            "--first-key/--no-first-key", help="Where there is no key yet, make the administrator's and show it."
        ),
    ] = True,
) -> None:
    """Serve the HTTP API and the pages until Ctrl-C or SIGTERM; requests under way are finished first.

    At the first start an administrator's key is made and shown, once, and a link that signs the administrator in:
    `caseledger api-key create` and `caseledger sign-in link` make others. It listens on this machine only, unless a
    certificate or a proxy that ends TLS is named (docs/http-api.md).

    Example: caseledger serve --port 8081
    """
    check_installed()
    from consumers.projector import retry_parked
    from infra.http.access.api_keys import ApiKeys
    from infra.http.serving import serve as serve_until_told
    from infra.http.settings import HttpSettings
    from infra.runtime.log_lines import speak_in_lines
    from infra.runtime.tracing import begin_tracing

    session = session_of(context)
    http = HttpSettings.load(session.environ, session.settings.home, host, port)
    settings = session.served
    key = ApiKeys(http.api_keys).create_first(session.clock.now()) if first_key else None
    speak_in_lines(session.environ)
    begin_tracing(session.environ)
    port = port_of("serve", settings.metrics_port) if metrics_port is None else metrics_port
    serve_until_told(settings, http, session.clock, lambda *told: _say_ready(session, key, *told), port, retry_parked)


def _say_ready(session: Session, key: str | None, http: HttpSettings, metrics_port: int) -> None:
    if key is not None:
        session.screen.note("The administrator's key, shown this once and kept nowhere in the clear:")
        session.screen.line(key)
        session.screen.note("To sign in as administrator, open this link within 15 minutes; it is good for once:")
        session.screen.note(administrators_link(http))
    session.screen.note(
        f"Serving {http.url} · metrics on http://{session.settings.metrics_host}:{metrics_port}/metrics"
    )


def check_installed() -> None:
    """Raises CannotBeUsed without the extra that the API and its users need."""
    if (library := missing()) is not None:
        raise CannotBeUsed(
            f"The HTTP API needs {library}, which is not installed. Run: pip install 'caseledger[http]'."
        )
