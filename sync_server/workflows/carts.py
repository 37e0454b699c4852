"""Carts that the phones of a table share: kept here as logs, told to all of them as they change.

A cart belongs to an opening, and goes where the opening goes; one of a free table goes along with the phones
into the opening that begins there. The first phone begins a cart; others are let in by one that is in it, or
are in it by themselves once the till has taken an order of theirs. Whoever only knows the table's printed
code sees nothing of it and changes nothing. A server that does not know a cart, because the phones come from
another one that fell silent, takes it over from their copies.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from domain.errors import Refused
from domain.record.canonical import canonical, parse
from domain.record.ids import is_id
from domain.record.plain import from_plain, to_plain
from domain.selling import shared_cart as rules
from domain.selling.request import OrderRequest
from domain.selling.shared_cart import FREE, Change, Share, SharedCart, name_of
from sync_server.database import carts as rows
from sync_server.database.session import Database
from sync_server.workflows.clock import Clock
from sync_server.workflows.storefront import RequestNow, Storefront, TableNow
from sync_server.workflows.waking import Bell

AWAY = 60_000  # milliseconds without a phone of it: nobody orders there just now
ABANDONED = 5 * 60_000  # milliseconds without a phone of it: the next guests begin anew
FORGOTTEN = 3 * 3_600_000  # milliseconds: so long is the cart of a free table kept
SWEEPS = 30_000  # milliseconds apart
MOST_ASKING = 8
MOST_STREAMS = 60  # of one cart


class Fronts(Protocol):
    """What is needed of the relay."""

    epoch: str

    def moved_to(self, code: str, opening: str) -> str: ...

    def table(self, code: str, opening: str = "", phone: str = "") -> TableNow: ...

    def front(self, store: str) -> Storefront: ...

    async def hear(self, code: str, request: OrderRequest) -> RequestNow: ...


@dataclass(frozen=True, slots=True)
class Asker:
    """A phone, and the opening that its page belongs to, "" at a free table."""

    phone: str
    opening: str = ""
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a phone says: its copy of the cart if it has one, what it has changed; ``join``: it wants to share
    the cart of others; ``deny``: a phone that is not to be let in.
    """

    copy: SharedCart | None = None
    changes: tuple[Change, ...] = ()
    join: bool = False
    deny: str = ""


@dataclass(slots=True)
class _Kept:
    cart: SharedCart
    heard_at: int
    bell: Bell = field(default_factory=Bell)
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    asking: dict[str, int] = field(default_factory=dict)  # name → number that its phone shows
    phones: dict[str, str] = field(default_factory=dict)  # name → phone, of those in it that have spoken
    lets: set[tuple[str, str]] = field(default_factory=set)  # who let in whom here; a copy may say anything
    streams: int = 0
    there: int = 0  # those of phones that share it


@dataclass(frozen=True, slots=True)
class _Place:
    store: str
    key: str
    phones: tuple[str, ...]  # that the till has admitted
    free: str  # the key of the table while it is free

    def admitted(self, cart: SharedCart) -> list[str]:
        return [name_of(cart.seed, phone) for phone in self.phones]


