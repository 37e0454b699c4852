"""One cart of all who sit at a table: a log of small changes, each with an id, so that whatever phones do
meanwhile, or tell late, merges. Nothing is overwritten: what one adds and another takes off are both done.

A round of the log ends when the cart is sent to the kitchen; what was not in that order begins the next one.
The id of a round's order follows from the cart, so that two phones that send it send the same order, by
whatever servers. Phones stand under names that only this cart gives them: nobody learns another's id.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from domain.errors import Refused
from domain.record.canonical import canonical
from domain.record.ids import is_id
from domain.record.plain import to_plain
from domain.selling.order import LONGEST_REMARK, MOST_LINES, MOST_PORTIONS, CartLine

MOST_CHANGES = 400  # of one round
MOST_GUESTS = 30
LARGEST_LINE = 2_000  # bytes
CHANGE, LET = "change", "let"
FREE = "table/"  # before a table's id: the place of a cart at which nobody sits yet, else it is an opening
LOOKS = "looks/"  # before a place where phones have something in their cart whom nobody has admitted


@dataclass(frozen=True, slots=True)
class Change:
    """What a phone ``who`` has done. ``id`` was made there: the same one has the same effect.

    change: so many thousandths ``by`` more or less of a ``line`` of an ``owner``; let: it has let a ``guest``
    share the cart.
    """

    id: str
    who: str = ""
    kind: str = CHANGE
    line: CartLine | None = None
    owner: str = ""
    by: int = 0
    guest: str = ""


@dataclass(frozen=True, slots=True)
class SharedCart:
    """``seed``: names the cart, 32 hexadecimal characters. ``past``: the changes of the round before, which
    phones may still tell again. ``sender``: who has sent the round before.
    """

    seed: str
    founder: str
    round: int = 1
    log: tuple[Change, ...] = ()
    past: tuple[str, ...] = ()
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How a phone stands in a cart: ``me`` is its name among the ``guests``, numbered as they stand."""

    cart: SharedCart
    guests: tuple[str, ...]
    me: str


def name_of(seed: str, phone: str) -> str:
    """What a cart calls a phone."""
    return hashlib.sha256(f"{seed} {phone}".encode()).hexdigest()[:12]


def seen_as(place: str, admitted: bool) -> str:
    """What a till is told of a place (an opening, or ``FREE`` and a table) where a phone has something in its
    cart: of one that nobody has ``admitted`` only that it looks, for which a photo of the code suffices."""
    return place if admitted else LOOKS + place


def tag_of(places: Iterable[str]) -> str:
    """Short for the places at which phones have something in a cart; "" for none. The server tells a till of
    them when it does not know them by this."""
    known = sorted(places)
    return hashlib.sha256(" ".join(known).encode()).hexdigest()[:16] if known else ""


def order_of(cart: SharedCart, number: int = 0) -> str:
    """The id that the order of a round bears, of the present one if none is said."""
    return hashlib.sha256(f"{cart.seed} {number or cart.round}".encode()).hexdigest()[:32]


def contents(log: Iterable[Change]) -> dict[tuple[str, CartLine], int]:
    """Thousandths of each line, of one portion, by owner; in the order in which they came."""
    found: dict[tuple[str, CartLine], int] = {}
    for one in log:
        if one.line is not None:
            key = (one.owner, one.line)
            found[key] = max(0, found.get(key, 0) + one.by)
    return {key: quantity for key, quantity in found.items() if quantity}


def take_up(cart: SharedCart, changes: Sequence[Change]) -> SharedCart:
    """The cart with what it has not heard yet. Raises Refused: unreadable, bad_quantity, cart_full."""
    known = {one.id for one in cart.log} | set(cart.past)
    fresh: dict[str, Change] = {}
    for one in changes:
        if one.id not in known:
            fresh.setdefault(one.id, _checked(one))
    if not fresh:
        return cart
    found = replace(cart, log=(*cart.log, *fresh.values()))
    lets = sum(one.kind == LET for one in found.log)
    if len(found.log) > MOST_CHANGES or lets >= MOST_GUESTS or len(contents(found.log)) > MOST_LINES:
        raise Refused("cart_full")
    return found


