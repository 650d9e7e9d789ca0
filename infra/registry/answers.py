"""The registry's answers: status and body for each request, in the words that Confluent's registry uses.

Reference: https://docs.confluent.io/platform/current/schema-registry/develop/api.html. Nothing can be written: our
schemas change with a release, and a client that tries to register one is told so (42205).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import unquote

from infra.registry.subjects import Locked, Subjects, changes
from schemas.compatibility import CheckerMissingError
from schemas.shape import avro_problem

MEDIA_TYPE = "application/vnd.schemaregistry.v1+json"
LEVEL, MODE = "FULL_TRANSITIVE", "READONLY"


@dataclass(frozen=True, slots=True)
class RegistryRequest:
    """A request. ``path`` begins with a slash and is as it was sent (subjects in it are quoted for URLs)."""

    method: str
    path: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Answer(NamedTuple):
    """What the client gets: an HTTP status, and what stands in the body as JSON."""

    status: int
    body: Any


class _No(Exception):
    """Nothing can be given. ``code`` is the registry's own; its first three digits are the HTTP status."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.answer = Answer(int(str(code)[:3]), {"error_code": code, "message": message})


class RegistryAnswers:
    """Answers from the subjects. Keeps nothing: threads may share it."""

    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects

    def answer(self, asked: RegistryRequest) -> Answer:
        """The answer to any request; it never raises for what was asked."""
        known = False
        for method, pattern, handler in _ROUTES:
            if not (match := pattern.fullmatch(asked.path.rstrip("/") or "/")):
                continue
            known = True
            if method == asked.method:
                try:
                    return Answer(200, handler(self, asked, *(unquote(each) for each in match.groups())))
                except _No as no:
                    return no.answer
        if known and asked.method in ("POST", "PUT", "DELETE", "PATCH"):
            return _READ_ONLY
        code = 405 if known else 404
        return Answer(code, {"error_code": code, "message": f"HTTP {code}: this registry has no such path or method"})

    # --- by id

    def by_id(self, asked: RegistryRequest, number: str) -> Any:
        """The text, and the version for Connect, which else asks for it. Another subject is no reason to say no."""
        found = self._with_id(number)
        most = {"maxId": max(self._subjects.by_id)} if asked.parameters.get("fetchMaxId") == "true" else {}
        return {"schema": found.text, **_version_in_metadata(found), **most}

    def text_by_id(self, asked: RegistryRequest, number: str) -> Any:
        return self._with_id(number).document

    def subjects_of_id(self, asked: RegistryRequest, number: str) -> Any:
        return [self._with_id(number).row.name]

    def versions_of_id(self, asked: RegistryRequest, number: str) -> Any:
        row = self._with_id(number).row
        return [{"subject": row.name, "version": row.version}]

    # --- by subject

    def all_subjects(self, asked: RegistryRequest) -> Any:
        return _page([n for n in self._subjects.names if n.startswith(_prefix(asked))], asked)

    def all_schemas(self, asked: RegistryRequest) -> Any:
        named = [(n, self._subjects.versions(n)) for n in self._subjects.names if n.startswith(_prefix(asked))]
        if asked.parameters.get("latestOnly") == "true":
            named = [(name, {newest: versions[newest]}) for name, versions in named if (newest := max(versions))]
        return _page([_whole(name, each) for name, versions in named for each in versions.values()], asked)

    def versions(self, asked: RegistryRequest, subject: str) -> Any:
        return sorted(self._of_subject(subject))

    def version(self, asked: RegistryRequest, subject: str, version: str) -> Any:
        return _whole(subject, self._one(subject, version))

    def text(self, asked: RegistryRequest, subject: str, version: str) -> Any:
        return self._one(subject, version).document

    def referenced_by(self, asked: RegistryRequest, subject: str, version: str) -> Any:
        self._one(subject, version)
        return []  # each of our schemas stands by itself

    def look_up(self, asked: RegistryRequest, subject: str) -> Any:
        """Under which id and version a schema is known."""
        found = self._subjects.like(_schema_in(asked))
        if found is None:
            raise _No(40403, "Schema not found")
        return _whole(subject, found)

    def fits(self, asked: RegistryRequest, subject: str, version: str | None = None) -> Any:
        """Whether a schema could be the next version. It is only tried: nothing is registered."""
        versions = self._of_subject(subject)
        if version is not None:
            one = self._one(subject, version)
            versions = {one.row.version: one}
        try:
            found = changes(versions, _schema_in(asked))
        except CheckerMissingError as error:
            raise _No(50101, str(error)) from error
        told = {"messages": found} if asked.parameters.get("verbose") == "true" else {}
        return {"is_compatible": not found, **told}

    # --- what it is

    def root(self, asked: RegistryRequest) -> Any:
        return {}

    def types(self, asked: RegistryRequest) -> Any:
        return ["AVRO"]

    def contexts(self, asked: RegistryRequest) -> Any:
        return ["."]

    def config(self, asked: RegistryRequest, subject: str = "") -> Any:
        return {"compatibilityLevel": LEVEL}

    def mode(self, asked: RegistryRequest, subject: str = "") -> Any:
        return {"mode": MODE}

    # --- what was meant

    def _with_id(self, number: str) -> Locked:
        found = self._subjects.by_id.get(int(number))
        if found is None:
            raise _No(40403, f"Schema {number} not found")
        return found

    def _of_subject(self, subject: str) -> Mapping[int, Locked]:
        if found := self._subjects.versions(subject):
            return found
        raise _No(40401, f"Subject '{subject}' not found. A message's subject is its full name; a topic has many.")

    def _one(self, subject: str, version: str) -> Locked:
        versions = self._of_subject(subject)
        if version in ("latest", "-1"):
            return versions[max(versions)]
        if not version.isdecimal():
            raise _No(42202, "The specified version is not a valid version id: a number from 1, or latest")
        if found := versions.get(int(version)):
            return found
        raise _No(40402, f"Version {version} not found.")