class Carts:
    """Over the server's file; belongs to the event loop."""

    def __init__(self, database: Database, relay: Fronts, clock: Clock) -> None:
        self._database, self._relay, self._clock = database, relay, clock
        self._carts: dict[tuple[str, str], _Kept] = {}
        self._filled: dict[str, dict[str, _Kept]] = {}  # by store and place, those with something in them
        self._swept = clock.now()
        self._founding = asyncio.Lock()
        self.closing = False
        for store, place, body, at in database.read(rows.all_carts):
            self._carts[store, place] = kept = _Kept(from_plain(SharedCart, parse(body)), at)
            self._note(store, place, kept)

    # ------------------------------------------------------------ what phones do

    async def tell(self, code: str, asker: Asker, told: Told) -> dict[str, Any]:
        """Take up what a phone has done, durably, and say how the cart stands. Raises Refused."""
        await self._sweep()
        place = self._place(code, asker)
        kept = await self._found(place, asker, told.copy)
        if kept is None:
            return {"member": False, "others": 0}
        me = name_of(kept.cart.seed, asker.phone)
        if me not in rules.members(kept.cart, place.admitted(kept.cart)):
            if told.join and me not in kept.asking and len(kept.asking) < MOST_ASKING:
                kept.asking[me] = 10 + int(me, 16) % 90
                kept.bell.ring()
            return self._state(kept, place, asker, "")
        kept.heard_at = self._clock.now()
        kept.phones[me] = asker.phone
        async with kept.lock:
            cart = rules.merge(kept.cart, told.copy) if told.copy else kept.cart
            await self._keep(place, kept, rules.take_up(cart, [_by(me, one) for one in told.changes]))
            kept.lets |= {(me, one.guest) for one in told.changes if one.kind == rules.LET}
        answered = {one.guest for one in told.changes if one.kind == rules.LET} | {told.deny}
        if answered & kept.asking.keys():
            for name in answered:
                kept.asking.pop(name, None)
            kept.bell.ring()
        return self._state(kept, place, asker, "")

    async def order(self, code: str, request: OrderRequest, copy: SharedCart) -> RequestNow:
        """Send a cart to the kitchen, once. Raises Refused: cart_sent, cart_changed, and as ``hear``.

        One under way when its guests changed tables is theirs still: their cart has gone along.
        """
        asker = Asker(request.phone, request.opening, request.secret)
        try:
            place = self._place(self._relay.moved_to(code, request.opening) or code, asker)
        except Refused:
            if request.id not in self._relay.front(self._relay.table(code).store_id).requests:
                raise
            return await self._relay.hear(code, request)  # told again: it is taken, whoever sits there now
        kept = await self._found(place, asker, copy)
        me = name_of(copy.seed, request.phone)
        if kept is None or kept.cart.seed != copy.seed or me not in self._members(kept, place):
            return await self._relay.hear(code, request)  # to this server it is the phone's own
        kept.phones[me] = request.phone
        async with kept.lock:
            merged = rules.merge(kept.cart, copy)
            if request.id == rules.order_of(merged):
                following = rules.send(merged, request.lines, me)
            else:  # an order of an earlier round, told again; or by somebody who comes too late
                following = merged
            if following is merged and request.id not in self._relay.front(place.store).requests:
                raise _sent(merged, place)
            try:
                heard = await self._relay.hear(code, _with_sharers(kept, place, merged, request))
            except Refused as no:
                if no.code != "request_changed":
                    raise
                await self._catch_up(place, kept, merged, request.id)
                raise _sent(kept.cart, place) from no
            await self._keep(place, kept, following)
        return heard

    async def _catch_up(self, place: _Place, kept: _Kept, cart: SharedCart, order: str) -> None:
        """The order was kept, but not that its round is over: the server was killed in between."""
        if order == rules.order_of(cart):
            body = from_plain(OrderRequest, self._relay.front(place.store).requests[order].body)
            cart = rules.send(cart, body.lines, name_of(cart.seed, body.phone), known=False)
        await self._keep(place, kept, cart)

    # ------------------------------------------------------------ what phones are told

    def now(self, code: str, asker: Asker, last: str = "") -> dict[str, Any]:
        """How the cart stands for a phone, the log behind what it has seen last. Raises Refused."""
        place = self._place(code, asker)
        kept = self._carts.get((place.store, place.key))
        if kept is None:
            return {"member": False, "others": 0}
        return self._state(kept, place, asker, last)

    def share(self, here: TableNow, phone: str) -> Share | None:
        """How a phone stands in the cart of a table, once the till has admitted somebody of it."""
        if here.opening is None or not here.opening.phones or here.parties:
            return None
        places = (here.opening.id, FREE + here.table.id)
        kept = next((one for key in places if (one := self._carts.get((here.store_id, key)))), None)
        if kept is None:
            return None
        admitted = [name_of(kept.cart.seed, one) for one in here.opening.phones]
        guests, me = rules.members(kept.cart, admitted), name_of(kept.cart.seed, phone)
        if me not in guests or rules.is_foreign(kept.cart, admitted):
            return None
        return Share(kept.cart, tuple(guests), me)

    def mark(self, code: str, asker: Asker) -> tuple[Bell, int] | None:
        """Turns with each change of the cart; noted before ``now`` for ``changed``. Raises Refused."""
        return _mark(self._kept(code, asker))

    async def changed(self, code: str, asker: Asker, seconds: float, known: tuple[Bell, int] | None) -> bool:
        """Wait for a change of the cart since the known mark. Whether there was one. Raises Refused."""
        kept = self._kept(code, asker)
        if not self.closing and _mark(kept) != known:
            return True
        if kept is None or self.closing:
            await asyncio.sleep(0 if self.closing else seconds)
            return False
        if kept.streams >= MOST_STREAMS:
            raise Refused("too_fast")
        place = self._place(code, asker)
        shares = name_of(kept.cart.seed, asker.phone) in self._members(kept, place)
        kept.streams, kept.there = kept.streams + 1, kept.there + shares
        try:
            return await kept.bell.wait(seconds)
        finally:
            kept.streams, kept.there = kept.streams - 1, kept.there - shares
            if shares:  # a stranger who listens keeps no cart that its guests have left
                kept.heard_at = self._clock.now()

    def close(self) -> None:
        """Let all who wait go home."""
        self.closing = True
        for kept in self._carts.values():
            kept.bell.ring()

    # ------------------------------------------------------------ what the till is told

    def ordering(self, store: str) -> tuple[str, ...]:
        """Where phones that are there now have something in their cart: ids of openings, of a table that
        nobody has opened yet ``FREE`` and its id, as ``seen_as`` has them."""
        now = self._clock.now()
        filled = self._filled.get(store, {})
        there = [(key, one) for key, one in filled.items() if one.there or now - one.heard_at <= AWAY]
        return tuple(rules.seen_as(key, self._is_admitted(store, key, one.cart)) for key, one in there)

    def _is_admitted(self, store: str, opening: str, cart: SharedCart) -> bool:
        """Whether the till knows a phone that shares a cart."""
        phones = self._relay.front(store).phones_of(opening)
        return bool(phones) and not rules.is_foreign(cart, [name_of(cart.seed, one) for one in phones])

    def _note(self, store: str, place: str, kept: _Kept | None) -> None:
        """Something was put into a cart, or all of it is gone: a till that waits hears it at once."""
        filled = self._filled.setdefault(store, {})
        if kept is not None and rules.contents(kept.cart.log):
            there = filled.get(place)
            filled[place] = kept
            if there is not None:
                return
        elif filled.pop(place, None) is None:
            return
        self._relay.front(store).feed.ring()

    # ------------------------------------------------------------ within

    def _kept(self, code: str, asker: Asker) -> _Kept | None:
        place = self._place(code, asker)
        return self._carts.get((place.store, place.key))

    def _place(self, code: str, asker: Asker) -> _Place:
        """Whose cart a phone may ask for. Raises Refused: table_unknown, old_opening, unreadable."""
        if not is_id(asker.phone):
            raise Refused("unreadable")
        here = self._relay.table(code, asker.opening, asker.phone)
        opening, free = here.opening, FREE + here.table.id
        if here.counter is not None or here.parties:
            raise Refused("old_opening")
        if opening is None:
            if asker.opening:
                raise Refused("old_opening")
            return _Place(here.store_id, free, (), free)
        if not asker.opening and (here.store_id, free) in self._carts:
            # The page does not know yet that its order has opened the table.
            return _Place(here.store_id, free, (), free)
        # An order of a phone that the till knows has opened the table, by a server that has died since.
        by_phone = not asker.opening and asker.phone in opening.phones
        if not by_phone and (opening.id != asker.opening or not _same(opening.secret, asker.secret)):
            raise Refused("old_opening")
        # The secret of a party at a shared table is shown only to phones that belong to it.
        proven = (asker.phone,) if opening.party and asker.phone not in opening.phones else ()
        return _Place(here.store_id, opening.id, (*opening.phones, *proven), free)

    async def _found(self, place: _Place, asker: Asker, copy: SharedCart | None) -> _Kept | None:
        """The cart of a place; begun by this phone if there is none, and if it may."""
        async with self._founding:
            key = (place.store, place.key)
            kept = self._carts.get(key)
            if kept is not None and not self._over(kept, place, asker):
                return kept
            before = self._carts.get((place.store, place.free))
            if place.phones and asker.phone not in place.phones and not _came_along(before, place, asker):
                return None
            if copy is None:
                return None
            seed = copy.seed if is_id(copy.seed) else ""
            if not seed:
                raise Refused("unreadable")
            fresh = SharedCart(seed, copy.founder or name_of(seed, asker.phone), max(1, copy.round))
            me = name_of(seed, asker.phone)
            cart = rules.take_up(fresh, copy.log)
            if before is not None:
                cart = rules.merge(cart, before.cart)  # it was sent, which this phone has not heard yet
            if me not in rules.members(cart, place.admitted(cart)):
                raise Refused("unreadable")
            found = _Kept(cart, self._clock.now())
            await self._write(place, cart)
            self._carts[key] = found
            self._note(place.store, place.key, found)
            if kept is not None:
                kept.bell.ring()
            return found

    def _over(self, kept: _Kept, place: _Place, asker: Asker) -> bool:
        """Whether a cart gives way to the one of this phone."""
        if place.phones:
            return asker.phone in place.phones and rules.is_foreign(kept.cart, place.admitted(kept.cart))
        gone = not kept.there and self._clock.now() - kept.heard_at > ABANDONED
        return gone and name_of(kept.cart.seed, asker.phone) not in self._members(kept, place)

    def _members(self, kept: _Kept, place: _Place) -> list[str]:
        return rules.members(kept.cart, place.admitted(kept.cart))

    async def _keep(self, place: _Place, kept: _Kept, cart: SharedCart) -> None:
        """Durable first, then told."""
        if cart == kept.cart:
            return
        await self._write(place, cart)
        kept.cart = cart
        kept.bell.ring()
        self._note(place.store, place.key, kept)

    async def _write(self, place: _Place, cart: SharedCart) -> None:
        body, now = canonical(to_plain(cart)).decode(), self._clock.now()
        await self._database.write(lambda c: rows.put_cart(c, place.store, place.key, body, now))

    def _state(self, kept: _Kept, place: _Place, asker: Asker, last: str) -> dict[str, Any]:
        cart, me = kept.cart, name_of(kept.cart.seed, asker.phone)
        guests = self._members(kept, place)
        if me not in guests:
            asked = kept.asking.get(me, 0)
            return {"member": False, "others": len(guests), "number": asked}
        version = f"{self._relay.epoch[:6]}.{cart.seed}.{cart.round}."
        seen = last.removeprefix(version)
        behind = int(seen) if last != seen and seen.isdecimal() and int(seen) <= len(cart.log) else 0
        return {
            "member": True,
            "version": f"{version}{len(cart.log)}",
            "seed": cart.seed,
            "founder": cart.founder,
            "round": cart.round,
            "order": rules.order_of(cart),
            "sender": cart.sender,
            "me": me,
            "whole": not behind,
            "log": [to_plain(one) for one in cart.log[behind:]],
            "past": list(cart.past) if not behind else [],
            "guests": guests,
            "asking": [{"guest": name, "number": number} for name, number in kept.asking.items()],
        }

    async def _sweep(self) -> None:
        """Carts of openings that are over are emptied, those of free tables after some hours."""
        now = self._clock.now()
        if now - self._swept < SWEEPS:
            return
        self._swept = now
        for (store, key), kept in list(self._carts.items()):
            free = key.startswith(FREE)
            front = self._relay.front(store)
            taken = free and front.at(key.removeprefix(FREE)).openings
            over = now - kept.heard_at > FORGOTTEN if free and not taken else taken or not front.home_of(key)
            if over:
                del self._carts[store, key]
                self._note(store, key, None)
                kept.bell.ring()
                await self._database.write(lambda c, s=store, k=key: rows.remove_cart(c, s, k))  # type: ignore[misc]


