"""The till and one server: hear phones, tell what is shown, send facts home. Selling never waits for it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from domain.errors import Refused
from domain.failpoints import reach
from domain.record.plain import to_plain
from domain.record.replication import Backlog
from domain.selling.request import Verdict
from pos_app.background import Writer
from pos_app.database.session import Reader
from pos_app.database.state import SqlTables
from pos_app.sync.client import FeedItem, ServerClient, ServerRefused
from pos_app.sync.loop import Loop
from pos_app.workflows.batches import Batches
from pos_app.workflows.book import Book, Entry, Written
from pos_app.workflows.floor import call
from pos_app.workflows.publishing import Outgoing, every_key, read_key
from pos_app.workflows.selling import hear_order, latest_verdicts
from pos_app.workflows.views import LinkView

T = TypeVar("T")
log = logging.getLogger(__name__)
POLL = 25  # seconds a server may keep a question for news open
IDLE = 5  # seconds
TICKET_FIRST = 0.005  # seconds after news in which nothing is asked, so that it comes to paper undisturbed


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends: stands once before each batch."""

    brand: str
    store: str
    device: str
    incarnation: str
    names: Mapping[str, str]

    @property
    def sender(self) -> dict[str, Any]:
        """What stands in the header of each batch."""
        return {name: getattr(self, name) for name in ("brand", "store", "device", "incarnation")}

    def enrolment(self) -> dict[str, Any]:
        """Who we are, as a server asks it once."""
        return {"brand": self.brand, "store": self.store, "names": dict(self.names)}


