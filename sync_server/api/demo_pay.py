"""The demo's wallet: a guest agrees to an order of play money, or refuses it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.errors import Refused, _m
from sync_server.api.diners import PAGE_HEADERS, language_cookie, lost_page
from sync_server.diner.asking import language_of
from sync_server.diner.demo_pay_page import POLICY, demo_pay_page
from sync_server.payments.demo import PAGE, Demo
from sync_server.payments.port import Declined


def routes(demo: Demo, asked: Callable[[str], None]) -> list[Route]:
    """Routes to mount. ``asked``: is told of an order of which there is news."""

    async def page(request: Request) -> Response:
        order, language = demo.orders.get(request.path_params["number"]), language_of(request)
        if order is None:
            return lost_page(Refused("charge_unknown"), language, _m("Play money"))
        headers = {**PAGE_HEADERS, "Content-Security-Policy": POLICY, **language_cookie(request, language)}
        return Response(demo_pay_page(order, demo.query(order).state, language), headers=headers)

    async def said(request: Request) -> Response:
        number, form = request.path_params["number"], await request.form(max_files=0, max_fields=1)
        with contextlib.suppress(Declined):  # the page says what is so
            (demo.agree if form.get("says") == "yes" else demo.refuse)(number)
        asked(number)
        return RedirectResponse(PAGE + number, 303)

    return [Route(PAGE + "{number}", page), Route(PAGE + "{number}", said, methods=["POST"])]
