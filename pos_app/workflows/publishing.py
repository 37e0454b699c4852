"""What the store shows to its guests: documents and tables, told to each server when they change."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.floor.openings import Opening
from domain.floor.pickup_seen import PICKUP, see_counter, see_pickup
from domain.floor.plan import Floor
from domain.floor.queue import QueueNumber
from domain.floor.queue_seen import see_queue
from domain.floor.seen import see_table
from domain.floor.store_code import DOCUMENT as STORE_CODE
from domain.money.days import DayEnd
from domain.people.chat import KEY
from domain.people.guests_words import KEY as WORDS
from domain.record.canonical import canonical
from domain.record.plain import to_plain
from domain.record.rows import Document
from domain.selling.order_rows import OrderLine
from domain.selling.request import Verdict
from domain.supply.counted import Counted, stock_of
from domain.supply.day_prices import DayPrice, priced_plain, prices_of
from pos_app.database.state import SqlTables
from pos_app.workflows.book import Written
from pos_app.workflows.chatting import chat_keys, chats_of, see_chat
from pos_app.workflows.glance import tables_of
from pos_app.workflows.guests_words import see_words
from pos_app.workflows.hearing_guests import changes_feedback
from pos_app.workflows.reading import document, openings_shown
from pos_app.workflows.store_orders import setup_of
from pos_app.workflows.supplying import DayTurned
from pos_app.workflows.views import OpeningView

SHOWN = ("store", "menu", "rules", "floor", STORE_CODE)
COUNTER = "counter"
SERVERS = "servers"  # where phones find this store: known to the running till, not to its tables


def touched_keys(written: Written, live: Mapping[str, OpeningView]) -> set[str]:
    """The keys of the documents that a transaction changed; ``live`` openings know their tables."""
    keys: set[str] = set()
    tables = tables_of(live)
    now = {row.id: row.table for row in written.rows if isinstance(row, Opening)}
    for row in written.rows:
        if isinstance(row, Document) and row.name in SHOWN:
            keys |= {row.name, COUNTER} if row.name == STORE_CODE else {row.name}
        elif isinstance(row, Counted):
            keys.add("stock")
        elif isinstance(row, DayPrice):
            keys.add("menu")
        elif isinstance(row, QueueNumber):
            keys.add("queue")
        elif isinstance(row, DayTurned | DayEnd):
            keys |= {"stock", "menu", "queue"}
        elif isinstance(row, Opening):
            keys |= {f"table/{table}" for table in (row.table, *tables.get(row.id, ())) if table}
            keys |= _at_counter(row)
        else:
            for opening in openings_shown(row, live):
                known = {now[opening]} if opening in now else set()
                keys |= {f"table/{table}" for table in known | tables.get(opening, set()) if table}
                keys |= _at_counter(live[opening].opening) if opening in live else set()
    if any(isinstance(row, OrderLine) for row in written.rows):
        keys.add(COUNTER)  # what tables get is before its orders, too
    keys |= chat_keys(written.rows)
    if changes_feedback(written.rows):
        keys.add(WORDS)
    if any(event.kind == "stock.set" for event in written.events):
        keys.add("stock")
    return keys


def _at_counter(opening: Opening) -> set[str]:
    """What is shown of an order at the counter: how far all are, and a phone's own with its dishes."""
    if not opening.pickup:
        return set()
    return {COUNTER, f"{PICKUP}{opening.id}"} if opening.phones else {COUNTER}


def every_key(tables: SqlTables) -> set[str]:
    """The keys of everything the store shows."""
    floor = document(tables, Floor, "floor", Floor())
    live = tables.where(Opening, live=1)
    counter = {key for one in live for key in _at_counter(one)}
    counter |= {f"{KEY}{phone}" for phone in chats_of(tables)}
    seats = {f"table/{table.id}" for table in floor.tables}
    return {*SHOWN, "stock", "queue", COUNTER, WORDS, *counter, *seats}


