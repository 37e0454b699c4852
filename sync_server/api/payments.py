"""What a till asks of its home about guests' codes: charge one, tell what became of it, take it back."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from domain.errors import Refused
from domain.record.canonical import parse
from domain.record.plain import from_plain
from sync_server.api import described
from sync_server.api.answers import answer
from sync_server.api.bodies import unless_gone
from sync_server.api.callers import read_known
from sync_server.database.charges import ChargeRow
from sync_server.workflows.charging import CancelAsked, ChargeAsked, Charging
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.relaying import Relay

LONGEST_WAIT = 30.0  # seconds


def routes(enrolling: Enrolling, relay: Relay, charging: Charging) -> APIRouter:
    """The calls about charges."""
    api = APIRouter(prefix="/v1", tags=["payments"])

    @api.post("/charges", **described.CHARGE)
    async def charge(request: Request) -> Response:
        device, body = await read_known(request, enrolling, relay)
        return answer(_told(await charging.charge(device, from_plain(ChargeAsked, parse(body)))))

    @api.get("/charges/{payment}", **described.CHARGED)
    async def now(request: Request, payment: str, wait: float = 0.0) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        if not 0 <= wait <= LONGEST_WAIT:
            raise Refused("unreadable")
        found = await unless_gone(request, charging.now(device, payment, wait))
        return Response(status_code=499) if found is None else answer(_told(found))

    @api.post("/charges/{payment}/cancel", **described.CANCEL_CHARGE)
    async def cancel(request: Request, payment: str) -> Response:
        device, body = await read_known(request, enrolling, relay)
        asked = from_plain(CancelAsked, parse(body)) if body else CancelAsked()
        return answer(_told(await charging.cancel(device, payment, asked.channel)))

    @api.post("/charges/{payment}/return", **described.RETURN_CHARGE)
    async def give_back(request: Request, payment: str) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        return answer(_told(await charging.give_back(device, payment)))

    return api


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
    }
