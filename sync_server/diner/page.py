"""The page as the phone first gets it: a readable menu, rendered and compressed once for many phones."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import jinja2

from domain.errors import name_in
from domain.record.canonical import canonical
from domain.selling.dish_words import BADGES, portion_words
from domain.selling.menu import Dish, Menu
from domain.selling.time_menus import TimeMenu
from sync_server.diner.assets import Assets
from sync_server.diner.clock import minute_of_week
from sync_server.diner.elsewhere import origins
from sync_server.diner.facts import hours_of, menu_facts
from sync_server.diner.fees import house_fees
from sync_server.diner.icons import plate_names, symbols
from sync_server.diner.language import Language, after
from sync_server.diner.money import Currency, currency
from sync_server.diner.style import stylesheet
from sync_server.diner.weighing import price_text
from sync_server.workflows.storefront import TableNow

FEW = 5  # portions left from which on a guest is told in the list
FIRST_SIGHT = 12  # dishes that come with their picture; further down the script draws them (rows.js)
MOST_PAGES = 512
# Marks the page as scripted before anything is drawn, and keeps what is tapped until the script is here,
# on a slow line seconds later; its hash stands in the security policy.
FIRST_SCRIPT = (
    'document.documentElement.className="js";early=new Set;'
    'onclick=e=>{(e=e.target.closest(".a,.o,h3,[data-do=call]"))&&early.add(e)}'
)


@dataclass(frozen=True)
class Page:
    """A page and its compressed form."""

    raw: bytes

    @cached_property
    def packed(self) -> bytes:
        return gzip.compress(self.raw, 9, mtime=0)


class Pages:
    """Renders pages and keeps the latest ones."""

    def __init__(self, assets: Assets, holds: Callable[[str], bool] = lambda picture: True) -> None:
        """``holds``: whether this server has a picture already; others are drawn plates until it comes."""
        self._assets, self._holds = assets, holds
        self._kept: OrderedDict[tuple[object, ...], Page] = OrderedDict()

    def page(self, now: TableNow, code: str, language: Language, at: int) -> Page:
        """The page of a table at a moment in UTC milliseconds."""
        minute = minute_of_week(at, now.zone)
        closed, on = closed_at(now.menu, minute), now.menu.on(minute)
        shown = menu_shown(now, minute)
        now = replace(now, menu=now.menu.at(minute))
        guests = now.opening.guests if now.opening else 0
        missing = frozenset(one.picture for one in now.menu.dishes if not self._holds(one.picture))
        key = (
            code, language.tag, language.beside, shown, now.rules.version, now.floor.version, guests, closed,
            tuple(sorted(now.stock.remaining.items())), canonical(dict(now.store)), now.servers,
            now.counter is None, missing,
        )  # fmt: skip
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = Page(
                self._render(now, code, language, closed, guests, missing, on, shown)
            )
            if len(self._kept) > MOST_PAGES:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return kept

    def _render(
        self,
        now: TableNow,
        code: str,
        language: Language,
        closed: frozenset[str],
        guests: int,
        missing: frozenset[str],
        on: Sequence[TimeMenu],
        shown: str,
    ) -> bytes:
        tag, money = language.tag, currency(now.store.get("currency", "CNY"))
        rows = {dish.id: _row(dish, now, language, money, dish.id in closed) for dish in now.menu.dishes}
        for dish in now.menu.dishes:
            rows[dish.id]["picture"] = "" if dish.picture in missing else dish.picture
        timed = [
            (
                f"at-{one.id}",
                name_in(one.names, tag),
                [rows[d.id] for d in now.menu.dishes if now.menu.is_on(one, d)],
            )
            for one in on
        ]
        sections = timed + [
            (
                category.id,
                name_in(category.names, tag),
                [rows[d.id] for d in now.menu.dishes if category.id in d.categories],
            )
            for category in now.menu.categories
        ]
        looks = {row["id"]: row["picture"] or row["plate"] for _, _, rows in sections for row in rows}
        template = environment().get_template("page.html")  # compiled with the first page
        html = template.render(
            _=language.translate,
            ngettext=language.catalogue.ngettext,
            language=language,
            other=after(language),
            store=name_in(now.store.get("names", {}), tag),
            seal=seal(name_in(now.store.get("names", {}), "zh-Hans")),
            table=name_in(now.table.label, tag),
            guests=guests,
            counter=now.counter is not None,
            promotions=[name_in(promotion.names, tag) for promotion in now.rules.promotions],
            fees=house_fees(now.rules, language, money, now.counter is None),
            sections=[section for section in sections if section[2]],
            few=FEW,
            code=code,
            css=stylesheet(language.direction),
            first_script=FIRST_SCRIPT,
            symbols=symbols(),
            script=self._assets.script(language).path,
            plates=self._assets.plates.path,
            first_sight=FIRST_SIGHT,
            boot=_boot(now, code, language, money, guests, self._assets, shown, looks),
        )
        return re.sub(r"\n\s*|(?<=>)  +(?=<)", "", html).encode()


def lost(language: Language, sentence: str, title: str) -> bytes:
    """The page of a code that belongs to nothing here."""
    page = environment().get_template("lost.html")
    return page.render(
        language=language, css=stylesheet(language.direction), title=title, text=sentence
    ).encode()


def _row(dish: Dish, now: TableNow, language: Language, money: Currency, closed: bool) -> dict[str, Any]:
    tag = language.tag
    left = now.stock.left(dish.id)
    prices = sorted({spec.price for spec in dish.specs})
    return {
        "id": dish.id,
        "name": name_in(dish.names, tag),
        "text": name_in(dish.descriptions, tag) if dish.descriptions else "",
        "serves": _serves(dish, language),
        "badges": [language.translate(BADGES[one]) for one in dish.badges if one in BADGES],
        "price": price_text(prices[0], dish, language, money),
        "from": len(prices) > 1,
        "ask": dish.by_day and not prices[0],
        "specs": [
            (name_in(spec.names, tag), price_text(spec.price, dish, language, money)) for spec in dish.specs
        ],
        "spice": dish.spice,
        "simple": dish.simple and not (dish.by_day and not prices[0]),
        "plate": dish.plate if dish.plate in plate_names() else "plain",
        "left": None if left is None else left // 1000,
        "closed": closed,
        "hours": hours_of(dish, now.menu, language),
    }


def _serves(dish: Dish, language: Language) -> str:
    """How much a portion is and for how many guests, "" if nobody has said."""
    portion = portion_words(dish.portion, language.translate)
    if not dish.serves:
        return portion
    least, most = dish.serves[0], dish.serves[-1]
    _ = language.translate
    guests = _("for {n}").format(n=most if most == least else f"{least}–{most}")
    return f"{guests} · {portion}" if portion else guests


def _boot(
    now: TableNow,
    code: str,
    language: Language,
    money: Currency,
    guests: int,
    assets: Assets,
    shown: str,
    looks: Mapping[str, str],
) -> str:
    home = home_language(now.store)
    facts = {
        "code": code,
        "table": name_in(now.table.label, language.tag),
        "seats": now.table.seats,
        "guests": guests,
        "language": language.tag,
        "zone": now.zone,
        "sign": money.sign,
        "digits": money.digits,
        **({"bare": 1} if money.bare else {}),
        "few": FEW,
        "plates": assets.plates.path,
        "later": assets.later(language),
        "menu": shown,
        "servers": origins(now.servers),
        **({"phone": now.store["phone"]} if now.store.get("phone") else {}),
        **({"counter": 1} if now.counter is not None else {}),
        **menu_facts(now.menu, language, home, money, looks),
    }
    # "<" never stands in the block, so that no name can end it.
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def closed_at(menu: Menu, minute: int) -> frozenset[str]:
    """Ids of the dishes that are not served at a minute of the week."""
    return frozenset(id for id in menu.timed if not menu.serves(menu.by_id[id], minute))


def menu_shown(now: TableNow, minute: int) -> str:
    """By what a phone knows that the menu is another one: its version, and which menus of the hour are on."""
    return ".".join((now.menu_version, *(one.id for one in now.menu.on(minute))))


def home_language(store: Mapping[str, Any]) -> str:
    """The language that the store itself reads: Chinese, else the first of its names."""
    names = store.get("names", {})
    return "zh-Hans" if "zh-Hans" in names else next(iter(names), "zh-Hans")


ENDINGS = (
    "小馆|饭店|饭馆|酒楼|酒家|餐厅|餐馆|食府|火锅|小吃|面馆|菜馆|茶楼|烤肉|烧烤|"
    "馆|店|楼|家|厅|坊|轩|阁|居|园|堂"
)


def seal(name: str) -> str:
    """The character that stands for a restaurant: the last one before "small eatery" and the like."""
    stem = re.sub(rf"(?<=.)(?:{ENDINGS})$", "", "".join(re.findall(r"\w", name.partition("（")[0])))
    if not stem:
        return "椒"
    return stem[-1] if "\u4e00" <= stem[-1] <= "\u9fff" else stem[0].upper()


def policy(others: Sequence[str] = ()) -> str:
    """What the page may load: nothing but its own files; and call, beside its own server: these origins."""
    servers = " ".join(["'self'", *others])
    digest = base64.b64encode(hashlib.sha256(FIRST_SCRIPT.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'unsafe-inline'; "
        f"img-src 'self' data:; connect-src {servers}; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


@cache
def environment() -> jinja2.Environment:
    """How templates of guests' pages are filled: what is put in is escaped."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
