"""Any way home that hypothesis can think of: a real journal, a real server's tables, a line at its worst.

Batches are lost, doubled, late and out of order; answers vanish; till and server are started anew; the server
is put back to an older copy. Beside both stands a model of dicts: what phones were promised, what was
acknowledged. At the end the line is well again, and both sides must hold the same.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from domain.errors import Refused
from domain.record.canonical import canonical
from domain.record.plain import to_plain
from domain.record.proof import differences
from domain.record.replication import AskMarks, Push, Replica, Rest
from domain.selling.request import Verdict
from pos_app.database.journal import all_events
from pos_app.database.session import Reader
from pos_app.workflows.batches import Batch, Batches
from pos_app.workflows.joining import our_totals
from sync_server.database import asked, journal
from sync_server.database.enrolments import Device
from sync_server.database.migrating import bring_up
from sync_server.database.proving import chained
from sync_server.database.session import Connection, Database, raw
from sync_server.workflows.clock import Clock
from sync_server.workflows.projecting import _prepare, fold_slice
from sync_server.workflows.recording import read_batch
from sync_server.workflows.reporting import Reporting
from tests.pos_app.shop import RICE, TOFU, Hand, Shop, scratch

T = TypeVar("T")
KEY = "5a" * 32
TABLES = ("A1", "B3")
FILE = "server.db"


class Keeper:
    """The server's tables in a file that can be closed, copied and put back."""

    def __init__(self, folder: Path, device: Device, empty: bytes) -> None:
        folder.mkdir()
        (folder / FILE).write_bytes(empty)
        self.folder, self.device = folder, device
        self.epochs = 1
        self.database = Database(folder / FILE, KEY)

        def begin(connection: Connection) -> None:
            raw(connection).execute(
                "INSERT INTO stores (id, brand, names) VALUES (?, ?, '{}')",
                (device.store, device.brand),
            )

        self.do(begin)

    @property
    def epoch(self) -> str:
        return f"epoch-{self.epochs}"

    def do(self, work: Callable[[Connection], T]) -> T:
        return self.database.submit(work).result()

    def start_again(self, copy: Path | None = None) -> None:
        """As it was, or from a copy: then under a new epoch."""
        self.database.close()
        if copy:
            shutil.copy(copy, self.folder / FILE)
            self.epochs += 1
        self.database = Database(self.folder / FILE, KEY)

    def copy(self) -> Path:
        self.start_again()  # nothing is left in the log of writes
        self.database.close()
        made = self.folder / f"copy-{self.epochs}"
        shutil.copy(self.folder / FILE, made)
        self.database = Database(self.folder / FILE, KEY)
        return made


@cache
def _empty() -> bytes:
    """A server's file without a store; making the tables takes a while."""
    with scratch() as folder:
        database = Database(folder / FILE, KEY)
        bring_up(database)
        database.close()
        return (folder / FILE).read_bytes()


@dataclass
class Promised:
    """What the present server's file holds, as its answers have told: ``phones``: id → position."""

    acknowledged: int = 0
    phones: dict[str, int] = field(default_factory=dict)


