"""What must be true when all machines have come to rest, numbered as in the list of invariants.

Cheap ones are checked where they could break, after each step: the ledger of paid bills, receipts and what is
acknowledged in till_node.py, paper in printer_node.py.
"""

from __future__ import annotations

import collections
import json
from dataclasses import replace
from typing import Any

from domain.floor.openings import Opening
from domain.money.payments import Payment, Settlement, is_paid
from domain.money.reversals import Reversal
from domain.money.settled import COUNTED, is_counted
from domain.money.shifts import Shift
from domain.record import fold
from domain.record.early import Early
from domain.record.envelope import GENESIS, chain, decode
from domain.record.fold import apply
from domain.record.proof import differences, imbalances_of, totals_of
from domain.record.rows import Counter
from domain.record.tables import MemoryTables, Tables
from domain.selling.orders import Heard, Order, OrderLine
from domain.selling.printing import AS_QUEUED, ON_PAPER, PrintJob, keys_of, keys_on, stations_of
from domain.selling.request import digest, read_request
from pos_app.database.journal import ChainLook, broken_link, hash_at
from pos_app.workflows.rebuilding import rebuild
from sync_server.database import journal, proving
from sync_server.database.projections import SqlTables
from sync_server.database.session import raw
from tests.simulation.figures import check_figures
from tests.simulation.money_told import check_money
from tests.simulation.paid_first import check_paid_first
from tests.simulation.server_node import ServerNode
from tests.simulation.till_node import TillNode
from tests.simulation.world import Store, Violation, World

# Counters also count what no two machines have in common: facts that came before what they build on.
ROWS = tuple(kind for kind in fold.ROWS if kind not in (Counter, Early))


def check_all(world: World) -> None:
    """Raises Violation for the first that does not hold."""
    for server in world.servers.values():
        server.fold()
    for store in world.stores:
        for server in world.keepers:
            chains_hold(server, store)
        nothing_is_lost(world, store)
        till = world.active(store)
        if till:
            till_is_whole(till)
            replicas_agree(world, store, till)
            as_without_the_faults(store, till)
            sums_agree(store, till)
            till.book.read(what_is_not_paid_is_owed)
            check_figures(world, store, till)
            check_money(world, store, till)
            orders_happened_once(store, till)
            requests_are_answered(world, store, till)
            kitchen_got_all(store, till)
            check_paid_first(world, store, till)
    for server in world.keepers:
        projections_are_whole(server)


def nothing_is_lost(world: World, store: Store) -> None:
    """1: every fact that some machine made durable, and of which a copy was left, is kept by each keeper."""
    reviewed = set().union(*(one.reviewed(store.id) for one in world.keepers))
    anywhere = reviewed.union(*(one.raws(store.id) for one in world.keepers))
    stranded = _stranded(world, store) - anywhere
    for server in world.keepers:
        kept, beyond = server.raws(store.id) | reviewed, _beyond(world, store, server)
        missing = [
            fact
            for fact in store.facts
            if fact not in kept and fact not in stranded and (fact not in anywhere or fact not in beyond)
        ]
        if missing:
            raise Violation("1 nothing is lost", f"{server.name} lacks {len(missing)}, {missing[0][:150]!r}")


def _stranded(world: World, store: Store) -> set[bytes]:
    """What stands on a machine that is cut off and that no keeper knows any more: none will hear it."""
    known = set().union(*(one.enrolling.devices for one in world.keepers))
    return set().union(*(till.raws() for till in world.of(store) if till.device not in known))


def _beyond(world: World, store: Store, server: ServerNode) -> set[bytes]:
    """What other keepers have and nobody can bring to this one.

    Keepers do not talk to each other. What one of them was told by a till that then went back, only a till
    can carry to the next one; here the owner has cut the last one off, and lets in no other. A
    till that is cut off does tell again what an older copy of the keeper lost, as long as it is on.
    """
    if world.active(store):
        return set()
    told = [
        till
        for till in world.of(store)
        if till.heard_out and till.device in server.enrolling.devices and not _restored_since(server, till)
    ]
    return set(store.facts).difference(*(till.raws() for till in told))


