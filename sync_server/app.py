"""Builds the server: one function connects everything, and nothing exists before it is called."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.errors import Refused
from domain.record.canonical import parse
from sync_server.api import (
    answers,
    backups,
    bill_pay,
    callbacks,
    carts,
    demo_pay,
    diner_pay,
    diners,
    e_receipts,
    guest_pictures,
    payers,
    payments,
    pictures,
    readers,
    tills,
    wechat_messages,
)
from sync_server.api.calls import document
from sync_server.dashboard.pages import Pages as OwnerPages
from sync_server.database.identity import identity
from sync_server.database.migrating import bring_up
from sync_server.database.session import Database
from sync_server.diner.flood import Flood
from sync_server.payments.demo import Demo
from sync_server.payments.port import Provider
from sync_server.wechat.custom import Mouth
from sync_server.workflows.backups import BackupFiles, Limits
from sync_server.workflows.carts import Carts
from sync_server.workflows.channel_bills import ChannelBills
from sync_server.workflows.charge_terms import USUAL, Merchants, Pace
from sync_server.workflows.charging import Charging
from sync_server.workflows.clock import Clock
from sync_server.workflows.e_receipts import EReceipts
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.gateway_clocks import Account, GatewayClocks
from sync_server.workflows.guest_pictures import GuestPictures
from sync_server.workflows.hearing import Hearing
from sync_server.workflows.merchants import KeptMerchants
from sync_server.workflows.official_answers import OfficialAnswers, Rests
from sync_server.workflows.official_chat import OfficialChat
from sync_server.workflows.official_media import OfficialMedia
from sync_server.workflows.owning import Owning
from sync_server.workflows.payers import Payers
from sync_server.workflows.paying_back import PayingBack
from sync_server.workflows.phone_charges import PhoneCharges
from sync_server.workflows.pictures import Pictures
from sync_server.workflows.projecting import Projector
from sync_server.workflows.reconciling import Reconciling
from sync_server.workflows.recording import Recording
from sync_server.workflows.relaying import Relay
from sync_server.workflows.reporting import Reporting
from sync_server.workflows.reviewing import Reviewing
from sync_server.workflows.watching import Watching

DEFAULT_LIMITS = Limits()
DEFAULT_RESTS = Rests()


@dataclass(frozen=True, slots=True)
class Server:
    """The built server and those of its rooms that its start still speaks to."""

    app: Starlette
    database: Database
    enrolling: Enrolling
    owning: Owning
    relay: Relay
    watching: Watching
    charging: Charging
    phones: PhoneCharges
    paying_back: PayingBack
    bills: ChannelBills
    merchants: KeptMerchants
    payers: Payers
    reconciling: Reconciling
    carts: Carts
    clocks: GatewayClocks

    def let_go(self) -> None:
        """Answer all who wait, so that the server can end."""
        self.relay.close()
        self.carts.close()
        self.watching.close()
        self.charging.let_go()
        self.paying_back.let_go()


def build(
    database: Database,
    clock: Clock,
    flood: Flood,
    limits: Limits = DEFAULT_LIMITS,
    merchants: Merchants | None = None,
    pace: Pace = USUAL,
    rests: Rests = DEFAULT_RESTS,
) -> Server:
    """Bring the file to this program's tables and connect everything. Raises NewerFolder, CannotCopy.

    ``merchants``: who charges guests in the place of the accounts that are kept here.
    """
    bring_up(database)
    now = clock.now()
    me = database.submit(lambda c: identity(c, clock.new_id, lambda: secrets.token_bytes(32), now)).result()
    enrolling = Enrolling(database, me, clock)
    relay = Relay(database, me.epoch, clock)
    enrolling.ask_who_lives = relay.send_home
    projector = Projector(database)
    recording = Recording(database, enrolling, projector, clock)
    owning = Owning(database, clock)
    watching = Watching(relay)
    recording.news = watching.news
    reviewing = Reviewing(database, projector, clock)
    kept = KeptMerchants(database, clock)
    known = Payers(database, me, clock)
    said = OfficialChat(database, me, clock, known, relay)
    mouth, of_guests = Mouth(clock.steady), GuestPictures(database, clock)
    told = OfficialAnswers(database, clock, known, relay, mouth, rests)
    media = OfficialMedia(database, clock, known, relay, of_guests, mouth, rests)
    said.media_kept = media.wake
    charges_by = merchants or kept
    clocks = GatewayClocks(lambda: (Account(*one) for one in kept.gateways()), clock.steady)
    kept.told_time = clocks.heard
    charging = Charging(database, clock, charges_by, pace, clocks.off)
    phones = PhoneCharges(database, clock, charges_by, charging, known.openid)
    paying_back = PayingBack(database, clock, charges_by, pace)
    bills = ChannelBills(charges_by)
    reconciling = Reconciling(database, clock, charges_by, relay.wish, relay.wishes, charging.paid_after_all)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        projector.changed = lambda stores: loop.call_soon_threadsafe(watching.news, stores)
        projector.wake()
        sweeping = asyncio.create_task(relay.watch())
        charging.start()
        paying_back.start()
        told.start()
        media.start()
        comparing = asyncio.create_task(reconciling.watch())
        looking = asyncio.create_task(clocks.watch())
        yield
        await charging.close()
        await paying_back.close()
        await told.close()
        await media.close()
        projector.close()
        projector.changed = lambda stores: None
        for task in (sweeping, comparing, looking):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    app = _App(
        lifespan=lifespan, exception_handlers={Refused: answers.refused, HTTPException: answers.no_such_call}
    )
    app.door = tills.feed_door(enrolling, relay, clock)
    # The phones' doors first: a Starlette route is found in the order of the list.
    kept_pictures = Pictures(database, relay, clock)
    shared = Carts(database, relay, clock)
    relay.ordering = shared.ordering
    tables = (
        diners.routes(relay, flood, clock.now, kept_pictures.holds, shared, of_guests.jpeg)
        + carts.routes(shared, relay, flood)
        + payers.phone_routes(known, relay)
        + guest_pictures.phone_routes(relay, flood, of_guests)
        + diner_pay.routes(relay, flood, clock.now, charging.stop)
    )
    app.router.routes[:0] = tables
    app.phones = Router(tables)
    app.router.routes += [
        Route("/v1/nothing", _nothing, methods=["POST"]),
        Route("/v1/openapi.json", _described),
    ]
    app.router.routes += bill_pay.BillPay(
        relay, flood, clock.now, clock.new_id, charging.stop, known.way, known.openid
    ).routes()
    app.router.routes += e_receipts.routes(EReceipts(database), relay, flood)
    app.router.routes += payers.routes(known, relay, flood)
    app.router.routes += wechat_messages.routes(said, relay, flood)
    reporting = Reporting(database, clock)
    app.router.routes += tills.routes(enrolling, recording, relay, clock)
    app.router.routes += readers.routes(enrolling, relay, reporting)
    app.router.routes += payments.routes(enrolling, relay, charging)
    app.router.routes += payments.order_routes(enrolling, relay, charging, phones, clocks)
    app.router.routes += payments.refund_routes(enrolling, relay, paying_back, bills, reconciling)
    hearing = Hearing(database, clock, charges_by, charging, paying_back)
    app.router.routes += callbacks.routes(hearing, flood)
    if isinstance(merchants, PlayMoney):
        app.router.routes += demo_pay.routes(merchants.demo, charging.hurry)
    files = BackupFiles(database.path.parent, limits, clock.now)
    app.router.routes += backups.routes(enrolling, relay, files)
    app.router.routes += pictures.routes(enrolling, relay, kept_pictures)
    app.router.routes += guest_pictures.routes(enrolling, relay, of_guests)
    app.router.routes += pictures.phone_routes(kept_pictures)
    owner = OwnerPages(
        owning,
        enrolling,
        relay,
        reporting,
        watching,
        reviewing,
        kept,
        known,
        kept_pictures,
        of_guests,
        reconciling,
        clocks,
        clock.new_id,
        isinstance(merchants, PlayMoney),
    )
    app.router.routes += owner.routes()
    return Server(
        app,
        database,
        enrolling,
        owning,
        relay,
        watching,
        charging,
        phones,
        paying_back,
        bills,
        kept,
        known,
        reconciling,
        shared,
        clocks,
    )


class PlayMoney:
    """Whoever pays by a code in the demo pays with play money. Implements charging.Merchants."""

    def __init__(self, clock: Clock) -> None:
        self.demo = Demo(clock.now)

    def current(self, store: str, channel: str) -> Provider:
        return self.demo

    def of(self, account: str) -> Provider | None:
        return self.demo if account == self.demo.account else None


class _App(Starlette):
    """The application, with two doors in front of it: one path whose callers wait for long, and the phones'.

    Its layers do nothing for these, and take a tenth of the time that an order takes.
    """

    door: tuple[str, ASGIApp]
    phones: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._door_of(scope)(scope, receive, send)

    def _door_of(self, scope: Scope) -> ASGIApp:
        path, door = self.door
        if scope["type"] == "http" and scope["path"].startswith("/t/"):
            return self.phones
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == path:
            return door
        return super().__call__


async def _nothing(request: Request) -> Response:
    """Read JSON, answer JSON: what the bench holds an order's speed against."""
    parse(await request.body())
    return answers.answer({})


async def _described(request: Request) -> Response:
    """The devices' calls as OpenAPI, for plug-ins."""
    return answers.answer(document(request.app.routes))
