"""What a device that only reads asks: the store's sums, and a day's figures as the owner sees them."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from sync_server.api import described
from sync_server.api.answers import answer
from sync_server.api.callers import read_known
from sync_server.api.calls import Call, Calls
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.relaying import Relay
from sync_server.workflows.reporting import DayTold, Reporting


def routes(enrolling: Enrolling, relay: Relay, reporting: Reporting) -> list[Call]:
    """The calls about figures. A till may make them too."""
    api = Calls("/v1", "readers")

    @api.get("/totals", described.TOTALS)
    async def totals(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        found, behind = await asyncio.to_thread(reporting.totals, device.store)
        return answer({**asdict(found), "behind": behind})

    @api.get("/report", described.REPORT)
    async def report(request: Request) -> Response:
        device, _ = await read_known(request, enrolling, relay)
        date = request.query_params.get("date", "")
        return answer(_plain(await asyncio.to_thread(reporting.told_day, device.store, date)))

    return api.routes


def _plain(told: DayTold) -> dict[str, Any]:
    """The figures of the owner's page, without the single bills; nothing is left out for being 0."""
    day = told.day
    return {
        "date": day.date,
        "currency": told.currency,
        "zone": told.zone,
        "behind": told.behind,
        "bills": day.figures.bills,
        "guests": day.figures.guests,
        "receivable": day.figures.receivable,
        "reductions": day.figures.reductions,
        "takings": day.figures.takings,
        "part_payments": day.part_payments,
        "tenders": [asdict(one) for one in day.tenders],
        "hours": [{"hour": hour, "amount": amount} for hour, amount in day.hours],
        "dishes": [asdict(one) for one in day.dishes],
    }
