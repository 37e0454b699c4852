"""What the code of a pre-bill leads to: its bill, a wish to pay what is left of it, and how far that is.

Who has the paper needs no table, no opening and no script. The code is of the bill as it was printed: of
one that is paid or has changed it opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from domain.errors import Refused, _m
from domain.money.bill_codes import PATH
from domain.money.pay_codes import CHANNELS
from domain.money.phone_pay import ALL, SHARE, PayRequest, read_pay_request
from domain.record.plain import to_plain
from sync_server.api.diners import PAGE_HEADERS, language_cookie, lost_page
from sync_server.diner import flood as limits
from sync_server.diner.asking import address_of, language_of
from sync_server.diner.bill_page import POLICY, bill_page, try_page
from sync_server.diner.flood import Flood, Limit
from sync_server.diner.page import home_language
from sync_server.diner.paying import browser_of
from sync_server.diner.port import BillRelay
from sync_server.workflows.storefront import BillNow

Page = Callable[[Request], Awaitable[Response]]
PLACE = f"{PATH}/{{store}}/{{bill}}/{{code}}"


class BillPay:
    """The handlers, over one relay. ``now``: UTC milliseconds; ``new_id``: of a payment. ``stop``: gives up
    a store's payment at its gateway, if that is asked from here. ``way``: by store, page, phone and origin
    where a phone inside WeChat is to go first, "" for nowhere; ``known``: the payer that a store's phone is.
    """

    def __init__(
        self,
        relay: BillRelay,
        flood: Flood,
        now: Callable[[], int],
        new_id: Callable[[], str],
        stop: Callable[[str, str], Awaitable[bool]],
        way: Callable[[str, str, str, str], str],
        known: Callable[[str, str], str],
    ) -> None:
        self._relay, self._flood, self._now, self._new_id = relay, flood, now, new_id
        self._stop, self._way, self._known = stop, way, known

    def routes(self) -> list[Route]:
        """Routes to mount."""
        return [
            Route(PLACE, self._page(self._look)),
            Route(f"{PLACE}/pay", self._page(self._pay), methods=["POST"]),
            Route(f"{PLACE}/stop", self._page(self._give_up), methods=["POST"]),
        ]

    def _page(self, handler: Page) -> Page:
        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except Refused as no:
                return lost_page(no, language_of(request), _m("Bill"))

        return answered

    async def _look(self, request: Request) -> Response:
        """The bill; with a payment of this phone's, how far that is."""
        self._limit(("asking", address_of(request), limits.ASK_BY_ADDRESS))
        store, asked = request.path_params["store"], request.query_params
        payment, phone = asked.get("payment", ""), asked.get("phone", "")[:64]
        if payment and (one := self._relay.bill_payment(store, payment, phone)) is not None:
            shown = self._relay.shown(store)
            language = language_of(request, home_language(shown))
            return self._answer(request, try_page(shown, one, self._now(), _path(request), language))
        now, came, phone = self._bill(request), bool(phone), phone or secrets.token_hex(16)
        browser = browser_of(request.headers.get("user-agent", ""))
        origin = f"{request.url.scheme}://{request.url.netloc}"
        if browser == "wechat" and not came and (way := self._way(store, _path(request)[1:], phone, origin)):
            return RedirectResponse(way, 303, PAGE_HEADERS)
        language, payer = language_of(request, home_language(now.store)), bool(self._known(store, phone))
        page = bill_page(now, phone, self._new_id(), _path(request), browser, payer, language)
        return self._answer(request, page, language_cookie(request, language))

    async def _pay(self, request: Request) -> Response:
        """Keep a wish to pay all that was shown as left, or an equal share; the same form again is the same
        wish."""
        form = await _form(request)
        phone = form.get("phone", "")
        self._limit(
            ("pay", phone, limits.PAY_BY_PHONE),
            ("address", address_of(request), limits.ORDER_BY_ADDRESS),
        )
        store = request.path_params["store"]
        if self._relay.bill_payment(store, form.get("payment", ""), phone) is None:
            await self._relay.hear_bill_payment(store, self._asked(request, form))
        return self._to_payment(request, form.get("payment", ""), phone)

    def _asked(self, request: Request, form: Mapping[str, str]) -> PayRequest:
        now, channel = self._bill(request), form.get("channel", "")
        of, dash, share = form.get("share", "").partition("-")  # of how many, and what it comes to
        sums = [share if dash or of else form.get("amount", ""), form.get("total", ""), of if dash else "0"]
        if not all(one.isascii() and one.isdigit() and len(one) < 12 for one in sums) or (
            channel and channel not in CHANNELS
        ):
            raise Refused("unreadable")
        origin = f"{request.url.scheme}://{request.url.netloc}"
        asked = PayRequest(
            id=form.get("payment", ""),
            table=now.table,
            phone=form.get("phone", ""),
            opening=now.opening.id,
            secret=request.path_params["code"],
            total=int(sums[1]),
            amount=int(sums[0]),
            part=SHARE if dash else ALL,
            of=int(sums[2]),
            channel=channel,
            browser=browser_of(request.headers.get("user-agent", "")),
            address=address_of(request),
            bill=now.money.bill,
        )
        back = f"{origin}{self._place_of(request, asked.id, asked.phone)}"
        return read_pay_request({**to_plain(asked), "back": back})

    async def _give_up(self, request: Request) -> Response:
        """She does not want to pay any more."""
        form, store = await _form(request), request.path_params["store"]
        payment, phone = form.get("payment", ""), form.get("phone", "")
        self._limit(("pay", phone, limits.PAY_BY_PHONE))
        one = self._relay.bill_payment(store, payment, phone)
        if one is None:
            raise Refused("bill_code")
        here = await self._stop(store, payment)
        try:
            await self._relay.stop_bill_payment(store, one)
        except Refused:
            if not here:  # else the till hears it from the home
                raise
        return self._to_payment(request, payment, phone)

    # inside

    def _bill(self, request: Request) -> BillNow:
        asked = request.path_params
        return self._relay.bill(asked["store"], asked["bill"], asked["code"])

    def _place_of(self, request: Request, payment: str, phone: str) -> str:
        return f"{_path(request)}?{urlencode({'payment': payment, 'phone': phone})}"

    def _to_payment(self, request: Request, payment: str, phone: str) -> Response:
        return RedirectResponse(self._place_of(request, payment, phone), 303, PAGE_HEADERS)

    def _answer(self, request: Request, page: bytes, more: Mapping[str, str] = {}) -> Response:
        return Response(page, headers={**PAGE_HEADERS, "Content-Security-Policy": POLICY, **more})

    def _limit(self, *asked: tuple[str, str, Limit]) -> None:
        if not self._flood.allows(*asked):
            raise Refused("too_fast")


def _path(request: Request) -> str:
    """The bill's own page."""
    return f"{PATH}/" + "/".join(
        quote(request.path_params[part], safe="") for part in ("store", "bill", "code")
    )


async def _form(request: Request) -> dict[str, str]:
    told = await request.form(max_files=0, max_fields=8)
    return {name: value[:64] for name, value in told.items() if isinstance(value, str)}
