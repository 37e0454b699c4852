"""The till and one server: hear phones, tell what is shown, send facts home. Selling never waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from domain.errors import Refused
from domain.failpoints import reach
from domain.money.days import trading_date
from domain.record.business_day import business_date
from domain.record.envelope import head_of
from domain.record.plain import to_plain
from domain.record.replication import (
    GAP,
    ITS_DISK,
    MOST_EVENTS,
    STOPS,
    AskMarks,
    Backlog,
    Mend,
    Probe,
    Pull,
    Push,
    Renew,
    Replica,
    Rest,
    Step,
)
from domain.selling.request import Verdict
from pos_app.background import Writer
from pos_app.database.session import Reader
from pos_app.database.state import SqlTables
from pos_app.sync.client import FeedItem, ServerClient, ServerRefused, Unreachable
from pos_app.sync.loop import Loop, end_together
from pos_app.workflows.batches import Batches
from pos_app.workflows.book import Book, Entry, Written
from pos_app.workflows.chatting import hear_answer, hear_forget, hear_media, hear_sent, hear_word
from pos_app.workflows.countersigns import Witness
from pos_app.workflows.dish_wishes import hear_wish
from pos_app.workflows.floor import call
from pos_app.workflows.hearing_guests import hear_feedback
from pos_app.workflows.incarnations import adopt, reconciled, renew
from pos_app.workflows.mending import mend
from pos_app.workflows.phone_paying import PAYING, PhonePaying
from pos_app.workflows.publishing import SERVERS, Outgoing, every_key, read_key
from pos_app.workflows.selling import hear_order, latest_verdicts
from pos_app.workflows.views import LinkView

log = logging.getLogger(__name__)
POLL = 25  # seconds a server may keep a question for news open
IDLE = 5  # seconds
NOT_KNOWN = 404  # the status of a call that a server of before does not know
ASK_EVERY = 600.0  # seconds: the owner may have counted what a stolen till sold, and it comes back to us
AT_ONCE = 100  # facts that come back in one transaction
UNREADABLE = "unreadable"  # what a server says of a batch whose chain does not hold
KEEPERS = frozenset({"home", "standby", "joining"})  # roles that get all facts
TICKET_FIRST = 0.005  # seconds after news in which nothing is asked, so that it comes to paper undisturbed


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends: stands once before each batch."""

    brand: str
    store: str
    device: str
    names: Mapping[str, str]

    @property
    def sender(self) -> dict[str, Any]:
        """What stands in the header of each batch."""
        return {name: getattr(self, name) for name in ("brand", "store", "device")}

    def enrolment(self) -> dict[str, Any]:
        """Who we are, as a server asks it once."""
        return {"brand": self.brand, "store": self.store, "names": dict(self.names)}


