"""Banquets at the till: begun from a booking or at a table, tables opened, added and dropped in the evening.

Each act has an id made where it began: seen twice, it is done once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.errors import Refused
from domain.floor.booking import ARRIVED, Booking
from domain.floor.openings import Opening
from domain.floor.plan import Floor
from domain.money.adjustments import Adjustment
from domain.money.bills import family_of
from domain.money.currency import MOST_PRICE
from domain.money.payments import current_bill
from domain.money.shares import share
from domain.selling.banquets import (
    MOST_TABLES,
    Banquet,
    banquet_of,
    lines_for_tables,
    lines_with_tables,
    what_changes,
)
from domain.selling.menu import Dish, Menu
from domain.selling.order import (
    CartLine,
    Choice,
    Line,
    check_stock,
    extra_of,
    items_of,
    reduce_stock,
    take_cart,
)
from domain.selling.price import Rules
from domain.supply.counted import COUNTS, counts_of, stock_of
from pos_app.workflows import floor
from pos_app.workflows.approving import Demand
from pos_app.workflows.book import Entry
from pos_app.workflows.changing import Act, act_body
from pos_app.workflows.floor import opening_for_change, settle_if_paid
from pos_app.workflows.heads import follow_guests
from pos_app.workflows.moving import join
from pos_app.workflows.selling import check_agreed, menu_of, round_of, to_order


@dataclass(frozen=True, slots=True)
class BanquetWish:
    """What a table gets (``cart``, as for one table), how many there are and how many stand in reserve.

    ``price``: minor units that a table's first line costs, 0: as on the menu. ``held`` 叫起: the kitchen
    waits for the word.
    """

    cart: tuple[CartLine, ...]
    tables: int
    spare: int = 0
    price: int = 0
    held: bool = True


def set_cart(dish: Dish) -> CartLine:
    """A set with the first of what may be chosen for each of its parts."""
    choices = tuple(
        Choice(part.id, name) for part in dish.parts for name in first_choices(part.choices, part.count)
    )
    return CartLine(dish.id, dish.specs[0].id, choices=choices)


def first_choices(names: Sequence[str], count: int) -> list[str]:
    """So many of them, again from the beginning where there are fewer."""
    return [names[place % len(names)] for place in range(count)] if names else []


def arrive(entry: Entry, booking: str, banquet: str, wish: BanquetWish, by: str, approved: str = "") -> str:
    """A booked party is here: all tables kept for it are opened on one bill, and the banquet begins there.

    ``approved``: see ``begin``. Returns the opening. The same twice is once; if any table is taken nothing
    happens.
    """
    row = entry.tables.get(Booking, booking)
    if row is None or not row.open:
        if row is not None and row.state == ARRIVED:
            return row.opening
        raise Refused("booking_over")
    places = [entry.document(Floor, "floor").table(table).id for table in row.tables]
    if not places:
        raise Refused("banquet_no_place")
    if any(entry.tables.where(Opening, table=table, live=1) for table in places):
        raise Refused("table_taken")
    guests = share(max(row.guests, len(places)), [1] * len(places))
    openings = [entry.clock.new_id() for _ in places]
    for opening, table, few in zip(openings, places, guests, strict=True):
        floor.start(entry, opening, table, few, by)
    head = openings[0]
    for other in openings[1:]:
        join(entry, head, other, by)
    opened = opening_for_change(entry, head)
    follow_guests(entry, opened, 0, opened.guests)
    entry.record("booking.arrived", {"booking": booking, "opening": head}, by)
    begin(entry, head, banquet, wish, by, approved)
    return head


def begin(
    entry: Entry, opening_id: str, banquet: str, wish: BanquetWish, by: str, approved: str = ""
) -> None:
    """An opening's bill is that of a banquet: what one table gets is ordered for all of them, once.

    ``approved``: who agreed to a typed price or to dishes out of their hours; "": nobody had to.
    """
    if entry.tables.get(Banquet, banquet):
        return
    opening = opening_for_change(entry, opening_id)
    if banquet_of(entry.tables, opening.id):
        raise Refused("banquet_there")
    if not (1 <= wish.tables <= MOST_TABLES and 0 <= wish.spare <= MOST_TABLES):
        raise Refused("banquet_tables", maximum=MOST_TABLES)
    one = _lines_of_one(entry, wish, by, approved)
    menu, courses = menu_of(entry), entry.document(Rules, "rules").courses
    per_table = [line.quantity for line in lines_for_tables(menu, courses, one, 1)]
    lines = lines_for_tables(menu, courses, one, wish.tables)
    agreed_to = {"approved": approved} if approved else {}
    entry.record("order.placed", {**round_of(entry, opening, banquet, lines, ""), **agreed_to}, by)
    body: dict[str, Any] = {"banquet": banquet, "opening": opening.id, "tables": wish.tables}
    body |= {"spare": wish.spare, "per_table": per_table, "names": dict(one[0].names)}
    entry.record("banquet.begun", body, by)


def to_begin(entry: Entry, wish: BanquetWish, by: str) -> Demand:
    """What this person needs to begin it beyond what their role carries."""
    return to_order(entry, typed_cart(menu_of(entry).at(entry.minute), wish), by)


def typed_cart(menu: Menu, wish: BanquetWish) -> tuple[CartLine, ...]:
    """What all tables get, the first line at the price agreed for a table if that is not the menu's."""
    first, *rest = wish.cart
    dish = menu.by_id.get(first.dish)
    by_menu = dish.spec(first.spec).price + extra_of(dish, first.choices) if dish else 0
    one = (replace(first, price=wish.price if wish.price != by_menu else 0), *rest)
    return tuple(replace(line, quantity=line.quantity * wish.tables) for line in one)


