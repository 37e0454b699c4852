"""A till: the real book and its verbs over a real file, and a cashier who does what cashiers do."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from sqlalchemy import select

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.payments import Settlement
from domain.record.envelope import encode
from domain.record.replication import Push
from domain.record.speaking import Speaker
from domain.selling.order_rows import places_of
from domain.selling.orders import OrderLine, line_id
from domain.selling.printing import PrintJob
from domain.selling.request import Verdict
from domain.supply.counted import Counted
from pos_app.database import journal, schema
from pos_app.database.session import FILE, Connection, Database
from pos_app.sync.client import FeedItem
from pos_app.workflows import incarnations, pay_first, print_desk, syncing
from pos_app.workflows.book import Book, Clock, Written
from sync_server.database.session import raw
from tests.simulation import cashier, paid_first, wider
from tests.simulation.cashier import TABLES
from tests.simulation.printer_node import PrinterNode
from tests.simulation.printers import desk_of
from tests.simulation.way import Way
from tests.simulation.world import ALTERED, Crashed, Owner, Process, Store, Violation, World

T = TypeVar("T")
KEY = "cd" * 32
TAKEN = ("accepted", "partly")  # verdicts that put dishes on a bill


class _Same:
    """What reads the journal uses the till's one connection: there are no threads here."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, work: Callable[[Connection], T]) -> T:
        with self._database.transaction() as connection:
            return work(connection)


