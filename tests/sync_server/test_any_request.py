"""Whatever is asked at any door, the server does not fail: schemathesis makes it up from descriptions.

The devices' doors are described by the server itself; those of phones, gateways and the owner's browser by
their routes and by the forms that stand on the pages.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from hypothesis import HealthCheck, given, note, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from starlette.routing import Route

from domain.floor.seen import SeenTable
from domain.record.plain import to_plain
from tests.sync_server.running import ServerHere
from tests.sync_server.test_owner import Browser
from tests.sync_server.test_shared_carts import SEATED, phone_at
from tests.sync_server.wire import WireTill, new_id

LATE = {"/t/{code}/cart", "/owner/live", "/owner/sign-out"}  # answers that do not end, and the last one
NO_FAILURES = {"store_away", "gateway_silent", "settling"}  # what a 503 says is one of them
TEXT: dict[str, Any] = {"type": "string"}
OK = {"responses": {"200": {"description": "fine"}}}
Schema = dict[str, Any]
Send = Callable[[str, str, bytes, dict[str, str]], requests.Response]

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


@schemathesis.serializer("application/x-ndjson")
def packed_lines(context: Any, value: Any) -> bytes:
    return gzip.compress(str(value).encode("utf-8", "replace"))


def no_request_fails(paths: Schema, url: str, send: Send) -> None:
    """Draw requests that the descriptions allow, and such as they forbid."""
    document = {"openapi": "3.1.0", "info": {"title": "Doors", "version": "1"}, "paths": paths}
    schema = schemathesis.openapi.from_dict(document)
    each = max(2, settings().max_examples // 100)
    labels = set()

    def asked(case: schemathesis.Case[Any]) -> None:
        labels.add(case.operation.label)
        plain = requests.Request(**case.as_transport_kwargs(url)).prepare()
        body = plain.body.encode() if isinstance(plain.body, str) else plain.body or b""
        parts = urlsplit(str(plain.url))
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        note(f"{plain.method} {target} {body[:500]!r}")
        answer = send(str(plain.method), target, body, dict(plain.headers))
        assert answer.status_code < 500 or answer.json()["code"] in NO_FAILURES, answer.text

    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        for mode in GenerationMode:
            cases = found.ok().as_strategy(mode)
            with suppress(*[Unsatisfiable] if mode is GenerationMode.NEGATIVE else []):  # nothing to forbid
                settings(max_examples=each, suppress_health_check=SLOW)(given(cases)(asked))()
    assert len(labels) == sum(len(methods) for methods in paths.values())


def test_no_device_makes_the_server_fail(server: ServerHere, till: WireTill) -> None:
    paths = till.session.get(f"{server.url}/v1/openapi.json", timeout=20).json()["paths"]

    def signed(method: str, target: str, body: bytes, headers: dict[str, str]) -> requests.Response:
        for name in [name for name in headers if name.lower().startswith("mashang-")]:
            del headers[name]  # made up; what stands there must be true, or nobody looks at the rest
        return till.call(method, target, body, headers | till.headers(method, target, body))

    no_request_fails(paths, server.url, signed)
    assert till.get("/v1/hello").status_code == 200
    till.session.close()


def test_no_stranger_makes_the_server_fail(server: ServerHere, till: WireTill) -> None:
    till.publish([{"key": "table/A6", "version": 1, "body": to_plain(SeenTable("A6", SEATED))}])
    till.feed()
    lan = phone_at(server, till)
    known = {"code": lan.base.rpartition("/")[2], "store": till.store, "account": new_id()}
    plain = [route for route in routes(server) if not route.path.startswith("/owner")]
    bodies = {"application/json": {"schema": {"type": "object"}}, "text/xml": {"schema": TEXT}}
    asked = [some(name, value) for name, value in (*lan.who.items(), ("wait", "0"), ("known", ""))]
    with requests.Session() as session:
        no_request_fails(described(plain, known, asked, bodies), server.url, sender(session, server.url))


def test_no_form_of_the_owner_makes_the_server_fail(server: ServerHere, till: WireTill) -> None:
    owner = Browser(server.url)
    owner.set_up(server)
    pages = [route for route in routes(server) if route.path.startswith("/owner") and "GET" in route.methods]
    paths = described(
        pages, {"dish": "mapo-tofu"}, [some("store", till.store), some("day", "2026-11-28")], {}
    )
    for action, fields in forms_of(owner, [route.path.replace("{dish}", "mapo-tofu") for route in pages]):
        body: Schema = {"type": "object", "properties": {}, "required": sorted(fields)}
        for name, value in fields.items():
            body["properties"][name] = only(value) if name == "form" else either(value)
        content = {"application/x-www-form-urlencoded": {"schema": body}}
        paths.setdefault(action, {})["post"] = {**OK, "requestBody": {"content": content}}
    with owner.session:
        no_request_fails(paths, server.url, sender(owner.session, server.url))
        assert "Sign out" in owner.get("/owner/").text


def sender(session: requests.Session, url: str) -> Send:
    def send(method: str, target: str, body: bytes, headers: dict[str, str]) -> requests.Response:
        headers.pop("Cookie", None)
        return session.request(method, url + target, data=body or None, headers=headers, timeout=40)

    return send


# ---------------------------------------------------------------- descriptions


def routes(server: ServerHere) -> list[Any]:
    found = server.server.app.router.routes
    return [one for one in found if isinstance(one, Route) and one.path not in LATE]


def only(value: str) -> Schema:
    return {"enum": [value]}


def either(value: str) -> Schema:
    """What is true, or any text."""
    return {"anyOf": [{"const": value}, TEXT]}


def some(name: str, value: str) -> Schema:
    return {"in": "query", "name": name, "schema": either(value)}


def described(routes: Iterable[Any], known: dict[str, str], asked: list[Schema], bodies: Schema) -> Schema:
    """A path of OpenAPI for each route; ``known``: what stands in paths."""
    paths: Schema = {}
    for route in routes:
        names = re.findall(r"{(\w+)}", route.path)
        places = [
            {"in": "path", "name": name, "required": True, "schema": only(known.get(name, "x"))}
            for name in names
        ]
        for method in route.methods & {"GET", "POST"}:
            body = {"requestBody": {"content": bodies}} if method == "POST" and bodies else {}
            paths.setdefault(route.path, {})[method.lower()] = {**OK, "parameters": places + asked, **body}
    return paths


class _Forms(HTMLParser):
    """Each form of a page: where it is sent, and its fields as they were drawn."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and has.get("method", "").lower() == "post":
            self.found.append((has.get("action", ""), {}))
        elif self.found and tag in ("input", "select", "textarea", "button") and "name" in has:
            self.found[-1][1].setdefault(has["name"], has.get("value", ""))


def forms_of(owner: Browser, pages: Iterable[str]) -> Iterator[tuple[str, dict[str, str]]]:
    for page in pages:
        forms = _Forms()
        forms.feed(owner.get(page).text)
        for action, fields in forms.found:
            target = urlsplit(action or page).path
            if target not in LATE:
                yield target, fields
