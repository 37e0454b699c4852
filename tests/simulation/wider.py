"""What else people do at a till: queue, bookings, deposits, banquets, accounts, vouchers, tips, money back.

A second pair of hands with chance of its own, so that the story of a seed without them stays what it was.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, TypeVar

from domain.floor.booking import CANCELLED, NO_SHOW, Booking
from domain.floor.openings import Opening
from domain.floor.queue import QueueNumber
from domain.money.accounts import Account
from domain.money.bills import bills_on
from domain.money.deposits import BACK, KEPT
from domain.money.payments import Payment, Settlement
from domain.money.vouchers import SET, Voucher
from domain.selling.banquets import banquet_of
from domain.selling.orders import OrderLine, on_bill
from pos_app.workflows import (
    accounts,
    banqueting,
    booking,
    changing,
    extras,
    floor,
    moving_money,
    paying,
    queueing,
    refunding,
    reversing,
    splitting,
    vouchers,
)
from pos_app.workflows.banqueting import BanquetWish
from pos_app.workflows.book import Entry
from pos_app.workflows.booking import Wanted
from pos_app.workflows.changing import Act
from pos_app.workflows.sealing import Contact
from tests.pos_app.shop import BEER, SET_FOR_TWO
from tests.simulation.cashier import MANAGER, TABLES
from tests.simulation.world import Violation

if TYPE_CHECKING:
    from tests.simulation.till_node import TillNode

Row = TypeVar("Row")
Verb = Callable[[Entry], object]
HOTEL, LIMIT = "hotel", 30_000
CODES = [f"code{number}" for number in range(6)]  # few, so that the same one is shown again


def act(till: TillNode, rng: Random) -> str:
    """Something that people do, in words for the trace. Raises Refused."""
    return rng.choice(ACTS)(till, rng)


def rows(till: TillNode, kind: type[Row], **equal: str | int) -> list[Row]:
    return till.book.read(lambda tables: tables.where(kind, **equal))


def twice(till: TillNode, rng: Random, verb: Verb) -> None:
    """An impatient finger: the second time it must be the same, or nothing at all."""
    done = [till.book.write(verb) for _ in range(rng.choice([1, 1, 2]))]
    if done[0] != done[-1]:
        raise Violation("2 an act is done once", f"{till.name} {done[0]!r} {done[-1]!r}")


def _some(rng: Random, found: list[Row]) -> Row | None:
    return rng.choice(found) if found else None


def _seated(till: TillNode, rng: Random) -> Opening | None:
    return _some(rng, [one for one in rows(till, Opening, live=1) if not one.into and not one.paid_at])


# ---------------------------------------------------------------- the door


def _queue(till: TillNode, rng: Random) -> str:
    waiting, id = [one for one in rows(till, QueueNumber) if one.open], till.book.clock.new_id()
    one = _some(rng, waiting)
    if one is None or rng.random() < 0.4:
        guests = rng.randrange(1, 12)
        twice(till, rng, lambda entry: queueing.join(entry, id, guests, "chen"))
        (given,) = (party for party in rows(till, QueueNumber) if party.id == id)
        _given_once(till, given)
        return f"gives the number {given.text}"
    verbs: dict[str, Verb] = {
        "calls": lambda entry: queueing.call(entry, one.id, "chen"),
        "passes over": lambda entry: queueing.pass_over(entry, one.id, "chen"),
        "lets go": lambda entry: queueing.leave(entry, one.id, "chen"),
        "seats": lambda entry: queueing.seat(entry, one.id, rng.choice(TABLES), "chen"),
    }
    word = rng.choice(list(verbs))
    till.book.write(verbs[word])
    return f"{word} {one.text}"


def _given_once(till: TillNode, given: QueueNumber) -> None:
    others = rows(till, QueueNumber, day=given.day, group=given.group, number=given.number)
    if len(others) > 1 and not till.store.forked:
        raise Violation("11 queue numbers are unique", f"{till.name} gives {given.text} again")


def _booking(till: TillNode, rng: Random) -> str:
    found, id = [one for one in rows(till, Booking) if one.open], till.book.clock.new_id()
    one = _some(rng, found)
    if one is None or rng.random() < 0.3:
        one = one if rng.random() < 0.3 else None  # it is changed
        tables = tuple(rng.sample(TABLES, rng.choice([0, 1, 2])))
        at, guests = till.now() + rng.randrange(-60, 600) * 60_000, rng.randrange(1, 20)
        wanted = Wanted(at, guests, tables, Contact("Li Na", "13900001234"), one.sealed if one else "")
        name = one.id if one else id
        twice(till, rng, lambda entry: booking.book(entry, name, wanted, "zhou"))
        return f"{'changes' if one else 'makes'} the booking {name[-6:]}"
    verbs: dict[str, Verb] = {
        "they are here": lambda entry: booking.arrive(entry, one.id, rng.choice(TABLES), "zhou"),
        "did not come": lambda entry: booking.end(entry, one.id, NO_SHOW, "", "zhou"),
        "called off": lambda entry: booking.end(entry, one.id, CANCELLED, "", "zhou"),
    }
    word = rng.choice(list(verbs))
    till.book.write(verbs[word])
    return f"booking {one.id[-6:]}: {word}"


def _deposit(till: TillNode, rng: Random) -> str:
    one, id = _some(rng, rows(till, Booking)), till.book.clock.new_id()
    if one is None:
        return "finds no booking"
    if one.open and rng.random() < 0.5:
        tender, amount = rng.choice(("cash", "wechat")), rng.randrange(1, 9_000)
        twice(till, rng, lambda entry: booking.take_deposit(entry, id, one.id, tender, amount, "zhou"))
        return f"takes a deposit for {one.id[-6:]}: {amount} by {tender}"
    seated = _seated(till, rng)
    if seated and rng.random() < 0.7:
        where = one.opening or seated.id
        twice(till, rng, lambda entry: _ends(booking.use_deposit(entry, one.id, where, id, "zhou")))
        return f"a deposit of {one.id[-6:]} pays"
    kind = rng.choice((BACK, KEPT))
    twice(till, rng, lambda entry: booking.end_deposit(entry, one.id, kind, Act(id, MANAGER, "rain")))
    return f"deposit of {one.id[-6:]}: {kind}"


# ---------------------------------------------------------------- the banquet


def _feast(till: TillNode, rng: Random) -> str:
    one, id = _seated(till, rng), till.book.clock.new_id()
    if one is None:
        return "finds nobody to feast"
    tables, spare = rng.randrange(1, 5), rng.randrange(0, 3)
    if till.book.read(lambda state: banquet_of(state, one.id)) is None:
        held = rng.random() < 0.5
        wish = BanquetWish((SET_FOR_TWO,), tables, spare, rng.choice([0, 8_800]), held)
        twice(till, rng, lambda entry: banqueting.begin(entry, one.id, id, wish, MANAGER))
        return f"begins a banquet of {tables} at {one.table}"
    done = Act(id, MANAGER, "rain")
    cooked = rng.random() < 0.5
    verbs: dict[str, Verb] = {
        "more": lambda entry: banqueting.more_tables(entry, one.id, tables, spare > 0, done),
        "fewer": lambda entry: banqueting.fewer_tables(entry, one.id, tables, cooked, done),
        "reserve": lambda entry: banqueting.keep_in_reserve(entry, one.id, spare, "zhou"),
    }
    word = rng.choice(list(verbs))
    twice(till, rng, verbs[word])
    return f"banquet at {one.table}: {tables} {word}"


def _bottles(till: TillNode, rng: Random) -> str:
    beers = [row for row in on_bill(rows(till, OrderLine)) if row.dish == BEER.dish]
    row, done = _some(rng, beers), Act(till.book.clock.new_id(), "zhou", "")
    if row is None:
        return "finds no bottles"
    twice(till, rng, lambda entry: changing.return_line(entry, row.id, 1_000, done))
    return f"takes a bottle back of {row.order[-6:]}"


# ---------------------------------------------------------------- money beside the plain way


def _account(till: TillNode, rng: Random) -> str:
    known, id = till.book.read(accounts.all_accounts), till.book.clock.new_id()
    if not known or rng.random() < 0.1:
        account = Account(HOTEL, "Chunxi Hotel", limit=LIMIT, contact=rng.choice(("", "Liu", "Sun")))
        till.book.write(lambda entry: accounts.save(entry, account, MANAGER))
        return "writes down an account"
    one = _seated(till, rng)
    if one and rng.random() < 0.6:
        args = (one.id, "account", rng.randrange(1, 9_000), one.version, False, "zhou", id, "", HOTEL)
        twice(till, rng, lambda entry: _ends(paying.take_payment(entry, *args)))
        return f"puts {args[2]} of {one.table} on account"
    tender, amount = rng.choice(("cash", "wechat")), rng.randrange(1, 9_000)
    twice(till, rng, lambda entry: accounts.collect(entry, HOTEL, tender, amount, True, id, "zhou"))
    return f"collects {amount} of a debt by {tender}"


def _voucher(till: TillNode, rng: Random) -> str:
    used, id = [one for one in rows(till, Payment) if one.voucher], till.book.clock.new_id()
    payment = _some(rng, used)
    if payment and rng.random() < 0.4:
        done = Act(id, MANAGER, "mistake")
        twice(till, rng, lambda entry: vouchers.void(entry, payment.id, done))
        return f"takes {payment.voucher} off again"
    one = _seated(till, rng)
    if one is None:
        return "finds nobody with a voucher"
    lines = on_bill(rows(till, OrderLine, opening=one.id))
    row, code = _some(rng, lines), rng.choice(CODES)
    shown = Voucher(code, face=2_000, sold=1_500, settlement=1_400)
    if row and rng.random() < 0.5:
        shown = Voucher(code, SET, sold=100, settlement=rng.choice([90, 0]), lines={row.id: row.quantity})
    args = (one.id, shown, one.version, rng.random() < 0.5, "zhou", id)
    twice(till, rng, lambda entry: _ends(vouchers.enter(entry, *args)))
    return f"enters {code} for {one.table}"


def _tip(till: TillNode, rng: Random) -> str:
    one, id = _some(rng, rows(till, Opening)), till.book.clock.new_id()
    if one is None:
        return "gets no tip"
    tender, amount = rng.choice(("cash", "wechat")), rng.randrange(1, 900)
    twice(till, rng, lambda entry: extras.take_tip(entry, one.id, one.id, tender, amount, id, "zhou"))
    till.book.write(lambda entry: extras.ask_invoice(entry, one.id, one.id, "Hotel Ltd", "", "zhou"))
    return f"gets a tip of {amount}"


def _split(till: TillNode, rng: Random) -> str:
    one, to = _seated(till, rng), till.book.clock.new_id()
    row = _some(rng, on_bill(rows(till, OrderLine, opening=one.id))) if one else None
    if one is None or row is None:
        return "finds nothing to split"
    if rng.random() < 0.3:
        till.book.write(lambda entry: splitting.merge(entry, one.id, "zhou"))
        return f"puts the bills of {one.table} together"
    args = (one.id, row.bill, {row.id: rng.choice([row.quantity, 1_000])}, rng.randrange(0, 2), "zhou", to)
    twice(till, rng, lambda entry: splitting.split_lines(entry, *args))
    return f"splits the bill of {one.table}"


def _correct(till: TillNode, rng: Random) -> str:
    """The money came otherwise, or for another table."""
    payment, done = _some(rng, rows(till, Payment)), Act(till.book.clock.new_id(), MANAGER, "mistake")
    one = _seated(till, rng)
    if payment is None:
        return "finds no payment"
    if one and rng.random() < 0.5:
        twice(till, rng, lambda entry: moving_money.move_payment(entry, payment.id, one.id, done))
        return f"moves money to {one.table}"
    tender = rng.choice(("cash", "wechat", "card"))
    twice(till, rng, lambda entry: refunding.change_tender(entry, payment.id, tender, done))
    return f"books money as {tender}"


def _refund(till: TillNode, rng: Random) -> str:
    settled, done = _some(rng, rows(till, Settlement)), Act(till.book.clock.new_id(), MANAGER, "cold")
    if settled is None:
        return "finds nothing to refund"
    row = _some(rng, on_bill(rows(till, OrderLine, bill=settled.id)))
    lines = {row.id: row.quantity} if row and rng.random() < 0.5 else {}
    amount = 0 if lines else rng.randrange(1, 3_000)
    twice(till, rng, lambda entry: refunding.refund(entry, settled.id, amount, lines, True, done))
    return f"gives back {amount or 'dishes'} of receipt {settled.receipt}"


def _reverse(till: TillNode, rng: Random) -> str:
    settled, done = _some(rng, rows(till, Settlement)), Act(till.book.clock.new_id(), MANAGER, "mistake")
    if settled is None:
        return "finds nothing to reverse"
    carry = rng.random() < 0.5
    twice(till, rng, lambda entry: reversing.reverse(entry, settled.id, carry, True, done))
    return f"reverses receipt {settled.receipt}"


def _pay_the_rest(till: TillNode, rng: Random) -> str:
    """Bills that others have left open, of split or correcting ones too."""
    one, id = _seated(till, rng), till.book.clock.new_id()
    bills = till.book.read(lambda tables: bills_on(tables, one.id)) if one else ()
    bill = _some(rng, list(bills))
    if one is None or bill is None:
        return "finds nothing to pay"

    def work(entry: Entry) -> object:
        due = floor.due_on(entry, one, bill)
        args = (one.id, "cash", max(due, 1), one.version, True, "zhou", id, bill.id)
        return _ends(paying.take_payment(entry, *args))

    till.book.write(work)
    return f"takes what is left of a bill of {one.table}"


def _ends(done: paying.PaymentDone) -> tuple[int, int]:
    """What is the same if it is asked again: what is due may be other by then."""
    return done.change, done.receipt


ACTS = (
    *(_queue, _queue, _queue, _booking, _booking, _deposit, _deposit, _feast, _feast, _bottles),
    *(_account, _account, _voucher, _voucher, _tip, _split, _correct, _refund, _reverse, _pay_the_rest),
)