class Link:
    """Keeps one server up to date, on three threads: feed, publication, and events if it is home."""

    def __init__(
        self,
        view: LinkView,
        connect: Callable[[], ServerClient],
        open_reader: Callable[[], Reader],
        book: Book,
        writer: Writer,
        identity: Identity,
        enrol_code: str,
        changed: Callable[[], None],
    ) -> None:
        self.view = view
        self._connect = connect
        self._open_reader = open_reader
        self._book = book
        self._writer = writer
        self._identity = identity
        self._enrol_code = enrol_code
        self._changed = changed
        self._lock = threading.Lock()
        self._outgoing = Outgoing()
        self._backlog = Backlog()
        self._ask_home = threading.Event()  # home may hold less than it told us
        self._after = ":0"  # heard and answered in this run
        self._kept = ""  # what of it is kept on disk
        self._head = 0
        self.up_to_date = threading.Event()
        name = view.name
        self._loops = [
            Loop(f"{name}-feed", self._feed_step(), self._failed),
            Loop(f"{name}-publish", self._publish_step(), None),
        ]
        if view.role == "home":
            self._loops.append(Loop(f"{name}-events", self._events_step(), None))

    def start(self, head: int) -> None:
        self._head = head
        for loop in self._loops:
            loop.start()

    def close(self) -> None:
        for loop in self._loops:
            loop.close()

    def try_now(self) -> None:
        """The server may be back: do not wait for the next try."""
        self._loops[0].wake()

    def written(self, keys: set[str], written: Written) -> None:
        """The store's state has changed: tell this server. Called on the writer's thread."""
        self._head = written.head.seq
        if self._outgoing.changed(keys):
            self._loops[1].wake()
        if self.view.role == "home":
            self._loops[2].wake()
            self._progress()

    def answer(self, verdict: Verdict) -> None:
        """A verdict that came later, by staff."""
        self._outgoing.changed((), (verdict,))
        self._loops[1].wake()

    # feed: what phones ask for

    def _feed_step(self) -> Callable[[], float]:
        client: list[ServerClient] = []

        def step() -> float:
            if not client:
                fresh = self._connect()
                self._enrol(fresh)
                client.append(fresh)  # not before: a server that was away has still to know us and hear all
                self._tell_all()
                self._after = self._writer.submit(lambda: self._book.local(self._cursor) or ":0").result()
            try:
                if self.view.role == "home" and self._backlog.acked >= 0:
                    client[0].waiting = self._backlog.waiting(self._head)
                answer = client[0].feed(self._after, POLL if self.view.online else 0)
            except ServerRefused as no:
                if no.code != "epoch":
                    raise
                self._after = f"{no.facts['epoch']}:0"
                self._begin_anew()
                return 0
            self._online(True)
            if answer.items:
                self._hear(answer.items)
            self._after = f"{answer.epoch}:{answer.position}"
            return TICKET_FIRST if answer.items else 0

        return step

    def _begin_anew(self) -> None:
        """Another server, or an older copy of it, stands there: nobody knows what it holds of us."""
        self._outgoing.forget()
        self._tell_all()
        self._ask_home.set()
        for loop in self._loops[2:]:
            loop.wake()

    def _tell_all(self) -> None:
        """Also the last verdicts: the till may have died after a commit and before it told them."""
        verdicts = self._writer.submit(lambda: latest_verdicts(self._book)).result()
        self._outgoing.changed(self._read(every_key), verdicts)
        self._loops[1].wake()

    def _hear(self, items: tuple[FeedItem, ...]) -> None:
        verdicts = self._writer.submit(lambda: _hear_all(self._book, items)).result()
        reach("till.after_commit")
        self._outgoing.changed((), verdicts)
        self._writer.submit(lambda: self._writer.let_others_first(self._loops[1].wake))

    @property
    def _cursor(self) -> str:
        return f"cursor:{self.view.url}"

    # publication: what the store shows

    def _publish_step(self) -> Callable[[], float]:
        client: list[ServerClient] = []

        def step() -> float:
            if not self.view.online:
                return IDLE
            if not client:
                fresh = self._connect()
                self._outgoing.starting(fresh.versions())
                client.append(fresh)
            after = self._after
            keys, verdicts = self._outgoing.take()
            if not keys and not verdicts:
                self._keep_cursor(after)
                return IDLE
            try:
                reach("till.before_publish")
                documents = self._outgoing.documents(self._read_keys(keys))
                client[0].publish(documents, [to_plain(verdict) for verdict in verdicts])
            except BaseException:
                self._outgoing.give_back(keys, verdicts)
                raise
            self._outgoing.told(documents)
            self.up_to_date.set()
            return 0

        return step

    def _keep_cursor(self, after: str) -> None:
        """All up to here is answered: after a restart it need not be asked again. Kept when there is time."""
        if after != self._kept:
            self._writer.submit(lambda: self._book.set_local(self._cursor, after)).result()
            self._kept = after

    def _read_keys(self, keys: set[str]) -> Mapping[str, Any]:
        return self._read(lambda tables: {key: read_key(tables, key) for key in keys})

    def _read(self, work: Callable[[SqlTables], T]) -> T:
        return self._writer.submit(lambda: self._book.read(work)).result()

    # events: facts travel home

    def _events_step(self) -> Callable[[], float]:
        held: list[tuple[ServerClient, Batches]] = []

        def step() -> float:
            if not self.view.online:
                return IDLE
            if not held:
                held.append((self._connect(), Batches(self._open_reader, self._identity.sender)))
            client, batches = held[0]
            if self._ask_home.is_set():
                self._ask_home.clear()
                self._backlog.acked = -1
            if self._backlog.acked < 0:
                self._backlog.acked = int(client.watermark(self._identity.incarnation)["seq"])
            if self._backlog.acked >= self._head:
                self._progress()
                return IDLE
            try:
                self._send(client, batches)
            except ServerRefused as no:
                self._refused(no)
                raise
            return 0

        return step

    def _send(self, client: ServerClient, batches: Batches) -> None:
        batch = batches.behind(self._backlog.acked)
        if batch is None:
            return
        if batch.full:
            batches.prepare(batch.last)
        client.waiting = max(0, self._head - batch.last)
        reach("push.before_send")
        answer = client.send_events(batch.packed)
        reach("push.after_send")
        self._update(refused="")
        self._backlog.answered(int(answer["seq"]), self._head)
        self._progress()

    def _refused(self, no: ServerRefused) -> None:
        """Home holds less or other than we thought: ask again from its watermark; a fork is for people."""
        self._backlog.acked = -1
        if no.code not in ("gap", "epoch"):
            self._update(refused=no.code)

    # state of the link

    def _enrol(self, client: ServerClient) -> None:
        """Make ourselves known, unless this server knows us already."""
        try:
            client.versions()
        except ServerRefused as no:
            if no.code != "signature" or not self._enrol_code:
                raise
            client.enrol(self._enrol_code, self._identity.enrolment())

    def _failed(self, error: Exception) -> None:
        self._online(False, getattr(error, "code", ""))

    def _online(self, online: bool, refused: str = "") -> None:
        view = self.view
        if online == view.online and (online or refused == view.refused):
            return  # what home refuses of our facts stays said until it takes them
        self._update(online=online, refused=refused, since=self._book.clock.now())
        if online:
            self._ask_home.set()
            for loop in self._loops[1:]:
                loop.wake()

    def _progress(self) -> None:
        backlog = self._backlog
        self._update(waiting=backlog.waiting(self._head), sending=backlog.sent, total=backlog.total)

    def _update(self, **values: Any) -> None:
        with self._lock:
            before, self.view = self.view, replace(self.view, **values)
        if self.view != before:
            self._changed()


def _hear_all(book: Book, items: tuple[FeedItem, ...]) -> tuple[Verdict, ...]:
    """Hear them in one transaction; if one of them is out of every shape, each in its own but that one."""
    try:
        return book.write(lambda entry: _hear_each(entry, items))
    except Refused:
        raise  # the disk did not take it: they will come again
    except Exception:
        log.exception("what a phone asked cannot be heard")
        if len(items) == 1:
            return ()
    return tuple(verdict for item in items for verdict in _hear_all(book, (item,)))


def _hear_each(entry: Entry, items: tuple[FeedItem, ...]) -> tuple[Verdict, ...]:
    verdicts = []
    for item in items:
        if item.kind == "order":
            verdicts.append(hear_order(entry, item.body, item.age, item.received))
        elif item.kind == "call":
            call(entry, item.body)
    return tuple(verdicts)
