"""What the owner sees behind the door: today, orders as they come, one order's trace, devices."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import Refused, name_in
from domain.money.carried_words import Speech, carried_words
from domain.record.canonical import canonical
from sync_server.dashboard.accounts import AccountPages
from sync_server.dashboard.dishes import DishPages
from sync_server.dashboard.door import Door, form_seal
from sync_server.dashboard.figures import Figures, chart, figures_of
from sync_server.dashboard.guests import GuestPages
from sync_server.dashboard.official import OfficialPages
from sync_server.dashboard.reconciliation import ReconciliationPages
from sync_server.dashboard.rendering import Rendering, language_of, sentence
from sync_server.dashboard.telling import steps
from sync_server.dashboard.uncertain import UncertainPages
from sync_server.database.enrolments import READER, TILL, Device
from sync_server.diner.fees import bill_rows
from sync_server.diner.language import Language
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.gateway_clocks import GatewayClocks
from sync_server.workflows.guest_pictures import GuestPictures
from sync_server.workflows.merchants import KeptMerchants
from sync_server.workflows.owning import Owning
from sync_server.workflows.payers import Payers
from sync_server.workflows.pictures import Pictures
from sync_server.workflows.reconciling import Reconciling
from sync_server.workflows.relaying import Relay
from sync_server.workflows.reporting import A_DATE, DayClosed, Names, Reporting
from sync_server.workflows.reviewing import Reviewing
from sync_server.workflows.scopes import SCOPES
from sync_server.workflows.storefront import DEFAULT_ZONE
from sync_server.workflows.watching import Watching

LONGEST_WAIT = 25.0  # seconds


@dataclass(frozen=True, slots=True)
class StoreShown:
    """The store a page is about."""

    id: str
    names: Mapping[str, str]
    branch: Mapping[str, str]
    figures: Figures
    connected: bool
    contacted_at: int
    not_uploaded: int | None
    among_others: bool
    stopped_at: int  # since when its till sends nothing that can be read, UTC milliseconds, 0: it can

    def link(self, path: str, **asked: str) -> str:
        """The address of a page about this store."""
        asked = {**({"store": self.id} if self.among_others else {}), **asked}
        return f"{path}?{urlencode(asked)}" if asked else path


@dataclass(frozen=True, slots=True)
class DeviceShown:
    """``heard_at``: the last contact; ``second_at``: when a second computer spoke as it, 0 if none did."""

    device: Device
    heard_at: int
    second_at: int

    @property
    def scopes(self) -> frozenset[str]:
        """What it is let in for."""
        return SCOPES[self.device.scope]


@dataclass(frozen=True, slots=True)
class Minted:
    """A code that is shown once. ``scope``: till | read; ``ends_at``: UTC milliseconds."""

    code: str
    ends_at: int
    scope: str

    @property
    def spelled(self) -> str:
        """As people read it: ABCD-EFGH."""
        return f"{self.code[:4]}-{self.code[4:]}"


class Pages:
    """The owner's pages over the server's workflows."""

    def __init__(
        self,
        owning: Owning,
        enrolling: Enrolling,
        relay: Relay,
        reporting: Reporting,
        watching: Watching,
        reviewing: Reviewing,
        merchants: KeptMerchants,
        payers: Payers,
        pictures: Pictures,
        guest_pictures: GuestPictures,
        reconciling: Reconciling,
        clocks: GatewayClocks,
        new_id: Callable[[], str],
        play: bool,
    ) -> None:
        """``play``: all codes are paid with play money here."""
        self._reviewing, self._clocks = reviewing, clocks
        self._enrolling = enrolling
        self._relay = relay
        self._reporting = reporting
        self._watching = watching
        self._rendering = Rendering()
        self._door = Door(owning, self._rendering)
        self._accounts = AccountPages(merchants, self._store, self._page, play)
        self._guests = GuestPages(reporting, relay, guest_pictures, self._store, self._page, new_id)
        self._official = OfficialPages(payers, self._store, self._page)
        self._reconciliation = ReconciliationPages(reconciling, self._store, self._page)
        self._uncertain = UncertainPages(reporting, relay, self._store, self._page, new_id)
        self._dishes = DishPages(relay, pictures, self._store, self._page, new_id)

    def routes(self) -> list[BaseRoute]:
        """All of the owner's routes."""
        behind = self._door.behind
        return [
            Route("/owner/static/{name}", self._rendering.asset),
            *self._door.routes(),
            Route("/owner", _to_home),
            Route("/owner/", behind(self.today)),
            Route("/owner/orders", behind(self.orders)),
            Route("/owner/orders/{opening}", behind(self.order)),
            Route("/owner/devices", behind(self.devices)),
            Route("/owner/devices/code", behind(self.code), methods=["POST"]),
            Route("/owner/devices/{device}/revoke", behind(self.revoke), methods=["POST"]),
            Route("/owner/review", behind(self.review)),
            Route("/owner/review/{incarnation}/{device}", behind(self.decide), methods=["POST"]),
            *self._accounts.routes(behind),
            *self._official.routes(behind),
            *self._dishes.routes(behind),
            *self._guests.routes(behind),
            *self._reconciliation.routes(behind),
            *self._uncertain.routes(behind),
            Route("/owner/live", behind(self.live)),
        ]

    # ------------------------------------------------------------ the day

    async def today(self, request: Request) -> Response:
        """A business day's figures."""
        store = await self._store(request)
        if store is None:
            return await self.devices(request)
        return await self._day(request, "today.html", "today", store)

    async def orders(self, request: Request) -> Response:
        """A business day's openings, newest first."""
        store = await self._store(request)
        if store is None:
            return await self.devices(request)
        return await self._day(request, "orders.html", "orders", store)

    async def _day(self, request: Request, template: str, here: str, store: StoreShown) -> Response:
        now = self._reporting.today(store.figures.zone)
        asked = request.query_params.get("date", "")
        date = asked if A_DATE.fullmatch(asked) else now
        report = await asyncio.to_thread(self._reporting.day, store.id, date, store.figures.zone)
        trace, told = None, []
        if here == "today" and report.openings:
            trace = await asyncio.to_thread(self._reporting.trace, store.id, report.openings[0].id)
            told = steps(trace, store.figures, language_of(request)) if trace else []
        minor = 10**store.figures.currency.digits
        return self._page(
            request,
            template,
            here,
            store,
            report=report,
            is_today=date == now,
            date=date,
            chart=chart(report.hours, minor),
            trace=trace,
            steps=told,
            carried=partial(_carried, store.figures, language_of(request)),
        )

    async def order(self, request: Request) -> Response:
        """One opening from the phone to the money."""
        store = await self._store(request)
        opening = request.path_params["opening"]
        trace = await asyncio.to_thread(self._reporting.trace, store.id, opening) if store else None
        if store is None or trace is None:
            return RedirectResponse("/owner/orders", 303)
        told = steps(trace, store.figures, language_of(request))
        return self._page(
            request, "order.html", "orders", store, trace=trace, steps=told, bill_rows=bill_rows
        )

    # ------------------------------------------------------------ devices

    async def devices(self, request: Request, minted: Minted | None = None) -> Response:
        """Who may speak for the store, how it stands, and a code for one more."""
        store = await self._store(request)
        standing = await asyncio.to_thread(self._reporting.standing, store.id) if store else None
        heard = await asyncio.to_thread(self._reviewing.heard, store.id) if store else {}
        return self._page(
            request,
            "devices.html",
            "devices",
            store,
            devices=[self._shown(one, heard) for one in self._devices_of(store)],
            standing=standing,
            minted=minted,
            clock=store.figures if store else figures_of("CNY", DEFAULT_ZONE),
        )

    async def code(self, request: Request) -> Response:
        """Mint an enrolment code for what the owner chose, and show it once."""
        store, form = await self._store(request), await request.form()
        scope = READER if store and form.get("scope") == READER else TILL
        code, ends_at = await self._enrolling.mint_code(scope, store.id if store and scope == READER else "")
        return await self.devices(request, Minted(code, ends_at, scope))

    async def revoke(self, request: Request) -> Response:
        """Let a device speak no more."""
        id = request.path_params["device"]
        device = self._enrolling.device(id)
        await self._enrolling.revoke(id)
        if device and device.scope == TILL and not device.standing:
            self._relay.cut_off(device.store)
        return RedirectResponse("/owner/devices", 303)

    def _devices_of(self, store: StoreShown | None) -> list[Device]:
        return self._devices_in(store.id) if store else []

    def _devices_in(self, store: str) -> list[Device]:
        return [one for one in self._enrolling.devices.values() if one.store == store]

    def _shown(self, device: Device, heard: Mapping[str, int]) -> DeviceShown:
        seen = self._enrolling.second_seen.get(device.id, 0)
        return DeviceShown(device, max(heard.get(device.id, 0), self._enrolling.heard_at(device)), seen)

    # ------------------------------------------------------------ what waits for the owner

    async def review(self, request: Request, no: Refused | None = None) -> Response:
        """Sales that are in no figure yet, and why."""
        store = await self._store(request)
        if store is None:
            return await self.devices(request)
        listed = await asyncio.to_thread(self._reviewing.listed, store.id)
        names = {one.id: one.names for one in self._devices_of(store)}
        return self._page(
            request,
            "review.html",
            "devices",
            store,
            waiting=[one for one in listed if not one.left_out],
            left_out=[one for one in listed if one.left_out],
            names=names,
            trouble=sentence(no, language_of(request)) if no else "",
        )

    async def decide(self, request: Request) -> Response:
        """Count it, or leave it out."""
        store, form = await self._store(request), await request.form()
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        which = request.path_params
        try:
            await self._reviewing.decide(
                store.id,
                which["incarnation"],
                which["device"],
                str(form.get("seal", "")),
                count=form.get("verdict") == "count",
                was_left_out=bool(form.get("again")),
            )
        except Refused as no:
            return await self.review(request, no)
        return RedirectResponse(store.link("/owner/review"), 303)

    # ------------------------------------------------------------ news

    async def live(self, request: Request) -> Response:
        """Answers when there is news, or after a while without."""
        store = await self._store(request)
        known = request.query_params.get("known", "")
        tag = await self._watching.changed(store.id, known, LONGEST_WAIT) if store else ""
        return Response(
            canonical({"tag": tag}), media_type="application/json", headers={"Cache-Control": "no-store"}
        )

    # ------------------------------------------------------------ every page

    async def _store(self, request: Request) -> StoreShown | None:
        """The store that is asked for, else the first; None before the first till."""
        known = self._known()
        asked = request.query_params.get("store", "")
        if not known:
            return None
        store = asked if asked in known else known[0]
        front = self._relay.front(store)
        plain: Mapping[str, Any] = await asyncio.to_thread(self._reporting.document, store, "store")
        plain = plain or front.store
        return StoreShown(
            store,
            plain.get("names", {"en": "Mashang", "zh-Hans": "码上点"}),
            plain.get("branch", {}),
            figures_of(str(plain.get("currency", "CNY")), str(plain.get("zone", DEFAULT_ZONE))),
            self._relay.connected(store),
            front.contacted_at,
            front.not_uploaded,
            len(known) > 1,
            max((one.stopped_at for one in self._devices_in(store) if not one.standing), default=0),
        )

    def _known(self) -> list[str]:
        return list(dict.fromkeys(device.store for device in self._enrolling.devices.values()))

    def _named(self, store: str) -> tuple[str, Mapping[str, str]]:
        plain = self._relay.front(store).store
        return store, plain.get("branch") or plain.get("names") or {"en": store[:8]}

    def _page(
        self, request: Request, template: str, here: str, store: StoreShown | None, **told: Any
    ) -> Response:
        return self._rendering.page(
            request,
            template,
            here=here,
            store=store,
            tag=self._watching.tag(store.id) if store else "",
            form=form_seal(request),
            link=store.link if store else lambda path: path,
            gateway_ahead=self._clocks.ahead(store.id) if store else 0,
            stores=[self._named(id) for id in self._known()],
            **told,
        )


async def _to_home(request: Request) -> Response:
    return RedirectResponse("/owner/", 303)


def _carried(figures: Figures, language: Language, day: DayClosed) -> list[tuple[str, str]]:
    """What a Z lists as carried over, as the till says it: what it is; what of it is open, and since when."""

    def named(names: Names) -> str:
        return name_in(names, language.tag)

    speech = Speech(
        language.translate, named, figures.full, lambda id: named(day.people.get(id, {"und": id}))
    )
    found = []
    for one in day.figures.carried:
        title, *notes = carried_words(one, speech)
        found.append((title, " · ".join(filter(None, notes))))
    return found
