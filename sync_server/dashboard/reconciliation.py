"""The providers' bills beside ours 对账: what does not agree, what to do about each, and what was done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import MESSAGES, Refused
from domain.money.pay_codes import CHANNELS
from sync_server.dashboard.rendering import language_of, refused_words, sentence
from sync_server.database.reconciliations import DifferenceRow
from sync_server.workflows.matching import AMOUNT, CHARGE, FEE, OURS_ONLY, REFUND, STATE, THEIRS_ONLY
from sync_server.workflows.reconciling import Reconciling
from sync_server.workflows.static_codes import CAME, MISSING, UNSURE
from sync_server.workflows.storefront import RequestNow

PAGE = "/owner/reconciliation"
Handler = Callable[[Request], Awaitable[Response]]


def _m(message: str) -> str:
    return message


PLAY = _m("Demo: no money has moved")


def provider_names() -> dict[str, str]:
    """What who charges guests is called, play money too."""
    return {**{channel: one.name for channel, one in CHANNELS.items()}, "demo": PLAY}


WHAT = {
    (THEIRS_ONLY, CHARGE): _m("The provider took it, and no bill has it"),
    (THEIRS_ONLY, REFUND): _m("It went back without the till"),
    (OURS_ONLY, CHARGE): _m("The till has it as paid, and the provider does not"),
    (OURS_ONLY, REFUND): _m("The till has it as given back, and the provider does not"),
    (AMOUNT, CHARGE): _m("The sums that were paid differ"),
    (AMOUNT, REFUND): _m("The sums that went back differ"),
    (STATE, CHARGE): _m("The guest was charged, and the till was told that not"),
    (STATE, REFUND): _m("It went back, and the till was told that not"),
    (FEE, CHARGE): _m("The fee is not as for the others"),
    (MISSING, CHARGE): _m("Said to have come by the printed code, and not on the provider's bill"),
    (UNSURE, CHARGE): _m("By the printed code: the same sum several times, and one side has more"),
    (CAME, CHARGE): _m("It came by the printed code, though somebody said that it had not"),
}
BOOK = _m(
    "Ask who gave it back in the provider's app. Do not refund it at the till as well: the guest would get it"
    " twice. Then book it: the till takes it off the payment, on the day on which it hears of it."
)
TO_DO = {
    (THEIRS_ONLY, CHARGE): _m("Find whose bill it paid, or give it back in the provider's app."),
    (THEIRS_ONLY, REFUND): _m(
        "Ask who gave it back in the provider's app. Do not refund it at the till as well: the guest would"
        " get it twice. The till's takings are too high by this sum; note it for your books."
    ),
    (OURS_ONLY, CHARGE): _m(
        "Look for it in the provider's app by its number. If it is not there, the money did not come: reverse"
        " the bill at the till."
    ),
    (OURS_ONLY, REFUND): _m(
        "Look for it in the provider's app by its number. If it is not there, give it back there."
    ),
    (AMOUNT, CHARGE): _m(
        "What the provider says is what has come. Is it more than here, give the difference back in the"
        " provider's app; is it less, ask the guest for the rest."
    ),
    (AMOUNT, REFUND): _m(
        "What the provider says is what the guest has got. Is it less than here, give the rest back in the"
        " provider's app; is it more, ask the guest for it, or note it for your books."
    ),
    (STATE, CHARGE): _m(
        "The provider is asked again: if it was paid, it goes back to the guest by itself and is settled"
        " here. If it stays here, look for it in the provider's app and give it back there."
    ),
    (STATE, REFUND): _m("Do not give it back again: at the till say that it was given back by hand."),
    (FEE, CHARGE): _m("Ask the provider by its number."),
    (MISSING, CHARGE): _m(
        "Look for it in the provider's app by sum and time. If it is not there, the money did not come: ask"
        " the guest, or reverse the bill at the till."
    ),
    (UNSURE, CHARGE): _m(
        "Compare the times in the provider's app with the bills. What the till has more did not come: reverse"
        " that bill. What the provider has more no bill has: give it back there."
    ),
    (CAME, CHARGE): _m("Confirm it at the till, or on the page of money to look after."),
}


@dataclass(frozen=True, slots=True)
class DifferenceShown:
    """A difference with its words, not translated yet. ``bookable``: the till can book it; ``waits``: it was
    asked to; ``trouble``: why it did not."""

    row: DifferenceRow
    what: str
    to_do: str
    bookable: bool = False
    waits: bool = False
    trouble: str = ""


class ReconciliationPages:
    """``store`` finds the store that a request is about, ``page`` draws in the house's frame."""

    def __init__(
        self,
        reconciling: Reconciling,
        store: Callable[[Request], Awaitable[Any]],
        page: Callable[..., Response],
    ) -> None:
        self._reconciling, self._store, self._page = reconciling, store, page

    def routes(self, behind: Callable[[Handler], Handler]) -> list[BaseRoute]:
        """All behind the owner's door."""
        return [
            Route(PAGE, behind(self.show)),
            Route(f"{PAGE}.csv", behind(self.export)),
            Route(f"{PAGE}/fetch", behind(self.fetch), methods=["POST"]),
            Route(f"{PAGE}/settle", behind(self.settle), methods=["POST"]),
            Route(f"{PAGE}/book", behind(self.book), methods=["POST"]),
        ]

    async def show(self, request: Request, no: Refused | None = None) -> Response:
        """What is open, the last days, and what was seen to."""
        store = await self._store(request)
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        await self._reconciling.settle_booked(store.id)
        return self._page(
            request,
            "reconciliation.html",
            "accounts",
            store,
            open=self._open(request, store.id),
            settled=[_shown(row) for row in self._reconciling.differences(store.id, True)[:50]],
            days=self._reconciling.days(store.id),
            names=provider_names(),
            troubles=MESSAGES,
            trouble=sentence(no, language_of(request)) if no else "",
        )

    async def fetch(self, request: Request) -> Response:
        """A day's bills, now."""
        store, form = await self._store(request), await request.form()
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        try:
            await self._reconciling.fetch(store.id, date.fromisoformat(str(form.get("day", ""))))
        except ValueError:
            return await self.show(request, Refused("unreadable"))
        except Refused as no:
            return await self.show(request, no)
        return RedirectResponse(store.link(PAGE), 303)

    async def settle(self, request: Request) -> Response:
        """A difference was seen to."""
        store, form = await self._store(request), await request.form()
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        try:
            told = str(form.get("difference", "")), str(form.get("note", ""))
            await self._reconciling.settle(store.id, *told)
        except Refused as no:
            return await self.show(request, no)
        return RedirectResponse(store.link(PAGE), 303)

    async def book(self, request: Request) -> Response:
        """The till shall book what was given back without it."""
        store, form = await self._store(request), await request.form()
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        try:
            told = str(form.get("difference", "")), str(form.get("note", ""))
            await self._reconciling.book(store.id, *told)
        except Refused as no:
            return await self.show(request, no)
        return RedirectResponse(store.link(PAGE), 303)

    def _open(self, request: Request, store: str) -> list[DifferenceShown]:
        rows, asked = self._reconciling.differences(store), self._reconciling.asked(store)
        can = self._reconciling.bookable(rows)
        return [_to_see_to(row, row.id in can, asked.get(row.number), request) for row in rows]

    async def export(self, request: Request) -> Response:
        """All differences, or a day's lines, for a spreadsheet."""
        store = await self._store(request)
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        try:
            asked = request.query_params.get("day", "")
            day = str(date.fromisoformat(asked)) if asked else ""
        except ValueError as error:
            raise Refused("unreadable") from error
        name = f"bill-{day}" if day else "differences"
        kept = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Cache-Control": "no-store"}
        return Response(self._reconciling.as_csv(store.id, day), 200, kept, "text/csv; charset=utf-8")


def _shown(row: DifferenceRow) -> DifferenceShown:
    key = (row.what, row.kind)
    return DifferenceShown(row, WHAT.get(key, row.what), TO_DO.get(key, ""))


def _to_see_to(row: DifferenceRow, can: bool, wish: RequestNow | None, request: Request) -> DifferenceShown:
    shown = _shown(row)
    if not can:
        return shown
    waits = wish is not None and wish.state != "refused"
    return replace(
        shown, to_do=BOOK, bookable=True, waits=waits, trouble=refused_words(wish, language_of(request))
    )
