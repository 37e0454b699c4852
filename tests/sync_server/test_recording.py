"""Facts come home: each once, in order, whatever was lost, repeated or damaged on the way."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from domain.record.envelope import GENESIS, encode
from domain.record.fold import APPLIES, KNOWN, ROWS
from domain.record.plain import to_plain
from domain.selling.print_setup import DISH, PASS, Printer, PrintSetup, StationSlips
from domain.selling.printing import PausedPrinter, PrintJob
from sync_server.database import journal, projections
from sync_server.database.projections import SqlTables
from sync_server.database.session import Connection
from sync_server.workflows import projecting
from tests.sync_server.running import ServerHere
from tests.sync_server.story import Story, lines, simple_dishes
from tests.sync_server.wire import WireTill, new_id


def evening(at: int, tables: int = 3) -> Story:
    story = Story(at)
    story.found()
    dishes = simple_dishes()
    for place in range(tables):
        opening = story.sit(f"A{place + 1}")
        story.order(opening, *lines(*dishes[place : place + 6]))
        story.print()
        story.pay(opening)
        story.clear(opening)
    return story


def kept(server: ServerHere, query: str) -> int:
    return int(server.database.read(lambda c: c.exec_driver_sql(query).scalar()) or 0)


def same_state(server: ServerHere, till: WireTill, story: Story) -> bool:
    def read(connection: object) -> bool:
        tables = SqlTables(connection, till.store)  # type: ignore[arg-type]
        return all(tables.where(kind) == story.tables.where(kind) for kind in ROWS)

    return server.database.read(read)


def test_an_evening_comes_home_and_folds_to_the_same_state(server: ServerHere) -> None:
    till, story = server.till(), evening(server.time.clock.now())
    answer = till.send(story.incarnation, story.raws)
    assert answer.status_code == 200
    assert answer.json()["seq"] == len(story.raws)
    assert answer.json()["head"] == story.heads[-1].hex()
    assert answer.json()["refused"] == []
    server.folded()
    assert same_state(server, till, story)


def test_printers_apart_from_stations_fold_to_the_same_state(server: ServerHere) -> None:
    """Copies, one slip a dish, the pass; a ticket moved, cancelled, wanted again, reprinted; a pause."""
    till, story = server.till(), Story(server.time.clock.now())
    story.found()
    stations = (
        StationSlips("kitchen", ("hot", "chef"), DISH, fallback="taps"),
        StationSlips("bar", ("taps",)),
        StationSlips(PASS, ("window",)),
    )
    printers = tuple(Printer(id, {}, "tcp://x") for id in ("hot", "chef", "taps", "window"))
    story.tell("printers.published", to_plain(PrintSetup(1, printers, stations)))
    opening = story.sit("A1")
    story.order(opening, *lines(*simple_dishes()[:4]))
    jobs = [job.id for job in story.tables.where(PrintJob)]
    assert len(jobs) > 5
    story.tell("print.moved", {"job": jobs[0], "to": "taps"}, "till")
    story.tell("print.cancelled", {"job": jobs[1]})
    story.tell("print.retried", {"job": jobs[1], "mark": "duplicate"})
    story.tell("print.asked", {"job": new_id(), "of": jobs[2], "reason": "torn"})
    story.tell("printer.paused", {"printer": "hot"})
    story.tell("printer.paused", {"printer": "chef"})
    story.tell("printer.resumed", {"printer": "chef"})
    assert till.send(story.incarnation, story.raws).status_code == 200
    server.folded()
    assert same_state(server, till, story)
    assert len(story.tables.where(PausedPrinter)) == 1


def test_raw_bytes_are_kept_as_they_came(server: ServerHere) -> None:
    till, story = server.till(), evening(server.time.clock.now())
    till.send(story.incarnation, story.raws)
    rows = server.database.read(
        lambda c: c.exec_driver_sql("SELECT raw, hash FROM events ORDER BY seq").fetchall()
    )
    assert [(bytes(raw), bytes(digest)) for raw, digest in rows] == list(
        zip(story.raws, story.heads[1:], strict=True)
    )


def test_a_batch_sent_again_is_acknowledged_and_counted_once(server: ServerHere) -> None:
    till, story = server.till(), evening(server.time.clock.now())
    first = till.send(story.incarnation, story.raws).json()
    assert till.send(story.incarnation, story.raws).json() == first
    assert till.send(story.incarnation, story.raws[:5]).json() == first
    server.folded()
    assert kept(server, "SELECT count(*) FROM events") == len(story.raws)
    assert same_state(server, till, story)


def test_overlapping_batches_meet(server: ServerHere) -> None:
    till, story = server.till(), evening(server.time.clock.now())
    chance = random.Random(7)
    known = 0
    while known < len(story.raws):
        after = chance.randint(0, known)
        until = chance.randint(after, min(len(story.raws), after + 9))
        answer = till.send(story.incarnation, story.raws[after:until], after, story.heads[after])
        known = max(known, until)
        assert answer.json()["seq"] == known
        assert answer.json()["head"] == story.heads[known].hex()
    server.folded()
    assert same_state(server, till, story)


def test_a_gap_is_told_and_nothing_is_kept(server: ServerHere) -> None:
    till, story = server.till(), evening(server.time.clock.now())
    till.send(story.incarnation, story.raws[:4])
    no = till.send(story.incarnation, story.raws[6:], 6, story.heads[6])
    assert no.status_code == 409
    assert no.json() == {"code": "gap", "facts": {"seq": 4, "head": story.heads[4].hex()}}
    assert kept(server, "SELECT count(*) FROM events") == 4
    fresh = till.send(new_id(), story.raws[6:], 6, story.heads[6])
    assert fresh.json() == {"code": "gap", "facts": {"seq": 0, "head": GENESIS.hex()}}


def test_a_fork_freezes_the_chain_and_both_branches_are_kept(server: ServerHere) -> None:
    till, story, other = server.till(), evening(server.time.clock.now()), evening(server.time.clock.now() + 1)
    till.send(story.incarnation, story.raws[:8])
    for raws, after, before in (
        (other.raws[:9], 0, GENESIS),  # another past
        (other.raws[8:12], 8, other.heads[8]),  # another present
    ):
        no = till.send(story.incarnation, raws, after, before)
        assert (no.status_code, no.json()["code"]) == (409, "fork")
    told = {
        bytes(raw) for (raw,) in server.database.read(lambda c: c.exec_driver_sql("SELECT raw FROM review"))
    }
    assert set(other.raws[8:12]) <= told
    assert kept(server, "SELECT count(*) FROM events") == 8
    assert till.send(story.incarnation, story.raws).json()["seq"] == len(story.raws)


def test_a_damaged_batch_is_not_taken(server: ServerHere) -> None:
    till, story = server.till(), evening(server.time.clock.now())
    assert till.send(story.incarnation, story.raws, head="00" * 32).json()["code"] == "unreadable"
    assert till.send(story.incarnation, story.raws, previous="xx").json()["code"] == "unreadable"
    assert till.send(story.incarnation, story.raws, protocol=3).json()["code"] == "unreadable"
    assert till.send(story.incarnation, story.raws, store=new_id()).json()["code"] == "unreadable"
    torn = till.batch(story.incarnation, story.raws)[:-9]
    assert till.call("POST", "/v1/events", torn).json()["code"] == "unreadable"
    assert till.call("POST", "/v1/events", b"").json()["code"] == "unreadable"
    assert kept(server, "SELECT count(*) FROM events") == 0


def test_a_poison_event_is_kept_told_and_in_nobodys_way(server: ServerHere) -> None:
    till, story = server.till(), evening(server.time.clock.now(), 1)
    first = len(story.raws) + 1
    for poison in (b"no json", b"", b'{"seq":1}', story.raws[0], b"\xff"):
        story.slip_in(poison)
    story.sit("A2")
    answer = till.send(story.incarnation, story.raws).json()
    assert answer["seq"] == len(story.raws)
    assert answer["refused"] == [{"seq": seq, "code": "unreadable"} for seq in range(first, first + 5)]
    server.folded()
    assert kept(server, "SELECT count(*) FROM events") == len(story.raws)
    assert same_state(server, till, story)


def test_a_fact_that_cannot_be_folded_changes_nothing(server: ServerHere) -> None:
    till, story = server.till(), Story(server.time.clock.now())
    opening = story.sit("A1")
    broken = {"opening": opening, "order": new_id(), "round": 1, "lines": [{"no": "line"}]}
    story.slip_in(encode(story.event("order.placed", broken)))
    story.tell("a.kind.of.tomorrow", {"anything": 1})
    story.tell("opening.called", {"opening": opening, "what": "bill"})
    assert till.send(story.incarnation, story.raws).json()["refused"] == []
    server.folded()
    assert kept(server, "SELECT count(*) FROM events WHERE trouble = 'fold'") == 1
    assert same_state(server, till, story)


def test_the_watermark_says_how_far_home_is(server: ServerHere) -> None:
    till, story = server.till(), evening(server.time.clock.now())
    target = f"/v1/watermark?incarnation={story.incarnation}"
    assert (till.get(target).json()["seq"], till.get(target).json()["head"]) == (0, GENESIS.hex())
    till.send(story.incarnation, story.raws[:7])
    assert (till.get(target).json()["seq"], till.get(target).json()["head"]) == (7, story.heads[7].hex())
    assert server.till().get(target).json()["code"] == "fork"


def test_two_stores_keep_apart(server: ServerHere) -> None:
    now = server.time.clock.now()
    here, there = server.till(), server.till()
    one, other = evening(now, 2), evening(now, 4)
    here.send(one.incarnation, one.raws)
    there.send(other.incarnation, other.raws)
    server.folded()
    assert same_state(server, here, one)
    assert same_state(server, there, other)


MISFITS: dict[str, tuple[str, dict[str, object]]] = {
    "a text for a sum": ("payment.received", {"amount": "12"}),
    "a list for a sum": ("payment.received", {"amount": [12]}),
    "nothing for a sum": ("payment.received", {"amount": None}),
    "more than a database holds": ("payment.received", {"amount": 2**70}),
    "figures of no bill": ("payment.received", {"amount": 12, "settled": {"total": "x"}}),
    "guests without a number": ("opening.started", {"opening": new_id(), "guests": {"a": 1}}),
    "an order with a list for its name": ("order.placed", {"order": [1], "round": 1, "lines": []}),
    "a call for something strange": ("opening.called", {"what": ["x"]}),
    "a store nowhere": ("store.founded", {"zone": 5}),
    "rules that are none": ("rules.published", {"version": 9, "service": "much"}),
    "tenders that are none": ("tenders.published", {"version": 9, "tenders": 5}),
}


def test_facts_out_of_shape_change_nothing_and_are_in_nobodys_way(server: ServerHere) -> None:
    """Each is an event and hangs in the chain, but its fold would make rows that nobody can write or read."""
    till, story = server.till(), Story(server.time.clock.now())
    story.found()
    opening = story.sit("A1")
    for kind, body in MISFITS.values():
        whole: dict[str, object] = {
            "opening": opening,
            "table": "A9",
            "secret": "s" * 32,
            "number": "9",
            "payment": new_id(),
        }
        whole |= {"tender": "cash", "tendered": 12, "change": 0}
        story.slip_in(encode(story.event(kind, whole | body)))
    far = story.event("opening.called", {"opening": opening, "what": "bill"})
    story.slip_in(encode(replace(far, at=2**62)))  # no calendar has that day
    story.order(opening, *lines(*simple_dishes()[:3]))
    story.pay(opening)
    answer = till.send(story.incarnation, story.raws)
    assert answer.json()["seq"] == len(story.raws)
    server.folded()
    assert kept(server, "SELECT count(*) FROM events WHERE trouble = 'fold'") == len(MISFITS)
    assert same_state(server, till, story)
    assert till.get("/v1/totals").json()["behind"] == 0
    assert till.get("/v1/report").json()["bills"] == 1


def test_a_fact_that_waited_and_does_not_fit_is_in_nobodys_way_either(server: ServerHere) -> None:
    till, story = server.till(), Story(server.time.clock.now())
    story.found()
    opening = new_id()
    bad = {
        "opening": opening,
        "payment": new_id(),
        "tender": "cash",
        "amount": "1",
        "tendered": 1,
        "change": 0,
    }
    story.tell("payment.received", bad)  # before its table was opened
    begun = {"opening": opening, "table": "A1", "guests": 2, "secret": "s" * 32, "number": "001"}
    story.tell("opening.started", begun)
    story.order(opening, *lines(*simple_dishes()[:3]))
    till.send(story.incarnation, story.raws)
    server.folded()
    assert kept(server, "SELECT count(*) FROM events WHERE trouble = 'fold'") == 0
    assert kept(server, "SELECT count(*) FROM fold_order_line") == 3
    assert kept(server, "SELECT count(*) FROM fold_early WHERE needs = ''") == 1, "not forgotten"
    assert same_state(server, till, story)


def test_facts_of_a_newer_version_are_told_and_count_after_the_update(
    server: ServerHere, monkeypatch: pytest.MonkeyPatch
) -> None:
    till, story = server.till(), evening(server.time.clock.now(), 1)
    payments = sum(b'"payment.received"' in raw for raw in story.raws)
    with monkeypatch.context() as older:
        older.delitem(APPLIES, "payment.received")
        older.setattr(projecting, "KNOWN", KNOWN - {"payment.received"})
        assert till.send(story.incarnation, story.raws).json()["refused"] == []
        server.folded()
        assert kept(server, "SELECT count(*) FROM events WHERE trouble = 'unknown'") == payments == 1
        assert kept(server, "SELECT count(*) FROM fold_payment") == 0

    def start_newer(connection: Connection) -> None:  # in one: the server may look for more at any moment
        journal.set_folded(connection, 99, "as a program that knew less")
        projecting._prepare(connection)

    server.database.submit(start_newer).result()
    while server.database.submit(projecting.fold_slice).result().more:
        pass
    assert kept(server, "SELECT count(*) FROM events WHERE trouble <> ''") == 0
    assert same_state(server, till, story)


def test_what_a_program_knows_decides_whether_it_folds_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    before = projections.present_shape()
    monkeypatch.setattr(projections, "KNOWN", KNOWN - {"tip.taken"})
    assert projections.present_shape() != before
