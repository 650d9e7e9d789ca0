"""What every route about subscriptions has in common: who may, what they send, and what can go wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

from eventsourcing.persistence import PersistenceError
from fastapi import Depends, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from infra.http.access.callers import Caller
from infra.http.access.roles import WEBHOOKS
from infra.http.problems import HttpProblem, not_there, unavailable
from infra.http.requests import AnyCaller, body_of, services_of
from infra.messages.crypto.errors import WrappingKeyMissing
from infra.webhooks.desk import OVERLAP_HOURS, OVERLAP_HOURS_MAX, NoSuchWebhook, WebhookDesk, WebhookRefused

_BYTES_MAX = 50_000
Value = TypeVar("Value")
Body = TypeVar("Body", bound=BaseModel)


async def _may(caller: AnyCaller) -> Caller:
    """They tell of everything that happens, so the key must be held to no rows."""
    caller.check_scope(WEBHOOKS)
    caller.check_sees_all()
    return caller


Allowed = Annotated[Caller, Depends(_may)]


class NewWebhook(BaseModel):
    """What to call, about what, and from where on."""

    model_config = ConfigDict(extra="forbid")
    url: str = Field(max_length=2_000, description="https, and at a public address.")
    types: list[str] = Field([], max_length=500, description="Such as PaymentAllocated; none: all.")
    begin: str = Field("now", max_length=40, description="`now`, `beginning`, or a time with its offset.")


class Rotation(BaseModel):
    """How long the keys before sign too."""

    model_config = ConfigDict(extra="forbid")
    overlap_hours: int = Field(OVERLAP_HOURS, ge=0, le=OVERLAP_HOURS_MAX)


class Replay(BaseModel):
    """From where to tell again."""

    model_config = ConfigDict(extra="forbid")
    begin: str = Field(max_length=40, description="As of a new one, or `PARTITION:POSITION` for one partition.")


def body(model: type[Body]) -> Callable[..., Awaitable[Body]]:
    """A dependency: the body, read only for those who may. Raises HttpProblem, which repeats no value."""

    async def read(request: Request, _: Allowed) -> Body:
        content = await body_of(request, "application/json", _BYTES_MAX)
        try:
            return model.model_validate_json(content)
        except ValidationError as error:
            wrong = ", ".join(".".join(map(str, one["loc"])) or "the body" for one in error.errors())
            raise HttpProblem("body_invalid", f"These are not what the route takes: {wrong}.") from None

    return read


def described(model: type[BaseModel]) -> dict[str, Any]:
    """The body, for the description."""
    content = {"application/json": {"schema": model.model_json_schema()}}
    return {"requestBody": {"required": True, "content": content}}


async def at_desk(request: Request, act: Callable[[WebhookDesk], Value]) -> Value:
    """What the desk answers, asked on a thread. Raises HttpProblem."""
    desk = services_of(request).webhooks
    try:
        return await run_in_threadpool(act, desk)
    except NoSuchWebhook:
        raise not_there() from None
    except WebhookRefused as error:
        raise HttpProblem("body_invalid", str(error)) from None
    except (PersistenceError, WrappingKeyMissing) as error:
        raise unavailable(error) from None