def _restored_since(server: ServerNode, till: TillNode) -> bool:
    """Whether an older copy was laid there when a till was off already, or had no time left to tell it."""
    return till.gone and server.restored_at is not None and server.restored_at > till.left_at - 60_000


def chains_hold(server: ServerNode, store: Store) -> None:
    """8: the chain of each incarnation follows, from where it begins to the head that is acknowledged."""
    for mark in server.marks(store.id):
        with server.connection.begin():
            begin = journal.hash_at(server.connection, mark.follows, mark.fork) if mark.fork else GENESIS
            query = "SELECT seq, hash, raw FROM events WHERE incarnation = ? ORDER BY seq"
            rows = raw(server.connection).execute(query, (mark.incarnation,)).fetchall()
        seq, hashed = mark.fork, begin
        for number, claimed, event in rows:
            if hashed is None or number != seq + 1 or chain(hashed, bytes(event)) != bytes(claimed):
                raise Violation("8 the chain verifies", f"{server.name} {number}")
            seq, hashed = number, bytes(claimed)
        if seq != mark.seq or (hashed or b"").hex() != mark.head:
            raise Violation("8 the chain verifies", f"{server.name} head {mark.seq}")


def till_is_whole(till: TillNode) -> None:
    """8 and 10: the till's chain verifies, and a rebuild gives the state that it has."""
    with till.database.transaction() as connection:
        broken = broken_link(connection)
    if till.store.damaged and broken:
        what_servers_hold_is_mended(till)
        return  # then nothing is folded anew
    if broken:
        raise Violation("8 the chain verifies", f"{till.name} {broken.seq}")
    try:
        rebuilt = rebuild(till.database)
    except Exception as error:
        raise Violation("10 rebuild = incremental", f"{till.name} cannot: {error!r}") from error
    if rebuilt.different:
        raise Violation("10 rebuild = incremental", f"{till.name} {rebuilt.different}")


def what_servers_hold_is_mended(till: TillNode) -> None:
    """10: no fact of the till's record is still damaged that a keeper holds as it was written."""
    look = ChainLook()
    with till.database.transaction() as connection:
        look.go_on(connection)
        damaged = [hash_at(connection, one, seq) for one, seqs in look.breaks.items() for seq in seqs]
    for server in till.world.keepers:
        query = "SELECT 1 FROM events WHERE hash = ?"
        for hashed in damaged:
            if raw(server.connection).execute(query, (hashed,)).fetchone():
                raise Violation("10 what a keeper holds is mended", f"{till.name} by {server.name}")


def projections_are_whole(server: ServerNode) -> None:
    """10: a fold anew gives the figures that the server has."""
    before = server.write(proving.fingerprints)
    server.write(proving.forget_projections)
    server.fold()
    if server.write(proving.fingerprints) != before:
        raise Violation("10 rebuild = incremental", server.name)


def replicas_agree(world: World, store: Store, till: TillNode) -> None:
    """8, 10: the till and all keepers hold the same facts, and the same rows of orders and money."""
    mine: Any = till.raws() if store.damaged else till.hashes()
    for server in world.keepers:
        theirs: Any = server.raws(store.id) if store.damaged else server.hashes(store.id)
        if theirs != mine:
            only = f"{len(theirs - mine)} only there, {len(mine - theirs)} only here"
            raise Violation("10 all replicas are equal", f"{till.name} and {server.name}: {only}")
        with server.connection.begin():
            tables = SqlTables(server.connection, store.id)
            ours = till.book.read(totals_of)
            found = differences(ours, totals_of(tables))
            rows = {kind: tables.where(kind) for kind in ROWS}
            numbers, tickets = numbers_in(tables), tickets_in(tables)
        if found:
            raise Violation("10 all replicas are equal", f"totals of {server.name} differ in {found}")
        if numbers != till.book.read(numbers_in):
            raise Violation("10 all replicas are equal", f"numbers of {server.name}")
        if tickets != till.book.read(tickets_in):
            raise Violation("10 all replicas are equal", f"tickets of {server.name}")
        for kind in rows:
            mine_too = till.book.read(lambda tables, k=kind: tables.where(k))  # type: ignore[misc]
            there, here = ([compared(row, store) for row in some] for some in (rows[kind], mine_too))
            if there != here:
                raise Violation("10 all replicas are equal", f"{kind.__name__} of {server.name}")


