"""A store as this relay shows it: what it has published, decoded once, and what its phones asked lately."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any

from domain.errors import Refused
from domain.floor.kitchen_line import Backlog
from domain.floor.pickup_seen import PICKUP, SeenCounter, SeenPickup
from domain.floor.plan import Floor, Table
from domain.floor.queue_seen import SeenNumber, SeenQueue
from domain.floor.seen import SeenOpening, SeenOrder, SeenTable
from domain.floor.store_code import PLACE, StoreCode, check_order
from domain.money.seen_money import SeenMoney
from domain.people.chat import KEY as CHAT
from domain.people.chat import SeenChat
from domain.people.guests_words import KEY as WORDS
from domain.people.guests_words import SeenWords
from domain.record.canonical import parse
from domain.record.plain import from_plain
from domain.selling.menu import EMPTY_MENU, Menu, Names
from domain.selling.price import Rules
from domain.selling.request import REQUEST_LAPSES, OrderRequest, Verdict, digest
from domain.supply.stock import Stock
from sync_server.database.asked import LAPSING, PASSING, Asked
from sync_server.workflows.waking import Bell

NEVER = float("-inf")
FEED_GRACE = 3.0  # seconds from one long poll to the next
CONTACT_GRACE = 8.0
KEPT_FOR_FEED = 256  # requests
DEFAULT_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Paying:
    """By channel, the ways in which a store's phones can pay; none: only at the counter."""

    ways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Servers:
    """A store's servers: public ``addresses``, best first; ``keeper``: who keeps its facts if we do not."""

    addresses: tuple[str, ...] = ()
    keeper: str = ""


@dataclass(frozen=True, slots=True)
class TableNow:
    """A table and all that may be shown of it. ``store``: the store document as published.

    ``opening``: that of who asks. ``parties``: those of a shared table 拼桌 to none of which who asks is
    known to belong; of these a page may say how many guests they are and since when, and nothing else.

    ``menu_version`` changes whenever the menu does, and is the same on all servers of a store: it can name a
    cached page, and a phone may change between them. ``servers``: their public addresses, best first.
    """

    store: Mapping[str, Any]
    menu: Menu
    rules: Rules
    stock: Stock
    floor: Floor
    table: Table
    opening: SeenOpening | None
    connected: bool
    zone: str
    store_id: str
    menu_version: str
    servers: tuple[str, ...] = ()
    parties: tuple[SeenOpening, ...] = ()
    counter: CounterNow | None = None
    chat: SeenChat | None = None
    ways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CounterNow:
    """The counter as a phone may see it that has scanned the store's own code: its orders, and what may be
    ordered. ``full``, ``pieces``, ``about`` and ``backlog``: see ``SeenCounter``.
    """

    setup: StoreCode
    full: frozenset[int] = frozenset()
    mine: tuple[tuple[SeenPickup, SeenOpening], ...] = ()
    pieces: int = 0
    about: int = 0
    backlog: Backlog | None = None

    @property
    def orders(self) -> list[SeenOrder]:
        """All orders of the phone that are open, the newest first."""
        return sorted(
            (order for _, opening in self.mine for order in opening.orders), key=lambda one: -one.at
        )

    def begun_in(self, quarter: int) -> int:
        """As many orders as may be in a quarter of an hour that is full, else none: more is not published."""
        return self.setup.most if quarter in self.full else 0


@dataclass(frozen=True, slots=True)
class BillNow:
    """One bill of an ``opening`` at a ``table``, "" for the counter, as who holds its pre-bill may see it."""

    store: Mapping[str, Any]
    place: Names
    table: str
    opening: SeenOpening
    money: SeenMoney
    connected: bool
    ways: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NumberNow:
    """A number of a store's queue, and whether the store's till is there to say how far it is."""

    store: Mapping[str, Any]
    number: SeenNumber
    connected: bool


@dataclass(frozen=True, slots=True)
class RequestNow:
    """A phone's request and how far it has come. Times in UTC milliseconds, 0 for not yet.

    state: received | handed | lapsed | accepted | partly | refused | held.
    """

    id: str
    state: str
    received_at: int
    handed_at: int
    verdict_at: int
    verdict: Verdict | None
    digest: str  # "" until somebody has worked it out
    text: str  # the body as JSON: shorter than the plain value, and most are never read again
    kind: str = "order"

    @property
    def body(self) -> Mapping[str, Any]:
        """The request as the phone sent it."""
        return parse(self.text)

    def same_as(self, request: OrderRequest, text: str) -> bool:
        """Whether a request with this id, and its text, asks for the same as before."""
        if self.text == text:
            return True
        return (self.digest or digest(from_plain(OrderRequest, self.body))) == digest(request)


def request_now(asked: Asked) -> RequestNow:
    """What may be told of a stored request."""
    verdict = from_plain(Verdict, parse(asked.verdict)) if asked.verdict else None
    return RequestNow(
        asked.id,
        asked.state,
        asked.received_at,
        asked.handed_at,
        asked.verdict_at,
        verdict,
        "",
        asked.body,
        asked.kind,
    )