_READ_ONLY = Answer(
    422,
    {
        "error_code": 42205,
        "message": "This registry only reads: the schemas come with a release of caseledger. Set auto.register.schemas "
        "to false and use.latest.version to false.",
    },
)

_SUBJECT, _VERSION = "/subjects/([^/]+)", "/versions/([^/]+)"
_ROUTES: Sequence[tuple[str, re.Pattern[str], Callable[..., Any]]] = [
    (method, re.compile(pattern), handler)
    for method, pattern, handler in (
        ("GET", "/", RegistryAnswers.root),
        ("GET", "/schemas/types", RegistryAnswers.types),
        ("GET", "/schemas", RegistryAnswers.all_schemas),
        ("GET", r"/schemas/ids/(\d{1,10})", RegistryAnswers.by_id),
        ("GET", r"/schemas/ids/(\d{1,10})/schema", RegistryAnswers.text_by_id),
        ("GET", r"/schemas/ids/(\d{1,10})/subjects", RegistryAnswers.subjects_of_id),
        ("GET", r"/schemas/ids/(\d{1,10})/versions", RegistryAnswers.versions_of_id),
        ("GET", "/subjects", RegistryAnswers.all_subjects),
        ("POST", _SUBJECT, RegistryAnswers.look_up),
        ("GET", f"{_SUBJECT}/versions", RegistryAnswers.versions),
        ("GET", _SUBJECT + _VERSION, RegistryAnswers.version),
        ("GET", f"{_SUBJECT}{_VERSION}/schema", RegistryAnswers.text),
        ("GET", f"{_SUBJECT}{_VERSION}/referencedby", RegistryAnswers.referenced_by),
        ("POST", f"/compatibility{_SUBJECT}/versions", RegistryAnswers.fits),
        ("POST", f"/compatibility{_SUBJECT}{_VERSION}", RegistryAnswers.fits),
        ("GET", "/contexts", RegistryAnswers.contexts),
        ("GET", "/config", RegistryAnswers.config),
        ("GET", "/config/([^/]+)", RegistryAnswers.config),
        ("GET", "/mode", RegistryAnswers.mode),
        ("GET", "/mode/([^/]+)", RegistryAnswers.mode),
    )
]


def _schema_in(asked: RegistryRequest) -> Any:
    """The schema that a client sent. Raises _No."""
    try:
        sent = json.loads(asked.body)
        if not isinstance(sent, dict) or sent.get("schemaType", "AVRO") != "AVRO":
            raise ValueError("the body is an object with the schema as a text, and schemaType AVRO or none")
        schema = json.loads(sent["schema"])
        if problem := avro_problem(schema) if isinstance(schema, dict) else "one message is one record":
            raise ValueError(problem)
        return schema
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise _No(42201, f"Invalid schema: {error}") from None


def _whole(subject: str, found: Locked) -> dict[str, Any]:
    own = {"subject": subject, "version": found.row.version, "id": found.row.id}
    return {**own, "schema": found.text, **_version_in_metadata(found)}


def _version_in_metadata(found: Locked) -> dict[str, Any]:
    return {"metadata": {"properties": {"confluent:version": str(found.row.version)}}}


def _prefix(asked: RegistryRequest) -> str:
    """What subjects must begin with. ``:*:`` is what clients send when they mean all."""
    prefix = asked.parameters.get("subjectPrefix", "")
    return "" if prefix == ":*:" else prefix


def _page(found: Sequence[Any], asked: RegistryRequest) -> list[Any]:
    """From ``offset`` on, ``limit`` of them; -1 or none means all."""
    try:
        start, limit = int(asked.parameters.get("offset", "0")), int(asked.parameters.get("limit", "-1"))
    except ValueError:
        raise _No(422, "offset and limit are whole numbers") from None
    return list(found[max(start, 0) :][: limit if limit >= 0 else None])
