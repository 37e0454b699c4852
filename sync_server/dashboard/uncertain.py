"""Money that the owner has to look after: by the printed code, not seen to arrive 待确认; and what came when
no bill took it any more and goes back to the guest.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.money.to_confirm import DENIED, ConfirmWish, ToConfirm
from sync_server.dashboard.reconciliation import provider_names
from sync_server.dashboard.rendering import language_of, refused_words
from sync_server.database.charges import RETURNED, ChargeRow
from sync_server.workflows.relaying import Relay
from sync_server.workflows.reporting import Reporting

PAGE = "/owner/uncertain"
SOON = 3_600_000  # milliseconds in which a gateway has taken back what it was asked to
Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class PaymentShown:
    """``waits``: the till has not heard yet what was said, or what the provider's bill says: then ``found``.
    ``trouble``: why it did not take that."""

    row: ToConfirm
    tender: Mapping[str, str]
    missing: bool
    waits: bool
    found: bool
    trouble: str


@dataclass(frozen=True, slots=True)
class LateShown:
    """``state``: gone | due | stuck (the gateway has not done it for long)."""

    row: ChargeRow
    state: str


class UncertainPages:
    """``store`` finds the store that a request is about, ``page`` draws in the house's frame."""

    def __init__(
        self,
        reporting: Reporting,
        relay: Relay,
        store: Callable[[Request], Awaitable[Any]],
        page: Callable[..., Response],
        new_id: Callable[[], str],
    ) -> None:
        self._reporting, self._relay, self._store, self._page = reporting, relay, store, page
        self._new_id = new_id

    def routes(self, behind: Callable[[Handler], Handler]) -> list[BaseRoute]:
        """All behind the owner's door."""
        return [Route(PAGE, behind(self.show)), Route(PAGE, behind(self.say), methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """Both lists."""
        store = await self._store(request)
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        payments = await asyncio.to_thread(self._reporting.unconfirmed, store.id)
        late = await asyncio.to_thread(self._reporting.late, store.id)
        plain = await asyncio.to_thread(self._reporting.document, store.id, "tenders")
        found = plain.get("tenders", [])
        tenders = {one["id"]: one["names"] for one in found} if isinstance(found, list) else {}
        now = self._reporting.now()
        return self._page(
            request,
            "uncertain.html",
            "accounts",
            store,
            payments=[self._shown(request, store.id, row, tenders) for row in payments],
            late=[LateShown(row, _state(row, now)) for row in late],
            names=provider_names(),
        )

    def _shown(
        self, request: Request, store: str, row: ToConfirm, tenders: Mapping[str, Mapping[str, str]]
    ) -> PaymentShown:
        wish = self._relay.wishes(store).get(row.id)
        waits = wish is not None and wish.state in ("received", "handed")
        names = tenders.get(row.tender, {"und": row.tender})
        found = wish is not None and "line" in wish.body
        trouble = refused_words(wish, language_of(request))
        return PaymentShown(row, names, row.state == DENIED, waits, found, trouble)

    async def say(self, request: Request) -> Response:
        """Tell the till whether it came."""
        store, form = await self._store(request), await request.form()
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        payment, came = str(form.get("payment", "")), form.get("came") == "yes"
        rows = await asyncio.to_thread(self._reporting.unconfirmed, store.id)
        if any(row.id == payment for row in rows):
            await self._relay.wish(store.id, ConfirmWish(self._new_id(), payment, came))
        return RedirectResponse(store.link(PAGE), 303)


def _state(row: ChargeRow, now: int) -> str:
    if row.state == RETURNED:
        return "gone"
    return "stuck" if now - row.cancel_at > SOON else "due"