def _with_sharers(kept: _Kept, place: _Place, cart: SharedCart, request: OrderRequest) -> OrderRequest:
    """The order with who shares the cart, and who wanted each of its dishes."""
    known = kept.phones | {name_of(cart.seed, phone): phone for phone in place.phones}
    guests = rules.members(cart, place.admitted(cart))
    if len(guests) < 2:
        return request
    me = name_of(cart.seed, request.phone)
    trusted = rules.let_in_by([me, *place.admitted(cart)], kept.lets)
    found = rules.wanted_by(cart, request.lines, me)
    return replace(
        request,
        sharers=tuple(known.get(one, "") for one in guests),
        wanted=tuple(tuple(guests.index(one) for one in names if one in guests) for names in found),
        let_in=tuple(number for number, one in enumerate(guests) if one in trusted),
    )


def _came_along(before: _Kept | None, place: _Place, asker: Asker) -> bool:
    """Whether a phone shared the cart of the table while it was free, with one that the till has admitted."""
    if before is None:
        return False
    admitted = place.admitted(before.cart)
    me = name_of(before.cart.seed, asker.phone)
    return me in rules.members(before.cart, admitted) and not rules.is_foreign(before.cart, admitted)


def _mark(kept: _Kept | None) -> tuple[Bell, int] | None:
    return (kept.bell, kept.bell.rung) if kept else None