def _lines_of_one(entry: Entry, wish: BanquetWish, by: str, approved: str) -> tuple[Line, ...]:
    """What one table gets, checked against the stock for all of them. Raises Refused."""
    menu, stock = menu_of(entry), stock_of(entry.tables, entry.date)
    sealed = {dish.id for dish in menu.dishes if dish.sealed}  # bottles wait for nobody
    cart = [replace(line, held=wish.held and line.dish not in sealed, seat=0) for line in wish.cart]
    for_all = [replace(line, quantity=line.quantity * wish.tables) for line in cart]
    _, refused = take_cart(menu, stock, for_all, entry.minute)
    if refused:
        raise Refused(refused[0].code, **dict(refused[0].facts))  # type: ignore[arg-type]
    lines, _ = take_cart(menu, stock, cart, entry.minute)
    if any(line.unit for line in lines):
        raise Refused("bad_weight", dish=next(line.names for line in lines if line.unit))
    check_agreed(entry, typed_cart(menu.at(entry.minute), wish), by, approved)
    if wish.price and wish.price != lines[0].price:
        if not 0 < wish.price <= MOST_PRICE:
            raise Refused("bad_price")
        return replace(lines[0], price=wish.price, typed=True), *lines[1:]
    return lines


def more_tables(entry: Entry, opening_id: str, tables: int, from_spare: bool, act: Act) -> None:
    """So many tables more, out of the reserve or beside it. Raises Refused if a dish does not suffice."""
    if entry.tables.get(Adjustment, act.id):
        return
    opening, banquet = _banquet(entry, opening_id)
    if tables < 1 or banquet.tables + tables > MOST_TABLES:
        raise Refused("banquet_tables", maximum=MOST_TABLES)
    if from_spare and tables > banquet.reserve:
        raise Refused("banquet_no_spare")
    stock = stock_of(entry.tables, entry.date)
    for line in _difference(entry, banquet, tables):
        check_stock(stock, line)
        stock = reduce_stock(stock, line)
    _record(entry, opening, banquet, tables, act, {"from_spare": tables} if from_spare else {})


def fewer_tables(entry: Entry, opening_id: str, tables: int, cooked: bool, act: Act) -> None:
    """So many tables do not take place; one always stays. ``cooked``: what was made for them is waste."""
    if entry.tables.get(Adjustment, act.id):
        return
    opening, banquet = _banquet(entry, opening_id)
    if not 1 <= tables < banquet.tables:
        raise Refused("banquet_tables", maximum=MOST_TABLES)
    if not act.reason.strip():
        raise Refused("reason_missing")
    _record(entry, opening, banquet, -tables, act, {"cooked": cooked})


def dropped_amount(entry: Entry, opening_id: str, tables: int) -> int:
    """What so many tables fewer take off, minor units: what a role's limit is held against."""
    _, banquet = _banquet(entry, opening_id)
    return -sum(now.charged - row.charged for row, now in lines_with_tables(entry.tables, banquet, -tables))


def keep_in_reserve(entry: Entry, opening_id: str, spare: int, by: str) -> None:
    """So many tables stand in reserve from now on."""
    opening, banquet = _banquet(entry, opening_id)
    if not 0 <= spare <= MOST_TABLES:
        raise Refused("banquet_tables", maximum=MOST_TABLES)
    if spare != banquet.spare:
        body = {"banquet": banquet.id, "opening": opening.id, "spare": spare, "opened": banquet.opened}
        entry.record("banquet.spare", body, by)


def _banquet(entry: Entry, opening_id: str) -> tuple[Opening, Banquet]:
    opening = opening_for_change(entry, opening_id)
    banquet = banquet_of(entry.tables, opening.id)
    if banquet is None:
        raise Refused("banquet_none")
    if len(family_of(entry.tables, current_bill(entry.tables, opening.id))) > 1:
        raise Refused("bill_split")
    return opening, banquet


def _difference(entry: Entry, banquet: Banquet, tables: int) -> list[Line]:
    """What so many tables more take of each dish."""
    pairs = lines_with_tables(entry.tables, banquet, tables)
    return [replace(now.line, quantity=now.quantity - row.quantity) for row, now in pairs]


def _record(
    entry: Entry, opening: Opening, banquet: Banquet, tables: int, act: Act, more: Mapping[str, Any]
) -> None:
    items = items_of(line for line in _difference(entry, banquet, tables))
    body = act_body(entry, opening, act, unasked=True) | {"banquet": banquet.id, "tables": tables, **more}
    body |= what_changes(entry.tables, banquet, tables)
    entry.record("banquet.tables", {**body, COUNTS: counts_of(entry.tables, items)}, act.by)
    settle_if_paid(entry, opening.id, act.by)
