"""What a till asks of a server: enrolment, a token, events, feed, publication."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.errors import Refused
from domain.record.canonical import canonical, parse
from domain.record.plain import from_plain, to_plain
from domain.record.replication import MOST_EVENTS, PROTOCOLS
from domain.record.reviewing import DAMAGED
from sync_server.api import described
from sync_server.api.answers import answer, packed, refusal, takes_gzip
from sync_server.api.bodies import read_body, unless_gone, unpacked
from sync_server.api.callers import contact, read_any, read_known, speaker
from sync_server.api.calls import Call, Calls
from sync_server.api.queries import count, digits, text, wait
from sync_server.database.enrolments import TILL, Device
from sync_server.workflows.clock import Clock
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.recording import Recording
from sync_server.workflows.relaying import FeedNow, Relay, read_verdicts

VERSION = version("mashang")
ENROL_BODY = 16 * 1024


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A device that asks to be let in. ``scope``: till | read; a till says whose, a reader's code does."""

    code: str
    device: str
    public_key: str
    brand: str = ""
    store: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    scope: str = TILL


@dataclass(frozen=True, slots=True)
class TokenAsked:
    """For what a token is wanted; without any, for all that a token of this device may carry."""

    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A document of a publication."""

    key: str
    version: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Publication:
    """What a till tells its relay, as one change."""

    documents: tuple[Published, ...] = ()
    verdicts: tuple[Any, ...] = ()
    gone: tuple[str, ...] = ()


def routes(enrolling: Enrolling, recording: Recording, relay: Relay, clock: Clock) -> list[Call]:
    """The tills' calls. What each needs of its caller stands in needs.py."""
    api = Calls("/v1", "tills")

    @api.post("/enrol", described.ENROL)
    async def enrol(request: Request) -> Response:
        asked = from_plain(Enrolment, parse(await read_body(request, ENROL_BODY)))
        try:
            key = bytes.fromhex(asked.public_key)
        except ValueError as error:
            raise Refused("unreadable") from error
        device = Device(asked.device, asked.store, asked.brand, key, asked.names, 0, 0, scope=asked.scope)
        done = await enrolling.enrol(asked.code, device)
        if device.scope == TILL:
            relay.send_home(device.store)  # the till before it may wait there, and is the till no more
        return answer(done)

    @api.post("/token", described.TOKEN)
    async def give(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        asked = from_plain(TokenAsked, parse(body)) if body else TokenAsked()
        token, given = enrolling.tokens.give(device, asked.scopes)
        lives = (given.ends - given.given) // 1000
        return answer({**to_plain(given), "token": token, "lives": lives})

    @api.post("/events", described.EVENTS)
    async def events(request: Request) -> Response:
        device, body, standing = await read_any(request, enrolling)
        if standing:
            await recording.put_aside(device, body, standing)
        contact(request, device, relay)
        done = await recording.record(device, body)
        return answer(
            {
                "epoch": done.epoch,
                "seq": done.seq,
                "head": done.head,
                "signature": done.signature,
                "refused": done.refused,
            }
        )

    @api.post("/events/unproven", described.UNPROVEN)
    async def unproven(request: Request) -> Response:
        device, body, standing = await read_any(request, enrolling)
        if standing:
            await recording.put_aside(device, body, standing)
        contact(request, device, relay)
        return answer({"kept": await recording.keep_aside(device, body, DAMAGED)})

    @api.get("/watermark", described.WATERMARK)
    async def watermark(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        incarnation = text(request, "incarnation")
        found = await asyncio.to_thread(recording.watermark, device, incarnation)
        return answer({"epoch": found.epoch, "seq": found.seq, "head": found.head})

    @api.get("/hello", described.HELLO)
    async def hello(request: Request) -> Response:
        me = enrolling.identity
        return answer(
            {
                "protocols": list(PROTOCOLS),
                "server": me.id,
                "epoch": me.epoch,
                "public_key": enrolling.public_key,
                "time": clock.now(),
                "version": VERSION,
            }
        )

    @api.get("/marks", described.MARKS)
    async def marks(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        # Not on a thread: where many tills come back at once it would wait there behind their batches.
        found, current = recording.marks(device)
        return answer({"epoch": enrolling.identity.epoch, "current": current, "marks": found})

    @api.get("/journal", described.JOURNAL)
    async def journal(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        incarnation, after = text(request, "incarnation"), count(request, "after")
        most = count(request, "most", MOST_EVENTS)
        batch = await asyncio.to_thread(recording.read, device, incarnation, after, most)
        return Response(batch, media_type="application/octet-stream")

    api.get("/feed", described.FEED)(feed_of(enrolling, relay, clock))

    @api.get("/publication", described.VERSIONS)
    async def versions(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        mark = relay.menu_mark(device.store)
        return answer({"versions": relay.versions(device.store), **({"menu": mark} if mark else {})})

    @api.post("/publication", described.PUBLISH)
    async def publish(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        told = from_plain(Publication, parse(unpacked(request, body)))
        documents = [(one.key, one.version, one.body) for one in told.documents]
        await relay.publish(device.store, documents, read_verdicts(told.verdicts), told.gone)
        return answer({"ok": True})

    return api.routes


def feed_door(enrolling: Enrolling, relay: Relay, clock: Clock) -> tuple[str, ASGIApp]:
    """The feed once more, and its path, to stand in front of the application.

    Thousands of stores wait in it, and each of the application's layers would keep its frames for each.
    """
    feed = feed_of(enrolling, relay, clock)
    route = Route("/v1/feed", feed, methods=["GET"])  # by it callers.py knows what is needed

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = route
        try:
            response = await feed(Request(scope, receive, send))
        except Refused as no:
            response = refusal(no)
        await response(scope, receive, send)

    return route.path, door


def feed_of(enrolling: Enrolling, relay: Relay, clock: Clock) -> Callable[[Request], Awaitable[Response]]:
    """The call that waits for what phones ask."""

    async def feed(request: Request) -> Response:
        asked, receive = await _asked(request, enrolling, relay), request.receive
        del request  # else what was read of it would wait, too
        told = relay.feed(asked.store, asked.epoch, asked.position, asked.seconds, asked.ordering)
        found = await unless_gone(receive, told)
        if found is None:
            enrolling.hung_up(asked.device, asked.run)
            return Response(status_code=499)  # nobody reads it
        return packed(_feed_json(relay.epoch, found, clock.now()), asked.takes_gzip)

    return feed


@dataclass(frozen=True, slots=True)
class _Asked:
    """What stays in memory of a till's question for news while it waits.

    ``ordering``: None from an older till, which does not know of any.
    """

    device: str
    store: str
    run: str
    epoch: str
    position: int
    seconds: float
    ordering: str | None
    takes_gzip: bool


async def _asked(request: Request, enrolling: Enrolling, relay: Relay) -> _Asked:
    device, _ = await read_known(request, enrolling, relay)
    epoch, position = _cursor(request.query_params.get("after", ":0"))
    known = request.query_params.get("ordering")
    run = speaker(request).run
    return _Asked(device.id, device.store, run, epoch, position, wait(request), known, takes_gzip(request))


def _cursor(after: str) -> tuple[str, int]:
    """EPOCH:POSITION; the first call has no epoch yet."""
    epoch, _, position = after.partition(":")
    return epoch, digits(position)


def _feed_json(epoch: str, found: FeedNow, now: int) -> bytes:
    """The answer as canonical JSON; bodies go in as they are kept, canonical already."""
    items = ",".join(
        f'{{"age":{max(0, now - one.received_at)},"body":{one.body},"kind":"{one.kind}",'
        f'"position":{one.position},"received":{one.received_at}}}'
        for one in found.items
    )
    ordering = canonical(list(found.ordering)).decode()
    told = f'"items":[{items}],"ordering":{ordering},"position":{found.position}'
    return f'{{"epoch":"{epoch}",{told}}}'.encode()