def _same(secret: str, told: str) -> bool:
    return hmac.compare_digest(secret.encode(), told.encode(errors="replace"))


def _by(me: str, change: Change) -> Change:
    """Whoever tells a change has made it."""
    return Change(change.id, me, change.kind, change.line, change.owner or me, change.by, change.guest)


def _sent(cart: SharedCart, place: _Place) -> Refused:
    guests = rules.members(cart, place.admitted(cart))
    number = guests.index(cart.sender) + 1 if cart.sender in guests else 0
    return Refused("cart_sent", guest=number) if number else Refused("cart_sent_already")


def read_told(plain: Mapping[str, Any]) -> Told:
    """What a phone says of its cart. Raises Refused("unreadable")."""
    copy = plain.get("copy")
    changes: object = plain.get("changes", [])
    if not isinstance(changes, Sequence) or isinstance(changes, str):
        raise Refused("unreadable")
    return Told(
        read_copy(copy) if copy is not None else None,
        tuple(from_plain(Change, one) for one in changes),
        plain.get("join") is True,
        str(plain.get("deny", ""))[:12],
    )


def read_copy(plain: object) -> SharedCart:
    """A phone's copy of a cart. Raises Refused("unreadable")."""
    copy = from_plain(SharedCart, plain)
    if not is_id(copy.seed) or not 0 < copy.round < 10_000 or len(copy.founder) > 12:
        raise Refused("unreadable")
    return SharedCart(copy.seed, copy.founder, copy.round, copy.log)