def read_key(
    tables: SqlTables, key: str, date: str, at_payment: Collection[str] = (), day: str = "", now: int = 0
) -> Any:
    """What is shown under a key on a business day, or None. ``at_payment``: see ``see_table``; ``day``: the
    clock's, if it is another one; ``now``: UTC milliseconds, by which the kitchen's pace is told."""
    if key == COUNTER:
        return to_plain(see_counter(tables, setup_of(tables), now))
    if key.startswith(KEY):
        return to_plain(see_chat(tables, key.removeprefix(KEY)))
    if key.startswith(PICKUP):
        return to_plain(see_pickup(tables, key.removeprefix(PICKUP), at_payment))
    if key == WORDS:
        return to_plain(see_words(tables))
    if key == "queue":
        return to_plain(see_queue(tables, day or date))
    if key == "stock":
        return dict(stock_of(tables, date).remaining)
    if key.startswith("table/"):  # each server is told it, and it takes the longest to work out
        return tables.once((key, frozenset(at_payment)), lambda: _shown_table(tables, key, at_payment))
    row = tables.get(Document, key)
    if row and key == "menu":
        return priced_plain(row.body, prices_of(tables, date))
    return row.body if row else None


def _shown_table(tables: SqlTables, key: str, at_payment: Collection[str]) -> Any:
    return to_plain(see_table(tables, key.removeprefix("table/"), at_payment))


@dataclass
class Outgoing:
    """What one server has still to be told. Safe from any thread.

    A document is told again only if it has changed since that server heard it. ``addresses`` gives the public
    origins of all servers of this store, best first: told with whatever else is told, and by themselves after
    ``changed({SERVERS})``. As long as there are none, nothing is told of them. A server that does not keep
    this store's facts (``keeps``) hears who does: there it sends the phones that ask for a receipt.
    """

    addresses: Callable[[], Sequence[str]] = tuple
    keeps: Callable[[], bool] = lambda: True
    _keys: set[str] = field(default_factory=set)
    _verdicts: dict[str, Verdict] = field(default_factory=dict)
    _told: dict[str, str] = field(default_factory=dict)
    _marks: dict[int, str] = field(default_factory=dict)  # of the documents given out last, by version
    _forgotten: bool = False
    _version: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def changed(self, keys: Iterable[str], verdicts: Iterable[Verdict] = ()) -> bool:
        """Note what is to be told; whether there is anything."""
        with self._lock:
            self._keys |= set(keys)
            self._verdicts |= {verdict.request: verdict for verdict in verdicts}
            return bool(self._keys or self._verdicts)

    def starting(self, versions: Mapping[str, int], menu: str = "") -> None:
        """A server was reached for the first time, and these are its versions: ours go on from there.

        ``menu``: the mark of the menu that it shows; a big one is not told again at each start.
        """
        with self._lock:
            self._version = max([self._version, *versions.values()])
            if menu:
                self._told["menu"] = menu

    @property
    def waits(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self._keys or self._verdicts)

    def take(self) -> tuple[set[str], tuple[Verdict, ...]]:
        """What to tell now; ``give_back`` what could not be told."""
        with self._lock:
            keys, verdicts = self._keys, tuple(self._verdicts.values())
            self._keys, self._verdicts = set(), {}
            if self._forgotten:
                self._told, self._forgotten = {}, False
            return keys, verdicts

    def give_back(self, keys: Iterable[str], verdicts: Iterable[Verdict]) -> None:
        """It could not be told. A verdict that has changed since stays as it is now."""
        with self._lock:
            self._keys |= set(keys)
            self._verdicts = {verdict.request: verdict for verdict in verdicts} | self._verdicts

    def documents(self, contents: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The documents that this server has not heard in this form yet."""
        found = []
        if addresses := list(self.addresses()):
            keeper = {} if self.keeps() else {"keeper": addresses[0]}
            contents = {**contents, SERVERS: {"addresses": addresses, **keeper}}
        self._marks = {}
        for key, body in sorted(contents.items()):
            if body is not None and self._told.get(key) != (mark := _mark_of(body)):
                self._version += 1
                self._marks[self._version] = mark
                found.append({"key": key, "version": self._version, "body": body})
        return found

    def told(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """The server has these now."""
        marks = self._marks
        self._told |= {one["key"]: marks.get(one["version"]) or _mark_of(one["body"]) for one in documents}

    def forget(self) -> None:
        """Nothing is known any more of what the server has heard, nor of what is on its way to it."""
        with self._lock:
            self._forgotten = True


def _mark_of(body: Any) -> str:
    """By which a document is known again: a big menu is not kept for each server."""
    return hashlib.sha256(canonical(body)).hexdigest()