DECODERS: Mapping[str, Callable[[Any], Any]] = {
    "store": lambda body: from_plain(dict[str, Any], body),
    "menu": lambda body: from_plain(Menu, body),
    "rules": lambda body: from_plain(Rules, body),
    "floor": lambda body: from_plain(Floor, body),
    "stock": lambda body: Stock(from_plain(dict[str, int], body)),
    "queue": lambda body: from_plain(SeenQueue, body),
    "store_code": lambda body: from_plain(StoreCode, body),
    "counter": lambda body: from_plain(SeenCounter, body),
    "servers": lambda body: from_plain(Servers, body),
    "paying": lambda body: from_plain(Paying, body),
    WORDS: lambda body: from_plain(SeenWords, body),
}


def decode_document(key: str, body: object) -> Any:
    """A published document as a value. Raises Refused; a key of a newer till is kept as it is."""
    if key.startswith("table/"):
        return from_plain(SeenTable, body)
    if key.startswith(PICKUP):
        return from_plain(SeenOpening, body)
    if key.startswith(CHAT):
        return from_plain(SeenChat, body)
    return DECODERS.get(key, lambda plain: plain)(body)


# What a store has not published yet is one frozen value for all stores: ten thousand may only wait here.
NO_RULES = Rules()
NO_FLOOR = Floor()
NO_STOCK = Stock()
NO_QUEUE = SeenQueue()
NO_STORE_CODE = StoreCode()
NO_COUNTER = SeenCounter()
NO_WORDS = SeenWords()


