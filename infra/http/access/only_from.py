"""Lets in only what comes from the proxy in front: whoever goes around it would send keys in the clear."""

from __future__ import annotations

from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from infra.http.problems import HttpProblem


class OnlyFrom:
    """Around an application. ``addresses`` are IP addresses; this machine itself is let in too."""

    def __init__(self, app: ASGIApp, addresses: frozenset[str]) -> None:
        self._app = app
        self._addresses = frozenset(ip_address(one) for one in addresses)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._lets_in(scope):
            await self._app(scope, receive, send)
            return
        await HttpProblem("forbidden", "Requests come through the proxy in front of this server.").response()(
            scope, receive, send
        )

    def _lets_in(self, scope: Scope) -> bool:
        client = scope.get("client")
        if client is None:
            return False
        address = ip_address(client[0])
        return address.is_loopback or address in self._addresses
