"""A server: the real functions of sync_server over a file of its own, called when a message arrives."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import StaticPool, create_engine, event

from domain.errors import Refused
from domain.record.canonical import canonical
from domain.record.ids import uuid7
from domain.record.plain import to_plain
from domain.record.replication import Mark
from domain.record.reviewing import DAMAGED
from domain.record.speaking import Speaker
from domain.selling.request import REQUEST_LAPSES, OrderRequest, digest, read_request
from sync_server.database import asked, enrolments, journal, publications, reviews
from sync_server.database.asked import Asked
from sync_server.database.connecting import connect
from sync_server.database.enrolments import Device
from sync_server.database.identity import identity
from sync_server.database.session import Connection, raw
from sync_server.workflows.clock import Clock
from sync_server.workflows.enrolling import Enrolling
from sync_server.workflows.projecting import _prepare, fold_slice
from sync_server.workflows.recording import Recording, read_batch
from tests.simulation.world import ALTERED, Crashed, Owner, Store, Violation, World

if TYPE_CHECKING:
    from tests.simulation.till_node import TillNode

T = TypeVar("T")
KEY = "ab" * 32
MOST_ITEMS = 200
AWAY = 60_000  # milliseconds without a till's call after which phones hear that the store is away


class _AtOnce:
    """The database as sync_server's workflows know it, without its thread."""

    def __init__(self, node: ServerNode) -> None:
        self._node = node

    def read(self, do: Callable[[Connection], T]) -> T:
        """Nobody writes meanwhile: there are no threads here."""
        try:
            return do(self._node.connection)
        finally:
            self._node.connection.rollback()  # SQLAlchemy may have begun

    def submit(self, do: Callable[[Connection], T], *, behind: bool = False) -> Future[T]:
        done: Future[T] = Future()
        done.set_result(self._node.write(do))
        return done


def _begin(connection: Connection) -> None:
    if not raw(connection).in_transaction:  # ``write`` has begun by itself
        connection.exec_driver_sql("BEGIN IMMEDIATE")


