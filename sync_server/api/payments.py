"""What a till asks of its home about guests' codes: charge one, tell what became of it, take it back."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.errors import Refused
from domain.record.canonical import parse
from domain.record.plain import from_plain
from sync_server.api import described
from sync_server.api.answers import answer
from sync_server.api.bodies import unless_gone
from sync_server.api.callers import read_known
from sync_server.api.calls import Call, Calls
from sync_server.api.queries import wait
from sync_server.database.charges import ChargeRow
from sync_server.database.gateway_refunds import RefundRow
from sync_server.database.reconciliations import DifferenceRow
from sync_server.workflows.channel_bills import ChannelBills
from sync_server.workflows.charge_terms import CancelAsked, ChargeAsked, OrderAsked, RefundAsked
from sync_server.workflows.charging import Charging
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.gateway_clocks import GatewayClocks
from sync_server.workflows.paying_back import PayingBack
from sync_server.workflows.phone_charges import PhoneCharges, for_phone
from sync_server.workflows.reconciling import Reconciling
from sync_server.workflows.relaying import Relay


def routes(enrolling: Enrolling, relay: Relay, charging: Charging) -> list[Call]:
    """The calls about charges."""
    api = Calls("/v1", "payments")

    @api.post("/charges", described.CHARGE)
    async def charge(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        return answer(_told(await charging.charge(device, from_plain(ChargeAsked, parse(body)))))

    @api.get("/charges", described.CAME_LATE)
    async def came_late(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        found = await asyncio.to_thread(charging.came_late, device)
        return answer({"late": [_told(row) for row in found]})

    @api.get("/charges/unclaimed", described.UNCLAIMED)
    async def unclaimed(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        found = await asyncio.to_thread(charging.unclaimed, device)
        return answer({"unclaimed": [_told_whole(row) for row in found]})

    @api.get("/charges/{payment}", described.CHARGED)
    async def now(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        asked = charging.now(device, request.path_params["payment"], wait(request))
        found = await unless_gone(request.receive, asked)
        return Response(status_code=499) if found is None else answer(_told(found))

    @api.post("/charges/{payment}/cancel", described.CANCEL_CHARGE)
    async def cancel(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        asked = from_plain(CancelAsked, parse(body)) if body else CancelAsked()
        return answer(_told(await charging.cancel(device, request.path_params["payment"], asked)))

    @api.post("/charges/{payment}/return", described.RETURN_CHARGE)
    async def give_back(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        return answer(_told(await charging.give_back(device, request.path_params["payment"])))

    return api.routes


def order_routes(
    enrolling: Enrolling, relay: Relay, charging: Charging, phones: PhoneCharges, clocks: GatewayClocks
) -> list[Call]:
    """The calls about orders that guests pay on their phones."""
    api = Calls("/v1", "payments")

    @api.get("/ways", described.WAYS)
    async def ways(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        return answer({"ways": phones.ways(device.store), "clock": clocks.ahead(device.store)})

    @api.post("/orders", described.ORDER)
    async def create(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        row = await phones.create(device, from_plain(OrderAsked, parse(body)))
        phone = for_phone(row)
        return answer({**_told(row), "phone": asdict(phone) if phone else {}})

    @api.post("/charges/{payment}/look", described.LOOK)
    async def look(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        charging.look(device, request.path_params["payment"])
        return answer({})

    return api.routes


def refund_routes(
    enrolling: Enrolling, relay: Relay, back: PayingBack, bills: ChannelBills, reconciling: Reconciling
) -> list[Call]:
    """The calls about what goes back, and what the gateways' bills say."""
    api = Calls("/v1", "payments")

    @api.post("/refunds", described.REFUND)
    async def refund(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        return answer(_told_back(await back.refund(device, from_plain(RefundAsked, parse(body)))))

    @api.get("/refunds/found", described.FOUND_REFUNDS)
    async def found(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        rows = await asyncio.to_thread(reconciling.to_book, device.store)
        return answer({"found": [_told_found(row) for row in rows]})

    @api.get("/refunds/{refund}", described.REFUNDED)
    async def now(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        found = await unless_gone(
            request.receive, back.now(device, request.path_params["refund"], wait(request))
        )
        return Response(status_code=499) if found is None else answer(_told_back(found))

    @api.get("/bills/{channel}/{day}", described.CHANNEL_BILL)
    async def bill(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        channel = request.path_params["channel"]
        try:
            asked = date.fromisoformat(request.path_params["day"])
        except ValueError as error:
            raise Refused("unreadable") from error
        return answer({"lines": [asdict(line) for line in await bills.bill(device.store, channel, asked)]})

    return api.routes


def _told_back(row: RefundRow) -> dict[str, Any]:
    """A refund as its till hears of it: one that nobody knows of yet is unknown."""
    told = {name: getattr(row, name) for name in ("why", "transaction", "amount")}
    state = "unknown" if row.state == "new" else row.state
    return {"refund": row.id, "payment": row.charge, "state": state, **told}


def _told_found(row: DifferenceRow) -> dict[str, Any]:
    """A refund that stands on its provider's bill alone, as the till hears of it that is to book it."""
    told = {name: getattr(row, name) for name in ("charge", "channel", "opening", "day", "at")}
    return {"refund": row.number, "amount": row.theirs, **told}


def _told_whole(row: ChargeRow) -> dict[str, Any]:
    """A charge as a till hears of it that may know nothing else of it."""
    told = {name: getattr(row, name) for name in ("channel", "way", "transaction", "provider", "opening")}
    return {"payment": row.id, "amount": row.charged, "at": row.asked_at, **told}


def _told(row: ChargeRow) -> dict[str, Any]:
    """A charge as its till hears of it: one that nobody knows of yet is unknown."""
    return {
        "payment": row.id,
        "state": "unknown" if row.state == "new" else row.state,
        "why": row.why,
        "channel": row.channel,
        "transaction": row.transaction,
        "provider": row.provider,
        "amount": row.charged,
        "cancelling": bool(row.cancel_at) and row.open,
        "since": row.cancel_at,
    }
