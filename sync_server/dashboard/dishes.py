"""What guests read of a dish beside its name and price, as the owner says it: pictures, badges, allergens;
and whether discounts leave it alone.

The menu is the till's: what is sent here waits for it, and stands on the page when the till has published it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import Refused
from domain.record.plain import from_plain, to_plain
from domain.selling.dish_words import (
    ALLERGENS,
    BADGES,
    HOTTEST,
    MOST_SERVED,
    UNITS,
    DishWish,
    DishWords,
    check_words,
    words_of,
)
from domain.selling.licences import KINDS, Licence, LicenceWish, check_licences
from domain.selling.menu import Dish
from domain.selling.pictures import MOST_UPLOAD
from domain.words.search import DishSearch
from sync_server.dashboard.rendering import language_of, refused_words, sentence
from sync_server.workflows.pictures import Pictures
from sync_server.workflows.relaying import Relay

PAGE = "/owner/dishes"
LICENCES = "/owner/licences"
LONGEST_WANTED = 60  # characters of a search
T = TypeVar("T")
Handler = Callable[[Request], Awaitable[Response]]


class DishPages:
    """``store`` finds the store that a request is about, ``page`` draws in the house's frame."""

    def __init__(
        self,
        relay: Relay,
        pictures: Pictures,
        store: Callable[[Request], Awaitable[Any]],
        page: Callable[..., Response],
        new_id: Callable[[], str],
    ) -> None:
        self._relay, self._pictures = relay, pictures
        self._store, self._page, self._new_id = store, page, new_id

    def routes(self, behind: Callable[[Handler], Handler]) -> list[BaseRoute]:
        """All behind the owner's door."""
        return [
            Route(PAGE, behind(self.dishes)),
            Route(LICENCES, behind(self.licences)),
            Route(LICENCES, behind(self.say_licences), methods=["POST"]),
            Route(f"{PAGE}/{{dish}}", behind(self.dish)),
            Route(f"{PAGE}/{{dish}}", behind(self.say), methods=["POST"]),
        ]

    async def dishes(self, request: Request) -> Response:
        """The menu by category, with what is missing; ``?find=``: what has this in its names or code."""
        store = await self._store(request)
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        menu, wishes = self._relay.front(store.id).menu, self._relay.wishes(store.id)
        wanted = request.query_params.get("find", "")[:LONGEST_WANTED].strip()
        found = set(DishSearch(menu.dishes).find(wanted, len(menu.dishes))) if wanted else set()
        shown = [dish for dish in menu.dishes if not wanted or dish.id in found]
        sections = [
            (one.names, [dish for dish in shown if dish.categories[:1] == (one.id,)])
            for one in menu.categories
        ]
        return self._page(
            request,
            "dishes.html",
            "dishes",
            store,
            sections=[one for one in sections if one[1]],
            waiting={dish for dish, wish in wishes.items() if wish.state in ("received", "handed")},
            pictured=sum(bool(dish.picture) for dish in menu.dishes),
            count=len(menu.dishes),
            wanted=wanted,
            badges=BADGES,
        )

    async def dish(self, request: Request, no: Refused | None = None) -> Response:
        """One dish, and what is said of it."""
        store = await self._store(request)
        dish = self._dish(request, store)
        if store is None or dish is None:
            return RedirectResponse(store.link(PAGE) if store else "/owner/devices", 303)
        language, wish = language_of(request), self._relay.wishes(store.id).get(dish.id)
        words = words_of(dish)
        trouble = sentence(no, language) if no else refused_words(wish, language)
        return self._page(
            request,
            "dish.html",
            "dishes",
            store,
            dish=dish,
            said=words,
            seen=json.dumps(to_plain(words)),
            waits=wish is not None and wish.state in ("received", "handed"),
            trouble=trouble,
            badges=BADGES,
            allergens=ALLERGENS,
            hottest=HOTTEST,
            most_served=MOST_SERVED,
            units=UNITS,
            megabytes=MOST_UPLOAD // 1024 // 1024,
        )

    async def say(self, request: Request) -> Response:
        """Have the till say this of the dish from now on."""
        store = await self._store(request)
        dish, form = self._dish(request, store), await request.form()
        if store is None or dish is None:
            return RedirectResponse("/owner/devices", 303)
        try:
            seen = from_plain(DishWords, _json(form.get("seen"), dict))
            words = await self._words(store.id, form, seen.picture)
            check_words(words)
            if words != seen:
                await self._relay.wish(store.id, DishWish(self._new_id(), dish.id, words, seen))
        except Refused as no:
            return await self.dish(request, no)
        return RedirectResponse(store.link(f"{PAGE}/{dish.id}"), 303)

    async def licences(self, request: Request, no: Refused | None = None) -> Response:
        """The licences as guests read them."""
        store = await self._store(request)
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        language, wish = language_of(request), self._relay.wishes(store.id).get("")
        now = self._relay.front(store.id).menu.licences
        return self._page(
            request,
            "licences.html",
            "dishes",
            store,
            said={one.kind: one for one in now},
            seen=json.dumps(to_plain(now)),
            kinds=KINDS,
            megabytes=MOST_UPLOAD // 1024 // 1024,
            waits=wish is not None and wish.state in ("received", "handed"),
            trouble=sentence(no, language) if no else refused_words(wish, language),
        )

    async def say_licences(self, request: Request) -> Response:
        """Have the till publish these."""
        store, form = await self._store(request), await request.form()
        if store is None:
            return RedirectResponse("/owner/devices", 303)
        try:
            wanted = {"id": self._new_id(), "licences": [], "seen": _json(form.get("seen"), list)}
            seen = from_plain(LicenceWish, wanted)
            before = {one.kind: one.picture for one in seen.seen}
            told = [await self._licence(store.id, form, kind, before.get(kind, "")) for kind in KINDS]
            said = tuple(one for one in told if one.number or one.holder or one.picture)
            wish = replace(seen, licences=said)
            check_licences(wish.licences)
            await self._relay.wish(store.id, wish)
        except Refused as no:
            return await self.licences(request, no)
        return RedirectResponse(store.link(LICENCES), 303)

    async def _licence(self, store: str, form: FormData, kind: str, picture: str) -> Licence:
        """Raises Refused, as ``_picture``."""
        picture = await self._picture(store, form, picture, f"{kind}-", True)
        return Licence(kind, _text(form, kind), _text(form, f"{kind}-holder"), picture)

    async def _picture(
        self, store: str, form: FormData, picture: str, of: str = "", whole: bool = False
    ) -> str:
        """What is shown from now on. Raises Refused for a picture that cannot be read."""
        sent = form.get(f"{of}picture")
        if isinstance(sent, UploadFile) and sent.size:
            return await self._pictures.make(store, await sent.read(MOST_UPLOAD + 1), whole)
        return "" if form.get(f"{of}without") else picture

    async def _words(self, store: str, form: FormData, picture: str) -> DishWords:
        """Raises Refused, as ``_picture``."""
        picture = await self._picture(store, form, picture)
        size = _number(form.get("portion"), 5)
        least, most = _number(form.get("from")), _number(form.get("to"))
        return DishWords(
            picture,
            tuple(one for one in BADGES if form.get(f"badge-{one}")),
            tuple(one for one in ALLERGENS if form.get(f"allergen-{one}")),
            _number(form.get("spice")),
            (least or most, most or least) if least or most else (),
            f"{size} {form.get('unit')}" if size else "",
            bool(form.get("full-price")),
        )

    def _dish(self, request: Request, store: Any) -> Dish | None:
        return self._relay.front(store.id).menu.by_id.get(request.path_params["dish"]) if store else None


def _number(value: object, digits: int = 3) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else 0


def _text(form: FormData, name: str) -> str:
    return " ".join(str(form.get(name, "")).split())


def _json(value: object, kind: type[T]) -> T:
    try:
        found = json.loads(str(value))
    except ValueError as error:
        raise Refused("form_old") from error
    if not isinstance(found, kind):
        raise Refused("form_old")
    return found
