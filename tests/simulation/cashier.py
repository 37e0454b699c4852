"""What people do at a till: seat, order, pay; change minds, move tables, see to drawer, day and printers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from domain.errors import Refused
from domain.floor.openings import Opening
from domain.money.discounts import Discount
from domain.money.payments import Settlement, current_bill
from domain.money.shifts import DROP, IN, OUT, live_shift
from domain.money.tenders import tenders_of
from domain.selling.orders import Held, OrderLine, on_bill
from domain.selling.printing import PrintJob
from pos_app.workflows import (
    changing,
    course_verbs,
    day_end,
    floor,
    moving,
    paying,
    print_acts,
    selling,
    shifts,
)
from pos_app.workflows.book import Entry
from tests.pos_app.shop import BEER, FISH, RICE, SET_FOR_TWO, TOFU
from tests.simulation.printers import publish
from tests.simulation.world import Violation

if TYPE_CHECKING:
    from tests.simulation.till_node import TillNode

TABLES = ("A1", "A2", "A3", "B1")
HELD = (FISH, replace(TOFU, held=True, course=2), replace(RICE, held=True, course=3, seat=1))
CARTS = ((TOFU,), (FISH, RICE), (BEER,), (SET_FOR_TWO,), (TOFU, BEER, RICE), HELD)
SETTLED_BY = ("cash", "cash", "wechat")
MANAGER = "wang"


def act(till: TillNode, rng: Random) -> str:
    """Something that people do, in words for the trace. Raises Refused."""
    live = till.book.read(lambda tables: tables.where(Opening, live=1))
    held = till.book.read(lambda tables: tables.where(Held))
    if held:
        return _decide(till, rng, rng.choice(held))
    if (stuck := _stuck(till)) and rng.random() < 0.5:
        return _see_to(till, rng, rng.choice(stuck))
    if rng.random() < 0.25:
        return rng.choice(OFFICE)(till, rng)
    heads = [one for one in live if not one.into]
    if not heads or (len(live) < len(TABLES) and rng.random() < 0.3):
        table, guests = rng.choice(_free(live)), rng.randrange(1, 5)
        till.book.write(lambda entry: floor.open_table(entry, table, guests, "zhou"))
        return f"opens {table}"
    hurried = next((one for one in heads if one.id == till.hurried), None)
    one = hurried or rng.choice(heads)
    if one.paid_at:
        till.book.write(lambda entry: floor.clear_table(entry, one.id, "zhou"))
        return f"clears {one.table}"
    if one.rounds and rng.random() < 0.3:
        return rng.choice(WIDER if till.world.wider else AT_TABLE)(till, rng, one, live)
    if one.rounds and rng.random() < 0.5:
        return _pay(till, rng, one)
    return _order(till, rng, one)


def _free(live: list[Opening]) -> list[str]:
    return [table for table in TABLES if table not in {one.table for one in live}]


def _decide(till: TillNode, rng: Random, request: Held) -> str:
    verb = selling.admit if rng.random() < 0.7 else selling.turn_away
    verdict = till.book.write(lambda entry: verb(entry, request.id, "zhou"))
    for way in till.ways:
        way.outgoing.changed((), (verdict,))
    return f"decides {request.id[-6:]} {verdict.state}"


# ---------------------------------------------------------------- selling


def _order(till: TillNode, rng: Random, one: Opening) -> str:
    cart, request = rng.choice(CARTS), till.book.clock.new_id()
    for _ in range(rng.choice([1, 1, 2])):  # an impatient finger
        till.book.write(lambda entry: selling.send_to_kitchen(entry, one.id, cart, "", "chen", request))
    return f"orders for {one.table}"


def _pay(till: TillNode, rng: Random, one: Opening) -> str:
    payment, part, tender = till.book.clock.new_id(), rng.random() < 0.3, rng.choice(SETTLED_BY)

    def work(entry: Entry) -> tuple[paying.PaymentDone, set[int]]:
        before = {row.receipt for row in entry.tables.where(Settlement)}
        due = floor.due_on(entry, one, current_bill(entry.tables, one.id))
        if due <= 0:
            return changing.settle_for_nothing(entry, one.id, "zhou"), before
        tendered = due // 2 if part and due > 1 else due
        named = tender if tender in tenders_of(entry.tables) else "cash"
        receipt = rng.random() < 0.5
        done = paying.take_payment(entry, one.id, named, tendered, one.version, receipt, "zhou", payment)
        if rng.random() < 0.3:  # an impatient finger
            try:
                same = paying.take_payment(
                    entry, one.id, named, tendered, one.version, receipt, "zhou", payment
                )
            except Refused as no:
                raise Violation("2 a payment is taken once", f"{one.number} {no.code}") from no
            if same != done:
                raise Violation("2 a payment is taken once", one.number)
        return done, before

    done, before = till.book.write(work)
    if done.receipt in before:
        raise Violation("11 receipt numbers are unique", f"{till.name} gives {done.receipt} again")
    said = f", receipt {done.receipt}" if done.receipt else ""
    return f"takes money at {one.table}, {done.due} due{said}"


# ---------------------------------------------------------------- changing minds, at a table


def _change_line(till: TillNode, rng: Random, one: Opening, live: list[Opening]) -> str:
    """Void, gift, another price or a discount, of a dish; the finger may come down twice."""
    rows = on_bill(till.book.read(lambda tables: tables.where(OrderLine, opening=one.id)))
    if not rows:
        return "finds nothing to change"
    row, chosen = rng.choice(rows), changing.Act(till.book.clock.new_id(), MANAGER, "guest_changed")
    some = rng.choice([row.quantity, 1_000]) if row.quantity % 1_000 == 0 else row.quantity
    cooked = rng.random() < 0.5
    verbs: tuple[tuple[str, Callable[[Entry], None]], ...] = (
        ("void", lambda entry: changing.void_line(entry, row.id, some, cooked, chosen)),
        ("gift", lambda entry: changing.give_line(entry, row.id, some, chosen)),
        ("price", lambda entry: changing.reprice_line(entry, row.id, row.line.price // 2, chosen)),
        ("discount", lambda entry: changing.discount_line(entry, row.id, Discount(rate=2_000), chosen)),
    )
    what, verb = rng.choice((verbs[0], *verbs))
    for _ in range(rng.choice([1, 1, 2])):
        till.book.write(verb)
    return f"changes a dish of {one.table}: {what}"


def _discount(till: TillNode, rng: Random, one: Opening, live: list[Opening]) -> str:
    chosen = changing.Act(till.book.clock.new_id(), MANAGER, "regular")
    free = rng.random() < 0.2
    discount = (
        Discount(free=True, rate=10_000) if free else rng.choice([Discount(rate=1_000), Discount(off=500)])
    )
    as_ = "comp" if free else ""
    for _ in range(rng.choice([1, 1, 2])):
        till.book.write(lambda entry: changing.discount_bill(entry, one.id, discount, chosen, as_))
    return f"discounts the bill of {one.table}"


def _pre_bill(till: TillNode, rng: Random, one: Opening, live: list[Opening]) -> str:
    shown = till.book.clock.new_id()
    for _ in range(2):
        till.book.write(lambda entry: changing.show_bill(entry, one.id, "zhou", shown))
    return f"shows the bill of {one.table}"


def _serve(till: TillNode, rng: Random, one: Opening, live: list[Opening]) -> str:
    rows = till.book.read(lambda tables: tables.where(OrderLine, opening=one.id))
    some = [row.id for row in rows if rng.random() < 0.5]
    till.book.write(lambda entry: floor.serve(entry, one.id, some, "chen"))
    return f"serves {len(some)} at {one.table}"


def _take_back(till: TillNode, rng: Random, one: Opening, live: list[Opening]) -> str:
    """Dishes were ticked off by mistake."""
    rows = on_bill(till.book.read(lambda tables: tables.where(OrderLine, opening=one.id)))
    some = [row.id for row in rows if row.served_at and rng.random() < 0.5]
    till.book.write(lambda entry: course_verbs.unserve(entry, some, "chen"))
    return f"takes back {len(some)} at {one.table}"


def _tell_kitchen(till: TillNode, rng: Random, one: Opening, live: list[Opening]) -> str:
    """Held dishes are to be begun, or late ones hurried; the finger may come down twice."""
    word, id = rng.choice(("start", "hurry")), till.book.clock.new_id()
    for _ in range(2):
        if word == "start":
            till.book.write(lambda entry: course_verbs.start(entry, one.id, (), 0, id, "chen"))
        else:
            till.book.write(lambda entry: course_verbs.hurry(entry, one.id, (), id, "chen"))
    return f"tells the kitchen of {one.table}: {word}"


def _transfer(till: TillNode, rng: Random, one: Opening, live: list[Opening]) -> str:
    if not (free := _free(live)):
        return "finds no free table"
    table = rng.choice(free)
    till.book.write(lambda entry: moving.transfer(entry, one.id, table, "chen"))
    return f"moves {one.table} to {table}"


def _later(till: TillNode, rng: Random, one: Opening, live: list[Opening]) -> str:
    """A regular pays another time; or comes back, and sits down."""
    if not one.table:
        return _transfer(till, rng, one, live)
    till.book.write(lambda entry: moving.settle_later(entry, one.id, "Mr Zhang", MANAGER))
    return f"frees {one.table}, paid later"


def _join(till: TillNode, rng: Random, one: Opening, live: list[Opening]) -> str:
    other = rng.choice(live)
    if other.into:
        till.book.write(lambda entry: moving.part(entry, other.id, "chen"))
        return f"parts {other.table}"
    till.book.write(lambda entry: moving.join(entry, one.id, other.id, "chen"))
    return f"joins {other.table} to {one.table}"


def _move_dish(till: TillNode, rng: Random, one: Opening, live: list[Opening]) -> str:
    rows = on_bill(till.book.read(lambda tables: tables.where(OrderLine, opening=one.id)))
    if not rows:
        return "finds nothing to move"
    row, other = rng.choice(rows), rng.choice(live)
    some = rng.choice([row.quantity, min(row.quantity, 1_000)])
    till.book.write(lambda entry: moving.move_lines(entry, one.id, {row.id: some}, other.id, "chen"))
    return f"moves a dish from {one.table} to {other.table}"


AT_TABLE = (
    *(_change_line, _change_line, _discount, _pre_bill, _serve, _tell_kitchen, _tell_kitchen),
    *(_transfer, _join, _move_dish, _later),
)
WIDER = (*AT_TABLE, _serve, _take_back)


# ---------------------------------------------------------------- drawer, day and printers


def _drawer(till: TillNode, rng: Random) -> str:
    shift, id = till.book.read(live_shift), till.book.clock.new_id()
    if shift is None:
        till.book.write(lambda entry: shifts.open_shift(entry, id, 30_000, {}, "zhou"))
        return "takes the drawer"
    verbs: tuple[tuple[str, Callable[[Entry], object]], ...] = (
        ("in", lambda entry: shifts.move_cash(entry, id, IN, 5_000, "change", "zhou")),
        ("out", lambda entry: shifts.move_cash(entry, id, OUT, 1_200, "ice", "zhou")),
        ("drop", lambda entry: shifts.move_cash(entry, id, DROP, 2_000, "", "zhou")),
        ("open", lambda entry: shifts.open_drawer(entry, id, "change", MANAGER)),
        ("count", lambda entry: shifts.count(entry, shift.id, 30_000, {}, "zhou")),
        ("hand over", lambda entry: shifts.hand_over(entry, shift.id, "", 20_000, True, "zhou")),
    )
    what, verb = rng.choice((*verbs, verbs[-1]))
    for _ in range(1 if what == "count" else rng.choice([1, 1, 2])):
        till.book.write(verb)
    return f"drawer: {what}"


def _day(till: TillNode, rng: Random) -> str:
    if rng.random() < 0.7:
        till.book.write(
            lambda entry: day_end.figures_now(entry.tables, entry.date, entry.zone)
        )  # an X, which leaves no trace
        return "looks at the day"
    id = till.book.clock.new_id()
    done = [till.book.write(lambda entry: day_end.close_day(entry, id, {}, True, MANAGER)) for _ in range(2)]
    if done[0] != done[1]:
        raise Violation("6 a closed day never changes", f"{till.name} Z {done[0].z}")
    return f"ends the day {done[0].date}, Z {done[0].z}"


def _printers(till: TillNode, rng: Random) -> str:
    till.book.write(lambda entry: publish(entry, rng))
    return "sets up printers"


OFFICE = (_drawer, _drawer, _drawer, _drawer, _day, _printers)


def _stuck(till: TillNode) -> list[PrintJob]:
    """Tickets that wait for people."""
    trouble = till.book.read(lambda tables: tables.where(PrintJob, open=1))
    given_up = till.book.read(lambda tables: tables.where(PrintJob, state="expired"))
    stuck = [job for job in trouble if job.state in ("unknown", "failed") or till.nobody_prints(job)]
    return stuck + [job for job in given_up if job.note != print_acts.ANEW]


def _see_to(till: TillNode, rng: Random, job: PrintJob) -> str:
    """Look whether it came out; else print, move or, seldom, cancel it."""
    said = f"ticket {job.station} {job.number}"
    elsewhere = [id for id in till.desk.workers if id != job.at_printer]
    if any(paper[1] == job.id for paper in till.store.paper):
        till.book.write(lambda entry: print_acts.came_out(entry, job.id, "zhou"))
        return f"has seen {said}"
    if elsewhere and (till.nobody_prints(job) or rng.random() < 0.4):
        to = rng.choice(elsewhere)
        till.book.write(lambda entry: print_acts.move(entry, job.id, to, "zhou"))
        return f"moves {said} to {to}"
    if rng.random() < 0.1:
        till.book.write(lambda entry: print_acts.cancel(entry, job.id, "zhou"))
        return f"cancels {said}"
    till.book.write(lambda entry: print_acts.print_again(entry, job.id, "zhou"))
    return f"wants {said}"
