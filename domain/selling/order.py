"""From what a guest asks for to lines a kitchen can cook: checked, priced and named once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from domain.errors import Refused
from domain.money.currency import MOST_PRICE
from domain.money.shares import times
from domain.selling.menu import Dish, Menu, Names, Option, Spec
from domain.selling.weights import checked_weight
from domain.supply.stock import Stock

MOST_LINES = 100
MOST_PORTIONS = 999_000  # thousandths
LONGEST_REMARK = 200
MOST_SEATS = 99
LONGEST_NAME = 40  # of a dish that is on no menu
OPEN = "open:"  # before the name of a dish that is on no menu, in place of its id


@dataclass(frozen=True, slots=True)
class Choice:
    """A dish picked for a part of a combo."""

    part: str
    dish: str


@dataclass(frozen=True, slots=True)
class OpenDish:
    """A dish that is on no menu 临时菜, as staff typed it: price in minor units, station and class of tax."""

    name: str
    price: int
    station: str
    tax: str = ""


@dataclass(frozen=True, slots=True)
class CartLine:
    """What is asked for: ids only, no names, no prices. ``quantity`` in thousandths; ``packed``: to go.

    ``seat`` from 1 of who eats it, 0: nobody's own; ``course``: a number of ``Rules.courses``, 0: none.
    ``held`` 叫起: the kitchen shall wait for the word.
    Only staff may say: ``weight`` and ``tare``, net and in thousandths of the dish's unit, 0 if it is weighed
    later; ``price``, minor units of a dish that is priced by the day; ``open``, a dish that is on no menu;
    ``off_hours``: it is sold although it is not its hour.
    """

    dish: str
    spec: str
    quantity: int = 1000
    options: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    remark: str = ""
    packed: bool = False
    seat: int = 0
    course: int = 0
    held: bool = False
    weight: int = 0
    tare: int = 0
    price: int = 0
    open: OpenDish | None = None
    off_hours: bool = False

    @property
    def for_staff(self) -> bool:
        """Whether it says what a guest's phone must not."""
        return bool(self.weight or self.tare or self.price or self.open or self.off_hours)


@dataclass(frozen=True, slots=True)
class PickedOption:
    """An option as it was named and priced at the moment of ordering."""

    id: str
    names: Names
    price: int = 0


