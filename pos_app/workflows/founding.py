"""The first facts of a store: who it is, its menu, floor, rules, staff and tenders."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from domain.errors import Refused
from domain.floor.plan import Floor
from domain.money.currency import NOTES, notes_of, smallest_note
from domain.money.fees import MAINLAND
from domain.people.roles import RIGHTS, first_roles
from domain.people.staff import PIN_LENGTH
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import Menu
from domain.selling.price import Rules
from pos_app.workflows.book import Book, Clock, Entry
from pos_app.workflows.floor_plan import new_code
from pos_app.workflows.people import hash_pin
from pos_app.workflows.supplying import count_items

_STATIONS = (("kitchen", "厨房", "Kitchen"), ("bar", "吧台", "Bar"), ("counter", "前台", "Counter"))
_TENDERS = (
    {"id": "cash", "names": {"zh-Hans": "现金", "en": "Cash"}, "change": True, "drawer": True, "key": "F2"},
    {"id": "wechat", "names": {"zh-Hans": "微信支付", "en": "WeChat Pay"}, "key": "F3"},
    {"id": "alipay", "names": {"zh-Hans": "支付宝", "en": "Alipay"}, "key": "F4"},
    {"id": "card", "names": {"zh-Hans": "银行卡", "en": "Bank card"}, "key": "F7"},
)
FIRST_TABLES = 12


class FoundingError(Exception):
    """The store cannot be founded so; the message is one line for a person."""


DEMO_STORE_CODE: Mapping[str, Any] = {"version": 1, "on": True, "confirm": False}


@dataclass(frozen=True, slots=True)
class Founding:
    """Everything a store begins with. PINs are plain here and hashed when written, unless ``hashed``."""

    store: Mapping[str, Any]
    menu: Mapping[str, Any]
    floor: Mapping[str, Any]
    rules: Mapping[str, Any]
    staff: Mapping[str, Any]
    tenders: tuple[Mapping[str, Any], ...]
    supply: Mapping[str, int]
    hashed: bool = False


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What a new restaurant is asked."""

    name: str
    currency: str
    zone: str
    manager: str
    pin: str


def demo(folder: Path) -> Founding:
    """The demo restaurant from its files."""

    def load(name: str) -> Any:
        return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))

    supply = {item: left * 1000 for item, left in load("supply").items()}
    store = {**load("store"), "demo": True}
    return Founding(
        store, load("menu"), load("floor"), load("rules"), load("staff"), tuple(load("tenders")), supply
    )


def restaurant(asked: FirstRun, given: Mapping[str, Any] | None = None) -> Founding:
    """A new restaurant; ``given`` may bring menu, floor and rules. Raises FoundingError."""
    _check(asked)
    given = given or {}
    founding = Founding(
        store={"names": {"und": asked.name}, "branch": {}, "currency": asked.currency, "zone": asked.zone},
        menu=given.get("menu") or _empty_menu(),
        floor=given.get("floor") or _first_floor(),
        rules=given.get("rules") or _first_rules(asked.currency),
        staff={
            "version": 1,
            "staff": [{"id": "manager", "name": {"und": asked.manager}, "role": "manager", "pin": asked.pin}],
            "roles": to_plain(first_roles(smallest_note(asked.currency))),
            "known": list(RIGHTS),
        },
        tenders=_TENDERS,
        supply={},
    )
    for kind, name, must in (
        (Menu, "menu", "dishes"),
        (Floor, "floor", "tables"),
        (Rules, "rules", "version"),
    ):
        try:
            document = getattr(founding, name)
            from_plain(kind, document)
            if must not in document:
                raise Refused("unreadable")
        except Refused as no:
            raise FoundingError(
                f"the {name} file does not have the form of resources/demo/{name}.json"
            ) from no
    return founding


def found(book: Book, founding: Founding, pepper: str) -> None:
    """Write the first facts, in one transaction. On the writer's thread."""
    staff = founding.staff["staff"]
    if not founding.hashed:
        staff = [{**person, "pin": hash_pin(str(person["pin"]), pepper)} for person in staff]
    book.zone = str(founding.store["zone"])

    def work(entry: Entry) -> None:
        clock = entry.clock
        ids = {name: clock.new_id() for name in ("brand", "store", "device")}
        entry.record("store.founded", {**founding.store, **ids})
        entry.record("menu.published", dict(founding.menu))
        entry.record("rules.published", dict(founding.rules))
        entry.record("floor.published", _with_codes(founding.floor, clock))
        entry.record("staff.published", {**founding.staff, "staff": staff})
        entry.record("tenders.published", {"version": 1, "tenders": list(founding.tenders)})
        if founding.supply:
            count_items(entry, founding.supply, "till", entry.date)
        if founding.store.get("demo"):
            entry.record("store_code.published", {**DEMO_STORE_CODE, "code": new_code(clock)})

    book.write(work)


def _with_codes(floor: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    """The floor with a printed code for each table: opaque, and never changed again."""
    tables = [{**table, "code": table.get("code") or new_code(clock)} for table in floor["tables"]]
    return {**floor, "tables": tables}


def _check(asked: FirstRun) -> None:
    if not asked.name.strip() or not asked.manager.strip():
        raise FoundingError("the restaurant and its first manager need a name")
    if len(asked.currency) != 3 or not (asked.currency.isascii() and asked.currency.isupper()):
        raise FoundingError(f"{asked.currency!r} is no currency code such as CNY")
    try:
        ZoneInfo(asked.zone)
    except (KeyError, ValueError, OSError) as error:
        raise FoundingError(f"{asked.zone!r} is no time zone such as Asia/Shanghai") from error
    if not (asked.pin.isascii() and asked.pin.isdigit() and len(asked.pin) == PIN_LENGTH):
        raise FoundingError(f"a PIN has {PIN_LENGTH} digits")


def _first_rules(currency: str) -> dict[str, Any]:
    """Cash is rounded to the least coin, if that is no minor unit; in mainland China if the owner wants it.

    A currency's code begins with its region's, but for those of several regions (XOF).
    """
    region = "" if currency.startswith("X") else currency[:2]
    coin = notes_of(currency)[-1]
    rounds = {"rounding": coin, "rounding_cash": True} if region != MAINLAND and coin > 1 else {}
    return {"version": 1, **({"region": region} if region else {}), **(rounds if currency in NOTES else {})}


def _empty_menu() -> dict[str, Any]:
    stations = [{"id": name, "names": {"zh-Hans": zh, "en": en}} for name, zh, en in _STATIONS]
    return {"version": 1, "categories": [], "stations": stations, "dishes": []}


def _first_floor() -> dict[str, Any]:
    tables = [
        {
            "id": f"{number}",
            "label": {"und": f"{number}"},
            "area": "hall",
            "x": (number - 1) % 6 * 2,
            "y": (number - 1) // 6 * 2,
            "w": 2,
            "h": 2,
        }
        for number in range(1, FIRST_TABLES + 1)
    ]
    hall = {"id": "hall", "names": {"zh-Hans": "大厅", "en": "Hall"}, "w": 12, "h": 4}
    return {"version": 1, "areas": [hall], "tables": tables}