def numbers_in(tables: Tables) -> dict[str, int]:
    """The numbers that were given for ever, by the ids of tickets and shifts."""
    tickets = {one.id: one.number for one in tables.where(PrintJob)}
    shifts = {one.id: one.number for one in tables.where(Shift)}
    return tickets | shifts


def tickets_in(tables: Tables) -> list[PrintJob]:
    """Which tickets there are, where they belong and what is on each; not what became of them."""
    return [
        PrintJob(
            **{name: getattr(job, name) for name in ("id", "station", "kind", *AS_QUEUED)},
            open=1,
            printer=job.meant_for or job.at_printer,
        )
        for job in tables.where(PrintJob)
    ]


def compared(row: object, store: Store) -> object:
    """What of a row is the same wherever it was folded.

    Not when a ticket changed last: a till that was rewound hears last what others heard first. Where two
    histories ran at once, not what became of a ticket, how often it was begun without failing among it (one
    start may have failed by the one and be in doubt by the other) and where it was moved to (each may have
    moved it and printed it there; it belongs where it did), and not how often a machine has shown a bill
    anew.
    """
    if isinstance(row, PrintJob):
        row = replace(row, changed_at=0)
        if not store.concurrent:
            return row
        belongs = row.meant_for or row.at_printer
        return replace(row, state="", open=0, note="", attempts=0, printer=belongs, meant_for="")
    return replace(row, version=0) if isinstance(row, Opening) and store.concurrent else row


def as_without_the_faults(store: Store, till: TillNode) -> None:
    """16: the totals are those of the surviving facts, folded in the order in which they happened."""
    tables, counted = MemoryTables(), till.raws()
    for fact in store.facts:
        if fact in counted:
            try:
                apply(decode(fact), tables)
            except Exception:  # poison changes nothing
                continue
    found = differences(till.book.read(totals_of), totals_of(tables))
    if found:
        raise Violation("16 restore + sync = without the fault", f"{till.name} {found}")


def sums_agree(store: Store, till: TillNode) -> None:
    """3, 7, 11: payments are the bill's total; receipt numbers are unique and their gaps explained."""
    began = [decode(fact).body for fact in till.raws() if b'"incarnation.began"' in fact]
    jumps = [body["jumps"]["receipt"] for body in began]
    left_out = _payments_left_out(store, till)
    for wrong in till.book.read(lambda tables: imbalances_of(tables, jumps)):
        settled = till.book.read(lambda tables, of=wrong.of: tables.get(Settlement, of))  # type: ignore[misc]
        tells_all = settled is not None and COUNTED in settled.bill
        if not tells_all and (store.forked if wrong.what == "receipt_twice" else store.concurrent):
            continue  # both histories may have given the number, or settled the table without telling all
        if settled is not None and any(is_counted(settled, payment) for payment in left_out):
            continue  # the owner counted who settled it, and not a payment that this one counts
        number = {"bill": "7 payments = total", "receipt_gap": "11 gaps are explained"}
        raise Violation(number.get(wrong.what, "11 receipt numbers are unique"), str(wrong))


def _payments_left_out(store: Store, till: TillNode) -> set[str]:
    """Payments whose facts wait for the owner, or do not count by the owner's word."""
    aside = set().union(*(one.reviewed(store.id) for one in till.world.keepers)) - till.raws()
    return {str(decode(fact).body.get("payment", "")) for fact in aside if b'"payment.received"' in fact}


def what_is_not_paid_is_owed(tables: Tables) -> None:
    """7: no dish is on a bill that did not pay it; one that nobody paid is at a table in use, and so is money
    that is on no paid bill."""
    for row in tables.where(OrderLine):
        opening = tables.get(Opening, row.opening)
        if not row.quantity or is_paid(tables, row):
            continue
        if tables.get(Settlement, row.bill) or not (opening and opening.live):
            raise Violation("7 what is not paid is owed", row.id[-8:])
    for payment in tables.where(Payment):
        opening = tables.get(Opening, payment.opening)
        if tables.get(Settlement, payment.bill) is None and not (opening and opening.live):
            raise Violation("7 what was taken pays a bill or is owed", payment.id[-8:])


