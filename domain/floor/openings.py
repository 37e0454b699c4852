"""An opening: a table from the moment guests sit down until it is cleared, and how it looks at a glance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from domain.floor.cleaning import is_clean
from domain.floor.store_code import quarter_of
from domain.money.bills import in_one, stand_in
from domain.record.envelope import Event
from domain.record.latest import stands
from domain.record.rows import next_number, take_number
from domain.record.tables import Tables

RUSH = "rush:"  # before the dish that guests have asked after 催菜, in ``Opening.called``
PICKUP = "pickup"  # what the counter of pick-up numbers is called, before the business day


@dataclass(frozen=True, slots=True)
class Opening:
    """A table in use. ``live`` is 1 until cleared; ``version`` rises with every change of the bill.

    ``phones``: admitted phones; the place in the list is the guest's number. ``called``: "" | waiter | bill |
    ``RUSH`` and a dish.
    ``phone_numbers``: with which they were told, in the same order.
    ``into``: the opening on whose bill this one is while tables are joined 并台, ``into_bill``: which of its
    bills, "" for the first, and once they have parted onto which of its own they came back; ``brings``: how
    many of that one's guests are of this table; ``parted_from``: the one it was joined with before.
    ``party``: its number at a table that is or was shared 拼桌, else 0.

    Without a table (``table`` "") it is an order at the counter: ``pickup`` is its number of the day,
    ``to_go`` 1 if it is packed 外带, ``ready_at`` when its number was first called, ``called_out_at`` last.
    ``wanted_at``: when the guest wants it, 0: as soon as may be; ``begin_at``: when the kitchen begins, in
    the quarter of an hour with the number ``quarter``, see ``store_code.quarter_of``.
    """

    id: str
    table: str
    live: int
    guests: int
    secret: str
    number: str
    date: str
    started_at: int
    started_by: str
    version: int = 0
    rounds: int = 0
    phones: tuple[str, ...] = ()
    ordered_at: int = 0
    waiting_since: int = 0
    called: str = ""
    called_at: int = 0
    paid_at: int = 0
    cleared_at: int = 0
    into: str = ""
    parted_from: str = ""
    party: int = 0
    pickup: int = 0
    to_go: int = 0
    ready_at: int = 0
    called_out_at: int = 0
    into_bill: str = ""
    wanted_at: int = 0
    begin_at: int = 0
    quarter: int = 0
    brings: int = 0
    phone_numbers: tuple[int, ...] = ()

    @property
    def comes_back_on(self) -> str:
        """Which of its own bills has what was ordered while it was joined, now that it is not."""
        return self.id if self.into else self.into_bill or self.id

    def left(self, at: int) -> Opening:
        """Once its guests have left; of two such facts the first stands."""
        return replace(self, live=0, cleared_at=min(at, self.cleared_at or at))

    def guest_number(self, phone: str) -> int:
        """The number by which a phone is known at the table; a new phone gets the next one."""
        return self.known_as(phone) or len(self.phones) + 1

    def known_as(self, phone: str) -> int:
        """The number by which a phone is known at the table; 0 if it is not."""
        return number_among(self.phones, phone)

    def numbers_for(self, phones: Iterable[str]) -> dict[str, int]:
        """Which numbers those of these phones get that are not known here yet."""
        new = dict.fromkeys(phone for phone in phones if phone and phone not in self.phones)
        return {phone: number for number, phone in enumerate(new, len(self.phones) + 1)}

    def with_phones(self, told: Mapping[str, int]) -> Opening:
        """With these phones too, each in the place that its number gives it: that with which it was first
        admitted, also if two histories gave one number to two phones."""
        numbers = self.phone_numbers or tuple(range(1, len(self.phones) + 1))
        known = dict(zip(self.phones, numbers, strict=True))
        for phone, number in told.items():
            known[phone] = min(number, known.get(phone, number))
        phones = sorted(known, key=lambda phone: (known[phone], phone))
        return replace(self, phones=tuple(phones), phone_numbers=tuple(known[phone] for phone in phones))


def number_among(phones: Sequence[str], phone: str) -> int:
    """By which number a table that has admitted these phones knows one; 0 if it does not."""
    return phones.index(phone) + 1 if phone in phones else 0


def admission(opening: Opening, phone: str, together: Iterable[str]) -> dict[str, Any]:
    """What a fact says of who is admitted by an order of a ``phone``: its own number, and those of the others
    that come in with it, in the order of their cart."""
    new = opening.numbers_for(together)
    guest = new.pop(phone, 0) or opening.known_as(phone)
    return {"guest": guest, "sharers": new} if new else {"guest": guest}


def table_state(
    opening: Opening | None,
    now: int,
    wait_minutes: int,
    paying: bool = False,
    unclean: bool = False,
    holds: bool = False,
    kept: bool = False,
) -> str:
    """free | reserved | seated | ordered | waiting | served | bill | settling | paid | clean.

    ``paying``: a part of the bill is paid; ``unclean``: guests have left and it is not cleaned yet;
    ``holds``: dishes wait for the word, for which nobody waits until it comes; ``kept``: for a booking.
    """
    if opening is None:
        return "clean" if unclean else "reserved" if kept else "free"
    if opening.paid_at:
        return "paid"
    if paying:
        return "settling"
    if opening.called == "bill":
        return "bill"
    if not opening.rounds:
        return "seated"
    if not opening.waiting_since:
        return "ordered" if holds else "served"
    return "waiting" if now - opening.waiting_since >= wait_minutes * 60_000 else "ordered"


def opening_started(event: Event, tables: Tables) -> None:
    """Guests sit down. Heard once more, as a damaged copy of the fact may be, it changes nothing."""
    body, begun = event.body, _begun(event)
    if tables.get(Opening, body["opening"]):
        return
    next_number(tables, f"opening:{event.date}")
    is_clean(event, tables, body["table"])
    number_first(tables, body)
    tables.put(
        Opening(
            id=body["opening"],
            table=body["table"],
            live=1,
            guests=body["guests"],
            secret=body["secret"],
            number=body["number"],
            date=event.date,
            started_at=event.at,
            started_by=event.by,
            party=body.get("party", 0),
            pickup=_pickup(event, tables),
            to_go=int(body.get("to_go", 0)),
            wanted_at=int(body.get("wanted_at", 0)),
            begin_at=begun,
            quarter=quarter_of(begun),
        )
    )


def _begun(event: Event) -> int:
    return int(event.body.get("begin_at", event.at)) if event.body.get("pickup") else 0


def number_first(tables: Tables, body: Mapping[str, Any]) -> None:
    """The party that had the table alone is one of several now. Only a fold may call this."""
    first = tables.get(Opening, body.get("beside", ""))
    if first and not first.party:
        tables.put(replace(first, party=1))


def _pickup(event: Event, tables: Tables) -> int:
    """The number by which the guest is called, for an order at the counter."""
    number = int(event.body.get("pickup", 0))
    return take_number(tables, f"{PICKUP}:{event.date}", number) if number else 0


def opening_called(event: Event, tables: Tables) -> None:
    if stands(event, tables, f"called:{event.body['opening']}"):
        _change(tables, event.body, called=event.body["what"], called_at=event.at)


def opening_answered(event: Event, tables: Tables) -> None:
    if stands(event, tables, f"called:{event.body['opening']}"):
        _change(tables, event.body, called="", called_at=0)


def opening_guests(event: Event, tables: Tables) -> None:
    """So many guests there are now, ``brought`` of them by tables that were joined then."""
    body, opening = event.body, tables.get(Opening, event.body["opening"])
    if opening is None:
        return
    guests = opening.guests
    if stands(event, tables, f"guests:{opening.id}"):
        guests = body["guests"] + brought(tables, opening.id) - body.get("brought", 0)
    tables.put(replace(opening, guests=guests, version=opening.version + 1))


def brought(tables: Tables, opening: str) -> int:
    """How many of an opening's guests came with the tables that are joined to it."""
    return sum(one.brings for one in tables.where(Opening, into=opening))