class TillNode(Owner):
    """One PC with the till's program. ``timeline`` names one unbroken history of its disk."""

    def __init__(
        self, world: World, name: str, store: Store, device: str, image: Path, restored: bool = False
    ) -> None:
        self.world, self.name, self.store, self.device = world, name, store, device
        self.folder = world.folder / name
        self.rng = Random(f"{world.seed}:{name}")
        self.offset = 0
        self.protocol = 2
        self.up = self.gone = False
        self.heard_out = False  # it was on until nobody had anything to tell any more
        self.left_at = 0
        self.works = True  # a cashier stands at it
        self.hurried = ""  # an opening whose guests want to order and pay now
        self.renewed = restored
        self.behind = restored  # facts of its own may be still to come back
        self.crash_in = 0
        self.printers: dict[str, PrinterNode] = {}
        self.ways: list[Way] = []
        self.timeline = name
        self.lay(image)
        self.start(restored)

    @property
    def welcome(self) -> bool:
        """Whether the owner gives its device a code when a server does not know it."""
        return self.device not in self.world.cut_off

    @property
    def is_copy(self) -> bool:
        """Whether some server knows that it was started beside the till whose copy it is."""
        return any(server.knows_as_copy(self) for server in self.world.servers.values())

    @property
    def speaks(self) -> bool:
        """Whether home listens to it."""
        return self.world.servers["home"].listens_to(self)

    # life and death

    def lay(self, image: Path) -> None:
        """This file is the disk now."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        shutil.copyfile(image, self.folder / FILE)
        self.store.came_back(self.raws())

    def start(self, restored: bool = False) -> None:
        self.life += 1
        self.database = Database(self.folder, KEY)
        self.reader: Any = _Same(self.database)
        clock = Clock(self.now, self.rng.randbytes)
        looking = Book(self.database, "", clock)
        self.book = Book(self.database, looking.local("incarnation"), clock)
        self.run = clock.new_id()
        self.sender = {"brand": self.store.brand, "store": self.store.id, "device": self.device}
        self.keys = {*(f"table/{table}" for table in TABLES), "stock"}
        self._due = True  # there may be tickets to print
        self.breaks: dict[str, list[int]] = {}
        self.looked = True  # along its own record, if there is a reason to
        self._tables = {row.id: row.table for row in self.book.read(lambda tables: tables.where(Opening))}
        self._lines = {row.id for row in self.book.read(lambda tables: tables.where(OrderLine))}
        self._paid = {row.id for row in self.book.read(lambda tables: tables.where(Settlement))}
        self.book.before_commit.append(pay_first.follow)
        self.book.after_commit.append(self._written)
        self.desk = desk_of(self)
        self.book.after_commit.append(self.desk.follow)
        self.up = True
        if restored:
            self.book.set_local(incarnations.RESTORED, {"missing": -1})
        if incarnations.begin_if_restored(self.book):
            self.renewed = True
        self.book.write(print_desk.take_up)
        self.desk._arrange(self.book.read(print_desk._setup))
        self.ways = [Way(self, server.name, server.role) for server in self.world.servers.values()]
        for way in self.ways:
            self.world.spawn(self, way.feed())
            self.world.spawn(self, way.publish())
            if self.keeps(way):
                self.world.spawn(self, way.facts())
        self.world.spawn(self, self._hands(cashier.act, self.rng))
        more = {"wider": (self.world.wider, wider.act), "first": (self.world.first, paid_first.act)}
        for name, (wanted, act) in more.items():
            if wanted:
                chance = Random(f"{self.world.seed}:{self.name}:{self.life}:{name}")
                self.world.spawn(self, self._hands(act, chance))
        self.world.spawn(self, self._printing())
        if self.store.damaged:
            self.look_along()

    @staticmethod
    def keeps(way: Way) -> bool:
        return way.role != "relay"

    def crash(self) -> None:
        """The power goes; what is committed stays."""
        if self.up:
            self.world.log(self.name, "dies")
            self.up, self.crash_in = False, 0
            self.life += 1
            self.ways = []
            self.database.close()
            if not self.gone:
                self.world.after(self.rng.randrange(2_000, 60_000), self._again)

    def _again(self) -> None:
        if not self.up and not self.gone:
            self.world.log(self.name, "starts")
            self.start()

    def leave(self) -> None:
        """This machine is never switched on again."""
        self.gone, self.left_at = True, self.world.now
        self.crash()

    def image(self) -> Path:
        """A copy of its disk as it is now."""
        if self.up:
            raw(self.database.connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        copy = self.world.folder / f"{self.name}-{self.world.now}.image"
        shutil.copyfile(self.folder / FILE, copy)
        return copy

    def now(self) -> int:
        return self.world.now + self.offset

    def meta(self, server: str) -> tuple[str, Speaker]:
        """Who calls, as it stands in the headers of a call."""
        way = next(one for one in self.ways if one.server == server)
        return self.device, Speaker(self.run, way.before, way.beside) if self.protocol > 1 else Speaker("")

    def point(self, name: str) -> None:
        """A named place: it may die here."""
        if self.crash_in:
            self.crash_in -= 1
            if not self.crash_in:
                self.world.fault("crash", self.name, f"at {name}")
                raise Crashed

    # damage

    def damage(self) -> int:
        """One of the last facts on this disk is altered, and means the same; its number."""
        with self.database.transaction() as connection:
            last = "SELECT position FROM journal ORDER BY position DESC LIMIT 40"
            (position,) = self.rng.choice(raw(connection).execute(last).fetchall() or [(1,)])
            alter = "UPDATE journal SET raw = CAST(raw || ? AS BLOB) WHERE position = ? RETURNING seq"
            (seq,) = raw(connection).execute(alter, (ALTERED.decode(), position)).fetchone()
        self.look_along()
        return int(seq)

    def look_along(self) -> None:
        """After a while the damage is found, and the till goes on under a new incarnation."""
        life, self.looked = self.life, False

        def go_on() -> None:
            incarnations.begin_if_damaged(self.book, self.breaks)

        def look() -> None:
            if self.up and self.life == life:
                found = journal.ChainLook()
                self.reader.read(found.go_on)
                self.breaks, self.looked = found.breaks, True
                try:
                    self.change(go_on)
                except Crashed:
                    self.crash()

        self.world.after(self.rng.randrange(500, 90_000), look)

    def mended(self, incarnation: str, back: Sequence[int]) -> None:
        """These are whole again."""
        still = [seq for seq in self.breaks.get(incarnation, ()) if seq not in back]
        self.breaks = {**self.breaks, incarnation: still}

    # facts

    def _written(self, written: Written) -> None:
        for event in written.events:
            self.store.happened(encode(event))
            if event.kind == "order.placed":
                for place, line in zip(places_of(event.body), event.body["lines"], strict=True):
                    self.store.ordered[line_id(event.body["order"], place)] = line.get("quantity", 1_000)
        self._check_paid(written)
        self._due = True
        keys = self._touched(written)
        for way in self.ways:
            way.written(keys, written.verdicts)

    def _touched(self, written: Written) -> set[str]:
        """The keys of what is shown otherwise now."""
        keys = set()
        for row in written.rows:
            if isinstance(row, Opening):
                keys.add(f"table/{self._tables.get(row.id, row.table)}")
                self._tables[row.id] = row.table
                keys.add(f"table/{row.table}")
            elif table := self._tables.get(getattr(row, "opening", "")):
                keys.add(f"table/{table}")
            elif isinstance(row, Counted):
                keys.add("stock")
        return keys

    def _check_paid(self, written: Written) -> None:
        for row in written.rows:
            more = isinstance(row, OrderLine) and row.bill in self._paid and row.id not in self._lines
            if isinstance(row, OrderLine):
                self._lines.add(row.id)
            if more and not self.store.concurrent:
                raise Violation("7 a paid bill never reopens", f"{self.name} {type(row).__name__}")
            if isinstance(row, Settlement):
                self._paid.add(row.id)

    def change(self, work: Callable[[], None]) -> None:
        """History changes; it may die before and after."""
        self.point("before history")
        work()
        self.point("after history")

    def acknowledged(self, server: str, push: Push, seq: int, head: str) -> None:
        """What was said to be held must be held, and as it is here."""
        node = self.world.servers[server]
        if not node.up:
            return
        spoken = min(self.protocol, max(node.protocols))
        names = ("incarnation", "follows") if spoken < 2 else ("incarnation",)  # or as a branch of it
        marks = [mark for mark in node.marks(self.store.id) if mark.seq >= seq]
        mark = next((mark for name in names for mark in marks if getattr(mark, name) == push.there), None)
        if mark is None:
            if node.restored_at is not None:
                return  # an older copy has been laid there meanwhile
            raise Violation("1 what is acknowledged is durable", f"{server} {seq}")
        with self.database.transaction() as connection:
            mine = journal.head(connection, push.incarnation)
            ours = journal.hash_at(connection, push.incarnation, min(seq, mine.seq))
        branch = push.fork or mark.incarnation != push.there  # which a server of protocol 1 is not told
        if mine.seq < seq and (self.behind or branch or self.store.nameless):
            # It holds what this disk has forgotten, or has only begun to take over: of a branch that the
            # owner has counted there too. Or a copy of it that cannot say who speaks was heard.
            head = node.hash_at(mark.incarnation, mine.seq)
        # Of two copies that cannot say who speaks one may be answered with what the other told: it does not
        # take that for its own (Replica.acknowledged), and is asked who it is.
        if ours.hex() != head and not self.store.nameless:
            raise Violation("8 no number has two hashes", f"{self.name} {server} {seq}")

    def hashes(self) -> Counter[bytes]:
        """The hash of each fact that the till holds, under whatever name. One that two keepers told under two
        names is kept under both, and means something once."""
        kept = schema.journal.c
        with self.database.transaction() as connection:
            read = Counter(connection.execute(select(kept.hash).where(kept.kind != "")).scalars())
            unread = connection.execute(select(kept.hash).where(kept.kind == "")).scalars()
            return read + Counter(one for one in unread if one not in read)

    def hear(self, items: Sequence[tuple[str, Any, int, int]]) -> tuple[Verdict, ...]:
        """Answer what phones ask, as the link does."""
        feed = tuple(FeedItem(0, kind, received, age, body) for kind, body, age, received in items)
        behind = self._still_behind()
        verdicts = syncing._hear_all(self.book, feed)
        if behind and any(one.state in TAKEN for one in verdicts):
            self.store.concurrent = True
        for one in verdicts:
            self.world.log(self.name, f"answers {one.request[-6:]} {one.state} {one.code}".rstrip())
        return verdicts

    # the cashier

    def _hands(self, act: Callable[[TillNode, Random], str], rng: Random) -> Process:
        while True:
            yield rng.randrange(2_000, 20_000)
            if self.world.quiet or not self.works:
                continue
            self.store.concurrent = self._still_behind() or self.store.concurrent
            try:
                self.point("act")
                said = act(self, rng)
                self.point("acted")
            except Refused as no:
                said = f"refused {no.code}"
            self.world.log(self.name, said)

    def _still_behind(self) -> bool:
        """Whether facts of its own are still to come back: what it writes meanwhile is another history."""
        listened_to = not any(way.replica.stopped for way in self.ways if self.keeps(way))
        if self.behind and listened_to and self.settled():  # a second till is let in later
            self.behind = False
        return self.behind

    # paper

    def _printing(self) -> Process:
        looks = 0
        while True:
            yield self.rng.randrange(400, 3_000)
            looks += 1
            if not self._due and looks % 8:
                continue
            self._due = False
            self.desk.tick()
            rows = self.book.read(lambda tables: tables.where(PrintJob, open=1))
            for id in sorted(self.desk.workers):
                if id not in self.printers:
                    self.printers[id] = PrinterNode(self, id)
                mine = [row for row in rows if row.at_printer == id]
                yield from self.printers[id].work(sorted(mine, key=lambda row: (row.queued_at, row.number)))

    def nobody_prints(self, job: PrintJob) -> bool:
        """Whether a ticket waits for a printer that the store has no more: people must move it."""
        return job.state == "queued" and job.at_printer not in self.desk.workers

    # for the checks

    def settled(self) -> bool:
        """Whether nothing is left to do with any keeper."""
        return self.looked and all(way.at_rest() for way in self.ways if self.keeps(way))

    def refused(self) -> bool:
        """Whether a keeper does not listen to it."""
        return any(way.replica.stopped for way in self.ways)

    def try_again(self) -> None:
        """Somebody has mended what stood in the way."""
        for way in self.ways:
            way.hope()

    def ask_anew(self) -> None:
        """Nothing is known any more of what servers hold."""
        for way in self.ways:
            way.ask_anew()

    def raws(self) -> set[bytes]:
        """All facts on this disk, also of a machine that is off."""
        database = self.database if self.up else Database(self.folder, KEY)
        with database.transaction() as connection:
            found = connection.execute(select(schema.journal.c.raw)).scalars().all()
        if not self.up:
            database.close()
        return {bytes(one).rstrip(ALTERED) for one in found}