def orders_happened_once(store: Store, till: TillNode) -> None:
    """2: one request, one order, one payment; concurrent histories of a copied disk may each have had it."""
    placed: collections.Counter[str] = collections.Counter()
    for fact in till.raws():
        if b'"order.placed"' in fact or b'"payment.received"' in fact:
            body = decode(fact).body
            placed[str(body.get("order") or body.get("payment") or "")] += 1
    twice = [id for id, times in placed.items() if id and times > 1]  # a poison fact names none
    if twice and not store.concurrent:
        raise Violation("2 an effect is applied at most once", f"{till.name} {twice}")


def requests_are_answered(world: World, store: Store, till: TillNode) -> None:
    """9 and 2: no request was skipped, and every server tells the till's own verdict."""
    for server in world.servers.values():
        query = "SELECT id, state, body FROM requests WHERE store = ?"
        with server.connection.begin():
            rows = raw(server.connection).execute(query, (store.id,)).fetchall()
        for id, state, body in rows:
            heard = till.book.read(lambda tables, i=id: tables.get(Heard, i))  # type: ignore[misc]
            if state in ("received", "handed"):
                raise Violation("9 pull never skips a position", f"{server.name} {id[-6:]} is {state}")
            if heard is None or heard.digest != digest(read_request(json.loads(body))):
                continue
            if state not in (heard.verdict.state, "lapsed") and not store.concurrent:
                raise Violation("2 one request, one verdict", f"{id[-6:]} {state} is {heard.verdict.state}")
    if store.lost or store.copies:
        return
    aside = set().union(*(one.reviewed(store.id) for one in world.keepers))  # kept, until the owner looks
    for phone in (one for one in world.phones.values() if one.store is store):
        for id, (state, told_by) in phone.told.items():
            order = till.book.read(lambda tables, i=id: tables.get(Order, i))  # type: ignore[misc]
            kept = order is not None or any(id.encode() in fact for fact in aside)
            if not kept and state in ("accepted", "partly"):
                raise Violation("1 nothing is lost", f"{told_by} told {id[-6:]} {state}, there is no order")


def kitchen_got_all(store: Store, till: TillNode) -> None:
    """12: each line has its ticket, on paper or in people's hands; what is said to be printed is."""
    jobs = {job.id: job for job in till.book.read(lambda tables: tables.where(PrintJob))}
    copied = {one.id for one in till.book.read(lambda tables: tables.where(Reversal))}
    lines: dict[str, list[OrderLine]] = {}
    for line in till.book.read(lambda tables: tables.where(OrderLine)):
        if line.order in copied:  # nobody cooks what a correcting bill has
            continue
        if line.started_at or not line.line.held:  # till the word comes a label may wait
            lines.setdefault(line.order, []).append(line)
    for order, rows in lines.items():
        for station in stations_of(rows):
            mine = [job for job in jobs.values() if (job.order, job.station) == (order, station)]
            if not mine or any(
                not any(keys_on(job, row) for job in mine) for row in of_station(rows, station)
            ):
                raise Violation("12 no lost kitchen line", f"{order[-6:]} has no ticket at {station}")
    printed = {of for _, of, _ in store.paper}
    for job in jobs.values():
        if job.state in ("queued", "sending", "failed") and not till.nobody_prints(job):
            raise Violation(
                "12 no lost kitchen line", f"ticket {job.number} of {job.station} is still {job.state}"
            )
        if job.state in ON_PAPER and job.note != "seen" and job.id not in printed:
            raise Violation("12 no lost kitchen line", f"ticket {job.number} of {job.station} is on no paper")


def of_station(rows: list[OrderLine], station: str) -> list[OrderLine]:
    """The lines of which a station cooks something."""
    return [row for row in rows if any(where == station for _, where, _ in keys_of(row))]
