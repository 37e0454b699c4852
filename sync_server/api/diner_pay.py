"""What a guest's phone asks of a server to pay its bill: how much, the payment itself, and to give it up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import Refused
from domain.money.phone_pay import read_pay_request
from domain.record.canonical import parse
from sync_server.api.diners import Answered
from sync_server.diner import flood as limits
from sync_server.diner.answering import answer, light
from sync_server.diner.asking import address_of, body_of, language_of, text_of
from sync_server.diner.flood import Flood, Limit
from sync_server.diner.page import home_language
from sync_server.diner.paying import browser_of, tell_money
from sync_server.diner.port import PayRelay

Stop = Callable[[str, str], Awaitable[bool]]


def routes(relay: PayRelay, flood: Flood, now: Callable[[], int], stop: Stop) -> list[Route]:
    """Routes to mount. ``now`` gives UTC milliseconds. ``stop``: of a store's payment, at its gateway;
    whether that is asked from here."""
    door = _Door(relay, flood, now, stop)
    return [
        Route("/t/{code}/pay", Answered(relay, door.money), methods=["GET"]),
        Route("/t/{code}/pay", Answered(relay, door.pay), methods=["POST"]),
        Route("/t/{code}/pay/stop", Answered(relay, door.stop), methods=["POST"]),
    ]


class _Door:
    """The handlers, over one relay."""

    def __init__(self, relay: PayRelay, flood: Flood, now: Callable[[], int], stop: Stop) -> None:
        self._relay, self._flood, self._now, self._stop = relay, flood, now, stop

    async def money(self, request: Request) -> Response:
        """What is to be paid, and how far this phone's payments are."""
        self._limit(("asking", address_of(request), limits.ASK_BY_ADDRESS))
        code, asked = request.path_params["code"], request.query_params
        code = self._relay.moved_to(code, asked.get("opening", "")) or code
        phone = asked.get("phone", "")[:64]
        opening = asked.get("opening", "")
        here = self._relay.table(code, opening, phone)
        tries = self._relay.payments_of(code, phone) if phone else ()
        language = language_of(request, home_language(here.store))
        browser = browser_of(request.headers.get("user-agent", ""))
        return light(request, tell_money(here, tries, phone, browser, self._now(), language, opening))

    async def pay(self, request: Request) -> Response:
        """Keep a wish to pay; what becomes of it, ``money`` tells."""
        code = request.path_params["code"]
        plain = parse(await body_of(request))
        plain["table"] = self._relay.table(code).table.id
        plain["browser"] = browser_of(request.headers.get("user-agent", ""))
        plain["address"] = address_of(request)
        plain["back"] = f"{request.url.scheme}://{request.url.netloc}/t/{code}"
        asked = read_pay_request(plain)
        self._limit(
            ("pay", asked.phone, limits.PAY_BY_PHONE),
            ("address", address_of(request), limits.ORDER_BY_ADDRESS),
        )
        heard = await self._relay.hear_payment(code, asked)
        return answer(
            {"pay": 1, "id": heard.id, "state": heard.state}, 202 if heard.state == "received" else 200
        )

    async def stop(self, request: Request) -> Response:
        """The guest does not want to pay any more: closed at the gateway from here if it can be, and the till
        hears of it."""
        code, plain = request.path_params["code"], parse(await body_of(request))
        payment, phone = text_of(plain, "payment")[:64], text_of(plain, "phone")[:64]
        self._limit(
            ("pay", phone, limits.PAY_BY_PHONE),
            ("address", address_of(request), limits.CALL_BY_ADDRESS),
        )
        here = False
        if any(one.id == payment for one in self._relay.payments_of(code, phone)):
            here = await self._stop(self._relay.store_of(code), payment)
        try:
            await self._relay.stop_payment(code, payment, phone)
        except Refused:
            if not here:  # else the till hears it from the home
                raise
        return answer({"ok": True}, 202)

    def _limit(self, *asked: tuple[str, str, Limit]) -> None:
        if not self._flood.allows(*asked):
            raise Refused("too_fast")
