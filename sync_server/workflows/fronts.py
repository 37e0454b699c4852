"""All stores in memory: which table a printed code belongs to, who is connected, and who waits for news."""

from __future__ import annotations

import asyncio
import logging
import secrets

from domain.errors import Refused
from domain.floor.plan import Table
from domain.floor.store_code import PLACE
from domain.record.canonical import parse
from sync_server.database import asked as asked_rows
from sync_server.database import publications
from sync_server.database.session import Connection
from sync_server.workflows.clock import Clock
from sync_server.workflows.storefront import (
    DEFAULT_ZONE,
    NumberNow,
    Storefront,
    TableNow,
    decode_document,
)

KEPT_IN_MEMORY = 6 * 3_600_000  # milliseconds; what is older is asked of the database
COUNTER = {"en": "Counter", "zh-Hans": "取餐台"}  # what stands for the table of a store's own code
MOST_LOADED = 5_000  # requests of one store

log = logging.getLogger(__name__)


class Fronts:
    """The storefronts, loaded once at the start; belongs to the event loop."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._fronts: dict[str, Storefront] = {}
        self._codes: dict[str, tuple[Storefront, Table]] = {}
        self._boot = secrets.token_hex(3)  # tags of an earlier process say nothing
        self.closing = False

    def load(self, connection: Connection) -> None:
        """Take over what is stored. A document that this program cannot read is left out."""
        for store, key, version, text in publications.all_documents(connection):
            body = parse(text)
            try:
                self.of(store).show(key, version, decode_document(key, body), text)
            except Refused:
                log.warning("a published document of kind %s cannot be read", key.partition("/")[0])
        since = self._clock.now() - KEPT_IN_MEMORY
        for store, position in asked_rows.last_positions(connection).items():
            front = self.of(store)
            for asked in asked_rows.latest_asked(connection, store, since, MOST_LOADED):
                front.keep(asked)
            front.position = position
        self.learn_codes()

    def of(self, store: str) -> Storefront:
        """A store's front; an empty one before its first publication."""
        if store not in self._fronts:
            self._fronts[store] = Storefront(store)
        return self._fronts[store]

    def known(self, store: str) -> Storefront:
        """The front of a store that has published. Raises Refused("bill_code")."""
        if store not in self._fronts:
            raise Refused("bill_code")
        return self._fronts[store]

    def all(self) -> list[Storefront]:
        """Every store's front."""
        return list(self._fronts.values())

    def learn_codes(self) -> None:
        """Note which table, or whose counter, each printed code belongs to, after one was published."""
        fronts = self._fronts.values()
        self._codes = {
            code: (front, table) for front in fronts for code, table in front.floor.by_code.items()
        }
        self._codes |= {
            front.store_code.code: (front, Table(PLACE, COUNTER, "", code=front.store_code.code))
            for front in fronts
            if front.store_code.code
        }

    def place(self, code: str) -> tuple[Storefront, Table]:
        """The store and table of a printed code. Raises Refused("table_unknown")."""
        found = self._codes.get(code)
        if found is None:
            raise Refused("table_unknown")
        return found

    def place_of(self, table: str) -> tuple[Storefront, Table]:
        """The place of a printed code, or of a table's id that only one store has. Raises Refused."""
        if table in self._codes:
            return self._codes[table]
        found = [(front, front.floor.by_id[table]) for front in self.all() if table in front.floor.by_id]
        if len(found) != 1:
            raise Refused("table_unknown")
        return found[0]

    def table(self, code: str, opening: str = "", phone: str = "") -> TableNow:
        """The table of a printed code as published, of a shared one what this page or phone may see.

        Raises Refused("table_unknown").
        """
        front, table = self.place(code)
        seen = front.at(table.id)
        mine = seen.opening_of(opening, phone)
        counter = front.counter_of(phone) if table.id == PLACE else None
        return TableNow(
            counter=counter,
            chat=front.chats.get(phone) if phone else None,
            store=front.store,
            menu=front.menu,
            rules=front.rules,
            stock=front.stock,
            floor=front.floor,
            table=table,
            opening=mine,
            parties=() if mine else seen.parties,
            connected=self.connected(front),
            zone=str(front.store.get("zone", DEFAULT_ZONE)),
            store_id=front.id,
            menu_version=front.menu_version,
            servers=front.servers.addresses,
            ways=front.paying.ways,
        )

    def number(self, id: str) -> NumberNow:
        """A number of some store's queue, by the id on its slip. Raises Refused("queue_gone")."""
        for front in self._fronts.values():
            if (seen := front.queue.by_id.get(id)) is not None:
                return NumberNow(front.store, seen, self.connected(front))
        raise Refused("queue_gone")

    def keeper(self, store: str) -> str:
        """The address of the server that keeps a store's facts; "" if that is us, as far as we know."""
        front = self._fronts.get(store)
        return front.servers.keeper if front else ""

    def moved_to(self, code: str, opening: str) -> str:
        """The code of the table where an opening sits now; "" for this one, or if it is over."""
        front, table = self.place(code)
        here = front.at(table.id).openings
        if not opening or any(one.id == opening or opening in one.kin for one in here):
            return ""
        home = front.floor.by_id.get(front.home_of(opening))
        return home.code if home and home.id != table.id else ""

    def connected(self, front: Storefront) -> bool:
        """Whether a till fetches a store's requests now."""
        return front.connected(self._clock.steady())

    def notice_connection(self, front: Storefront) -> None:
        """Tell those who wait when a till came or went."""
        connected = self.connected(front)
        if connected != front.was_connected:
            front.was_connected = connected
            front.touch_all()

    def tag(self, code: str) -> str:
        """Changes whenever something that the table's page shows may have changed."""
        front, table = self.place(code)
        connected = int(self.connected(front))
        return f"{self._boot}.{front.change}.{front.changes[table.id]}.{connected}"

    async def changed(self, code: str, known_tag: str, wait: float) -> str:
        """The table's tag, as soon as it is not the known one, at the latest after ``wait`` seconds."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + wait
        while (tag := self.tag(code)) == known_tag and not self.closing:
            front, table = self.place(code)
            if not await front.bells[table.id].wait(ends - loop.time()):
                break
        return tag

    def close(self) -> None:
        """Let all who wait go home."""
        self.closing = True
        for front in self.all():
            front.feed.ring()
            front.touch_all()