class WayHome(RuleBasedStateMachine):
    """``air``: batches on their way; none is ever taken off by being delivered, as on a bad network."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = ExitStack()
        folder = self.kept.enter_context(scratch())
        self.shop = Shop(folder / "store", Hand())
        store = self.shop.read_document("store")
        self.sender = {name: str(store[name]) for name in ("brand", "store", "device")}
        device = Device(self.sender["device"], self.sender["store"], self.sender["brand"], b"", {}, 0, 0)
        self.keeper = Keeper(folder / "server", device, _empty())
        self.protocol = 2
        self.replica = Replica()
        self.air: list[Batch] = []
        self.promised = Promised()
        self.copies: list[tuple[Path, Promised]] = []
        self.requests: dict[str, dict[str, Any]] = {}
        self.heard: dict[str, str] = {}  # the first verdict of each request, for ever
        self.untold: dict[str, Verdict] = {}
        self.after = self.told_up_to = 0
        self.feed_epoch = self.keeper.epoch

    @initialize(protocol=st.sampled_from([1, 2]))
    def versions(self, protocol: int) -> None:
        """What till and server can both speak."""
        self.protocol = protocol

    # ---------------------------------------------------------------- the till

    @rule(table=st.sampled_from(TABLES), kind=st.sampled_from(["round", "pay", "clear", "stock", "unknown"]))
    def something_happens(self, table: str, kind: str) -> None:
        shop = self.shop
        shop.time.later(seconds=20)
        if not shop.till.view.tables[table].opening:
            shop.open(table)
        try:
            if kind == "round":
                shop.send(table, TOFU)
            elif kind == "pay":
                shop.pay(table)
            elif kind == "clear":
                shop.till.clear_table(shop.opening(table).opening.id, "zhou").result()
            elif kind == "stock":
                shop.till.set_stock("cola", 5_000, "he").result()
            else:
                shop.parts.writer.submit(
                    lambda: shop.parts.book.write(lambda entry: entry.record("dish.sung", {"table": table}))
                ).result()
        except Refused:
            pass  # nothing to pay, or not paid yet

    @rule()
    def the_till_takes_a_step(self) -> None:
        """What its machine wants: to ask what is held, or to send a batch on its way."""
        with ExitStack() as stack:
            batches = self._batches(stack)
            book = self.shop.parts.book
            step = self.replica.next(book.marks, book.incarnation, batches.hash_at)
            if isinstance(step, AskMarks):
                marks, current = self.keeper.do(lambda c: journal.all_marks(c, self.sender["store"]))
                self.replica.told_marks(marks, current if self.protocol > 1 else "", self.protocol)
            elif isinstance(step, Push):
                batch = batches.of(step)
                assert batch
                self.air.append(batch)
            else:
                assert isinstance(step, Rest), f"nobody was rewound: {step}"
                assert not self.replica.stopped

    @precondition(lambda self: self.air)
    @rule(place=st.integers(0, 50), answer_comes=st.booleans())
    def a_batch_arrives(self, place: int, answer_comes: bool) -> None:
        """The newest or an old one, once more or for the first time."""
        batch = self.air[-1 - place % len(self.air)]
        try:
            mark = self._deliver(batch)
        except Refused as no:
            assert no.code == "gap"
            if answer_comes:
                self.replica.refused(no.code, batch.push, batch.last)
            return
        assert not mark.forked
        if answer_comes:
            self.promised.acknowledged = max(self.promised.acknowledged, mark.seq)
            newest = batch is self.air[-1]
            if newest:  # a till waits for one answer at a time; those to older questions find nobody
                self.replica.acknowledged(batch.push, batch.last, mark.seq, mark.head.hex(), batch.head)

    @precondition(lambda self: self.shop.parts.book.head_seq > 3)
    @rule()
    def the_till_is_started_anew(self) -> None:
        self.shop = self.shop.again()
        self.replica = Replica()
        self.after = self.told_up_to

    # ---------------------------------------------------------------- the server

    @rule()
    def the_server_is_started_anew(self) -> None:
        self.keeper.start_again()

    @precondition(lambda self: len(self.copies) < 2)
    @rule()
    def somebody_copies_the_server(self) -> None:
        known = Promised(self.promised.acknowledged, dict(self.promised.phones))
        self.copies.append((self.keeper.copy(), known))

    @precondition(lambda self: self.copies)
    @rule()
    def the_server_is_put_back_to_a_copy(self) -> None:
        copy, known = self.copies[-1]
        self.keeper.start_again(copy)
        self.promised = Promised(known.acknowledged, dict(known.phones))

    # ---------------------------------------------------------------- phones

    @rule(table=st.sampled_from(TABLES))
    def a_phone_orders(self, table: str) -> None:
        request = to_plain(self.shop.phone(table).request(RICE, guests=2))
        self.requests[request["id"]] = request
        self._ask(request["id"])

    @precondition(lambda self: self.requests)
    @rule(place=st.integers(0, 50))
    def a_phone_has_no_answer_and_asks_again(self, place: int) -> None:
        known = sorted(self.requests)
        self._ask(known[place % len(known)])

    @rule(answer_comes=st.booleans(), most=st.integers(1, 3), dies=st.sampled_from([False, False, True]))
    def the_till_fetches_news(self, answer_comes: bool, most: int, dies: bool = False) -> None:
        """``dies``: when the orders are in its journal, and nobody has been told."""
        if self.feed_epoch != self.keeper.epoch:
            self._begin_anew()
        store, after = self.sender["store"], self.after
        items, position, lapsed = self.keeper.do(lambda c: asked.hand_over(c, store, after, most, 1, 0))
        assert not lapsed
        wanted = {id for id, at in self.promised.phones.items() if after < at <= position}
        missing = wanted - {item.id for item in items}
        assert missing <= set(self.heard), "a position was passed over"
        if not answer_comes:
            return
        for item, verdict in zip(
            items, self.shop.hear(*(self.requests[one.id] for one in items)), strict=True
        ):
            assert self.heard.setdefault(item.id, verdict.state) == verdict.state
            self.untold[item.id] = verdict
        self.after = position
        if dies:
            self.the_till_is_started_anew()

    @precondition(lambda self: self.untold)
    @rule(answer_comes=st.booleans())
    def verdicts_are_told(self, answer_comes: bool) -> None:
        if self.feed_epoch != self.keeper.epoch:
            return
        for id, one in self.untold.items():
            self._tell(id, one)
        if answer_comes:
            self.untold.clear()
            self.told_up_to = self.after

    # ---------------------------------------------------------------- what must always be so

    @invariant()
    def what_was_acknowledged_is_there(self) -> None:
        store = self.sender["store"]
        marks, _ = self.keeper.do(lambda c: journal.all_marks(c, store))
        assert len(marks) <= 1
        held = marks[0].seq if marks else 0
        assert held >= self.promised.acknowledged
        if marks:
            mine = self._journal()
            assert marks[0].head == mine[held - 1], "one number, two stories"

    @invariant()
    def an_order_has_happened_once(self) -> None:
        placed = [str(event["order"]) for event in self.shop.events("order.placed")]
        assert len(placed) == len(set(placed))
        taken = {id for id, state in self.heard.items() if state in ("accepted", "partly")}
        assert taken <= set(placed)
        assert {id for id in placed if id in self.requests} == taken

    def teardown(self) -> None:
        try:
            self._the_line_is_well_again()
            self._all_is_equal()
        finally:
            self.keeper.database.close()
            self.shop.close()
            self.kept.close()

    def _the_line_is_well_again(self) -> None:
        self.replica = Replica()
        if self.feed_epoch != self.keeper.epoch:
            self._begin_anew()
        self.untold.clear()
        self.after = self.told_up_to
        for _ in range(20):
            before = len(self.air)
            self.the_till_takes_a_step()
            if len(self.air) > before:
                self.a_batch_arrives(0, True)
        while True:
            after = self.after
            self.the_till_fetches_news(True, 3)
            if self.after == after:
                break
        if self.untold:
            self.verdicts_are_told(True)
        for _ in range(3):  # the last orders are facts, too
            self.the_till_takes_a_step()
            if self.air and self.air[-1].last > self.promised.acknowledged:
                self.a_batch_arrives(0, True)

    def _all_is_equal(self) -> None:
        store = self.sender["store"]
        rebuilt = self.shop.rebuilt()
        assert (rebuilt.different, rebuilt.broken) == ((), "")
        found = self.keeper.do(lambda c: chained(c, store))
        assert (found.broken, found.review, found.troubled) == ("", 0, 0)
        hashes = self._journal()
        assert found.heads == ((self.shop.parts.book.incarnation, len(hashes), hashes[-1]),)
        self.keeper.do(_prepare)
        while self.keeper.do(fold_slice).more:
            pass
        theirs, behind = Reporting(self.keeper.database, Clock()).totals(store)
        assert behind == 0
        key = self.shop.parts.keys.database_key()
        assert differences(our_totals(lambda: Reader(self.shop.folder, key)), theirs) == ()
        for id in self.promised.phones:
            known = self.keeper.do(partial(asked.find_asked, store=store, request=id))
            assert known and known.state == self.heard[id]

    # ---------------------------------------------------------------- what the line carries

    def _batches(self, stack: ExitStack) -> Batches:
        key = self.shop.parts.keys.database_key()
        reader = Reader(self.shop.folder, key)
        stack.callback(reader.close)
        return Batches(lambda: reader, {**self.sender, "protocol": self.protocol})

    def _deliver(self, batch: Batch) -> journal.Watermark:
        read = read_batch(self.keeper.device, batch.packed)
        return self.keeper.do(lambda c: journal.append(c, self.sender["store"], read, 1))

    def _ask(self, id: str) -> None:
        body = self.requests[id]
        store = self.sender["store"]
        row = asked.Asked(
            store,
            0,
            id,
            "order",
            body["table"],
            body["phone"],
            "received",
            1,
            0,
            0,
            "",
            canonical(body).decode(),
        )
        (kept,) = self.keeper.do(lambda c: asked.insert_asked(c, store, [row]))
        known = self.promised.phones.setdefault(id, kept.position)
        assert kept.position == known, "asked twice, kept once"

    def _tell(self, id: str, verdict: Verdict) -> None:
        store, text = self.sender["store"], canonical(to_plain(verdict)).decode()
        self.keeper.do(lambda c: asked.set_verdict(c, store, id, verdict.state, text, 2))

    def _begin_anew(self) -> None:
        """The server says 409: another epoch. As the till's link does then."""
        self.feed_epoch = self.keeper.epoch
        self.after = self.told_up_to = 0
        self.replica.ask_again()
        for id, state in self.heard.items():
            if id in self.promised.phones:
                self._tell(id, self.untold.get(id, Verdict(id, state, self.shop.time.at)))

    def _journal(self) -> list[str]:
        def read() -> list[str]:
            with self.shop.parts.database.transaction() as connection:
                return [head.hash.hex() for head, _ in all_events(connection)]

        return self.shop.parts.writer.submit(read).result()


def test_any_way_home_loses_and_doubles_nothing() -> None:
    """Not shrunk when it fails: that takes longer than a test may be silent."""
    short = settings(max_examples=15, stateful_step_count=40, phases=[Phase.generate])
    run_state_machine_as_test(WayHome, settings=short)


@pytest.mark.soak
def test_many_ways_home_lose_and_double_nothing() -> None:
    run_state_machine_as_test(WayHome, settings=settings(max_examples=1_000, stateful_step_count=60))
