"""The devices' calls: a route for each, and what /v1/openapi.json says of them all."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope

Do = Callable[[Request], Awaitable[Response]]
TEXT = {"type": "string"}


class Call(Route):
    """A route that can describe itself. ``said``: an operation of OpenAPI without the parts of its path."""

    def __init__(self, method: str, path: str, do: Do, said: Mapping[str, Any], tag: str) -> None:
        super().__init__(path, do, methods=[method])
        self.methods = {method}  # no HEAD besides GET: needs.py would have to list it
        self.method = method
        self._said = said
        self._tag = tag

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        match, more = super().matches(scope)
        if match is not Match.NONE:
            more["route"] = self  # by it callers.py knows what is needed
        return match, more

    @property
    def operation(self) -> dict[str, Any]:
        """What a plug-in reads of it."""
        parts = [
            {"in": "path", "name": name, "required": True, "schema": TEXT} for name in self.param_convertors
        ]
        id = re.sub(r"\W", "_", f"{self.name}{self.path}_{self.method.lower()}")
        said = {**self._said, "parameters": [*parts, *self._said["parameters"]]}
        return {"operationId": id, "tags": [self._tag], **said}


class Calls:
    """The calls of one room, in the order in which they are looked through."""

    def __init__(self, prefix: str, tag: str) -> None:
        self.routes: list[Call] = []
        self._prefix = prefix
        self._tag = tag

    def get(self, path: str, said: Mapping[str, Any]) -> Callable[[Do], Do]:
        return self._call("GET", path, said)

    def post(self, path: str, said: Mapping[str, Any]) -> Callable[[Do], Do]:
        return self._call("POST", path, said)

    def put(self, path: str, said: Mapping[str, Any]) -> Callable[[Do], Do]:
        return self._call("PUT", path, said)

    def _call(self, method: str, path: str, said: Mapping[str, Any]) -> Callable[[Do], Do]:
        def keep(do: Do) -> Do:
            self.routes.append(Call(method, self._prefix + path, do, said, self._tag))
            return do

        return keep


def document(routes: Iterable[BaseRoute]) -> dict[str, Any]:
    """The calls among the routes, as OpenAPI 3.1."""
    paths: dict[str, dict[str, Any]] = {}
    for call in routes:
        if isinstance(call, Call):
            paths.setdefault(call.path, {})[call.method.lower()] = call.operation
    return {"openapi": "3.1.0", "info": {"title": "Mashang sync server", "version": "1"}, "paths": paths}