class Link:
    """Keeps one server up to date, on three threads: feed, publication, and events if it keeps them."""

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
        self._outgoing = Outgoing(keeps=lambda: self._keeps)
        self._backlog = Backlog()
        self._was_online = False
        self._hindered = ""  # why nobody answers there
        self._asked_at = 0.0  # when the server last said what it holds
        self._replica = Replica()
        self._held_kept: dict[str, int] = {}
        self._witness = Witness(view.url)
        self._ask_anew = threading.Event()  # the server may hold less than it told us
        self.rested: Callable[[ServerClient], None] = lambda client: None  # both hold the same facts now
        self.cannot_be_read: Callable[[], None] = lambda: (
            None
        )  # a record of ours, there: it may be damaged here
        self.breaks: Callable[[], Mapping[str, Sequence[int]]] = dict  # our damaged facts of each incarnation
        self.mended: Callable[[str, Sequence[int]], None] = lambda incarnation, numbers: None  # whole again
        self._tells_unproven = True
        self.came_back: Callable[[], None] = lambda: None  # facts of ours, and all that it has are here
        self._some_came_back = False
        self.catch_up: Callable[[], None] = lambda: None  # ``written`` hears what was committed up to here
        self._after = ":0"  # heard and answered in this run
        self._epoch = ""  # of the server, told by the feed also when it refuses us
        self._kept = ""  # what of it is kept on disk
        self.at_payment: Callable[[], Collection[str]] = frozenset  # openings whose bill is being settled
        self.paying: PhonePaying | None = None  # who hears phones that want to pay
        self.up_to_date = threading.Event()  # this server shows what the store shows
        name = view.name
        self.loops = [
            Loop(f"{name}-feed", self._feed_step(), self._failed),
            Loop(f"{name}-publish", self._publish_step(), self._not_told),
        ]
        self.loops.append(Loop(f"{name}-events", self._events_step(), None))

    @property
    def _keeps(self) -> bool:
        return self.view.role in KEEPERS

    def play(self, role: str) -> None:
        """Another role from now on: home | standby | joining | relay."""
        kept = self._keeps
        self._update(role=role)
        if not kept:
            self._ask_anew.set()
        self._progress()
        self.loops[2].wake()
        self.tell({SERVERS})  # it may keep our facts now, or no longer

    @property
    def held(self) -> dict[str, int]:
        """Up to where this server holds each incarnation, as far as is known."""
        return dict(self._replica.held)

    def compared(self, totals: str) -> None:
        """How the server's sums stand to ours: "equal", or what differs."""
        self._update(totals=totals)

    def start(self) -> None:
        """Begin; called once, on any thread but the writer's."""
        held = self._writer.submit(lambda: self._book.local(f"held:{self.view.url}") or {}).result()
        self._replica.held, self._held_kept = dict(held), dict(held)
        self._writer.submit(lambda: self._witness.remember(self._book.local)).result()
        self._update(contradicts=self._witness.contradicted)
        self._progress()
        for loop in self.loops:
            loop.start()

    def close(self) -> None:
        end_together(self.loops)

    def hinder(self, code: str) -> None:
        """Why nobody can answer there, as this till knows; "" if nothing hinders. Said, and not "offline"."""
        before, self._hindered = self._hindered, code
        if not self.view.online and self.view.refused in ("", before):
            self._update(refused=code)

    def try_now(self) -> None:
        """The server may be back: do not wait for the next try."""
        self.loops[0].wake()

    def tell_addresses(self, addresses: Callable[[], Sequence[str]]) -> None:
        """Tell this server where phones find this store, from now on and whenever this is called."""
        self._outgoing.addresses = addresses
        self._outgoing.changed({SERVERS})
        self.loops[1].wake()

    def written(self, keys: set[str], written: Written) -> None:
        """The store's state has changed: tell this server. Called on the writer's thread."""
        if self._outgoing.changed(keys, written.verdicts):
            self.loops[1].wake()
        if self._keeps:
            self.loops[2].wake()
            self._progress()

    def tell(self, keys: set[str]) -> None:
        """What the store shows under these keys is otherwise without a fact. Any thread may call it."""
        if self._outgoing.changed(keys):
            self.loops[1].wake()

    def answer(self, verdict: Verdict) -> None:
        """A verdict that came later, by staff."""
        self._outgoing.changed((), (verdict,))
        self.loops[1].wake()

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
                if self.view.role == "home" and self._replica.asked:
                    client[0].waiting = self._replica.waiting(self._book.marks)
                answer = client[0].feed(self._after, POLL if self.view.online else 0, self.view.ordering)
            except ServerRefused as no:
                self._epoch = str(no.facts.get("epoch", self._epoch))
                if no.code == "signature":
                    client.clear()  # an empty server stands there: it has to know us anew and hear all
                    self._outgoing.forget()
                if no.code != "epoch":
                    raise
                self._after = f"{no.facts['epoch']}:0"
                self._begin_anew()
                return 0
            self._epoch = answer.epoch
            self._online(True)
            self._update(ordering=answer.ordering)
            if answer.items:
                self._hear(answer.items)
            self._after = f"{answer.epoch}:{answer.position}"
            return TICKET_FIRST if answer.items else 0

        return step

    def _begin_anew(self) -> None:
        """Another server, or an older copy of it, stands there: nobody knows what it holds of us."""
        self._outgoing.forget()
        self._tell_all()
        self._ask_anew.set()
        self.loops[2].wake()

    def _tell_again(self) -> None:
        """It was away: phones that other servers answered meanwhile may ask this one."""
        self._note_latest(set())

    def _note_latest(self, keys: set[str]) -> None:
        """All under these keys is to be told, with the till's last answers as they are now."""

        def note() -> None:
            paying = self.paying.verdicts() if self.paying else ()
            self._outgoing.changed(keys, (*latest_verdicts(self._book), *paying))

        self._writer.submit(note).result()

    def _tell_all(self) -> None:
        """Also the last verdicts: the till may have died after a commit and before it told them."""
        keys = self._writer.submit(lambda: self._book.read(every_key)).result()
        self._note_latest(keys | ({PAYING} if self.paying else set()))
        self.up_to_date.clear()
        self.loops[1].wake()

    def _hear(self, items: tuple[FeedItem, ...]) -> None:
        def hear() -> None:
            verdicts = _hear_all(self._book, items, self.paying)
            reach("till.after_commit")
            self._outgoing.changed((), verdicts)  # before the writer goes on: what is written later is newer

        self._writer.submit(hear).result()
        self._writer.submit(lambda: self._writer.let_others_first(self.loops[1].wake))

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
                self._outgoing.starting(*fresh.published())
                client.append(fresh)
            after = self._after
            if not self._outgoing.waits:
                self.up_to_date.set()
                self._keep_cursor(after)
                return IDLE
            reach("till.before_publish")
            keys, verdicts, contents = self._writer.submit(self._take).result()
            try:
                documents = self._outgoing.documents(contents)
                client[0].publish(documents, [to_plain(verdict) for verdict in verdicts])
            except BaseException:
                self._outgoing.give_back(keys, verdicts)
                raise
            self._outgoing.told(documents)
            self._has_room()
            return 0

        return step

    def _take(self) -> tuple[set[str], tuple[Verdict, ...], Mapping[str, Any]]:
        """What is to be told, and what is shown of it at this moment; on the writer's thread.

        With all that was written up to here: else the table that guests have left would be told empty, and
        the one where they are now only later.
        """
        self.catch_up()
        keys, verdicts = self._outgoing.take()
        try:
            return keys, verdicts, self._read_keys(keys)
        except BaseException:
            self._outgoing.give_back(keys, verdicts)
            raise

    def _keep_cursor(self, after: str) -> None:
        """All up to here is answered: after a restart it need not be asked again. Kept when there is time."""
        if after != self._kept:
            self._writer.submit(lambda: self._book.set_local(self._cursor, after)).result()
            self._kept = after

    def _read_keys(self, keys: set[str]) -> Mapping[str, Any]:
        now, zone = self._book.clock.now(), self._book.zone

        def read(tables: SqlTables) -> Mapping[str, Any]:
            date = trading_date(tables, now, zone)
            day = business_date(now, zone)
            return {key: read_key(tables, key, date, self.at_payment(), day, now) for key in keys - {PAYING}}

        paying = {PAYING: self.paying.shown()} if self.paying and PAYING in keys else {}
        return {**self._book.read(read), **paying}

    # events: facts travel to a server that keeps them, and ours come back from it

    def _events_step(self) -> Callable[[], float]:
        held: list[tuple[ServerClient, Batches]] = []

        def step() -> float:
            if not self._keeps or not (self.view.online or self.view.refused in STOPS):
                return IDLE
            if not held:
                held.append((self._connect(), Batches(self._open_reader, self._identity.sender)))
            client, batches = held[0]
            if self._ask_anew.is_set():
                self._ask_anew.clear()
                self._replica.hope()
                self._replica.ask_again()
                self._tells_unproven = True
            self._replica.met(self._epoch)
            if self.view.refused in STOPS:
                self._replica.refused(self.view.refused)
            self._replica.damaged = self.breaks()
            batches.careful = batches.careful or bool(self._replica.damaged)
            wanted = self._replica.next(self._book.marks, self._book.incarnation, batches.hash_at)
            try:
                return self._do(wanted, client, batches)
            except ServerRefused as no:
                self._refused(no)
                raise

        return step

    def _do(self, wanted: Step, client: ServerClient, batches: Batches) -> float:
        """One step towards holding the same facts; seconds to rest then."""
        match wanted:
            case AskMarks():
                marks, current, protocol = client.marks([mark.incarnation for mark in self._book.marks])
                self._asked_at = time.monotonic()
                if self._witness.breaks_its_word(client, marks):
                    self._keep_held()
                    self._update(contradicts=True)
                self._replica.told_marks(marks, current, protocol)
                batches.speak(protocol)
                self._progress()
            case Push():
                self._send(wanted, client, batches)
            case Probe(incarnation, seq):
                self._replica.told_hash(incarnation, seq, client.journal(incarnation, seq, 0)[0].previous)
            case Pull():
                self._take_back(wanted, client)
            case Mend():
                self._mend(wanted, client)
            case Renew(_, missing):
                self._change(lambda: renew(self._book, "rewind", missing))
            case Rest():
                self._tell_unproven(client, batches)
                self._at_rest(client)
                return IDLE
        return 0

    def _send(self, push: Push, client: ServerClient, batches: Batches) -> None:
        batch = batches.of(push)
        if batch is None:
            return
        if batch.full:
            batches.prepare(replace(push, after=batch.last))
        before = self._replica.waiting(self._book.marks)
        client.waiting = max(0, before - (batch.last - push.after))
        reach("push.before_send")
        try:
            answer = client.send_events(batch.packed)
        except ServerRefused as no:
            self._replica.refused(no.code, push, batch.last)
            if no.code == UNREADABLE:
                batches.careful = True  # what is whole before it gets there, and not a fact more
                self.cannot_be_read()
            raise
        reach("push.after_send")
        self._replica.acknowledged(push, batch.last, int(answer["seq"]), str(answer["head"]), batch.head)
        self._witness.signs(answer, batch, client, self._book.clock.now())
        self._update(refused="")
        waiting = self._replica.waiting(self._book.marks)
        self._backlog.answered(max(0, before - waiting), waiting)
        self._progress()

    def _tell_unproven(self, client: ServerClient, batches: Batches) -> None:
        """What stands behind a damaged place of our record waits there for the owner; once in each run."""
        for incarnation, after in self._replica.unproven(self._book.marks):
            while self._tells_unproven and (found := batches.unproven(incarnation, after)):
                packed, after = found
                try:
                    client.send_unproven(packed)
                except ServerRefused as no:
                    if no.code not in STOPS:  # then it is kept there all the same
                        log.warning("what stands behind the damage is not taken for review: %s", no)
                    if no.code not in (*STOPS, UNREADABLE):  # else those bytes are no line of a batch
                        self._tells_unproven = no.status != NOT_KNOWN  # by a server of before
                        return
                self._replica.put_aside(incarnation, after)

    def _keep_held(self) -> None:
        """What this server holds, and the newest head that it has signed: one commit for both."""
        held = dict(self._replica.held)
        values = {f"held:{self.view.url}": held, **self._witness.values}
        self._writer.submit(lambda: self._book.set_locals(values)).result()
        self._held_kept = held
        self._witness.kept()

    def _take_back(self, pull: Pull, client: ServerClient) -> None:
        """Facts of ours that only the server has: a few at a time, because selling goes on."""
        header, raws = client.journal(pull.there, pull.after)
        if not raws:
            raise ServerRefused(409, GAP, {})
        if head_of(bytes.fromhex(header.previous), raws).hex() != header.head:
            raise Unreachable("a torn batch")
        for begin in range(0, len(raws), AT_ONCE):
            some = raws[begin : begin + AT_ONCE]
            self._change(partial(adopt, self._book, pull.mark, pull.after + begin, some))
        self._some_came_back = True
        self._replica.pulled(pull.mark.incarnation, pull.after + len(raws))

    def _mend(self, wanted: Mend, client: ServerClient) -> None:
        """What is damaged here and stands there: it comes back if it proves to be what was written here."""
        told: list[bytes] = []
        before = wanted.first - 1
        while (wants := wanted.last - before - len(told)) and (
            some := client.journal(wanted.there, before + len(told), min(wants, MOST_EVENTS))[1]
        ):
            told += some
        reach("history.before_commit")
        back = self._writer.submit(lambda: mend(self._book, wanted.incarnation, wanted.first, told)).result()
        reach("history.after_commit")
        if back:
            self._replica.mended(wanted.incarnation)
            self.mended(wanted.incarnation, back)
        else:
            self._replica.not_mended(wanted)

    def _change(self, work: Callable[[], None]) -> None:
        reach("history.before_commit")
        self._writer.submit(work).result()
        reach("history.after_commit")

    def _at_rest(self, client: ServerClient) -> None:
        """Both hold the same, or people have to decide."""
        self._progress()
        if self._some_came_back:  # and not sooner: what became of a thing may stand in the next batch
            self.came_back()
            self._some_came_back = False
        if time.monotonic() - self._asked_at > ASK_EVERY:
            self._asked_at = time.monotonic()
            self._ask_anew.set()
        if self._replica.stopped:
            self._update(refused=self._replica.stopped)
            return
        if self._replica.held != self._held_kept or self._witness.has_news:
            self._keep_held()
        if self.view.role == "home":
            self._writer.submit(lambda: reconciled(self._book)).result()
        self.rested(client)

    def _refused(self, no: ServerRefused) -> None:
        """The server holds less or other than we thought: ask again; what people must decide is said."""
        self._replica.refused(no.code)
        if no.code == GAP and self.view.refused in STOPS:  # it looked at what we told: it listens again
            self._update(refused="")
        elif no.code not in (GAP, "epoch", "fork"):
            self._update(refused=no.matter)

    # state of the link

    def _enrol(self, client: ServerClient) -> None:
        """Make ourselves known, unless this server knows us already."""
        try:
            client.versions()
        except ServerRefused as no:
            if no.code != "signature" or not self._enrol_code:
                raise
            client.enrol(self._enrol_code, self._identity.enrolment())

    def _not_told(self, error: Exception) -> None:
        if getattr(error, "code", "") == ITS_DISK:
            self._update(refused=ITS_DISK)

    def _has_room(self) -> None:
        """It has taken what is shown; whether it takes facts again, only facts can tell."""
        if self.view.refused == ITS_DISK and not self._keeps:
            self._update(refused="")

    def _failed(self, error: Exception) -> None:
        self._online(False, getattr(error, "matter", "") or self._hindered)

    def _online(self, online: bool, refused: str = "") -> None:
        view = self.view
        if online == view.online and (online or refused == view.refused):
            return  # what home refuses of our facts stays said until it takes them
        self._update(online=online, refused=refused, since=self._book.clock.now(), ordering=())
        if online:
            self._ask_anew.set()
            if self._was_online:  # the first time all is told anyway
                self._tell_again()
            self._was_online = True
        if online or refused in STOPS:
            for loop in self.loops[1:]:
                loop.wake()

    def _progress(self) -> None:
        backlog = self._backlog
        waiting = self._replica.waiting(self._book.marks) if self._keeps else 0
        self._update(waiting=waiting, sending=backlog.sent, total=backlog.total)

    def _update(self, **values: Any) -> None:
        with self._lock:
            before, self.view = self.view, replace(self.view, **values)
        if self.view != before:
            self._changed()