class ServerNode(Owner):
    """role: home | standby | relay. It keeps facts unless it is a relay."""

    def __init__(self, world: World, name: str, role: str, template: Path) -> None:
        self.world, self.name, self.role = world, name, role
        self.path = world.folder / f"{name}.db"
        shutil.copyfile(template, self.path)
        self.chance = Random(f"{world.seed}:{name}")
        self.offset = 0
        self.up = False
        self.protocols: Sequence[int] = (1, 2)
        self.crash_in = 0  # named places until it dies; 0: it does not
        self.restored_at: int | None = None
        self.start()

    # life and death

    def start(self) -> None:
        engine = create_engine(
            "sqlite://", module=sqlcipher, creator=lambda: connect(self.path, KEY), poolclass=StaticPool
        )
        event.listen(engine, "begin", _begin)
        self._engine, self.connection = engine, engine.connect()
        self.write(_prepare)
        me = self.write(lambda c: identity(c, self.new_id, lambda: self.chance.randbytes(32), self.now()))
        self.enrolling = Enrolling(_AtOnce(self), me, Clock(self.now, lambda: self.world.now / 1_000))  # type: ignore[arg-type]
        self.recording = Recording(_AtOnce(self), self.enrolling, None, Clock(self.now))  # type: ignore[arg-type]
        self.contact: dict[str, int] = {}
        self.up = True
        self.life += 1
        self.world.spawn(self, self._sweep())

    def crash(self) -> None:
        """The power goes; what is committed stays."""
        if self.up:
            self.up, self.crash_in = False, 0
            self.life += 1
            self.connection.close()
            self._engine.dispose()

    def restore(self, image: Path) -> None:
        """An older copy stands in its place, and says so by a new epoch."""
        self.restored_at = self.world.now
        self.crash()
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(image, self.path)
        self.start()
        self.turn_epoch()
        for store in self.world.stores:
            store.came_back(self.raws(store.id) | self.reviewed(store.id))

    def turn_epoch(self) -> None:
        """As whoever restores a server must."""
        epoch = self.new_id()
        self.write(lambda c: raw(c).execute("UPDATE server SET epoch = ?", (epoch,)))
        self.crash()
        self.start()

    def image(self) -> Path:
        """A copy of its file as it is now."""
        raw(self.connection).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        copy = self.world.folder / f"{self.name}-{self.world.now}.image"
        shutil.copyfile(self.path, copy)
        return copy

    def now(self) -> int:
        return self.world.now + self.offset

    def new_id(self) -> str:
        return uuid7(self.now(), self.chance.randbytes(10))

    def write(self, do: Callable[[Connection], T]) -> T:
        """In one transaction, as the server's writer does it."""
        driver = raw(self.connection)
        driver.execute("BEGIN IMMEDIATE")
        try:
            result = do(self.connection)
            driver.execute("COMMIT")
            return result
        finally:
            if driver.in_transaction:
                driver.execute("ROLLBACK")
            self.connection.rollback()  # nothing is open any more; SQLAlchemy is told so

    def reach(self) -> None:
        """A place where it may die."""
        if self.crash_in:
            self.crash_in -= 1
            if not self.crash_in:
                raise Crashed

    @property
    def keeps(self) -> bool:
        return self.role != "relay"

    # what is asked of it

    def handle(self, method: str, caller: str, meta: Any, arguments: tuple[Any, ...]) -> Any:
        """Answer a call. Raises Refused; dies in between if that was asked for."""
        try:
            return getattr(self, f"on_{method}")(meta, *arguments)
        except Crashed:
            self.world.log(self.name, "dies")
            self.crash()
            return None

    def _device(self, meta: tuple[str, Speaker]) -> tuple[Device, str]:
        id, speaker = meta
        device = self.enrolling.device(id)
        if device is None:
            raise Refused("signature")
        standing = self.enrolling.standing(device, speaker)
        if not standing:
            self.contact[device.store] = self.world.now
        return device, standing

    def knows_as_copy(self, till: TillNode) -> bool:
        device = self.enrolling.device(till.device)
        return device is not None and till.run in self.enrolling.present(device).copies

    def listens_to(self, till: TillNode) -> bool:
        device = self.enrolling.device(till.device)
        return device is not None and till.run == self.enrolling.present(device).run

    def _signed(self, meta: Any) -> Device:
        device, standing = self._device(meta)
        if standing:
            raise Refused(standing, epoch=self.enrolling.identity.epoch)
        return device

    def on_enrol(self, meta: Any, store: Store, device: str) -> None:
        """By a code that the owner has just read from the page."""
        code, key = self.new_id(), bytes.fromhex(device) * 2
        wanted = Device(device, store.id, store.brand, key, {}, 0, 0)
        now = self.now()
        self.write(lambda c: enrolments.add_code(c, code, "owner", now + 1_000_000))
        self.write(lambda c: enrolments.enrol(c, code, wanted, now))

    def revoke(self, device: str) -> None:
        """The owner cuts a device off."""
        self.write(lambda c: enrolments.revoke(c, device, self.now()))

    def put_aside(self, store: str) -> list[reviews.Put]:
        """What waits in the review list, or was left out."""
        return self.write(lambda c: reviews.put_aside(c, store))

    def decide(self, store: str, put: reviews.Put, *, count: bool) -> None:
        """The owner counts what was put aside, or leaves it out."""
        chosen = (put.incarnation, put.device, put.verdict)
        verdict = reviews.COUNTED if count else reviews.LEFT_OUT
        self.write(lambda c: reviews.decide(c, store, chosen, put.seal, verdict, self.now()))

    def on_hello(self, meta: Any) -> Sequence[int]:
        return self.protocols

    def on_versions(self, meta: Any) -> tuple[Mapping[str, int], str]:
        store = self._signed(meta).store
        shown = {key: (version, text) for of, key, version, text in self.documents() if of == store}
        menu = hashlib.sha256(shown["menu"][1].encode()).hexdigest() if "menu" in shown else ""
        return {key: version for key, (version, _) in shown.items()}, menu

    def on_marks(self, meta: Any) -> tuple[list[Mark], str]:
        return self.recording.marks(self._signed(meta))

    def on_watermark(self, meta: Any, incarnation: str) -> Mark:
        mark = self.recording.watermark(self._signed(meta), incarnation)
        return Mark(incarnation, mark.seq, mark.head)

    def on_journal(self, meta: Any, incarnation: str, after: int, most: int) -> bytes:
        return self.recording.read(self._signed(meta), incarnation, after, most)

    def on_events(self, meta: Any, packed: bytes) -> tuple[int, str]:
        device, standing = self._device(meta)
        batch, now = read_batch(device, packed), self.now()
        if standing:
            self.write(lambda c: journal.put_aside(c, device.store, batch, standing, now))
            raise Refused(standing)

        def work(connection: Connection) -> journal.Watermark:
            mark = journal.append(connection, device.store, batch, now)
            self.reach()
            return mark

        mark = self.write(work)
        self.reach()
        if mark.forked:
            raise Refused("fork", seq=mark.seq, head=mark.head.hex())
        return mark.seq, mark.head.hex()

    def on_unproven(self, meta: Any, packed: bytes) -> None:
        device, standing = self._device(meta)
        batch, now, why = read_batch(device, packed), self.now(), standing or DAMAGED
        self.write(lambda c: journal.put_aside(c, device.store, batch, why, now))
        self.reach()
        if standing:
            raise Refused(standing)

    def on_feed(self, meta: Any, after: str) -> tuple[str, int, list[tuple[str, Any, int, int]]]:
        device = self._signed(meta)
        epoch, _, text = after.partition(":")
        mine, position = self.enrolling.identity.epoch, int(text)
        if epoch not in ("", mine):
            raise Refused("epoch", epoch=mine)
        if asked.last_positions(self.connection)[device.store] <= position:
            self._skips_nothing(device.store)
            return mine, position, []
        now = self.now()
        items, last, _ = self.write(
            lambda c: asked.hand_over(c, device.store, position, MOST_ITEMS, now, now - REQUEST_LAPSES)
        )
        self._skips_nothing(device.store)
        self.reach()
        return (
            mine,
            last,
            [
                (one.kind, json.loads(one.body), max(0, now - one.received_at), one.received_at)
                for one in items
            ],
        )

    def _skips_nothing(self, store: str) -> None:
        """What was there when its till asked is handed, or has lapsed."""
        query = "SELECT id FROM requests WHERE store = ? AND state = 'received'"
        if left := raw(self.connection).execute(query, (store,)).fetchall():
            raise Violation("9 pull never skips a position", f"{self.name} {left[0][0][-6:]}")

    def on_publish(self, meta: Any, documents: Sequence[Mapping[str, Any]], verdicts: Sequence[Any]) -> None:
        device, now = self._signed(meta), self.now()
        rows = [(one["key"], one["version"], canonical(one["body"]).decode()) for one in documents]

        def work(connection: Connection) -> None:
            publications.put_documents(connection, device.store, rows)
            for one in verdicts:
                text = canonical(to_plain(one)).decode()
                asked.set_verdict(connection, device.store, one.request, one.state, text, now)
            self.reach()

        self.write(work)
        self.reach()

    def on_look(self, meta: Any, store: str) -> dict[str, Any]:
        """A phone loads the page."""
        return {key: json.loads(body) for of, key, _, body in self.documents() if of == store}

    def on_order(self, meta: Any, store: str, request: OrderRequest) -> str:
        """A phone orders. The state that it is told."""
        found = self.write(lambda c: asked.find_asked(c, store, request.id))
        if found is None:
            if self.world.now - self.contact.get(store, -AWAY) >= AWAY:
                raise Refused("store_away")
            body = canonical(to_plain(request)).decode()
            row = Asked(
                store,
                0,
                request.id,
                "order",
                request.table,
                request.phone,
                "received",
                self.now(),
                0,
                0,
                "",
                body,
            )

            def work(connection: Connection) -> Asked:
                kept = asked.insert_asked(connection, store, [row])[0]
                self.reach()
                return kept

            found = self.write(work)
            self.reach()
        if digest(read_request(json.loads(found.body))) != digest(request):
            raise Refused("request_changed")
        return found.state

    def on_state(self, meta: Any, store: str, request: str) -> str:
        """A phone asks what became of its order."""
        found = asked.find_asked(self.connection, store, request)
        return found.state if found else ""

    def documents(self) -> list[tuple[str, str, int, str]]:
        return publications.all_documents(self.connection)

    def fold(self) -> None:
        """Fold all that came into the owner's figures."""
        while self.write(fold_slice).more:
            pass

    def _sweep(self) -> Any:
        while True:
            yield 20_000
            now = self.now()
            query = "SELECT store, id FROM requests WHERE state = 'received' AND received_at < ?"
            for store, id in raw(self.connection).execute(query, (now - REQUEST_LAPSES,)).fetchall():
                self.write(partial(asked.lapse_asked, store=store, ids=[id]))

    # for the checks

    def marks(self, store: str) -> list[Mark]:
        return self.write(lambda c: journal.all_marks(c, store))[0]

    def hash_at(self, incarnation: str, seq: int) -> str:
        """The hash after an event as it is kept here, "" if it is not."""
        return (self.write(lambda c: journal.hash_at(c, incarnation, seq)) or b"").hex()

    def raws(self, store: str) -> set[bytes]:
        """The facts of a store that count here."""
        query = "SELECT raw FROM events e JOIN incarnations i ON i.id = e.incarnation WHERE i.store = ?"
        return self._column(query, store)

    def hashes(self, store: str) -> Counter[bytes]:
        """The hash of each fact of a store that counts here, under whatever name."""
        query = "SELECT e.hash FROM events e JOIN incarnations i ON i.id = e.incarnation WHERE i.store = ?"
        rows = raw(self.connection).execute(query, (store,)).fetchall()
        return Counter(bytes(one) for (one,) in rows)

    def reviewed(self, store: str) -> set[bytes]:
        """The facts that wait for the owner."""
        return self._column("SELECT raw FROM review WHERE store = ?", store)

    def _column(self, query: str, store: str) -> set[bytes]:
        """Also of a machine that is off."""
        driver = raw(self.connection) if self.up else connect(self.path, KEY)
        found = {bytes(one).rstrip(ALTERED) for (one,) in driver.execute(query, (store,))}
        if not self.up:
            driver.close()
        return found