@dataclass(frozen=True, slots=True)
class PickedPart:
    """A dish within a combo, with the station that cooks it and those that work on it ``also``. ``price``:
    what one of it costs beyond the combo, minor units."""

    dish: str
    names: Names
    station: str
    count: int = 1
    also: tuple[str, ...] = ()
    price: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """An ordered line with names and prices as they were at that moment. ``price`` is for one portion.

    ``also``: stations that work on the dish beside ``station``; each gets it on its slip.
    ``full_price``: promotions and discounts on the whole bill leave it alone. ``packed``: to go, at the
    packing fee of the house. ``tax_class``: an id of ``Rules.tax_classes``. ``seat``, ``course`` and ``held``
    as in the cart, ``held`` as it was ordered. With a ``unit`` the price is for one of that, ``quantity`` are
    pieces, and ``weight`` and ``tare`` thousandths of the unit; 0: not weighed yet. ``typed``: the price is
    one that staff typed. ``by_head``: the house's rule that put it there. ``off_hours``: staff sold it
    when it was not its hour. ``guests``: the phones that wanted it, () for that which has sent the order, ""
    in place of one that nobody knows.
    """

    dish: str
    spec: str
    names: Names
    price: int
    station: str
    quantity: int = 1000
    spec_names: Names = field(default_factory=dict)
    options: tuple[PickedOption, ...] = ()
    parts: tuple[PickedPart, ...] = ()
    remark: str = ""
    also: tuple[str, ...] = ()
    full_price: bool = False
    packed: bool = False
    tax_class: str = ""
    seat: int = 0
    course: int = 0
    course_names: Names = field(default_factory=dict)
    held: bool = False
    unit: str = ""
    weight: int = 0
    tare: int = 0
    typed: bool = False
    by_head: str = ""
    off_hours: bool = False
    guests: tuple[str, ...] = ()

    @property
    def boxes(self) -> int:
        """Portions to pack."""
        return -(-self.quantity // 1000) if self.packed else 0

    @property
    def awaits_weight(self) -> bool:
        """Whether nobody knows yet what it costs, because it is still to be weighed 待称重."""
        return bool(self.unit and self.quantity and not self.weight)

    @property
    def reduction(self) -> int:
        """As ordered, nothing of it is given away."""
        return 0

    @property
    def limited(self) -> tuple[int, ...]:
        return ()

    @property
    def amount(self) -> int:
        """Minor units for the whole quantity, or for what it weighs; 0 while that is not known."""
        if self.unit:
            return times(self.price, self.weight) if self.quantity else 0
        return times(self.price, self.quantity)


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line of a cart that is not taken, by its place in the cart, and why."""

    index: int
    code: str
    facts: Mapping[str, object] = field(default_factory=dict)
    names: Names = field(default_factory=dict)


def take_cart(
    menu: Menu, stock: Stock, cart: Sequence[CartLine], minute: int
) -> tuple[tuple[Line, ...], tuple[RefusedLine, ...]]:
    """Check each line of a cart by itself; lines that cannot be served are refused, the others are taken.

    ``minute`` is that of the week, from Monday's midnight. Raises Refused for a cart that is unreasonable as
    a whole.
    """
    if not cart:
        raise Refused("empty_order")
    if len(cart) > MOST_LINES:
        raise Refused("too_many_lines")
    taken: list[Line] = []
    refused: list[RefusedLine] = []
    for index, wanted in enumerate(cart):
        try:
            line = take_line(menu, stock, wanted, minute)
        except Refused as no:
            dish = menu.by_id.get(wanted.dish)
            refused.append(RefusedLine(index, no.code, no.facts, dish.names if dish else {}))
        else:
            stock = reduce_stock(stock, line)
            taken.append(line)
    return tuple(taken), tuple(refused)


def take_line(menu: Menu, stock: Stock, wanted: CartLine, minute: int) -> Line:
    """One line, checked against menu, hours and stock, named and priced. Raises Refused."""
    if wanted.open is not None:
        return _open_line(wanted, wanted.open)
    dish = menu.at(minute).dish(wanted.dish)
    spec = dish.spec(wanted.spec)
    _check(wanted, dish.names)
    served = menu.serves(dish, minute)
    if not served and not wanted.off_hours:
        raise Refused("not_now", dish=dish.names)
    options = _pick_options(menu, dish, wanted.options)
    parts = _pick_parts(menu, dish, wanted.choices)
    line = Line(
        dish=dish.id,
        spec=spec.id,
        names=dish.names,
        price=_price(dish, spec, wanted)
        + sum(option.price for option in options)
        + sum(part.price * part.count for part in parts),
        station=dish.station,
        quantity=wanted.quantity,
        spec_names=spec.names,
        options=options,
        parts=parts,
        remark=" ".join(wanted.remark.split()),
        also=dish.others,
        full_price=dish.full_price,
        packed=wanted.packed,
        tax_class=dish.tax,
        seat=wanted.seat,
        course=wanted.course,
        held=wanted.held,
        unit=dish.unit,
        weight=wanted.weight,
        tare=wanted.tare,
        typed=bool(wanted.price),
        off_hours=not served,
    )
    _check_weight(line)
    check_stock(stock, line)
    return line


def _check(wanted: CartLine, names: Names) -> None:
    """What holds for every line. Raises Refused."""
    if wanted.quantity <= 0 or wanted.quantity > MOST_PORTIONS or wanted.quantity % 1000:
        raise Refused("bad_quantity", dish=names)
    if len(wanted.remark) > LONGEST_REMARK:
        raise Refused("remark_too_long", maximum=LONGEST_REMARK)
    if not 0 <= wanted.seat <= MOST_SEATS:
        raise Refused("bad_seat", maximum=MOST_SEATS)


def _price(dish: Dish, spec: Spec, wanted: CartLine) -> int:
    """A portion or unit of a spec without options, minor units. Raises Refused."""
    if not dish.by_day:
        if wanted.price:
            raise Refused("bad_price")
        return spec.price
    price = wanted.price or spec.price
    if price <= 0:
        raise Refused("price_of_day", dish=dish.names)
    if price > MOST_PRICE:
        raise Refused("bad_price")
    return price


def _check_weight(line: Line) -> None:
    if not line.weight and not line.tare:
        return
    if not line.unit or line.quantity != 1000:
        raise Refused("bad_weight", dish=line.names)
    checked_weight(line.weight, line.tare, line.unit, line.names)


def _open_line(wanted: CartLine, dish: OpenDish) -> Line:
    """A dish that staff typed. Raises Refused."""
    name = " ".join(dish.name.split())
    names = {"und": name}
    if not name or len(name) > LONGEST_NAME or wanted.dish or wanted.spec or wanted.options or wanted.choices:
        raise Refused("bad_open_dish", maximum=LONGEST_NAME)
    _check(wanted, names)
    if not 0 < dish.price <= MOST_PRICE or wanted.price or wanted.weight or wanted.tare:
        raise Refused("bad_price")
    return Line(
        dish=OPEN + name,
        spec="",
        names=names,
        price=dish.price,
        station=dish.station,
        quantity=wanted.quantity,
        remark=" ".join(wanted.remark.split()),
        packed=wanted.packed,
        tax_class=dish.tax,
        seat=wanted.seat,
        course=wanted.course,
        held=wanted.held,
        typed=True,
    )


def _pick_options(menu: Menu, dish: Dish, wanted: Sequence[str]) -> tuple[PickedOption, ...]:
    picked: list[PickedOption] = []
    rest = set(wanted)
    if len(rest) != len(wanted):
        raise Refused("unknown_option", dish=dish.names)
    for group in menu.groups_of(dish):
        mine: list[Option] = [option for option in group.options if option.id in rest]
        if len(mine) < group.min:
            raise Refused("options_missing", dish=dish.names, group=group.names, minimum=group.min)
        if len(mine) > group.max:
            raise Refused("options_too_many", dish=dish.names, group=group.names, maximum=group.max)
        rest -= {option.id for option in mine}
        picked += [PickedOption(option.id, option.names, option.price) for option in mine]
    if rest:
        raise Refused("unknown_option", dish=dish.names)
    return tuple(picked)


def _pick_parts(menu: Menu, dish: Dish, choices: Sequence[Choice]) -> tuple[PickedPart, ...]:
    counted = Counter((choice.part, choice.dish) for choice in choices)
    picked: list[PickedPart] = []
    for part in dish.parts:
        mine = [(name, counted.pop((part.id, name))) for name in part.choices if (part.id, name) in counted]
        if sum(count for _, count in mine) != part.count:
            raise Refused("parts_missing", dish=dish.names)
        for name, count in mine:
            inner = menu.dish(name)
            more = part.extra.get(name, 0)
            picked.append(PickedPart(inner.id, inner.names, inner.station, count, inner.others, more))
    if counted:
        raise Refused("parts_missing", dish=dish.names)
    return tuple(picked)


def extra_of(dish: Dish, choices: Sequence[Choice]) -> int:
    """What the choices of a combo cost beyond its price, minor units."""
    extra = {(part.id, name): more for part in dish.parts for name, more in part.extra.items()}
    return sum(extra.get((choice.part, choice.dish), 0) for choice in choices)


def counted_items(line: Line) -> tuple[tuple[str, Names, int], ...]:
    """What a line takes from stock: (item id, names, thousandths) of the dish, its options and its parts."""
    return (
        (line.dish, line.names, line.quantity),
        *((option.id, option.names, line.quantity) for option in line.options),
        *((part.dish, part.names, part.count * line.quantity) for part in line.parts),
    )


def items_of(lines: Iterable[Line]) -> tuple[str, ...]:
    """The ids of all that lines take from stock, each once."""
    return tuple(dict.fromkeys(item for line in lines for item, _, _ in counted_items(line)))


def check_stock(stock: Stock, line: Line) -> None:
    """Raise Refused for what is not there, or not on sale."""
    for item, names, quantity in counted_items(line):
        left = stock.left(item)
        if item in stock.off:
            raise Refused("off_sale", dish=names)
        if left is not None and left < quantity:
            if left < 1000:
                raise Refused("sold_out", dish=names)
            raise Refused("not_enough", dish=names, remaining=left // 1000)
        stock = stock.without(item, quantity)  # one dish may be picked for two parts of a set


def reduce_stock(stock: Stock, line: Line) -> Stock:
    """The stock after a line is sold."""
    for item, _, quantity in counted_items(line):
        stock = stock.without(item, quantity)
    return stock