def _checked(change: Change) -> Change:
    """As it goes into the log. Raises Refused."""
    if not is_id(change.id) or max(len(change.who), len(change.owner), len(change.guest)) > 12:
        raise Refused("unreadable")
    if change.kind == LET:
        return Change(change.id, change.who, LET, guest=change.guest)
    line = change.line
    if change.kind != CHANGE or line is None or line.for_staff or not change.owner:
        raise Refused("unreadable")
    if not change.by or abs(change.by) > MOST_PORTIONS or change.by % 1000:
        raise Refused("bad_quantity")
    if len(line.remark) > LONGEST_REMARK:
        raise Refused("remark_too_long", maximum=LONGEST_REMARK)
    if len(canonical(to_plain(line))) > LARGEST_LINE:
        raise Refused("unreadable")
    return replace(change, line=replace(line, quantity=1000))


def members(cart: SharedCart, admitted: Sequence[str]) -> list[str]:
    """Who shares the cart: whom the till has admitted, else its founder; and who was let in from there.

    ``admitted``: names of phones that have ordered at this opening. Letting in goes both ways: it shows that
    two are together, whichever of them the till admits.
    """
    found = dict.fromkeys(admitted or [cart.founder])
    pairs = [(one.who, one.guest) for one in cart.log if one.kind == LET]
    grown = True
    while grown:
        before = len(found)
        for one, other in pairs:
            if (one in found) != (other in found):
                found |= {one: None, other: None}
        grown = len(found) > before
    return list(found)


def let_in_by(names: Iterable[str], lets: Iterable[tuple[str, str]]) -> set[str]:
    """Who was let in by any of these, or by who was; and they themselves. ``lets``: who has let in whom.

    Who has let somebody in was not let in by that: a stranger who began the cart of a free table cannot come
    in by his guests.
    """
    found, pairs = set(names), list(lets)
    while more := {guest for who, guest in pairs if who in found} - found:
        found |= more
    return found


def is_foreign(cart: SharedCart, admitted: Sequence[str]) -> bool:
    """Whether the till has admitted phones, and none of them has to do with this cart."""
    return bool(admitted) and not set(members(cart, ())) & set(admitted)


def merge(cart: SharedCart, copy: SharedCart) -> SharedCart:
    """The cart with what a phone's copy of it knows beyond. Raises Refused, as ``take_up``."""
    if copy.seed != cart.seed:
        return cart
    if copy.round < cart.round:
        return cart
    if copy.round > cart.round:
        lets = tuple(one for one in cart.log if one.kind == LET)
        past = tuple(one.id for one in cart.log if one.kind != LET)
        fresh = SharedCart(copy.seed, copy.founder, copy.round, lets, past)
        return take_up(fresh, copy.log)
    return take_up(cart, copy.log)


def wanted_by(cart: SharedCart, lines: Sequence[CartLine], who: str) -> list[tuple[str, ...]]:
    """Who has put each of these lines into the cart that ``who`` sends; () where the cart does not know."""
    return _taken(cart, lines, who)[0]


def send(cart: SharedCart, lines: Sequence[CartLine], who: str, known: bool = True) -> SharedCart:
    """The next round, after these lines went to the kitchen.

    ``known``: they must all lie in the cart, which others may have changed. Raises Refused("cart_changed").
    """
    _, left, lacking = _taken(cart, lines, who)
    if lacking and known:
        raise Refused("cart_changed")
    following = cart.round + 1
    rest = tuple(
        Change(_rest_id(cart.seed, following, owner, line), owner, CHANGE, line, owner, quantity)
        for (owner, line), quantity in left.items()
        if quantity
    )
    lets = tuple(one for one in cart.log if one.kind == LET)
    past = tuple(one.id for one in cart.log if one.kind != LET)
    return SharedCart(cart.seed, cart.founder, following, lets + rest, past, who)


def _taken(
    cart: SharedCart, lines: Sequence[CartLine], who: str
) -> tuple[list[tuple[str, ...]], dict[tuple[str, CartLine], int], int]:
    """Lines taken out of the cart, first what is one's own: whose each is, what is left there, and what was
    not there, in thousandths."""
    left, found, lacking = contents(cart.log), list[tuple[str, ...]](), 0
    for line in lines:
        kind, wanted, guests = replace(line, quantity=1000), line.quantity, []
        for key in sorted((key for key in left if key[1] == kind), key=lambda key: key[0] != who):
            taken = min(wanted, left[key])
            left[key] -= taken
            wanted -= taken
            guests += [key[0]] if taken else []
        lacking += wanted
        found.append(tuple(guests))
    return found, left, lacking


def _rest_id(seed: str, number: int, owner: str, line: CartLine) -> str:
    """The same at every server that holds this cart."""
    text = f"{seed} {number} {owner} ".encode() + canonical(to_plain(line))
    return hashlib.sha256(text).hexdigest()[:32]
