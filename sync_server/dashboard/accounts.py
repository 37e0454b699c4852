"""The owner's accounts with gateways: which charge now, a new one, and the end of one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import Refused
from domain.money.pay_codes import ALIPAY, WECHAT
from sync_server.dashboard.rendering import language_of, sentence
from sync_server.payments import alipay_account, wechat_account
from sync_server.payments.contract import NEEDS
from sync_server.workflows.merchants import KINDS, KeptMerchants

PAGE = "/owner/accounts"
SECRET = frozenset({"private_key", "api_key", "v2_key"})  # never sent back to a browser
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
        typed = dict.fromkeys((*_fields(ALIPAY), *_fields(WECHAT)), "")
        if no:
            sent = await request.form()
            typed |= {name: str(sent.get(name, "")) for name in typed if name not in SECRET}
        return self._page(
            request,
            "accounts.html",
            "accounts",
            store,
            accounts=self._merchants.shown(store.id),
            play=self._play,
            needs=NEEDS,
            usual={ALIPAY: alipay_account.GATEWAY, WECHAT: wechat_account.GATEWAY},
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
        told = {name: str(form.get(name, "")).strip() for name in _fields(channel)}
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


def _fields(channel: str) -> list[str]:
    return [field.name for field in fields(KINDS[channel])]
