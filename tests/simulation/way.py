"""The till's way to one server, step by step as pos_app/workflows/syncing.py goes it, on virtual time."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from domain.errors import Refused
from domain.money.days import trading_date
from domain.record.envelope import head_of
from domain.record.replication import (
    GAP,
    STOPS,
    AskMarks,
    Mend,
    Probe,
    Pull,
    Push,
    Renew,
    Replica,
    Rest,
    Step,
    unpack,
)
from domain.selling.request import Verdict
from pos_app.database.journal import hash_at
from pos_app.database.state import SqlTables
from pos_app.workflows import incarnations
from pos_app.workflows.batches import Batches
from pos_app.workflows.mending import mend
from pos_app.workflows.publishing import Outgoing, read_key
from pos_app.workflows.selling import latest_verdicts
from pos_app.workflows.syncing import UNREADABLE
from tests.simulation.network import Unreachable
from tests.simulation.world import Call, Process

if TYPE_CHECKING:
    from tests.simulation.till_node import TillNode

RUNS_KEPT = 5


class Way:
    """One server as a running till sees it."""

    def __init__(self, till: TillNode, server: str, role: str) -> None:
        self.till, self.server, self.role = till, server, role
        book = till.book
        self._held_kept = dict(book.local(f"held:{server}") or {})
        self.replica = Replica(self._held_kept)
        self.outgoing = Outgoing()
        self.online = False
        self.refused = ""
        self._ask_anew = False
        self._epoch = ""
        self._after = ":0"
        self._kept = ""
        before = list(book.local(f"runs:{server}") or ())
        self.before = before[: RUNS_KEPT - 1]
        self.beside = ""
        book.set_local(f"runs:{server}", [till.run, *self.before])
        self.batches = Batches(lambda: till.reader, {**till.sender, "protocol": till.protocol})

    def written(self, keys: set[str], verdicts: Sequence[Verdict]) -> None:
        """What the store shows has changed, or how a phone's request was answered."""
        self.outgoing.changed(keys, verdicts)

    def at_rest(self) -> bool:
        """Whether nothing is left to do, here and now.

        A server that does not know this device hears nothing from it until its owner gives a code, and who
        has cut the device off gives none.
        """
        if self.refused == "signature" and not self.till.welcome:
            return True
        server = self.till.world.servers[self.server]
        if server.up and self._epoch != server.enrolling.identity.epoch:
            return False  # it has not heard yet that an older copy stands there
        if self._ask_anew or not (self.replica.asked or self.replica.stopped):
            return False
        step = self.replica.next(self.till.book.marks, self.till.book.incarnation, self._hash_at)
        return isinstance(step, Rest) and not list(self.replica.unproven(self.till.book.marks))

    def hope(self) -> None:
        """Somebody has mended what stood in the way."""
        self._ask_anew = self._ask_anew or bool(self.replica.stopped)

    def ask_anew(self) -> None:
        self._ask_anew = True

    # what phones ask

    def feed(self) -> Process:
        till, known = self.till, False
        while True:
            yield till.rng.randrange(1_000, 6_000)
            try:
                if not known:
                    try:
                        yield from self._call("versions")
                    except Refused as no:
                        if no.code != "signature" or not till.welcome:
                            raise
                        yield from self._call("enrol", till.store, till.device)
                    self._tell_all()
                    self._after = till.book.local(f"cursor:{self.server}") or ":0"
                    known = True
                epoch, position, items = yield from self._call("feed", self._after)
            except Refused as no:
                self._epoch = str(no.facts.get("epoch", self._epoch))
                if no.code == "epoch":
                    self._after = f"{no.facts['epoch']}:0"
                    self.outgoing.forget()
                    self._tell_all()
                    self._ask_anew = True
                    continue
                self._is_online(False, no.code)
                if no.code == "signature":  # an empty server stands there
                    known = False
                    self.outgoing.forget()
                continue
            except Unreachable:
                self._is_online(False)
                continue
            self._epoch = epoch
            self._is_online(True)
            if items:
                till.point("news")
                verdicts = till.hear(items)
                till.point("heard")
                self.outgoing.changed((), verdicts)
            self._after = f"{epoch}:{position}"

    def _tell_all(self) -> None:
        self.outgoing.changed(self.till.keys, latest_verdicts(self.till.book))

    def _is_online(self, online: bool, refused: str = "") -> None:
        if online == self.online and (online or refused == self.refused):
            return
        self.online, self.refused = online, refused
        if online:
            self.outgoing.changed((), latest_verdicts(self.till.book))
            self._ask_anew = True

    # what the store shows

    def publish(self) -> Process:
        till, started = self.till, False
        while True:
            yield till.rng.randrange(500, 4_000)
            if not self.online:
                continue
            try:
                if not started:
                    published = yield from self._call("versions")
                    self.outgoing.starting(*published)
                    started = True
                after = self._after
                keys, verdicts = self.outgoing.take()
                if not keys and not verdicts:
                    if after != self._kept:
                        till.book.set_local(f"cursor:{self.server}", after)
                        self._kept = after
                    continue
                yield from self._publish(keys, verdicts)
            except (Refused, Unreachable):
                continue

    def _publish(self, keys: set[str], verdicts: tuple[Verdict, ...]) -> Process:
        try:
            now, zone = self.till.book.clock.now(), self.till.book.zone

            def read(tables: SqlTables) -> dict[str, Any]:
                date = trading_date(tables, now, zone)
                return {key: read_key(tables, key, date) for key in sorted(keys)}

            documents = self.outgoing.documents(self.till.book.read(read))
            yield from self._call("publish", documents, verdicts)
        except (Refused, Unreachable):
            self.outgoing.give_back(keys, verdicts)
            raise
        self.outgoing.told(documents)

    # facts

    def facts(self) -> Process:
        till = self.till
        while True:
            if not (self.online or self.refused in STOPS):
                yield till.rng.randrange(500, 3_000)
                continue
            if self._ask_anew:
                self._ask_anew = False
                self.replica.hope()
                self.replica.ask_again()
            self.replica.met(self._epoch)
            if self.refused in STOPS:
                self.replica.refused(self.refused)
            self.replica.damaged = till.breaks
            self.batches.careful = self.batches.careful or bool(till.breaks)
            wanted = self.replica.next(till.book.marks, till.book.incarnation, self._hash_at)
            try:
                yield from self._do(wanted)
            except Refused as no:
                self.replica.refused(no.code)
                if no.code == GAP and self.refused in STOPS:
                    self.refused = ""
                elif no.code not in (GAP, "epoch", "fork"):
                    self._say(no.code)
                yield till.rng.randrange(200, 8_000)
            except Unreachable:
                yield till.rng.randrange(200, 8_000)

    def _say(self, refused: str) -> None:
        if refused != self.refused:
            self.refused = refused
            self.till.world.log(self.till.name, f"{self.server} says {refused}")

    def _do(self, wanted: Step) -> Process:
        till, log = self.till, self.till.world.log
        match wanted:
            case AskMarks():
                yield from self._ask_marks()
            case Push():
                yield from self._push(wanted)
            case Probe(incarnation, seq):
                header, _ = unpack((yield from self._call("journal", incarnation, seq, 0)))
                self.replica.told_hash(incarnation, seq, header.previous)
            case Pull():
                yield from self._pull(wanted)
            case Mend():
                yield from self._mend(wanted)
            case Renew(_, missing):
                log(till.name, f"was rewound: {missing} facts are with {self.server}")
                till.change(lambda: incarnations.renew(till.book, "rewind", missing))
                till.renewed = True
            case _:
                yield from self._tell_unproven()
                self._rest()
                yield till.rng.randrange(500, 3_000)

    def _ask_marks(self) -> Process:
        protocol = min(self.till.protocol, max((yield from self._call("hello"))))
        if protocol < 2:
            marks = []
            for mine in self.till.book.marks:
                mark = yield from self._call("watermark", mine.incarnation)
                if mark.seq:
                    marks.append(mark)
            self.replica.told_marks(marks, "", 1)
        else:
            marks, current = yield from self._call("marks")
            self.replica.told_marks(marks, current, 2)
        self.batches.speak(protocol)

    def _push(self, push: Push) -> Process:
        till = self.till
        batch = self.batches.of(push)
        if batch is None:
            yield 500
            return
        till.point("push")
        try:
            seq, head = yield from self._call("events", batch.packed)
        except Refused as no:
            self.replica.refused(no.code, push, batch.last)
            if no.code == UNREADABLE:
                self.batches.careful = True
                till.look_along()
            raise
        till.point("pushed")
        self.replica.acknowledged(push, batch.last, seq, head, batch.head)
        self.refused = ""
        till.acknowledged(self.server, push, seq, head)

    def _tell_unproven(self) -> Process:
        for incarnation, after in self.replica.unproven(self.till.book.marks):
            while found := self.batches.unproven(incarnation, after):
                packed, after = found
                self.till.point("unproven")
                try:
                    yield from self._call("unproven", packed)
                except Refused as no:
                    if no.code not in STOPS:
                        raise
                self.replica.put_aside(incarnation, after)

    def _pull(self, pull: Pull) -> Process:
        till, mark = self.till, pull.mark
        if pull.name and pull.name != mark.incarnation:
            till.store.forked = till.store.concurrent = True
            till.world.log(till.name, f"{self.server} tells another story of {pull.name[:6]}")
        header, raws = unpack((yield from self._call("journal", pull.there, pull.after, till.world.batch)))
        if not raws:
            raise Refused("gap")
        if head_of(bytes.fromhex(header.previous), raws).hex() != header.head:
            raise Unreachable("a torn batch")
        for begin in range(0, len(raws), 7):
            some = raws[begin : begin + 7]
            till.change(lambda b=begin, s=some: incarnations.adopt(till.book, mark, pull.after + b, s))  # type: ignore[misc]
        self.replica.pulled(mark.incarnation, pull.after + len(raws))

    def _mend(self, wanted: Mend) -> Process:
        till, before = self.till, wanted.first - 1
        packed = yield from self._call("journal", wanted.there, before, wanted.last - before)
        _, told = unpack(packed)
        back: list[int] = []
        till.change(lambda: back.extend(mend(till.book, wanted.incarnation, wanted.first, told)))
        if back:
            till.world.fault("damaged fact mended", till.name, f"{back} by {self.server}")
            self.replica.mended(wanted.incarnation)
            till.mended(wanted.incarnation, back)
        else:
            self.replica.not_mended(wanted)

    def _rest(self) -> None:
        if self.replica.stopped:
            self._say(self.replica.stopped)
            return
        held = dict(self.replica.held)
        if held != self._held_kept:
            self.till.book.set_local(f"held:{self.server}", held)
            self._held_kept = held
        if self.role == "home":
            incarnations.reconciled(self.till.book)

    def _hash_at(self, incarnation: str, seq: int) -> str:
        hashed: bytes = self.till.reader.read(lambda c: hash_at(c, incarnation, seq))
        return hashed.hex()

    def _call(self, method: str, *arguments: Any) -> Generator[Call | int, Any, Any]:
        """Ask the server; it is shown that this run lives when it hears two of them."""
        try:
            return (yield Call(self.server, method, arguments))
        except Refused as no:
            if no.code == "who_speaks":
                self.beside = str(no.facts["beside"])
                return (yield Call(self.server, method, arguments))
            if no.code == "settling":
                raise Unreachable(no.code) from no
            raise