def _hear_all(
    book: Book, items: tuple[FeedItem, ...], paying: PhonePaying | None = None
) -> tuple[Verdict, ...]:
    """Hear them in one transaction; if one of them is out of every shape, each in its own but that one."""
    try:
        return book.write(lambda entry: _hear_each(entry, items, paying))
    except Refused:
        raise  # the disk did not take it: they will come again
    except Exception:
        log.exception("what a phone asked cannot be heard")
        if len(items) == 1:
            return ()
    return tuple(verdict for item in items for verdict in _hear_all(book, (item,), paying))


def _hear_each(entry: Entry, items: tuple[FeedItem, ...], paying: PhonePaying | None) -> tuple[Verdict, ...]:
    verdicts = []
    for item in items:
        if item.kind == "order":
            verdicts.append(hear_order(entry, item.body, item.age, item.received))
        elif item.kind == "feedback":
            verdicts.append(hear_feedback(entry, item.body, item.received))
        elif item.kind == "chat":
            verdicts.append(hear_word(entry, item.body, item.received))
        elif item.kind == "chat_answer":
            verdicts.append(hear_answer(entry, item.body))
        elif item.kind == "chat_sent":
            verdicts.append(hear_sent(entry, item.body))
        elif item.kind == "chat_media":
            verdicts.append(hear_media(entry, item.body))
        elif item.kind == "forget":
            verdicts.append(hear_forget(entry, item.body, item.received))
        elif item.kind == "call":
            call(entry, item.body)
        elif item.kind == "dish":
            verdicts += hear_wish(entry, item.body)
        elif paying and (verdict := paying.hear(entry, item.kind, item.body, item.age)):
            verdicts.append(verdict)
    return tuple(verdicts)