def joined_to(tables: Tables, opening: str) -> list[Opening]:
    """The live openings that are on the bill of this one."""
    return tables.where(Opening, into=opening, live=1)


def head_of(tables: Tables, opening: Opening) -> Opening:
    """The opening on whose bill this one is: another while tables are joined, else itself."""
    return stands_on(tables, opening)[0]


def stands_on(tables: Tables, opening: Opening, bill: str = "") -> tuple[Opening, str]:
    """The opening on whose bill this one is, and which bill of it stands for its own ``bill``.

    Two histories may each have joined one table to the next: each is followed, and a circle ends where it
    began.
    """
    head, seen, bill = opening, {opening.id}, in_one(tables, bill)
    while head.into and head.into not in seen and (further := tables.get(Opening, head.into)):
        bill = stand_in(tables, further.id, bill or head.id) or head.into_bill or further.id
        head = further
        seen.add(head.id)
    return head, bill


def parties_at(tables: Tables, table: str) -> list[Opening]:
    """The openings on whose bills a table is now, by party: several if it is shared 拼桌."""
    heads = (
        head_of(tables, one) for one in by_party(tables.where(Opening, table=table, live=1) if table else ())
    )
    return list({head.id: head for head in heads}.values())


def by_party(live: Sequence[Opening]) -> list[Opening]:
    """All that are at a table, by party. Those that nobody knew to be several, as two histories each seated
    guests there, have numbers too."""
    if len(live) < 2:
        return list(live)
    taken = {one.party for one in live}
    free = (number for number in range(1, 2 * len(live) + 1) if number not in taken)
    numbered = (one if one.party else replace(one, party=next(free)) for one in sorted(live, key=_id))
    return sorted(numbered, key=lambda one: (one.party, one.id))


def _id(opening: Opening) -> str:
    return opening.id


def seat_beside(live: Sequence[Opening]) -> Mapping[str, Any]:
    """What a fact says of guests who come to a table where these openings are 拼桌; nothing for a free one.

    Their party gets the lowest number that is free; who had the table alone is party 1 from now on.
    """
    if not live:
        return {}
    taken = {one.party or 1 for one in live}
    number = min(set(range(1, len(taken) + 2)) - taken)
    alone = [one.id for one in live if not one.party]
    return {"party": number, **({"beside": alone[0]} if alone else {})}


def place_on_bill(tables: Tables, table: str, head: Opening, phone: str = "") -> str:
    """The opening of a table that is on the bill of another one while they are joined; "" if none is.

    Of several parties that are, it is the one that knows the phone.
    """
    if table == head.table:
        return ""
    live = tables.where(Opening, table=table, live=1) if table else []
    here = [one for one in live if head_of(tables, one).id == head.id]
    known = [one for one in here if phone in one.phones] or here
    return known[0].id if known else ""


def opening_at(tables: Tables, table: str) -> Opening | None:
    """The opening whose bill a table is on now, of a shared one its first party's; None for a free table."""
    return next(iter(parties_at(tables, table)), None)


def _change(tables: Tables, body: Mapping[str, Any], **values: Any) -> None:
    opening = tables.get(Opening, body["opening"])
    if opening:
        tables.put(replace(opening, **values))


APPLIES = {
    "opening.started": opening_started,
    "opening.called": opening_called,
    "opening.answered": opening_answered,
    "opening.guests": opening_guests,
}
