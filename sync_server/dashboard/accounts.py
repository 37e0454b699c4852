"""The owner's accounts with gateways: which charge now, a new one, and the end of one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import Refused
from domain.money.pay_codes import CHANNELS
from sync_server.dashboard.rendering import language_of, sentence
from sync_server.payments.contract import NEEDS
from sync_server.payments.kinds import KINDS, gateways, never_shown
from sync_server.workflows.merchants import KeptMerchants

PAGE = "/owner/accounts"
OWN_FORM = ("alipay", "wechat")  # they have a form of their own; any other is asked for its fields
Handler = Callable[[Request], Awaitable[Response]]


class AccountPages:
    """``store`` finds the store that a request is about, ``page`` draws in the house's frame; ``play``: all
    codes are paid with play money, whatever accounts there are."""

    def __init__(
        self,
        merchants: KeptMerchants,
        store: Callable[[Request], Awaitable[Any]],
        page: Callable[..., Response],
        play: bool,
    ) -> None:
        self._merchants, self._store, self._page, self._play = merchants, store, page, play

    def routes(self, behind: Callable[[Handler], Handler]) -> list[BaseRoute]:
        """All behind the owner's door."""
        return [
            Route(PAGE, behind(self.accounts)),
            Route(f"{PAGE}/{{channel}}", behind(self.add), methods=["POST"]),
            Route(f"{PAGE}/{{channel}}/end", behind(self.end), methods=["POST"]),
        ]

    async def accounts(self, request: Request, no: Refused | None = None) -> Response:
        """What charges for the store now."""
        store = await self._store(request)
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        typed, secret = (
            dict.fromkeys((one for kind in KINDS.values() for one in kind.fields), ""),
            never_shown(),
        )
        if no:
            sent = await request.form()
            typed |= {name: str(sent.get(name, "")) for name in typed if name not in secret}
        return self._page(
            request,
            "accounts.html",
            "accounts",
            store,
            accounts=self._merchants.shown(store.id),
            play=self._play,
            needs=NEEDS,
            usual=gateways(),
            names={channel: one.name for channel, one in CHANNELS.items()},
            further={channel: kind for channel, kind in KINDS.items() if channel not in OWN_FORM},
            typed=typed,
            failed=request.path_params.get("channel", "") if no else "",
            trouble=sentence(no, language_of(request)) if no else "",
        )

    async def add(self, request: Request) -> Response:
        """Charge a channel's codes by this account from now on."""
        store, form, channel = (
            await self._store(request),
            await request.form(),
            request.path_params["channel"],
        )
        if store is None or channel not in KINDS:
            return RedirectResponse("/owner/devices", 303)
        told = {name: str(form.get(name, "")).strip() for name in KINDS[channel].fields}
        try:
            await self._merchants.add(store.id, channel, told)
        except Refused as no:
            return await self.accounts(request, no)
        return RedirectResponse(store.link(PAGE), 303)

    async def end(self, request: Request) -> Response:
        """Charge nothing new by it."""
        store = await self._store(request)
        if store is not None:
            await self._merchants.end(store.id, request.path_params["channel"])
        return RedirectResponse(store.link(PAGE) if store else "/owner/devices", 303)
