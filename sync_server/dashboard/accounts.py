"""The owner's accounts with gateways: which charge now, a new one, and the end of one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import Refused
from sync_server.dashboard.rendering import language_of, sentence
from sync_server.payments.alipay import GATEWAY, AlipayAccount
from sync_server.workflows.merchants import KeptMerchants

PAGE = "/owner/accounts"
FIELDS = ("app_id", "private_key", "alipay_public_key", "gateway", "auth_token")
Handler = Callable[[Request], Awaitable[Response]]


class AccountPages:
    """``store`` finds the store that a request is about, ``page`` draws in the house's frame."""

    def __init__(
        self,
        merchants: KeptMerchants,
        store: Callable[[Request], Awaitable[Any]],
        page: Callable[..., Response],
    ) -> None:
        self._merchants, self._store, self._page = merchants, store, page

    def routes(self, behind: Callable[[Handler], Handler]) -> list[BaseRoute]:
        """All behind the owner's door."""
        return [
            Route(PAGE, behind(self.accounts)),
            Route(f"{PAGE}/alipay", behind(self.add_alipay), methods=["POST"]),
            Route(f"{PAGE}/{{channel}}/end", behind(self.end), methods=["POST"]),
        ]

    async def accounts(self, request: Request, no: Refused | None = None) -> Response:
        """What charges for the store now."""
        store = await self._store(request)
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        typed = {name: str((await request.form()).get(name, "")) for name in FIELDS} if no else {}
        return self._page(
            request,
            "accounts.html",
            "accounts",
            store,
            accounts=self._merchants.shown(store.id),
            usual=GATEWAY,
            typed={**dict.fromkeys(FIELDS, ""), **typed, "private_key": ""},
            trouble=sentence(no, language_of(request)) if no else "",
        )

    async def add_alipay(self, request: Request) -> Response:
        """Charge Alipay's codes by this account from now on."""
        store, form = await self._store(request), await request.form()
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        told = {name: str(form.get(name, "")).strip() for name in FIELDS}
        try:
            account = AlipayAccount(**{**told, "gateway": told["gateway"] or GATEWAY})
            await self._merchants.add_alipay(store.id, account)
        except Refused as no:
            return await self.accounts(request, no)
        return RedirectResponse(store.link(PAGE), 303)

    async def end(self, request: Request) -> Response:
        """Charge nothing new by it."""
        store = await self._store(request)
        if store is not None:
            await self._merchants.end(store.id, request.path_params["channel"])
        return RedirectResponse(store.link(PAGE) if store else "/owner/devices", 303)