@dataclass(slots=True)
class Storefront:
    """One store in memory; belongs to the event loop. ``changes`` and ``bells`` are by table id."""

    id: str
    versions: dict[str, int] = field(default_factory=dict)
    store: Mapping[str, Any] = field(default_factory=dict)
    menu: Menu = EMPTY_MENU
    menu_mark: str = ""  # SHA-256 of it as it is stored, in hexadecimal
    rules: Rules = NO_RULES
    floor: Floor = NO_FLOOR
    stock: Stock = NO_STOCK
    servers: Servers = Servers()
    paying: Paying = Paying()
    queue: SeenQueue = NO_QUEUE
    store_code: StoreCode = NO_STORE_CODE
    counter: SeenCounter = NO_COUNTER
    pickups: dict[str, SeenOpening] = field(default_factory=dict)  # phones' orders at the counter
    chats: dict[str, SeenChat] = field(default_factory=dict)  # by phone
    said: SeenWords = NO_WORDS  # of meals, for the owner alone
    seen: dict[str, SeenTable] = field(default_factory=dict)  # the tables in use
    position: int = 0  # the last one given out in the feed
    recent: dict[int, Asked] = field(default_factory=dict)  # the latest by position, for the feed
    feed: Bell = field(default_factory=Bell)
    requests: dict[str, RequestNow] = field(default_factory=dict)
    by_phone: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    tables: dict[str, str] = field(default_factory=dict)  # request id → table id
    unfetched: set[str] = field(default_factory=set)
    change: int = 0
    changes: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    bells: dict[str, Bell] = field(default_factory=lambda: defaultdict(Bell))
    feeds: int = 0  # long polls that are open now
    turn: int = 0  # of who may wait; the next one ends the polls that are open
    feed_ended_at: float = NEVER
    contact_at: float = NEVER
    contacted_at: int = 0  # the same on the clock, UTC milliseconds
    not_uploaded: int | None = None  # facts that wait at the till, if it says so
    was_connected: bool = False
    cut_off: bool = False  # its till was, and none has called since

    @property
    def menu_version(self) -> str:
        """Of the menu that is shown; "0" without one."""
        return self.menu_mark[:12] or "0"

    def connected(self, steady: float) -> bool:
        """Whether a till fetches from here now."""
        return not self.cut_off and (
            self.feeds > 0
            or steady - self.feed_ended_at < FEED_GRACE
            or steady - self.contact_at < CONTACT_GRACE
        )

    def show(self, key: str, version: int, value: Any, text: str) -> None:
        """Take over a decoded document, unless a newer one is shown. ``text``: as it is stored."""
        if version < self.versions.get(key, 0):
            return
        self.versions[key] = version
        if key.startswith("table/"):
            self._seat(key.removeprefix("table/"), value)
            return
        if key in ("queue", WORDS):  # no table shows it
            setattr(self, key, value)
            return
        if key.startswith(PICKUP):
            self.pickups[key.removeprefix(PICKUP)] = value
            self.touch(PLACE)
            return
        if key.startswith(CHAT):
            self.chats[key.removeprefix(CHAT)] = value
            self.touch(value.table)
            return
        if key in ("counter", "store_code"):
            setattr(self, key, value)
            self.touch(PLACE)
            return
        if key == "menu":
            self.menu_mark = hashlib.sha256(text.encode()).hexdigest()
        if key in DECODERS:
            setattr(self, key, value)
            self.touch_all()

    def forget(self, key: str) -> None:
        """A document is gone."""
        self.versions.pop(key, None)
        if key.startswith("table/"):
            self._seat(key.removeprefix("table/"), None)
        self.pickups.pop(key.removeprefix(PICKUP), None)
        if (chat := self.chats.pop(key.removeprefix(CHAT), None)) is not None:
            self.touch(chat.table)

    def handed_over(self, counter: SeenCounter) -> list[str]:
        """The keys of orders that are shown and, by what the till says of its counter, open no longer."""
        live = {one.id for one in counter.orders}
        return [f"{PICKUP}{opening}" for opening in self.pickups if opening not in live]

    def counter_of(self, phone: str) -> CounterNow:
        """The counter as a phone may see it."""
        mine = (
            (one, self.pickups[one.id])
            for one in self.counter.orders
            if phone and one.phone == phone and one.id in self.pickups
        )
        seen = self.counter
        line = seen.pieces, seen.about, seen.backlog
        return CounterNow(self.store_code, frozenset(seen.full), tuple(mine), *line)

    def check_order(self, request: OrderRequest, now: int) -> None:
        """Raise Refused for an order at the counter that the till would not take now."""
        counter, zone = self.counter_of(""), str(self.store.get("zone", DEFAULT_ZONE))
        check_order(self.store_code, request.to_go, request.wanted_at, now, zone, counter.begun_in)

    def _seat(self, table: str, seen: SeenTable | None) -> None:
        if seen is None or not seen.openings:
            self.seen.pop(table, None)
        else:
            self.seen[table] = seen
        self.touch(table)

    def at(self, table: str) -> SeenTable:
        """A table as its till has published it."""
        return self.seen.get(table) or SeenTable(table)

    def bill_of(self, bill: str, code: str) -> tuple[str, SeenOpening, SeenMoney]:
        """The table of a bill ("" for the counter), its opening and its money, for who has the code of it as
        it is now. Raises Refused("bill_code")."""
        tables = ((key, one) for key, seen in self.seen.items() for one in seen.openings)
        for table, one in (*tables, *(("", one) for one in self.pickups.values())):
            for money in one.to_pay:
                if money.bill == bill and money.code and compare_digest(money.code.encode(), code.encode()):
                    return table, one, money
        raise Refused("bill_code")

    def home_of(self, opening: str) -> str:
        """The table that an opening sits at now; "" if it is over."""
        found = ((key, one) for key, seen in self.seen.items() for one in seen.openings)
        return next((one.table or key for key, one in found if one.id == opening), "")

    def phones_of(self, opening: str) -> tuple[str, ...]:
        """The phones that an opening has admitted; none if it is over."""
        found = (one.phones for seen in self.seen.values() for one in seen.openings if one.id == opening)
        return next(found, ())

    def keep(self, asked: Asked) -> RequestNow:
        """Take over a stored request as it is now."""
        now = request_now(asked)
        if asked.id not in self.requests:
            self.by_phone[asked.phone].append(asked.id)
            self.tables[asked.id] = asked.table
        self.position = max(self.position, asked.position)
        self.recent[asked.position] = asked
        if len(self.recent) > KEPT_FOR_FEED:
            del self.recent[next(iter(self.recent))]
        self.put(now)
        return now

    def put(self, now: RequestNow) -> None:
        """A known request has come further."""
        self.requests[now.id] = now
        if now.state == "received":
            self.unfetched.add(now.id)
        else:
            self.unfetched.discard(now.id)
        self.touch(self.tables[now.id])

    def marked(self, after: int, call_before: int) -> list[Asked] | None:
        """What a till is to get behind a position, if memory holds all of it and all is marked as handed."""
        found: list[Asked] = []
        if self.position - after > KEPT_FOR_FEED:
            return None
        for position in range(after + 1, self.position + 1):
            asked = self.recent.get(position)
            now = self.requests.get(asked.id) if asked else None
            if asked is None or now is None or now.state == "received":
                return None
            if now.state in ("handed", "held") and (
                asked.kind not in PASSING or asked.received_at >= call_before
            ):
                found.append(asked)
        return found

    def drop_before(self, time: int) -> None:
        """Keep old requests no longer in memory; they stay stored. They stand in the order of arrival."""
        while (first := next(iter(self.requests), "")) and self.requests[first].received_at < time:
            found = self.requests.pop(first)
            self.unfetched.discard(first)
            del self.tables[first]
            phone = str(found.body.get("phone", ""))
            self.by_phone[phone].remove(first)
            if not self.by_phone[phone]:
                del self.by_phone[phone]

    def overdue(self, now: int) -> list[str]:
        """Requests that no till has fetched in time."""
        waiting = ((id, self.requests[id]) for id in self.unfetched)
        return [id for id, one in waiting if one.kind in LAPSING and now - one.received_at > REQUEST_LAPSES]

    def touch(self, table: str) -> None:
        """Something of one table changed."""
        self.changes[table] += 1
        if table in self.bells:
            self.bells[table].ring()

    def touch_all(self) -> None:
        """Something of the whole store changed."""
        self.change += 1
        for bell in self.bells.values():
            bell.ring()
