"""What a phone asks of the till, and what the till answers. Relayed unchanged by any server."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.errors import Refused
from domain.money.discounts import NO_DISCOUNT, Discount
from domain.record.canonical import canonical
from domain.record.ids import is_id
from domain.record.plain import from_plain, to_plain
from domain.selling.menu import Menu
from domain.selling.order import LONGEST_REMARK, CartLine, Line, RefusedLine, take_cart
from domain.selling.price import BillFigures, Priced, Rules, price_order
from domain.supply.stock import Stock

QUOTE_HOLDS = 5 * 60_000  # milliseconds
REQUEST_LAPSES = 120_000  # milliseconds without reaching the till
MOST_GUESTS = 99
OF_SERVERS = ("sharers", "wanted", "let_in")  # what no phone may say


@dataclass(frozen=True, slots=True)
class Quote:
    """What the guest was shown: each cart line's amount (−1: refused), at versions of menu and rules.

    ``minute`` of the week and ``at`` (UTC milliseconds) are those of the server that quoted. ``units``: the
    price of a unit of each line that is still to be weighed, else 0; () if there is none.
    """

    menu: int
    rules: int
    minute: int
    at: int
    amounts: tuple[int, ...]
    total: int
    units: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderRequest:
    """One "order" of one phone. ``id`` is made on the phone; ``opening`` is "" when the table was free.

    ``party``: with which party of a shared table the guest says to be, 0 for nothing said. Staff decide.
    By the store's own code ``table`` is ``store_code.PLACE``, ``to_go`` whether it is packed, ``wanted_at``
    when the guest wants it (UTC milliseconds, 0: as soon as may be).

    What the server adds that keeps the table's cart: ``sharers``, the phones that share it, in the order by
    which they are numbered there, "" for one that it does not know; ``wanted``, by line, the places among
    them of those who wanted it; ``let_in``, the places of those whom the sender, or who was admitted before,
    has let share it, themselves or through others.
    """

    id: str
    table: str
    phone: str
    lines: tuple[CartLine, ...]
    quote: Quote
    opening: str = ""
    secret: str = ""
    guests: int = 0
    remark: str = ""
    language: str = "zh-Hans"
    party: int = 0
    to_go: bool = False
    wanted_at: int = 0
    sharers: tuple[str, ...] = ()
    wanted: tuple[tuple[int, ...], ...] = ()
    let_in: tuple[int, ...] = ()

    def guests_of(self, index: int) -> tuple[str, ...]:
        """The phones that wanted a line, by its place; () if it is the sender's own, or nobody has said."""
        found = tuple(self.sharers[place] for place in self.wanted[index]) if self.wanted else ()
        return () if found == (self.phone,) else found


@dataclass(frozen=True, slots=True)
class Verdict:
    """The till's answer to a request. state: accepted | partly | refused | held (waits for staff).

    ``change``: how often it may have changed since it was first told; an older one counts no more.
    """

    request: str
    state: str
    at: int
    code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)
    round: int = 0
    refused: tuple[RefusedLine, ...] = ()
    change: int = 0


def read_request(plain: object) -> OrderRequest:
    """A request from outside, checked for shape. Raises Refused."""
    request = from_plain(OrderRequest, plain)
    if not is_id(request.id) or not 8 <= len(request.phone) <= 64:
        raise Refused("unreadable")
    if any(line.for_staff for line in request.lines):
        raise Refused("unreadable")
    if len(request.remark) > LONGEST_REMARK:
        raise Refused("remark_too_long", maximum=LONGEST_REMARK)
    if not 0 <= request.guests <= MOST_GUESTS:
        raise Refused("bad_guests", maximum=MOST_GUESTS)
    if request.wanted or request.sharers or request.let_in:
        _check_sharers(request)
    return request


def _check_sharers(request: OrderRequest) -> None:
    known = len(request.sharers)
    named = all(not phone or 8 <= len(phone) <= 64 for phone in request.sharers)
    placed = all(0 <= place < known for places in (*request.wanted, request.let_in) for place in places)
    if not named or not placed or known > MOST_GUESTS or len(request.wanted) != len(request.lines):
        raise Refused("unreadable")


def digest(request: OrderRequest) -> str:
    """What makes two sendings of one request the same: all that the guest decided, not the quote's moment.

    Nor what the server added."""
    quote = replace(request.quote, at=0, minute=0)
    return _hashed(to_plain(replace(request, quote=quote, sharers=(), wanted=(), let_in=())))


def round_digest(opening: str, cart: Sequence[CartLine], remark: str, at: str = "") -> str:
    """What makes two sendings of one round by staff the same."""
    return _hashed([opening, to_plain(tuple(cart)), remark, *([at] if at else [])])


def _hashed(decided: object) -> str:
    return hashlib.sha256(canonical(decided)).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Quoted:
    """A cart against the bill so far: what is taken, what not, the new bill, and the quote to send back."""

    lines: tuple[Line, ...]
    refused: tuple[RefusedLine, ...]
    bill: BillFigures
    quote: Quote


def quote_cart(
    menu: Menu,
    rules: Rules,
    stock: Stock,
    cart: Sequence[CartLine],
    before: Sequence[Priced],
    guests: int,
    minute: int,
    at: int,
    discount: Discount = NO_DISCOUNT,
) -> Quoted:
    """Price a cart on top of the lines already on the bill, by the rule that the till itself will use."""
    lines, refused = take_cart(menu, stock, cart, minute)
    bill = price_order([*before, *lines], guests, rules, discount)
    amounts = line_amounts(len(cart), lines, refused)
    units = line_units(len(cart), lines, refused)
    quote = Quote(menu.version, rules.version, minute, at, amounts, bill.total, units)
    return Quoted(lines, refused, bill, quote)


def line_amounts(count: int, lines: Sequence[Line], refused: Sequence[RefusedLine]) -> tuple[int, ...]:
    """The amount of each of ``count`` cart lines in minor units, −1 for a refused one."""
    out = {line.index for line in refused}
    taken = iter(lines)
    return tuple(-1 if index in out else next(taken).amount for index in range(count))


def line_units(count: int, lines: Sequence[Line], refused: Sequence[RefusedLine]) -> tuple[int, ...]:
    """What a unit costs of each of ``count`` cart lines that is to be weighed, 0 of others; () if none is."""
    out = {line.index for line in refused}
    prices = iter([line.price if line.awaits_weight else 0 for line in lines])
    found = tuple(0 if index in out else next(prices) for index in range(count))
    return found if any(found) else ()


def is_fresh(quote: Quote, menu: Menu, rules: Rules, now: int) -> bool:
    """Whether the till still honours the quote's minute: five minutes, the same menu and rules."""
    return quote.menu == menu.version and quote.rules == rules.version and abs(now - quote.at) <= QUOTE_HOLDS


def agreed(quote: Quote, amounts: Sequence[int], units: Sequence[int] = ()) -> bool:
    """Whether every line that is taken costs what the guest was shown.

    A line that sold out meanwhile is refused by name and does not spoil the others. Dishes that others added
    change the bill, not what this guest agreed to.
    """
    if len(quote.amounts) != len(amounts) or (quote.units and not _units_agree(quote.units, units)):
        return False
    return all(now in (shown, -1) for shown, now in zip(quote.amounts, amounts, strict=True))


def _units_agree(shown: Sequence[int], now: Sequence[int]) -> bool:
    """Whether all that is still to be weighed and not refused costs per unit what was shown."""
    return all(one in (before, 0) for before, one in zip(shown, now or (0,) * len(shown), strict=False))
